from __future__ import annotations

import re

import pytest
from fake_assistant import FakeAssistant

from ui.visitor import FAILED, MAX_QUESTION, MAX_TURNS, STOPPED, Visitor, refuse_question


def ask(visitor: Visitor, question: str) -> None:
    for _ in visitor.ask(question):
        pass


def test_an_answer_arrives_in_pieces_and_then_whole() -> None:
    visitor = Visitor(FakeAssistant(seconds_a_word=0.06))  # longer than the pause between updates
    seen = [visitor.turns[0].text for _ in visitor.ask("van")]
    turn = visitor.turns[0]
    assert turn.answer is not None
    assert seen[0] == ""
    assert seen[-1] == turn.answer.text
    assert len(seen) > 5
    assert all(turn.answer.text.startswith(piece) for piece in seen)


def test_two_visitors_share_the_assistant_but_no_turn() -> None:
    assistant = FakeAssistant()
    first, second = Visitor(assistant), Visitor(assistant)
    for number in range(20):
        ask(first, f"van {number}")
        ask(second, f"boat {number}")
    assert [turn.question for turn in first.turns] == [f"van {number}" for number in range(20)]
    assert assistant.conversations[1].questions == [f"boat {number}" for number in range(20)]


def test_stopping_keeps_what_arrived_and_ends_the_run() -> None:
    visitor = Visitor(FakeAssistant())
    running = visitor.ask("van")
    next(running)
    next(running)
    visitor.stop()
    assert list(running) == []
    assert visitor.turns[0].answer is None
    assert visitor.turns[0].note == STOPPED


def test_a_newer_question_takes_over() -> None:
    visitor = Visitor(FakeAssistant())
    older = visitor.ask("van")
    next(older)
    ask(visitor, "boat")
    assert list(older) == []
    assert visitor.turns[1].answer is not None


def test_taking_back_forgets_the_last_turn_and_keeps_the_earlier_ones() -> None:
    assistant = FakeAssistant()
    visitor = Visitor(assistant)
    ask(visitor, "van")
    ask(visitor, "boat")
    assert visitor.take_back() == "boat"
    assert [turn.question for turn in visitor.turns] == ["van"]
    ask(visitor, "which")
    assert assistant.conversations[-1].questions == ["van", "which"]
    assert Visitor(assistant).take_back() is None


def test_a_failure_is_told_and_logged_without_the_question(caplog: pytest.LogCaptureFixture) -> None:
    visitor = Visitor(FakeAssistant())
    ask(visitor, "break")
    assert visitor.turns[0].note == FAILED
    assert len(caplog.messages) == 1
    assert re.fullmatch(r"answering failed: RuntimeError at .*fake_assistant\.py:\d+", caplog.messages[0])


def test_limits() -> None:
    assert refuse_question("a" * MAX_QUESTION, 0) == ""
    assert "2,001 characters" in refuse_question("a" * (MAX_QUESTION + 1), 0)
    assert "start a new one" in refuse_question("a", MAX_TURNS)
