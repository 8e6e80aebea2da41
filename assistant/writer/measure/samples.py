"""The sentences that the support check is measured on: of the corpus, and of public texts."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.builtin import builtin_corpus
from assistant.sources import open_library
from assistant.terms import SYNONYMS_FILE, Terms
from assistant.units import split_units
from assistant.vocabulary import Vocabulary, is_capitalised
from ingest.document import Document, Passage, Section
from ingest.sentences import sentence_spans

_FEWEST_WORDS = 5
_SEED = 7
# Who or what these mean is not in the sentence, so that it says nothing by itself.
_LEANING = re.compile(r"(?i)^(?:\w+,\s+)?(?:it|its|this|that|these|those|they|their|he|she|his|her|such|both)\b")


@dataclass(frozen=True)
class Sample:
    """A sentence that is true by its passages."""

    sentence: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Texts:
    """Sentences of one origin with what is known about its words. `free` were written by people from passages."""

    name: str
    sentences: Sequence[Sample]
    free: Sequence[Sample]
    terms: Terms
    names: frozenset[str]  # as terms
    spellings: tuple[str, ...]  # as written


def corpus_texts(folder: Path | None = None) -> Texts:
    """Every sentence and table row of a corpus folder, the built-in one unless another is given."""
    folder = folder or builtin_corpus()
    passages = [passage for _, passages in open_library(folder).shelves.values() for passage in passages]
    return _texts("corpus", passages, (), Terms.load(folder / SYNONYMS_FILE), len(passages) * 50)


def public_texts(folder: Path, most: int = 400) -> Texts:
    """A random choice of encyclopedia sentences, and answers that people wrote from such passages."""
    rows = list(_rows(folder / "xquad/corpus.jsonl"))
    passages = [_passage(str(row["id"]), str(row["title"]).replace("_", " "), str(row["text"])) for row in rows]
    return _texts("public", passages, tuple(_free(folder)), Terms(), most)


def _texts(name: str, passages: Sequence[Passage], free: Sequence[Sample], terms: Terms, most: int) -> Texts:
    samples = [
        Sample(unit.plain, (passage,))
        for passage in passages
        if passage.kind != "code"
        for unit in split_units(passage)
        if len(unit.plain.split()) >= _FEWEST_WORDS
        and not unit.plain.endswith((":", "?"))
        and not _LEANING.match(unit.plain)
    ]
    chosen = random.Random(_SEED).sample(samples, min(most, len(samples)))
    vocabulary = Vocabulary(passages, terms)
    return Texts(name, chosen, free, terms, vocabulary.names, tuple(_spellings(passages, vocabulary, terms)))


def _spellings(passages: Sequence[Passage], vocabulary: Vocabulary, terms: Terms) -> Iterator[str]:
    """How the names are written inside sentences."""
    words = dict.fromkeys(word.strip("`*.,;:()'\"") for passage in passages for word in passage.text.split()[1:])
    for word in words:
        if is_capitalised(word) and word.replace(".", "").isalpha() and len(word) > 3:
            found = terms.of(word)
            if found and found[0] in vocabulary.names:
                yield word


def _free(folder: Path) -> Iterator[Sample]:
    """Sentences of answers by people: from clapnq, and those of MTRAG that every rater found faithful."""
    texts = {row["id"]: row for row in _rows(folder / "clapnq/corpus.jsonl")}
    for row in _rows(folder / "clapnq/queries.jsonl"):
        passages = [_passage(str(key), str(texts[key]["title"]), str(texts[key]["text"])) for key in row["gold"]]
        for answer in row["answers"][:1]:
            yield from (Sample(sentence, tuple(passages)) for sentence in _sentences(answer))
    for number, row in enumerate(_rows(folder / "mtrag-human/answers.jsonl")):
        if min(row["faithfulness"]) >= 4 and row["id"].endswith("reference"):
            passages = [_passage(f"m{number}-{at}", "", text.strip()) for at, text in enumerate(row["passages"])]
            yield from (Sample(sentence, tuple(passages)) for sentence in _sentences(row["answer"]))


def _sentences(text: str) -> Iterator[str]:
    for start, end in sentence_spans(text):
        if len(text[start:end].split()) >= _FEWEST_WORDS and not text[start:end].endswith("?"):
            yield text[start:end]


def _passage(key: str, title: str, text: str) -> Passage:
    document = Document(key, title, "", "", text, (Section((title,), 0, len(text)),), "")
    return Passage(document, (title,), text, 0, len(text))


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
