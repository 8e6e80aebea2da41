"""Conversations kept in the visitor's browser, in headless Chromium."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from conftest import PHONE, Watched, served
from fake_assistant import FakeAssistant, boat

from assistant.decision.guide import DecisionGuide
from ui.visitor import CHANGED

pytestmark = pytest.mark.browser

Tab = Callable[..., Watched]
VAN = "How long does the van take?"
BOAT = "How long does the boat take?"


def leave(tab: Watched) -> None:
    """Away from the page before its server stops: it would reload itself once the server is back."""
    tab.page.goto("about:blank")


def come_back(tab: Watched, address: str, turn: int) -> None:
    tab.open(address)
    tab.page.wait_for_selector(f"#answer-{turn}")
    tab.wait_until("!document.querySelector('#notice .status')")


def open_list(tab: Watched) -> None:
    tab.page.click(".open-conversations")
    assert tab.page.is_visible("#conversations")


def names(tab: Watched) -> list[str]:
    return [str(name) for name in tab.page.locator("#conversations .title").all_inner_texts()]


def test_a_conversation_survives_a_reload(new_tab: Tab, page_address: str) -> None:
    tab = new_tab()
    tab.open(page_address)
    tab.ask(VAN, 0)
    tab.ask(BOAT, 1)
    before = (tab.page.inner_text("#chat .message-wrap"), tab.page.inner_html("#panel-sources .evidence"))
    come_back(tab, page_address, 1)
    assert (tab.page.inner_text("#chat .message-wrap"), tab.page.inner_html("#panel-sources .evidence")) == before
    tab.ask("Who founded it?", 2)
    assert tab.page.locator("#chat .user-row").count() == 3
    assert tab.errors == []


def test_a_conversation_survives_a_restart_of_the_server(new_tab: Tab) -> None:
    guide = DecisionGuide.builtin()
    tab = new_tab()
    with served(FakeAssistant(guide=guide)) as first:
        tab.open(first)
        tab.ask(VAN)
        tab.page.click("#tab-decision")
        tab.page.click("#more-needs summary")
        tab.page.check("#need-cli_tool-yes", force=True)
        tab.wait_until("document.querySelector('#panel-decision .lead').textContent.includes('Node.js')")
        port = int(first.rsplit(":", 1)[1])
        answer, decision = tab.page.inner_html("#answer-0"), tab.page.inner_text("#panel-decision .lead")
        leave(tab)
    with served(FakeAssistant(guide=guide), port) as second:
        assert second == first
        come_back(tab, second, 0)
        assert tab.page.inner_html("#answer-0") == answer
        tab.page.click("#tab-decision")
        assert tab.page.inner_text("#panel-decision .lead") == decision


def test_an_answer_that_has_changed_meanwhile_says_so(new_tab: Tab) -> None:
    tab = new_tab()
    with served(FakeAssistant()) as address:
        tab.open(address)
        tab.ask(VAN)
        port = int(address.rsplit(":", 1)[1])
        leave(tab)
    with served(FakeAssistant({VAN: boat(VAN)}), port):
        come_back(tab, address, 0)
        assert "12 days" in tab.page.inner_text("#answer-0")
        assert CHANGED in tab.page.inner_text("#chat .bot-row")


def test_conversations_can_be_reopened_named_and_deleted(new_tab: Tab, page_address: str) -> None:
    tab = new_tab()
    tab.open(page_address)
    tab.ask(VAN)
    tab.page.click("#anew")
    tab.page.wait_for_selector("#chat .example")
    tab.ask(BOAT)
    open_list(tab)
    assert names(tab) == [BOAT, VAN]  # the latest first
    tab.page.click(f"#conversations [aria-label='Rename {VAN}']")
    tab.page.keyboard.type("The van")
    tab.page.keyboard.press("Enter")
    assert names(tab) == [BOAT, "The van"]
    tab.page.click("#conversations .title >> text=The van")
    assert not tab.page.is_visible("#conversations")
    tab.wait_until("document.querySelector('#chat .said')?.textContent.includes('van')")
    assert tab.page.locator("#chat .user-row").count() == 1
    open_list(tab)
    tab.page.click("#conversations [aria-label='Delete The van']")
    assert len(names(tab)) == 2  # once is a mistake
    tab.page.click("#conversations [aria-label='Delete The van for good']")
    assert names(tab) == [BOAT]
    tab.page.click("#conversations button >> text=Close")
    tab.page.wait_for_selector("#chat .example")  # the deleted one was open
    tab.page.reload()
    tab.page.wait_for_selector("#chat .example")
    open_list(tab)
    assert names(tab) == [BOAT]
    assert tab.errors == []


def test_exports_hold_the_answers_with_their_quotes(new_tab: Tab, page_address: str) -> None:
    tab = new_tab()
    tab.open(page_address)
    tab.ask(VAN)
    open_list(tab)
    answer = FakeAssistant().ask(VAN)
    for form in ("markdown", "json", "markdown"):
        with tab.page.expect_download() as saving:
            tab.page.click(f"#conversations [aria-label='Export as {'JSON' if form == 'json' else 'Markdown'}']")
        text = saving.value.path().read_text(encoding="utf-8")
        assert saving.value.suggested_filename == f"conversation.{'json' if form == 'json' else 'md'}"
        if form == "json":
            assert [turn["answer"] for turn in json.loads(text)["turns"]] == [answer.to_dict()]
        else:
            assert answer.to_markdown().strip() in text


def test_another_tab_starts_anew_and_another_browser_sees_nothing(new_tab: Tab, page_address: str) -> None:
    tab = new_tab()
    tab.open(page_address)
    tab.ask(VAN)
    second = Watched(tab.page.context.new_page())
    second.open(page_address)
    assert second.page.locator("#answer-0").count() == 0
    open_list(second)
    assert names(second) == [VAN]
    stranger = new_tab()
    stranger.open(page_address)
    open_list(stranger)
    assert "None yet" in stranger.page.inner_text("#conversations")


def test_names_are_text(new_tab: Tab, page_address: str) -> None:
    tab = new_tab()
    tab.open(page_address)
    hostile = "<img src=http://127.0.0.2:9999/x onerror=alert(1)>"
    tab.ask(hostile)
    open_list(tab)
    assert names(tab) == [hostile]
    assert tab.page.locator("#conversations img").count() == 0
    assert not any("127.0.0.2" in address for address in tab.requests)


@pytest.mark.parametrize("options", [{"color_scheme": "light"}, {"color_scheme": "dark", "viewport": PHONE}])
def test_the_list_works_by_keyboard_and_is_accessible(
    new_tab: Tab, page_address: str, options: dict[str, object]
) -> None:
    tab = new_tab(**options)
    tab.open(page_address)
    tab.ask(VAN)
    tab.page.focus(".open-conversations")
    tab.page.keyboard.press("Enter")
    assert tab.page.is_visible("#conversations")
    assert tab.serious_faults() == []
    assert tab.too_wide() <= 0
    tab.page.keyboard.press("Escape")
    assert not tab.page.is_visible("#conversations")
    assert "open-conversations" in tab.page.evaluate("document.activeElement.className")


def test_a_conversation_comes_back_even_where_the_scripts_come_last(new_tab: Tab, page_address: str) -> None:
    tab = new_tab()
    tab.open(page_address)
    tab.ask(VAN)

    def late(route: Any) -> None:
        tab.page.wait_for_timeout(3_000)  # by then Gradio's page is complete and changes no more
        route.continue_()

    tab.page.route("**/page/page.js", late)
    tab.page.goto(page_address)
    tab.page.wait_for_selector("#answer-0")
