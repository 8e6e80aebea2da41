from __future__ import annotations

from fake_assistant import asking, silent, van
from html_check import visible_text

from ui.transcript import chat_messages
from ui.visitor import Turn


def test_a_question_and_its_answer() -> None:
    messages = chat_messages([Turn("van?", answer=van("van?"))])
    assert [message["role"] for message in messages] == ["user", "assistant"]
    assert visible_text(messages[0]["content"]) == "van?"
    assert 'id="answer-0"' in messages[1]["content"]


def test_suggestions_stand_under_the_last_answer_only() -> None:
    messages = chat_messages([Turn("a", answer=van("a")), Turn("b", answer=silent("b"))])
    assert "options" not in messages[1]
    assert messages[3]["options"] == [{"value": "How long does the van take?", "label": "How long does the van take?"}]


def test_a_question_back_can_be_answered_with_one_click() -> None:
    messages = chat_messages([Turn("which?", answer=asking("which?"))])
    assert [option["value"] for option in messages[1]["options"]] == ["Yes", "No", "Not sure"]


def test_an_answer_on_its_way_and_one_that_stopped() -> None:
    live, stopped = Turn("a", text="The van [1]", step="Searching"), Turn("b", text="The van [1]", note="Stopped.")
    assert 'class="answer live"' in chat_messages([live])[1]["content"]
    content = chat_messages([stopped])[1]["content"]
    assert "live" not in content
    assert "<a" not in content  # its sources never came, so nothing to link to
    assert visible_text(content).endswith("Stopped.")
