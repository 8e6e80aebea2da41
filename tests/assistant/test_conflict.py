"""Quantities, and when they contradict each other."""

import hashlib

import numpy as np

from assistant.conflict import Quantity, conflicting_values, quantities
from assistant.lexical import LexicalIndex
from assistant.select import ScoredUnit, UnitSelector
from assistant.terms import Terms
from assistant.units import split_units
from assistant.vocabulary import Vocabulary
from ingest.document import Document, Passage


def test_units_are_brought_to_one_base() -> None:
    assert quantities("859 ms") == [Quantity("time", 859, 859)]
    assert quantities("about 1 second") == [Quantity("time", 1000, 1000)]
    assert quantities("a 250 MB cap") == [Quantity("size", 250e6, 250e6)]
    assert quantities("99.37% of them") == [Quantity("share", 99.37, 99.37)]


def test_ranges_are_one_quantity() -> None:
    assert quantities("200–800 ms") == [Quantity("time", 200, 800)]
    assert quantities("between 200 ms and 1,200 ms") == [Quantity("time", 200, 1200)]


def test_numbers_without_a_unit_are_no_quantities() -> None:
    assert quantities("10,000 connections, p99, Discussion #16276") == []


def units_of(*sentences: str) -> tuple[list[ScoredUnit], Terms, Vocabulary]:
    terms = Terms([["cold start", "cold starts"]])
    entries, passages = [], []
    for number, sentence in enumerate(sentences):
        digest = hashlib.sha256(sentence.encode()).hexdigest()
        document = Document(f"d{number}", "Title", "", "", sentence, (), digest)
        passages.append(Passage(document, ("Title",), sentence, 0, len(sentence)))
    vocabulary = Vocabulary(passages, terms)
    selector = UnitSelector(
        terms, vocabulary, LexicalIndex([terms.of(p.text) for p in passages]), lambda texts: np.ones((len(texts), 1))
    )
    for passage in passages:
        entries += selector.rank_units("How long is a cold start?", split_units(passage))
    return entries, terms, vocabulary


def shown(question: str, *sentences: str) -> list[str]:
    ranked, terms, vocabulary = units_of(*sentences)
    return [entry.unit.quote for entry in conflicting_values(question, ranked, terms, vocabulary)]


def test_different_values_for_one_thing_conflict() -> None:
    values = ["A cold start takes 859 ms.", "Any cold start takes under 100 ms."]
    assert shown("How long is a cold start?", *values) == values


def test_equal_values_do_not() -> None:
    assert shown("How long is a cold start?", "A cold start takes 1 s.", "One cold start lasts 1000 ms.") == []


def test_values_of_different_things_do_not() -> None:
    assert shown("How long is a cold start?", "A cold start takes 859 ms.", "The timeout is 10 seconds.") == []


def test_different_percentiles_do_not() -> None:
    assert shown("How long is a cold start?", "The p50 cold start is 859 ms.", "The p99 cold start is 2,000 ms.") == []


def test_a_question_that_asks_for_no_value_has_no_conflict() -> None:
    assert shown("Why are cold starts bad?", "A cold start takes 859 ms.", "A cold start takes 100 ms.") == []
