"""Answers that people and language models wrote freely from passages, and raters found faithful to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.reranker.pair import is_held_out
from assistant.writer.drafts import Draft, read_drafts
from assistant.writer.measure.public_files import passage_of, rows_of
from ingest.document import Passage

BY_PEOPLE, BY_MODELS = "written freely by people", "written freely by models"
_FEWEST_WORDS = 5
_FAITHFUL = 4  # of 4, by every rater
_HELD_OUT = 0.5  # share of the questions to report on; the check was tuned on the others
# The public files have a space around every mark.
_SPACED = (
    (re.compile(r"\s*``\s*"), " “"),
    (re.compile(r"\s*''"), "”"),
    (re.compile(r"\s+(?=[,.;:?!%)\]”])|(?<=[(\[“])\s+|\s+(?='(?:s|re|ve|ll|d|m)\b|n't\b)"), ""),
    (re.compile(r"(?<=s) '(?=\s)"), "'"),
    (re.compile(r"(?<=\w) - (?=\w)"), "-"),
    (re.compile(r"\s*--\s*"), " – "),
)


@dataclass(frozen=True)
class FreeAnswer:
    """The statements of one answer in order, each true by the passages."""

    kind: str
    question: str
    passages: tuple[Passage, ...]
    drafts: tuple[Draft, ...]


def free_answers(folder: Path, *, tuning: bool = False) -> Iterator[FreeAnswer]:
    """The answers to report on; with `tuning`, those to other questions."""
    for key, kind, question, passages, text in (*_clapnq(folder / "clapnq"), *_mtrag(folder / "mtrag-human")):
        drafts = tuple(draft for draft in read_drafts(text) if _says_something(draft.text))
        if drafts and is_held_out(key, _HELD_OUT) != tuning:
            yield FreeAnswer(kind, question, passages, drafts)


_Row = tuple[str, str, str, tuple[Passage, ...], str]  # key, kind, question, passages, answer


def _clapnq(folder: Path) -> Iterator[_Row]:
    texts = {row["id"]: row for row in rows_of(folder / "corpus.jsonl")}
    for row in rows_of(folder / "queries.jsonl"):
        found = tuple(
            passage_of(str(key), str(texts[key]["title"]), unspaced(str(texts[key]["text"]))) for key in row["gold"]
        )
        for answer in row["answers"][:1]:
            yield str(row["id"]), BY_PEOPLE, str(row["question"]), found, unspaced(answer)


def _mtrag(folder: Path) -> Iterator[_Row]:
    for number, row in enumerate(rows_of(folder / "answers.jsonl")):
        if min(row["faithfulness"]) >= _FAITHFUL:
            question, _, writer = str(row["id"]).rpartition("|")
            found = tuple(passage_of(f"m{number}-{at}", "", unspaced(text)) for at, text in enumerate(row["passages"]))
            yield (
                question,
                BY_PEOPLE if writer == "reference" else BY_MODELS,
                str(row["question"]),
                found,
                unspaced(row["answer"]),
            )


def unspaced(text: str) -> str:
    """A text without the spaces that a tokeniser left around its marks."""
    for pattern, replacement in _SPACED:
        text = pattern.sub(replacement, text)
    return text.strip()


def _says_something(text: str) -> bool:
    return len(text.split()) >= _FEWEST_WORDS and not text.endswith("?")
