"""What a question takes for granted, and what contradicts it."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from assistant.lexical import LexicalIndex
from assistant.premise import find_correction, premise_of
from assistant.select import UnitSelector
from assistant.terms import Terms
from assistant.units import split_units
from assistant.vocabulary import Vocabulary
from ingest.document import Document, Passage

TERMS = Terms([], {"endorse": ["recommend"]}, [["recommended", "discouraged"]])


@pytest.mark.parametrize(
    ("question", "premise"),
    [
        ("Since Bolt replaces Acme, can I drop it?", "Bolt replaces Acme"),
        ("Why does Bolt replace Acme?", "Bolt replace Acme?"),
        ("Bolt replaces Acme, doesn't it?", "Bolt replaces Acme"),
        ("Too bad that Acme.js is slow. Will it last?", "Acme.js is slow"),
        ("What is Bolt?", ""),
    ],
)
def test_premise_of(question: str, premise: str) -> None:
    assert premise_of(question).strip() == premise


def correction(question: str, *sentences: str) -> str | None:
    passages = []
    for number, sentence in enumerate(["We tried Acme and Bolt.", *sentences]):
        digest = hashlib.sha256(sentence.encode()).hexdigest()
        document = Document(f"d{number}", "Title", "", "", sentence, (), digest)
        passages.append(Passage(document, ("Title",), sentence, 0, len(sentence)))
    vocabulary = Vocabulary(passages, TERMS)
    lexical = LexicalIndex([TERMS.of(passage.text) for passage in passages])
    selector = UnitSelector(TERMS, vocabulary, lexical, lambda texts: np.ones((len(texts), 1), np.float32))
    ranked = selector.rank_units(question, [unit for passage in passages for unit in split_units(passage)])
    found = find_correction(question, ranked, TERMS, vocabulary)
    return found.unit.quote if found else None


def test_a_denial_corrects() -> None:
    denial = "Some think that Bolt replaces Acme, but Bolt does not replace Acme."
    assert correction("Since Bolt replaces Acme, can I drop it?", denial) == denial


def test_an_opposite_word_corrects() -> None:
    opposite = "A fork of Acme is possible but discouraged."
    assert correction("Why is a fork of Acme recommended?", opposite) == opposite
    assert correction("Why is a fork of Acme not recommended?", opposite) is None


@pytest.mark.parametrize(
    "sentence",
    ["Bolt replaces Acme in the end.", "Bolt does not sell Acme.", "Cedar does not replace anything."],
)
def test_what_confirms_or_says_something_else_does_not(sentence: str) -> None:
    assert correction("Since Bolt replaces Acme, can I drop it?", sentence) is None
