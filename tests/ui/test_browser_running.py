"""What a visitor does while an answer is on its way, in headless Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from conftest import Watched, served
from fake_assistant import FakeAssistant

pytestmark = pytest.mark.browser

Tab = Callable[..., Watched]
VAN = "How long does the van take?"
BOAT = "How long does the boat take?"
FIELD = "#question textarea"


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant(seconds_a_word=0.3, model="slow")


@pytest.fixture
def tab(new_tab: Tab, assistant: FakeAssistant) -> Iterator[Watched]:
    """A tab with an answer on its way."""
    with served(assistant) as address:
        tab = new_tab()
        tab.open(address)
        send(tab, VAN)
        tab.page.wait_for_selector("#question .stop-button")
        yield tab
        assert tab.errors == []


def send(tab: Watched, question: str) -> None:
    tab.page.fill(FIELD, question)
    tab.page.press(FIELD, "Enter")


def test_a_question_waits_in_its_field_until_the_answer_is_complete(tab: Watched, assistant: FakeAssistant) -> None:
    send(tab, BOAT)
    assert tab.page.input_value(FIELD) == BOAT
    assert "once the answer is complete" in tab.page.inner_text("#announcer")
    assert tab.page.locator("body.question-waits").count() == 1
    assert assistant.asked == [VAN]
    tab.page.wait_for_selector("#answer-1")
    assert assistant.asked == [VAN, BOAT]
    assert tab.page.input_value(FIELD) == ""
    assert tab.page.locator("body.question-waits").count() == 0


def test_stopping_keeps_the_waiting_question_unasked(tab: Watched, assistant: FakeAssistant) -> None:
    send(tab, BOAT)
    tab.page.click("#question .stop-button")
    tab.page.wait_for_selector("#question .submit-button")
    tab.page.wait_for_timeout(500)
    assert (tab.page.input_value(FIELD), assistant.asked) == (BOAT, [VAN])
    tab.page.press(FIELD, "Enter")
    tab.page.wait_for_selector("#answer-1")


def test_a_new_chat_ends_the_answer_and_keeps_what_is_in_the_field(tab: Watched, assistant: FakeAssistant) -> None:
    send(tab, BOAT)
    tab.page.click("#anew")
    tab.page.wait_for_selector("#chat .example")
    tab.page.wait_for_selector("#question .submit-button")
    tab.page.wait_for_timeout(1_000)
    assert tab.page.locator("#chat .user-row").count() == 0
    assert (tab.page.input_value(FIELD), assistant.asked) == (BOAT, [VAN])
    tab.page.press(FIELD, "Enter")
    tab.page.wait_for_selector("#answer-0")
    assert tab.page.locator("#chat .user-row").count() == 1


def test_asking_again_and_editing_wait_for_the_answer(tab: Watched) -> None:
    again = "#chat button[aria-label='Ask again']"
    assert tab.page.locator(f"{again}:visible").count() == 0
    tab.page.wait_for_selector("#answer-0")
    tab.page.wait_for_selector(again)
