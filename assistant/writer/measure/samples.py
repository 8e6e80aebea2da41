"""The sentences that the support check is measured on: of the corpus, and of public texts."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.builtin import builtin_corpus
from assistant.sources import open_library
from assistant.terms import SYNONYMS_FILE, Terms
from assistant.units import split_units
from assistant.vocabulary import Vocabulary, is_capitalised
from assistant.writer.measure.answers import FreeAnswer, free_answers
from assistant.writer.measure.public_files import passage_of, rows_of
from ingest.document import Passage

_FEWEST_WORDS = 5
_SEED = 7
# Who or what these mean is not in the sentence, so that it says nothing by itself.
LEANING = re.compile(r"(?i)^(?:\w+,\s+)?(?:it|its|this|that|these|those|they|their|he|she|his|her|such|both)\b")


@dataclass(frozen=True)
class Sample:
    """A sentence that is true by its passages."""

    sentence: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Texts:
    """Sentences of one origin with what is known about its words, or answers written freely from such texts."""

    name: str
    sentences: Sequence[Sample]
    answers: Sequence[FreeAnswer]
    terms: Terms
    names: frozenset[str]  # as terms
    spellings: tuple[str, ...]  # as written


def corpus_texts(folder: Path | None = None) -> Texts:
    """Every sentence and table row of a corpus folder, the built-in one unless another is given."""
    folder = folder or builtin_corpus()
    passages = [passage for _, passages in open_library(folder).shelves.values() for passage in passages]
    return _texts("corpus", passages, (), Terms.load(folder / SYNONYMS_FILE), len(passages) * 50)


def public_texts(folder: Path, most: int = 1_200) -> Texts:
    """A random choice of encyclopedia sentences."""
    rows = list(rows_of(folder / "xquad/corpus.jsonl"))
    passages = [passage_of(str(row["id"]), str(row["title"]).replace("_", " "), str(row["text"])) for row in rows]
    return _texts("public", passages, (), Terms(), most)


def free_texts(folder: Path, *, tuning: bool = False) -> Texts:
    """Answers written freely from passages: those to report on, or with `tuning` the others."""
    answers = tuple(free_answers(folder, tuning=tuning))
    passages = list(dict.fromkeys(passage for answer in answers for passage in answer.passages))
    return _texts("free", passages, answers, Terms(), 0)


def _texts(name: str, passages: Sequence[Passage], answers: Sequence[FreeAnswer], terms: Terms, most: int) -> Texts:
    samples = [
        Sample(unit.plain, (passage,))
        for passage in passages
        if passage.kind != "code"
        for unit in split_units(passage)
        if len(unit.plain.split()) >= _FEWEST_WORDS
        and not unit.plain.endswith((":", "?"))
        and not LEANING.match(unit.plain)
    ]
    chosen = random.Random(_SEED).sample(samples, min(most, len(samples)))
    vocabulary = Vocabulary(passages, terms)
    return Texts(name, chosen, answers, terms, vocabulary.names, tuple(_spellings(passages, vocabulary, terms)))


def _spellings(passages: Sequence[Passage], vocabulary: Vocabulary, terms: Terms) -> Iterator[str]:
    """How the names are written inside sentences."""
    words = dict.fromkeys(word.strip("`*.,;:()'\"") for passage in passages for word in passage.text.split()[1:])
    for word in words:
        if is_capitalised(word) and word.replace(".", "").isalpha() and len(word) > 3:
            found = terms.of(word)
            if found and found[0] in vocabulary.names:
                yield word
