"""The page on a phone: nothing cut off, nothing squeezed; in headless Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import PHONE, Watched, served
from fake_assistant import GUIDE_DOCUMENT, FakeAssistant, cite

from assistant.answer import Answer, Outcome
from ui.feedback import FeedbackFile
from ui.site import Site

pytestmark = pytest.mark.browser

TABLE = """| Characteristic | The van on the mainland | The boat to the islands |
| --- | --- | --- |
| Refrigeration | Always there, for all parcels [1] | Sometimes there, for some parcels [1] |"""


@pytest.fixture
def tab(new_tab: Callable[..., Watched], tmp_path: Path) -> Iterator[Watched]:
    citation = cite(GUIDE_DOCUMENT, 1, "| Van | 7 euros | 20 kg |")
    answer = Answer("compare", Outcome.ANSWERED, TABLE, (), (citation,))
    site = Site(feedback=FeedbackFile(tmp_path / "feedback.jsonl"))
    with served(FakeAssistant({"compare": answer}), site=site) as address:
        tab = new_tab(viewport=PHONE, is_mobile=True, has_touch=True)
        tab.open(address)
        tab.ask("compare")
        yield tab


def test_a_table_scrolls_and_breaks_no_word(tab: Watched) -> None:
    for word in ("Characteristic", "Refrigeration"):
        height = tab.page.locator(f"#answer-0 :is(th, td) >> text={word}").bounding_box()["height"]
        assert height < 150, word  # letter by letter it would be more than 300
    assert tab.page.evaluate(
        "document.querySelector('#answer-0 th').scrollWidth <= document.querySelector('#answer-0 th').clientWidth"
    )
    assert tab.too_wide() <= 0


def test_every_button_under_an_answer_is_on_the_screen(tab: Watched) -> None:
    buttons = tab.page.locator("#chat .message-buttons-left button:visible")
    assert buttons.count() == 5
    for box in (button.bounding_box() for button in buttons.all()):
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]


def test_the_line_for_the_reason_is_as_wide_as_the_question(tab: Watched) -> None:
    tab.page.click("#chat button[aria-label='Dislike']")
    tab.page.wait_for_selector("#reason textarea, #reason input")
    reason, question = (tab.page.locator(part).bounding_box() for part in ("#reason", "#question"))
    assert abs(reason["width"] - question["width"]) <= 4 and abs(reason["x"] - question["x"]) <= 4


def test_the_list_of_conversations_fits(tab: Watched) -> None:
    tab.page.click(".open-conversations")
    title = tab.page.locator("#conversations .title").bounding_box()
    assert title and title["width"] > PHONE["width"] / 2  # a line of its own, not a column beside the buttons
    box = tab.page.locator("#conversations").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
