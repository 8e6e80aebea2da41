"""Which of the ranked units an answer says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant import Assistant
from assistant.compose import answer_together, answer_very_question, choose_units, says_same
from assistant.select import ScoredUnit
from assistant.terms import Terms
from assistant.units import split_units
from ingest.document import Document, Passage

TERMS = Terms()
SENTENCES = (
    "The harbour has a crane.",
    "The harbour of Ostend has a crane that lifts eighty tons and was built by Moller in two summers.",
    "Pilots meet a ship at the outer buoy.",
    "Nets are dried on the northern mole.",
)


def ranked(*asked: float) -> list[ScoredUnit]:
    """The sentences in their order, each under a heading of its own, with how close its known question is."""
    text = "\n".join(SENTENCES)
    document = Document("d", "Harbour", "", "", text, (), "")
    spans = [(text.index(line), text.index(line) + len(line)) for line in SENTENCES]
    units = [
        unit
        for number, (start, end) in enumerate(spans)
        for unit in split_units(Passage(document, (f"Part {number}",), text[start:end], start, end))
    ]
    return [
        ScoredUnit(unit, 0.9, 0.5, 0.0, TERMS.set_of(unit.plain), close)
        for unit, close in zip(units, asked, strict=True)
    ]


@pytest.mark.parametrize(
    ("asked", "together"),
    [
        ((0.9, 0.2, 0.9, 0.3), [0, 2]),  # the very question: both its sentences
        ((0.3, 0.2, 0.9, 0.9), [2, 3]),  # ... whatever ranks first
        ((0.3, 0.2, 0.7, 0.7), []),  # close only: what ranks first does not answer it
        ((0.7, 0.2, 0.7, 0.75), [0, 2]),  # ... and here it answers another one
        ((0.5, 0.5, 0.5, 0.5), []),  # not close
        ((0.0, 0.0, 0.0, 0.0), []),  # no known questions
    ],
)
def test_the_units_that_answer_a_known_question_belong_together(asked: tuple[float, ...], together: list[int]) -> None:
    units = ranked(*asked)
    assert answer_together(units) == [units[number] for number in together]


def test_nothing_answers_together_where_nothing_was_found() -> None:
    assert answer_together([]) == []


def test_what_answers_the_very_question_is_said_first_and_whole(assistant: Assistant) -> None:
    units = ranked(0.3, 0.2, 0.9, 0.9)
    chosen = choose_units("Where are pilots and nets?", units, TERMS, assistant.knowledge.vocabulary)
    assert chosen[:2] == units[2:]


def test_a_longer_sentence_is_not_silenced_by_a_short_one_but_a_short_one_by_a_longer() -> None:
    short, long, *_ = ranked(0, 0, 0, 0)
    assert not says_same(long, [short])
    assert says_same(short, [long])


def test_a_story_is_told_to_its_end(assistant: Assistant) -> None:
    text = "The crane fell in May. The boom hit the pilot's house. Nobody was hurt. Another crane came in autumn."
    passage = Passage(Document("d", "Harbour", "", "", text, (), ""), ("Crane",), text, 0, len(text))
    units = [
        ScoredUnit(unit, 0.9 - 0.3 * n, 0.5, 0.0, TERMS.set_of(unit.plain))
        for n, unit in enumerate(split_units(passage))
    ]
    vocabulary = assistant.knowledge.vocabulary
    told = choose_units("What happened to the crane?", units, TERMS, vocabulary)
    assert [entry.unit.plain for entry in told] == [entry.unit.plain for entry in units]
    assert len(choose_units("When did the crane fall?", units, TERMS, vocabulary)) < len(units)


def test_only_a_question_as_good_as_the_very_one_is_the_very_question() -> None:
    units = ranked(0.9, 0.2, 0.9, 0.3)
    assert answer_very_question(units) == [units[0], units[2]]
    assert answer_very_question(ranked(0.7, 0.2, 0.7, 0.75)) == []


def test_how_much_two_sentences_may_share_can_be_told() -> None:
    first, second, *_ = ranked(0, 0, 0, 0)
    second = replace(second, terms=frozenset([*sorted(first.terms)[:2], "x"]))  # two of three words
    first = replace(first, terms=frozenset([*sorted(first.terms)[:2], "y"]))
    assert says_same(first, [second])
    assert not says_same(first, [second], 0.85)


def test_what_is_known_to_answer_is_said_though_a_heading_says_all_of_the_question(assistant: Assistant) -> None:
    units = ranked(0.2, 0.95, 0.2, 0.2)
    headed = choose_units("part", ranked(0.2, 0.2, 0.2, 0.2), TERMS, assistant.knowledge.vocabulary)
    known = choose_units("part", units, TERMS, assistant.knowledge.vocabulary)
    assert headed[0] == ranked(0.2, 0.2, 0.2, 0.2)[0]
    assert known[0] == units[1]
