"""Hostile text on the page, in headless Chromium."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from conftest import Watched, served
from fake_assistant import FakeAssistant, make_document, passages

from assistant.answer import Answer, Citation, Outcome

pytestmark = pytest.mark.browser

Tab = Callable[..., Watched]
TURNS_A_TAB = 12


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


def test_a_style_element_that_comes_later_is_refused(new_tab: Tab, page_address: str) -> None:
    tab = new_tab()
    tab.open(page_address)
    tab.page.evaluate(
        "document.head.append(Object.assign(document.createElement('style'), {textContent: 'h1 { color: red; }'}))"
    )
    assert tab.page.evaluate("getComputedStyle(document.querySelector('h1')).color") != "rgb(255, 0, 0)"
    assert any("style-src-elem" in error for error in tab.errors)


def assert_only_text(tab: Watched, address: str) -> None:
    assert tab.page.title() == "Fingerpost"
    selector = "img, form, input, iframe, video, audio, picture, object, script, style, [style*=fixed], .katex"
    for part in ("#chat .message", "#panel-sources .source", "#chat .options"):
        assert tab.page.locator(f"{part} :is({selector})").count() == 0, part
    strange = tab.page.evaluate(
        "[...document.querySelectorAll('#chat a, #panel-sources a')].map(a => a.getAttribute('href'))"
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
