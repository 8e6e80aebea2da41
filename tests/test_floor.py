"""The quality that must not be lost, measured on the question set as `fingerpost evaluate` does."""

import json
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.evaluation.evaluate import ask_questions
from assistant.evaluation.naive import NaiveSystem
from assistant.evaluation.questions import load_questions
from assistant.evaluation.score import Result
from assistant.open_index import open_embedder

QUESTIONS = Path(__file__).parent / "questions"
FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text())


@pytest.fixture(scope="module")
def results(assistant: Assistant) -> list[Result]:
    return ask_questions(assistant, load_questions(QUESTIONS, "reported"))


def share(results: list[Result]) -> float:
    return sum(result.trusted for result in results) / len(results)


def test_trusted_answers_stay_above_the_floor(results: list[Result]) -> None:
    assert share(results) >= FLOORS["trusted"]


def test_the_tutorial_system_stays_behind(results: list[Result], assistant: Assistant) -> None:
    naive = NaiveSystem(assistant.documents, open_embedder().embed, guide=assistant.guide)
    try:
        behind = share(ask_questions(naive, load_questions(QUESTIONS, "reported")))
    finally:
        naive.close()
    assert share(results) >= behind + FLOORS["ahead_of_naive"]


def test_promises_hold_on_every_answer(results: list[Result]) -> None:
    for result in results:
        answer = result.answer
        assert all(c.document.text[c.start : c.end] == c.quote != "" for c in answer.citations)
        assert all(statement.citations for statement in answer.statements)
        if answer.outcome in {"silent", "social"}:
            assert not answer.citations
