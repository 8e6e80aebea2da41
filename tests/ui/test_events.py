"""The handlers behind the page's events, without a page."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import unescape
from typing import Any

import pytest
from fake_assistant import FakeAssistant

from assistant.decision.guide import DecisionGuide
from ui.evidence import NOTHING_USED
from ui.gradio_page.events import OUT_OF_STEP, Handlers, Values
from ui.record import MAX_QUESTION, Record
from ui.visitor import Visitor

BOX, CHAT, SOURCES, DECISION, NOTICE, RECORD, VISITOR, OUTBOX = range(8)
VAN = "How long does the van take?"


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant(seconds_a_word=0.06, guide=DecisionGuide.builtin(), model="slow")


@pytest.fixture
def handle(assistant: FakeAssistant) -> Handlers:
    return Handlers(assistant)


def last(values: Iterable[Values]) -> Values:
    return list(values)[-1]


def command(handle: Handlers, visitor: Visitor | None, record: str = "", **words: Any) -> Values:
    return last(handle.command(json.dumps(words), visitor, record))


def reply(values: Values) -> str:
    return unescape(values[OUTBOX].split(">", 1)[1].removesuffix("</pre>"))


def test_an_answer_streams_and_ends_with_its_sources_and_record(handle: Handlers) -> None:
    states = list(handle.ask(VAN, None, ""))
    assert len(states) >= 3
    assert [state[BOX].get("stop_btn") for state in states] == [True] * (len(states) - 1) + [False]
    assert states[0][BOX]["value"] == "" and "value" not in states[1][BOX]  # what is typed meanwhile stays
    assert 'id="source-0-1"' in states[-1][SOURCES] and 'id="source-0-3"' not in states[-1][SOURCES]
    record = Record.from_html(states[-1][RECORD])
    assert [question for question, _ in record.turns] == [VAN]


def test_without_a_model_two_updates_are_sent_and_the_second_is_all_there_is() -> None:
    states = list(Handlers(FakeAssistant()).ask(VAN, None, ""))
    assert "Searching the sources" in states[0][CHAT][1]["content"]
    assert 'id="answer-0"' in states[1][CHAT][1]["content"] and 'id="source-0-1"' in states[1][SOURCES]
    assert len(states) == 2


def test_an_answer_that_a_newer_question_overtakes_leaves_the_page_to_it(handle: Handlers) -> None:
    older = handle.ask(VAN, None, "")
    visitor = next(older)[VISITOR]
    newer = handle.ask("How long does the boat take?", visitor, "")
    next(newer)
    assert list(older) == []
    record = Record.from_html(last(newer)[RECORD])
    assert [question for question, _ in record.turns] == [VAN, "How long does the boat take?"]


def test_a_running_answer_names_its_visitor_once(handle: Handlers) -> None:
    states = list(handle.ask(VAN, None, ""))
    assert isinstance(states[0][VISITOR], Visitor)
    assert all(state[VISITOR] == {"__type__": "update"} for state in states[1:-1])  # one may have started anew


def test_each_question_is_worded_as_was_chosen_when_it_was_asked_and_again_when_restored(
    handle: Handlers, assistant: FakeAssistant
) -> None:
    visitor = last(handle.ask(VAN, None, "", False))[VISITOR]
    last(handle.ask("How long does the boat take?", visitor, "", True))
    record = last(handle.retry(visitor, "", False))[RECORD]
    assert assistant.conversations[-1].asked_worded == [False, True, False]
    last(handle.ask("Who founded it?", visitor, "", True))
    assert Record.from_html(record).extracted == (0, 1)

    last(Handlers(assistant).ask("Who founded it?", None, record, True))
    assert assistant.conversations[-1].asked_worded == [False, False, True]


def test_a_silent_answer_has_no_source(handle: Handlers) -> None:
    assert NOTHING_USED in last(handle.ask("Who founded it?", None, ""))[SOURCES]


def test_a_question_that_is_too_long_is_refused_kindly(handle: Handlers, assistant: FakeAssistant) -> None:
    assert "2,001 characters" in last(handle.ask("a" * (MAX_QUESTION + 1), None, ""))[NOTICE]
    assert assistant.asked == []


def test_visitors_do_not_see_each_other(handle: Handlers) -> None:
    last(handle.ask("van secret-canary", None, ""))
    assert "secret-canary" not in str(last(handle.ask("What did the previous visitor ask?", None, "")))


def test_a_visitor_the_server_has_forgotten_goes_on_where_the_page_is(assistant: FakeAssistant) -> None:
    record = last(Handlers(assistant).ask(VAN, None, ""))[RECORD]
    states = list(Handlers(assistant).ask("How long does the boat take?", None, record))
    assert len(states[-1][CHAT]) == 4
    assert assistant.conversations[-1].questions == [VAN, "How long does the boat take?"]
    assert Record.from_html(states[-1][RECORD]).identity == Record.from_html(record).identity


@pytest.mark.parametrize("record", ["<pre>{}</pre>", "<script>", "<pre>[[[", '<pre>{"id": 1}</pre>'])
def test_a_broken_record_starts_a_new_conversation(handle: Handlers, record: str) -> None:
    assert len(last(handle.ask(VAN, None, record))[CHAT]) == 2


def test_setting_a_need_changes_the_decision_at_once_and_nothing_else(handle: Handlers) -> None:
    visitor = last(handle.ask(VAN, None, ""))[VISITOR]
    values = command(handle, visitor, do="set-need", need="cli_tool", value="yes")
    assert "Recommended now" in values[DECISION] and "Node.js alone" in values[DECISION]
    assert [entry.need for entry in Record.from_html(values[RECORD]).needs] == ["cli_tool"]
    skipped = [values[part] for part in (BOX, CHAT, SOURCES)]
    assert all(value == {"__type__": "update"} for value in skipped)
    again = command(handle, visitor, do="set-need", need="cli_tool", value="unknown")
    assert "Not decided yet" in again[DECISION]
    assert again[OUTBOX] != values[OUTBOX]  # a reply of its own, so that the next command can go


def test_restoring_a_conversation_just_open_asks_nothing_again(handle: Handlers, assistant: FakeAssistant) -> None:
    before = last(handle.ask(VAN, None, ""))
    asked = len(assistant.asked)
    record = Record.from_html(before[RECORD])
    after = list(handle.command(json.dumps({"do": "restore", "record": record.to_json()}), None, ""))
    assert after[0][CHAT] == before[CHAT]
    assert after[0][VISITOR] is before[VISITOR]
    assert len(assistant.asked) == asked


def test_restoring_after_a_restart_or_a_new_index_asks_again(handle: Handlers, assistant: FakeAssistant) -> None:
    before = last(handle.ask(VAN, None, ""))
    line = json.dumps({"do": "restore", "record": Record.from_html(before[RECORD]).to_json()})
    for other in (Handlers(assistant), handle):
        assistant.version += "+"
        states = list(other.command(line, None, ""))
        assert "Restoring your conversation (1 of 1)" in states[0][NOTICE]
        assert states[-2][CHAT] == before[CHAT]
        assert states[-2][RECORD] == before[RECORD]
    assert assistant.asked == [VAN] * 3


def test_nothing_else_happens_while_a_conversation_is_restored(handle: Handlers, assistant: FakeAssistant) -> None:
    record = Record.from_html(last(handle.ask(VAN, None, ""))[RECORD])
    visitor = Visitor(assistant, record.identity)
    restoring = visitor.replay(record)
    next(restoring)
    assert "being restored" in last(handle.ask("boat", visitor, ""))[NOTICE]
    handle.take_back(visitor, "")
    list(handle.retry(visitor, ""))
    handle.stop(visitor, "")
    command(handle, visitor, do="set-need", need="seo", value="yes")
    assert list(restoring) == []
    assert visitor.record == record
    assert len(last(handle.ask("boat", visitor, ""))[CHAT]) == 4


def test_exports_come_as_text_to_save(handle: Handlers) -> None:
    visitor = last(handle.ask(VAN, None, ""))[VISITOR]
    values = command(handle, visitor, do="export", form="markdown", name="Vans & <boats>")
    assert values[OUTBOX].startswith('<pre class="md" id="reply-')
    assert reply(values).startswith("# Vans & <boats>\n")
    assert json.loads(reply(command(handle, visitor, do="export", form="json", name="x")))["name"] == "x"


@pytest.mark.parametrize(
    "line",
    [
        "",
        "[]",
        "{}",
        '{"do": "export", "form": "exe", "name": ""}',
        '{"do": "set-need", "need": "seo", "value": []}',
        '{"do": "restore", "record": "{}"}',
        "[" * 60_000,
    ],
)
def test_what_is_no_command_changes_nothing(handle: Handlers, line: str) -> None:
    values = last(handle.command(line, None, ""))
    assert OUT_OF_STEP in values[NOTICE]
    assert values[CHAT] == []
