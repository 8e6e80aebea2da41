"""The page for people who use a keyboard, a screen reader, or want no motion; in headless Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from conftest import PHONE, Watched, served
from fake_assistant import EXAMPLES, FakeAssistant

from assistant.decision.guide import DecisionGuide

pytestmark = pytest.mark.browser

Tab = Callable[..., Watched]
VAN = "How long does the van take?"
FIELD = "document.activeElement === document.querySelector('#question textarea')"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(FakeAssistant(seconds_a_word=0.05, guide=DecisionGuide.builtin())) as address:
        yield address


@pytest.mark.parametrize(
    "options",
    [
        {"color_scheme": "light"},
        {"color_scheme": "dark"},
        {"color_scheme": "light", "viewport": PHONE},
        {"color_scheme": "dark", "viewport": PHONE},
    ],
    ids=["light", "dark", "phone", "phone-dark"],
)
def test_no_serious_accessibility_fault(new_tab: Tab, address: str, options: dict[str, object]) -> None:
    tab = new_tab(reduced_motion="reduce", **options)
    tab.open(address)
    assert tab.serious_faults() == []
    tab.ask(VAN, 0)
    tab.ask("How long does the boat take?", 1)
    tab.ask("which service?", 2)
    tab.page.click("#marker-1-1")
    assert tab.serious_faults() == []
    tab.page.click("#tab-decision")
    tab.page.click("#more-needs summary")
    tab.page.check("#need-cli_tool-yes", force=True)
    tab.wait_until("!!document.querySelector('#panel-decision svg[viewBox]')")
    assert tab.serious_faults() == []
    assert tab.too_wide() <= 0
    tab.page.goto(f"{address}/documents/guide?start=90&end=120")
    assert tab.serious_faults() == []


def press(tab: Watched, key: str, reached: str, most: int = 60) -> None:
    """Press a key until an expression holds."""
    for _ in range(most):
        if tab.page.evaluate(reached):
            return
        tab.page.keyboard.press(key)
    raise AssertionError(f"not reached in {most} presses: {reached}")


def test_from_an_empty_page_to_a_decision_record_by_keyboard_only(new_tab: Tab, address: str) -> None:
    tab = new_tab()
    tab.open(address)
    page = tab.page
    tab.wait_until(FIELD)
    page.keyboard.type(VAN)
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer-0")
    press(tab, "Shift+Tab", "document.activeElement.id === 'marker-0-1'")
    page.keyboard.press("Enter")
    assert tab.focused() == "source-0-1"
    press(tab, "Shift+Tab", "document.activeElement.id === 'tab-sources'")
    page.keyboard.press("ArrowRight")
    assert tab.focused() == "tab-decision"
    assert page.get_attribute("#tab-decision", "aria-selected") == "true"
    assert page.is_visible("#panel-decision") and not page.is_visible("#panel-sources")
    press(tab, "Tab", "document.activeElement.matches('#more-needs summary')")
    page.keyboard.press("Enter")
    press(tab, "Tab", "document.activeElement.name === 'need-cli_tool'")
    page.keyboard.press("ArrowRight")  # from unknown on to yes
    tab.wait_until("document.querySelector('#panel-decision .lead').textContent.includes('Node.js')")
    tab.wait_until("document.activeElement.id === 'need-cli_tool-yes'")
    press(tab, "Shift+Tab", "document.activeElement.matches('.record-save')")
    with page.expect_download() as saving:
        page.keyboard.press("Enter")
    assert saving.value.path().read_text(encoding="utf-8").startswith("# Use Node.js alone")
    page.keyboard.press("Escape")
    assert tab.focused() == "marker-0-1"


def test_the_keyboard_is_never_left_nowhere(new_tab: Tab, address: str) -> None:
    tab = new_tab()
    tab.open(address)
    page = tab.page
    page.locator("#chat .example").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer-0")
    tab.wait_until(FIELD)
    page.locator("#chat .option").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#question .stop-button")
    page.focus("#question .stop-button")
    page.keyboard.press("Enter")
    page.wait_for_selector("#question .submit-button")
    tab.wait_until(FIELD)


def test_streaming_is_announced_once_it_is_whole(new_tab: Tab, address: str) -> None:
    tab = new_tab()
    tab.open(address)
    tab.page.fill("#question textarea", EXAMPLES[0])
    tab.page.press("#question textarea", "Enter")
    tab.page.wait_for_selector(".answer.live")
    log = tab.page.locator("#chat [role=log]")
    assert log.get_attribute("aria-live") == "polite"
    tab.wait_until("document.querySelector('#chat [role=log]').getAttribute('aria-busy') === 'true'")
    tab.page.wait_for_selector("#answer-0")
    tab.wait_until("document.querySelector('#chat [role=log]').getAttribute('aria-busy') === 'false'")


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_moves_where_motion_is_unwanted(new_tab: Tab, address: str, motion: str) -> None:
    tab = new_tab(reduced_motion=motion, viewport=PHONE)
    tab.open(address)
    dot = tab.page.evaluate(
        "(() => { const step = document.createElement('p'); step.className = 'step'; document.body.append(step);"
        " return getComputedStyle(step, '::before').animationName; })()"
    )
    tab.ask(VAN)
    tab.page.click("#marker-0-1")
    sheet = tab.page.evaluate("getComputedStyle(document.getElementById('panel')).animationName")
    assert (dot, sheet) == (("none", "none") if motion == "reduce" else ("breathe", "rise"))


def test_nothing_at_all_is_in_motion_where_that_is_unwanted(new_tab: Tab) -> None:
    with served(FakeAssistant(seconds_a_word=0.3, model="slow")) as address:
        tab = new_tab(reduced_motion="reduce")
        tab.open(address)
        tab.page.fill("#question textarea", VAN)
        tab.page.press("#question textarea", "Enter")
        tab.page.wait_for_selector(".answer.live")
        tab.page.hover("#question .stop-button")
        moving = "document.getAnimations().filter((one) => one.playState === 'running').length"
        while not tab.page.query_selector("#answer-0"):
            assert tab.page.evaluate(moving) == 0
        tab.page.click("#marker-0-1")
        assert tab.page.evaluate(moving) == 0
