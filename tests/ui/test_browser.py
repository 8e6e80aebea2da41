"""The page as a visitor meets it, in headless Chromium."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import Watched, served
from fake_assistant import EXAMPLES, GUIDE_DOCUMENT, FakeAssistant, answered, make_document, passages

from assistant.answer import Answer, Citation, Outcome, Statement
from assistant.decision.guide import DecisionGuide

pytestmark = pytest.mark.browser

Tab = Callable[..., Watched]
TURNS_A_TAB = 12
PHONE = {"width": 360, "height": 740}
VAN = "How long does the van take?"


def serious_faults(tab: Watched) -> list[str]:
    found = Axe().run(tab.page).response["violations"]
    return [
        f"{fault['id']}: {fault['nodes'][0]['html'][:200]}"
        for fault in found
        if fault["impact"] in {"serious", "critical"}
    ]


def too_wide(tab: Watched) -> int:
    return int(tab.page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def test_an_answer_streams_in_and_leads_to_its_source_and_back(new_tab: Tab, page_address: str) -> None:
    tab = new_tab()
    tab.open(page_address)
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

    assert {urlsplit(address).netloc for address in tab.requests} == {urlsplit(page_address).netloc}
    assert tab.errors == []


def test_the_panel_follows_the_turn_whose_marker_is_followed(new_tab: Tab, page_address: str) -> None:
    tab = new_tab()
    tab.open(page_address)
    tab.ask(VAN, 0)
    tab.ask("How long does the boat take?", 1)
    assert tab.page.locator(".source:visible").count() == 2
    assert "A leaflet on boats" in tab.page.inner_text("#evidence")
    tab.page.click("#marker-0-2")
    assert tab.focused() == "source-0-2"
    assert "A leaflet on boats" not in tab.page.inner_text("#evidence")
    tab.ask("Who founded it?", 2)
    assert tab.page.locator(".source:visible").count() == 0
    assert "uses no source" in tab.page.inner_text("#evidence")


def test_examples_and_follow_ups_ask_with_one_click(new_tab: Tab, page_address: str) -> None:
    tab = new_tab()
    tab.open(page_address)
    assert tab.page.locator("#chat .example").all_inner_texts() == list(EXAMPLES)
    tab.page.click(f"text={VAN}")
    tab.page.wait_for_selector("#answer-0")
    tab.page.click("#chat .option >> text=How long does the boat take?")
    tab.page.wait_for_selector("#answer-1")
    assert "The sources disagree" in tab.page.inner_text("#answer-1")


def test_stop_keeps_what_arrived(new_tab: Tab) -> None:
    with served(FakeAssistant(seconds_a_word=0.25)) as address:
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


def test_on_a_phone_the_sources_are_a_sheet(new_tab: Tab, page_address: str) -> None:
    tab = new_tab(viewport=PHONE)
    tab.open(page_address)
    page = tab.page
    assert too_wide(tab) <= 0
    tab.ask(VAN)
    assert not page.is_visible("#panel")
    page.click("#marker-0-1")
    assert page.is_visible("#panel")
    assert tab.focused() == "source-0-1"
    assert too_wide(tab) <= 0
    page.click("#evidence .close")
    assert not page.is_visible("#panel")
    assert tab.focused() == "marker-0-1"
    page.click("#answer-0 .to-sources")
    assert tab.focused() == "sources-0"
    page.keyboard.press("Escape")
    assert not page.is_visible("#panel")


def test_a_decision_shows_its_trace_and_can_be_saved(new_tab: Tab) -> None:
    guide = DecisionGuide.builtin()
    tried = (guide.decide({need.id: True}) for need in guide.needs)
    decided = next(result for result in tried if result.decided)
    assert decided.option is not None
    rule = decided.supporting[0]
    answer = answered("?", Outcome.ANSWERED, Statement(rule.rule.because, rule.citations), recommendation=decided)
    with served(FakeAssistant({"what now?": answer})) as address:
        tab = new_tab()
        tab.open(address)
        tab.ask("what now?")
        assert not tab.page.locator(".decision li").first.is_visible()
        tab.page.click("text=How this was decided")
        assert tab.page.evaluate("document.activeElement.textContent") == f"How {decided.option.name} was decided"
        assert tab.page.locator(".decision li").first.is_visible()
        with tab.page.expect_download() as saving:
            tab.page.click("text=Download decision record")
        assert saving.value.suggested_filename == "decision-record.md"
        assert saving.value.path().read_text(encoding="utf-8") == decided.to_adr()
        assert serious_faults(tab) == []
        assert tab.errors == []


@pytest.mark.parametrize(
    "options",
    [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"color_scheme": "light", "viewport": PHONE}],
    ids=["light", "dark", "phone"],
)
def test_no_serious_accessibility_fault(new_tab: Tab, page_address: str, options: dict[str, object]) -> None:
    tab = new_tab(reduced_motion="reduce", **options)
    tab.open(page_address)
    assert serious_faults(tab) == []
    tab.ask(VAN, 0)
    tab.ask("How long does the boat take?", 1)
    tab.ask("which service?", 2)
    tab.page.click("#marker-1-1")
    assert serious_faults(tab) == []
    tab.page.goto(f"{page_address}/documents/guide?start=90&end=120")
    assert serious_faults(tab) == []


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


@pytest.fixture
def listener() -> Iterator[list[bytes]]:
    """Whatever reaches the attacker's address, 127.0.0.2:9999."""
    heard: list[bytes] = []
    server = socket.create_server(("127.0.0.2", 9999))

    def listen() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                heard.append(connection.recv(200))

    threading.Thread(target=listen, daemon=True).start()
    yield heard
    server.close()


def test_hostile_text_reaches_the_page_as_text_only(
    new_tab: Tab, attacks: dict[str, str], listener: list[bytes]
) -> None:
    hostile = [text for identity, text in sorted(attacks.items()) if identity.startswith(("B", "C", "D"))]
    hostile = [text for text in hostile if len(text) < 2_000]
    replies = {f"number {n}": hostile_answer(text) for n, text in enumerate(hostile)}
    with served(FakeAssistant(replies)) as address:
        for first in range(0, len(hostile), TURNS_A_TAB):
            tab = new_tab()
            tab.open(address)
            for turn, number in enumerate(range(first, min(first + TURNS_A_TAB, len(hostile)))):
                tab.ask(f"number {number}", turn)
            tab.page.wait_for_timeout(500)
            assert_only_text(tab, address)
        assert listener == []


def assert_only_text(tab: Watched, address: str) -> None:
    assert tab.page.title() == "Fingerpost"
    selector = "img, form, input, iframe, video, audio, picture, object, script, style, [style*=fixed], .katex"
    for part in ("#chat .message", "#evidence .source", "#chat .options"):
        assert tab.page.locator(f"{part} :is({selector})").count() == 0, part
    strange = tab.page.evaluate(
        "[...document.querySelectorAll('#chat a, #evidence a')].map(a => a.getAttribute('href'))"
        ".filter(address => !/^(#|documents\\/)/.test(address))"
    )
    assert strange == []
    assert tab.errors == []
    assert {urlsplit(request).netloc for request in tab.requests} == {urlsplit(address).netloc}


def hostile_answer(text: str) -> Answer:
    document = make_document("hostile", text, text or "empty")
    passage = passages(document)[0]
    citation = Citation(1, passage, passage.text, passage.start, passage.end)
    return Answer(text, Outcome.ANSWERED, f"{text}\n\nSo it says. [1]", (), (citation,), follow_ups=(text,))
