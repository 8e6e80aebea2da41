"""The choice whether a language model words the answers, as a visitor meets it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import PHONE, Watched, served
from fake_assistant import FakeAssistant

from assistant import Assistant
from assistant.chain import AnswerChain
from assistant.writer.writer import Writer
from ui.visitor import CHANGED

pytestmark = pytest.mark.browser

Tab = Callable[..., Watched]
QUESTION = "What is Express.js?"
OWN_WORDS = "On top of the Node.js runtime, Express.js is a network-layer primitive"
LONG_NAME = "qwen3-coder-30b-a3b-instruct-2507-q4_k_m.gguf"
WRITER_TESTS = Path(__file__).resolve().parents[1] / "assistant" / "writer"


@pytest.fixture(scope="module")
def model(browser: object) -> Iterator[Any]:
    """A model that has its own way of saying one sentence of the sources."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(WRITER_TESTS))
        from scripted_chat import says

        yield says(f"{OWN_WORDS} [1].")


@pytest.fixture(scope="module")
def plain(model: object) -> Assistant:
    """Without a model; only where there is a browser, since opening embeds the corpus."""
    return Assistant.open()


@pytest.fixture(scope="module")
def address(plain: Assistant, model: Any) -> Iterator[str]:
    worded = copy.copy(plain)
    worded.chain = AnswerChain(lambda: plain.knowledge, Writer(model))
    with served(worded) as address:
        yield address


@pytest.fixture(scope="module")
def long_address() -> Iterator[str]:
    with served(FakeAssistant(model=LONG_NAME)) as address:
        yield address


def said(tab: Watched, turn: int) -> str:
    """The words of an answer, without its markers."""
    text = tab.page.evaluate(
        "(id) => [...document.querySelectorAll(`#${id} .text > *`)].map((part) => {"
        " const copy = part.cloneNode(true); copy.querySelectorAll('a').forEach((link) => link.remove());"
        " return copy.textContent; }).join(' ')",
        f"answer-{turn}",
    )
    return " ".join(str(text).split())


def test_without_a_model_there_is_nothing_to_choose(new_tab: Tab, page_address: str) -> None:
    tab = new_tab()
    tab.open(page_address)
    assert tab.page.locator("#worded").count() == 0


def test_switched_off_the_sources_own_sentences_come_and_no_model_is_asked(
    new_tab: Tab, address: str, plain: Assistant, model: Any
) -> None:
    tab = new_tab()
    tab.open(address)
    box = tab.page.get_by_label("Worded by scripted")
    assert box.is_checked()
    tab.ask(QUESTION, 0)
    prompts = len(model.prompts)
    worded = said(tab, 0)
    assert prompts > 0 and worded.startswith(OWN_WORDS)

    box.focus()
    tab.page.keyboard.press("Space")
    assert not box.is_checked()
    tab.page.click("#anew")
    tab.page.wait_for_selector("#answer-0", state="detached")
    tab.ask(QUESTION, 0)
    extracted = said(tab, 0)
    assert extracted == " ".join(statement.text for statement in plain.ask(QUESTION).statements) != worded
    assert len(model.prompts) == prompts

    box.focus()
    tab.page.keyboard.press("Space")
    tab.page.locator("#chat button[title='Ask again']").last.click()
    tab.wait_until("document.querySelector('#answer-0 .text')?.textContent.startsWith('On top')")
    assert said(tab, 0) == worded and len(model.prompts) > prompts
    assert tab.errors == []


def test_the_choice_outlives_a_reload_and_is_of_this_browser_alone(new_tab: Tab, address: str, model: Any) -> None:
    tab = new_tab()
    tab.open(address)
    tab.page.get_by_label("Worded by scripted").uncheck()
    tab.ask(QUESTION, 0)
    extracted, prompts = said(tab, 0), len(model.prompts)
    tab.open(address)
    tab.page.wait_for_selector("#answer-0")
    assert not tab.page.get_by_label("Worded by scripted").is_checked()
    assert said(tab, 0) == extracted and CHANGED not in tab.page.inner_text("#chat")
    tab.ask("What is Next.js?", 1)
    assert len(model.prompts) == prompts
    other = new_tab()
    other.open(address)
    assert other.page.get_by_label("Worded by scripted").is_checked()


@pytest.mark.parametrize("size", [{"width": 1280, "height": 800}, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_choice_is_accessible_and_fits(new_tab: Tab, long_address: str, scheme: str, size: dict[str, int]) -> None:
    tab = new_tab(color_scheme=scheme, viewport=size)
    tab.open(long_address)
    box = tab.page.get_by_role("checkbox", name=f"Worded by {LONG_NAME}")
    for checked in (True, False):
        box.set_checked(checked)
        assert tab.serious_faults() == []
        assert tab.too_wide() <= 0
    place = tab.page.locator("#worded label").bounding_box()
    assert place is not None and place["height"] >= 24
    assert place["x"] >= 0 and place["x"] + place["width"] <= size["width"]
    assert place["y"] + place["height"] <= size["height"]
    tab.page.focus("#question textarea")
    while not tab.page.evaluate("document.activeElement.closest('#worded') !== null"):
        tab.page.keyboard.press("Tab")
        assert tab.page.evaluate("document.activeElement !== document.body"), "Tab left the page"
    assert tab.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert tab.errors == []
