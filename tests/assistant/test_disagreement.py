"""When a question is about a disagreement that the guide lists."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.answer import Outcome
from assistant.disagreement import disagreement_on, quotes
from assistant.select import ScoredUnit
from assistant.units import split_units


@pytest.fixture(scope="module")
def both_sides(assistant: Assistant) -> list[ScoredUnit]:
    """A unit that the first disagreement of the guide quotes for each of its sides."""
    guide = assistant.knowledge.guide
    assert guide
    passages = assistant.knowledge.passages
    units = [unit for passage in passages for unit in split_units(passage)]
    quoted = [
        next(unit for unit in units if any(unit.quote in source.quote for source in side.sources))
        for side in guide.disagreements[0].sides
    ]
    return [ScoredUnit(unit, 0.1, 0.1, 0.0, frozenset()) for unit in quoted]


@pytest.mark.parametrize(
    ("question", "found"),
    [("Which base should a REST API have?", True), ("Who won the cup final last night?", False)],
)
def test_units_of_both_sides_count_only_for_a_question_like_one_of_them(
    assistant: Assistant, both_sides: list[ScoredUnit], question: str, found: bool
) -> None:
    knowledge = assistant.knowledge
    assert bool(disagreement_on(question, both_sides, knowledge.guide, [], knowledge.embed)) is found


def test_a_disagreement_quotes_the_sentences_of_its_sides_only(
    assistant: Assistant, both_sides: list[ScoredUnit]
) -> None:
    guide = assistant.knowledge.guide
    assert guide
    first, second = guide.disagreements
    assert all(quotes(first, entry.unit) for entry in both_sides)
    assert not any(quotes(second, entry.unit) for entry in both_sides)


@pytest.mark.parametrize(
    "question",
    [
        "When does a Next.js API Routes handler end?",
        "What can a team do when it outgrows Next.js API routes?",
        "What does a serverless function on Vercel do for the first request after an idle period?",
        "How long does a custom server take to wake up from a serverless cold start?",
    ],
)
def test_what_other_sentences_are_known_to_answer_is_no_disagreement(assistant: Assistant, question: str) -> None:
    known = assistant.knowledge.selector.known
    asked = known.likeness(assistant.knowledge.embed.query(question)).answered[0]
    answer = assistant.ask(question)
    assert asked[0] > 0.99
    assert answer.outcome is Outcome.ANSWERED
    assert any(unit.quote == citation.quote for unit in asked[1] for citation in answer.citations)
