from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from fake_assistant import FakeAssistant, boat

from assistant.answer import AnswerEvent
from assistant.decision.guide import DecisionGuide
from ui.record import MAX_BYTES, MAX_QUESTION, MAX_TURNS, HandSet, Record
from ui.visitor import CHANGED, FAILED, STOPPED, UNANSWERED, Turn, Visitor, refuse_question


def ask(visitor: Visitor, question: str) -> None:
    for _ in visitor.ask(question):
        pass


def test_a_models_answer_arrives_in_pieces_and_then_whole() -> None:
    visitor = Visitor(FakeAssistant(seconds_a_word=0.06, model="slow"))  # longer than the pause between updates
    seen = [visitor.turns[0].text for _ in visitor.ask("van")]
    turn = visitor.turns[0]
    assert turn.answer is not None
    assert seen[0] == ""
    assert seen[-1] == turn.answer.text
    assert len(seen) > 5
    assert all(turn.answer.text.startswith(piece) for piece in seen)


@pytest.mark.parametrize(("model", "worded"), [(None, True), ("slow", False)])
def test_without_a_model_one_update_says_what_is_done_and_one_brings_the_answer(
    model: str | None, worded: bool
) -> None:
    visitor = Visitor(FakeAssistant(seconds_a_word=0.06, model=model))
    seen = [(visitor.turns[0].step, visitor.turns[0].answer) for _ in visitor.ask("van", worded)]
    assert [(step, answer is not None) for step, answer in seen] == [
        ("Searching the sources", False),
        ("Searching the sources", True),
    ]


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
    assert (visitor.turns[0].answer, visitor.turns[0].note) == (None, STOPPED)
    assert visitor.turns[1].answer is not None


def test_stopping_as_the_answer_comes_leaves_no_trace_of_it() -> None:
    assistant = FakeAssistant()
    visitor = Visitor(assistant)
    visitor._conversation.stream = stop_before_the_end(visitor)  # type: ignore[method-assign]
    running = visitor.ask("van")
    next(running)
    assert list(running) == []
    assert (visitor.turns[0].answer, visitor.turns[0].note) == (None, STOPPED)
    assert (assistant.conversations[0].questions, assistant.conversations[0].undone) == ([], 1)


def stop_before_the_end(visitor: Visitor) -> Callable[[str], Iterator[AnswerEvent]]:
    """A stream whose visitor presses stop when the whole answer is there already."""
    stream = visitor._conversation.stream

    def stopping(question: str) -> Iterator[AnswerEvent]:
        for event in stream(question):
            if event.answer is not None:
                visitor.stop()
            if event.kind != "text":  # none of these: the visitor would see that it has been stopped
                yield event

    return stopping


def test_taking_back_undoes_the_last_turn_and_asks_nothing_again() -> None:
    assistant = FakeAssistant()
    visitor = Visitor(assistant)
    ask(visitor, "van")
    ask(visitor, "boat")
    assert visitor.take_back() == "boat"
    assert [turn.question for turn in visitor.turns] == ["van"]
    ask(visitor, "which")
    assert assistant.conversations[-1].questions == ["van", "which"]
    assert len(assistant.conversations) == 1
    assert Visitor(assistant).take_back() is None


def test_taking_back_a_stopped_turn_undoes_no_answer() -> None:
    assistant = FakeAssistant()
    visitor = Visitor(assistant)
    ask(visitor, "van")
    next(visitor.ask("boat"))
    visitor.stop()
    assert visitor.take_back() == "boat"
    assert assistant.conversations[0].questions == ["van"]


def test_a_need_set_by_hand_stays_when_the_turn_before_it_is_taken_back() -> None:
    assistant = FakeAssistant(guide=DecisionGuide.builtin())
    visitor = Visitor(assistant)
    ask(visitor, "van")
    assert visitor.set_need("cli_tool", True)
    assert not visitor.set_need("no-such-need", True)
    assert visitor.recommendation and visitor.recommendation.option
    assistant.conversations[0].forget_at_undo = True
    visitor.take_back()
    assert visitor.recommendation.option
    assert visitor.record.needs == (HandSet(0, "cli_tool", True),)


def test_no_need_is_set_while_an_answer_is_on_its_way() -> None:
    visitor = Visitor(FakeAssistant(guide=DecisionGuide.builtin()))
    running = visitor.ask("van")
    next(running)
    assert not visitor.set_need("cli_tool", True)
    list(running)
    assert visitor.record.needs == ()


def test_a_replayed_conversation_is_the_same() -> None:
    assistant = FakeAssistant(guide=DecisionGuide.builtin())
    visitor = Visitor(assistant)
    visitor.set_need("seo", True)
    ask(visitor, "van")
    next(visitor.ask("stopped"))
    visitor.stop()
    visitor.set_need("cli_tool", True)
    visitor.set_need("seo", None)
    again = Visitor(assistant, visitor.identity)
    assert len(list(again.replay(Record.from_json(visitor.record.to_json())))) == 2
    assert again.record == visitor.record
    assert [turn.answer for turn in again.turns] == [turn.answer for turn in visitor.turns]
    assert [turn.note for turn in again.turns] == ["", UNANSWERED]
    assert assistant.conversations[1].profile == assistant.conversations[0].profile == {"cli_tool": True}
    assert not again.restoring


def test_an_answer_that_has_changed_says_so_every_time() -> None:
    first = Visitor(FakeAssistant())
    ask(first, "van")
    changed = FakeAssistant({"van": boat("van")})
    second, third = Visitor(changed, first.identity), Visitor(changed, first.identity)
    list(second.replay(first.record))
    assert second.turns[0].note == CHANGED
    assert second.turns[0].answer == boat("van")
    list(third.replay(second.record))
    assert third.turns[0].note == CHANGED


def test_a_failure_is_told_and_logged_without_the_question(caplog: pytest.LogCaptureFixture) -> None:
    visitor = Visitor(FakeAssistant())
    ask(visitor, "break")
    assert visitor.turns[0].note == FAILED
    assert len(caplog.messages) == 1
    assert re.fullmatch(r"answering failed: RuntimeError at .*fake_assistant\.py:\d+", caplog.messages[0])


def test_limits() -> None:
    visitor = Visitor(FakeAssistant())
    assert refuse_question("a" * MAX_QUESTION, visitor) == ""
    assert "2,001 characters" in refuse_question("a" * (MAX_QUESTION + 1), visitor)
    visitor.turns = [Turn("a")] * MAX_TURNS
    assert f"{MAX_TURNS} questions" in refuse_question("a", visitor)
    visitor.turns = [Turn("é" * MAX_QUESTION)] * (MAX_BYTES // 2 // MAX_QUESTION - 1)
    assert refuse_question("a", visitor) == ""
    assert "too long to be kept" in refuse_question("é" * MAX_QUESTION, visitor)
