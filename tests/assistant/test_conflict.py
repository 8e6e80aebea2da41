"""Quantities, and when they contradict each other."""

import hashlib

import numpy as np

from assistant.conflict import conflicting_values, word_value
from assistant.lexical import LexicalIndex
from assistant.select import ScoredUnit, UnitSelector
from assistant.terms import Terms
from assistant.units import split_units
from assistant.values import Quantity, quantities
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
        terms,
        vocabulary,
        LexicalIndex([terms.of(p.text) for p in passages]),
        lambda texts: np.ones((len(texts), 1), np.float32),
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


def test_another_product_is_another_thing() -> None:
    sides = ["Acme has a cold start of 9 s.", "Bolt has a cold start of 2 s."]
    assert shown("How long is a cold start?", "We tried Acme and Bolt.", *sides) == []


def test_another_platform_is_a_condition_to_be_said() -> None:
    values = ["A cold start on Lambda takes 9 s.", "A cold start on Vercel takes 2 s."]
    assert shown("How long is a cold start?", *values) == values


def test_one_speaker_does_not_contradict_itself() -> None:
    one, other = (f"A cold start takes {value}, according to OpenStatus." for value in ("9 s", "2 s"))
    assert shown("How long is a cold start?", one, other) == []
    assert shown("How long is a cold start?", one, "A cold start takes 2 s.") == [one, "A cold start takes 2 s."]


def test_a_value_without_a_label_is_no_99th_percentile() -> None:
    assert shown("How long is a cold start?", "A cold start takes 200 ms.", "The p99 cold start is 2,000 ms.") == []


def test_the_source_asked_for_is_the_only_one_heard() -> None:
    values = ["The cold start takes 859 ms, according to OpenStatus.", "A cold start takes 100 ms."]
    assert shown("How long is a cold start according to OpenStatus?", *values) == []
    assert shown("How long is the cold start that OpenStatus gives?", *values) == []


def test_counts_of_one_thing_conflict() -> None:
    values = ["The plan allows 5 users.", "The plan allows 12 active users.", "The plan costs 80 dollars."]
    assert shown("How many users does the plan allow?", *values) == values[:2]


def test_defaults_of_a_setting_conflict() -> None:
    values = ["The dotfiles setting is `allow` (default: `ignore`).", "dotfiles: the default is `deny`."]
    assert shown("What is the default of the dotfiles setting?", *values) == values


def test_a_question_for_a_thing_is_no_question_for_a_value() -> None:
    assert shown("Which teams meet a cold start?", "A cold start takes 859 ms.", "A cold start takes 100 ms.") == []


def test_what_a_measure_is_of_is_not_what_is_measured() -> None:
    sides = ["The limit of a cold start is 10 s.", "A cold start takes 859 ms."]
    assert shown("What is the limit of a cold start?", *sides) == []


def test_a_value_without_a_speaker_is_said_with_its_document() -> None:
    ranked, terms, _ = units_of("A cold start takes 859 ms.", "A cold start takes 1 s, according to OpenStatus.")
    said = {word_value(entry.unit, "How long?", terms) for entry in ranked}
    assert said == {"Title: A cold start takes 859 ms.", "A cold start takes 1 s, according to OpenStatus."}
