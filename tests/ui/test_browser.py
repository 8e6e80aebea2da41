"""The page as a visitor meets it, in headless Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from conftest import PHONE, Watched, served
from fake_assistant import EXAMPLES, GUIDE_DOCUMENT, LEAFLET_DOCUMENT, FakeAssistant, answered, cite, make_document

from assistant.answer import Outcome, Statement

pytestmark = pytest.mark.browser

Tab = Callable[..., Watched]
VAN = "How long does the van take?"


@pytest.fixture(scope="module")
def slow_address() -> Iterator[str]:
    """A page whose answers come slowly enough to be watched."""
    with served(FakeAssistant(seconds_a_word=0.3, model="slow")) as address:
        yield address


def test_an_answer_streams_in_and_leads_to_its_source_and_back(new_tab: Tab, slow_address: str) -> None:
    tab = new_tab()
    tab.open(slow_address)
    page = tab.page
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"  # ready to type
    page.keyboard.type(VAN)
    page.keyboard.press("Enter")
    page.wait_for_selector(".answer.live")
    tab.wait_until("document.querySelector('.answer.live p')?.textContent.startsWith('The van')")
    assert page.locator("#answer-0").count() == 0  # still on its way
    page.wait_for_selector("#answer-0")
    assert page.input_value("#question textarea") == ""

    page.click("#marker-0-1")
    assert tab.focused() == "source-0-1"
    assert page.text_content("#source-0-1 mark") == "The van delivers a parcel in **two days** on the mainland."
    assert "**" not in page.inner_text("#source-0-1")
    page.click("#source-0-1 .back")
    assert tab.focused() == "marker-0-1"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert tab.focused() == "source-0-2"
    page.keyboard.press("Escape")
    assert tab.focused() == "marker-0-2"

    assert {urlsplit(address).netloc for address in tab.requests} == {urlsplit(slow_address).netloc}
    assert tab.errors == []


def test_the_panel_follows_the_turn_whose_marker_is_followed(new_tab: Tab, page_address: str) -> None:
    tab = new_tab()
    tab.open(page_address)
    tab.ask(VAN, 0)
    tab.ask("How long does the boat take?", 1)
    assert tab.page.locator(".source:visible").count() == 2
    assert "A leaflet on boats" in tab.page.inner_text("#panel-sources")
    tab.page.click("#marker-0-2")
    assert tab.focused() == "source-0-2"
    assert "A leaflet on boats" not in tab.page.inner_text("#panel-sources")
    tab.ask("Who founded it?", 2)
    assert tab.page.locator(".source:visible").count() == 0
    assert "uses no source" in tab.page.inner_text("#panel-sources")


def test_the_first_screen_says_what_it_is_what_it_knows_and_what_not(new_tab: Tab, page_address: str) -> None:
    tab = new_tab()
    tab.open(page_address)
    welcome = tab.page.inner_text(".welcome")
    assert GUIDE_DOCUMENT.title in welcome and LEAFLET_DOCUMENT.title in welcome
    assert "knows nothing else" in welcome
    assert len(welcome.split("\n\n")) == 3  # a headline and two lines
    links = tab.page.locator(".library a")
    assert links.all_inner_texts() == [GUIDE_DOCUMENT.title, LEAFLET_DOCUMENT.title]


@pytest.mark.parametrize(
    ("question", "label"),
    [
        (VAN, "Answered from the sources"),
        ("How long does the boat take?", "The sources disagree"),
        ("Who founded it?", "Not in the sources"),
        ("Which service?", "One question back"),
    ],
)
def test_the_outcome_is_shown_quietly(new_tab: Tab, page_address: str, question: str, label: str) -> None:
    tab = new_tab()
    tab.open(page_address)
    tab.ask(question)
    outcome = tab.page.locator("#answer-0 .outcome")
    assert outcome.inner_text() == label
    size, text = (
        float(tab.page.evaluate(f"parseFloat(getComputedStyle(document.querySelector('{one}')).fontSize)"))
        for one in ("#answer-0 .outcome", "#answer-0 .text")
    )
    assert size < text


def test_examples_and_follow_ups_ask_with_one_click(new_tab: Tab, page_address: str) -> None:
    tab = new_tab()
    tab.open(page_address)
    assert tab.page.locator("#chat .example").all_inner_texts() == list(EXAMPLES)
    tab.page.click(f"text={VAN}")
    tab.page.wait_for_selector("#answer-0")
    tab.page.click("#chat .option >> text=How long does the boat take?")
    tab.page.wait_for_selector("#answer-1")
    assert "The sources disagree" in tab.page.inner_text("#answer-1")


def test_a_question_sent_while_an_answer_comes_is_asked_after_it(new_tab: Tab) -> None:
    with served(FakeAssistant(seconds_a_word=0.05)) as address:
        tab = new_tab()
        tab.open(address)
        tab.page.fill("#question textarea", VAN)
        tab.page.press("#question textarea", "Enter")
        tab.page.wait_for_selector(".stop-button")
        assert tab.page.query_selector("#answer-0") is None
        tab.ask("How long does the boat take?", 1)
        assert tab.page.query_selector("#answer-0")
        assert tab.page.input_value("#question textarea") == ""


def test_stop_keeps_what_arrived(new_tab: Tab) -> None:
    with served(FakeAssistant(seconds_a_word=0.25, model="slow")) as address:
        tab = new_tab()
        tab.open(address)
        tab.page.fill("#question textarea", VAN)
        tab.page.press("#question textarea", "Enter")
        tab.wait_until("document.querySelector('.answer.live p')?.textContent.startsWith('The van')")
        tab.page.click("#question .stop-button")
        tab.page.wait_for_selector("#chat .note")
        tab.page.wait_for_selector("#question .submit-button")
        assert "Stopped" in tab.page.inner_text("#chat .bot-row")
        assert tab.page.locator("#answer-0").count() == 0


def test_ask_again_edit_and_start_anew(new_tab: Tab, page_address: str) -> None:
    tab = new_tab()
    tab.open(page_address)
    tab.ask(VAN)
    page = tab.page
    page.click("#chat button[aria-label='Ask again']")
    page.wait_for_selector(".answer.live")
    page.wait_for_selector("#answer-0")
    assert page.locator("#chat .user-row").count() == 1
    page.click("#chat button[aria-label='Edit question']")
    tab.wait_until("document.querySelectorAll('#chat .user-row').length === 0")
    assert page.input_value("#question textarea") == VAN
    tab.wait_until("document.activeElement === document.querySelector('#question textarea')")
    tab.ask("How long does the boat take?")
    page.click("#anew")
    page.wait_for_selector("#chat .example")
    assert page.locator(".source").count() == 0


def test_copy_gives_plain_text_with_sources(new_tab: Tab, page_address: str) -> None:
    tab = new_tab(permissions=["clipboard-read", "clipboard-write"])
    tab.open(page_address)
    tab.ask(VAN)
    tab.page.click("#chat .message-buttons-left button[aria-label='Copy']")
    tab.page.wait_for_selector("#chat button[aria-label='Copied']")
    assert tab.page.evaluate("navigator.clipboard.readText()") == (
        "The van delivers a parcel in two days on the mainland. [1]\n\n"
        "It costs 7 euros and carries up to 20 kg. [2]\n\n"
        '[1] Choosing a parcel service, Speed: "The van delivers a parcel in **two days** on the mainland."\n\n'
        '[2] Choosing a parcel service, Prices: "Van | 7 euros | 20 kg"'
    )


def test_shift_enter_breaks_the_line_and_a_long_question_is_refused_kindly(new_tab: Tab, page_address: str) -> None:
    tab = new_tab()
    tab.open(page_address)
    page = tab.page
    page.keyboard.type("a")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("b")
    assert page.input_value("#question textarea") == "a\nb"
    page.fill("#question textarea", "a" * 2_001)
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#notice [role=alert]")
    assert "2,001 characters" in page.inner_text("#notice")
    assert page.input_value("#question textarea") == "a" * 2_001


def test_show_in_document_opens_it_at_the_quote(new_tab: Tab, page_address: str) -> None:
    tab = new_tab()
    tab.open(page_address)
    tab.ask(VAN)
    with tab.page.context.expect_page() as opened:
        tab.page.click("#source-0-2 .whole")
    document = opened.value
    document.wait_for_load_state()
    assert document.inner_text("h1") == GUIDE_DOCUMENT.title
    assert document.inner_text("#quote") == "Van"
    assert document.locator("#quote").is_visible()


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE}], ids=["desk", "phone"])
def test_a_long_document_opens_scrolled_to_the_quote(new_tab: Tab, options: dict[str, object]) -> None:
    filler = "\n\n".join(f"Paragraph {number} is about something else." for number in range(200))
    quote = "The last ferry leaves at nine."
    document = make_document("long", "A long one", f"# A long one\n\n{filler}\n\n{quote}\n\n{filler}\n")
    answer = answered("?", Outcome.ANSWERED, Statement(quote, (cite(document, 1, quote),)))
    assistant = FakeAssistant({"when?": answer})
    assistant.documents = (document,)
    with served(assistant) as address:
        tab = new_tab(**options)
        tab.open(address)
        tab.ask("when?")
        tab.page.click("#marker-0-1")
        with tab.page.context.expect_page() as opened:
            tab.page.click("#source-0-1 .whole")
        opened.value.wait_for_load_state()
        assert opened.value.inner_text("#quote") == quote
        top, bottom, height = opened.value.evaluate(
            "(({top, bottom}) => [top, bottom, innerHeight])(document.getElementById('quote').getBoundingClientRect())"
        )
        assert 0 <= top < bottom <= height
        assert opened.value.evaluate("scrollY") > 0


def test_on_a_phone_the_sources_are_a_sheet(new_tab: Tab, page_address: str) -> None:
    tab = new_tab(viewport=PHONE, reduced_motion="reduce")  # measured where it ends, not while it rises
    tab.open(page_address)
    page = tab.page
    assert tab.too_wide() <= 0
    tab.ask(VAN)
    assert not page.is_visible("#panel")
    page.click("#marker-0-1")
    assert page.is_visible("#panel")
    assert tab.focused() == "source-0-1"
    assert tab.too_wide() <= 0
    sheet, talk = page.locator("#panel").bounding_box(), page.locator("#talk").bounding_box()
    assert (sheet["x"], sheet["width"], sheet["y"] + sheet["height"]) == (0, PHONE["width"], PHONE["height"])
    assert talk["width"] == PHONE["width"]  # the conversation stays as wide as it was, below the sheet
    page.click("#panel-bar .close")
    assert not page.is_visible("#panel")
    assert tab.focused() == "marker-0-1"
    page.click("#answer-0 .to-sources")
    assert tab.focused() == "sources-0"
    page.keyboard.press("Escape")
    assert not page.is_visible("#panel")


def test_the_theme_follows_the_system_and_can_be_switched(new_tab: Tab, page_address: str) -> None:
    tab = new_tab(color_scheme="dark")
    tab.open(page_address)
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = tab.page.evaluate(ground)
    tab.page.click(".theme")
    light = tab.page.evaluate(ground)
    assert dark != light
    tab.page.reload()
    tab.page.wait_for_selector("#question textarea")
    tab.wait_until(f"{ground} === '{light}'")
