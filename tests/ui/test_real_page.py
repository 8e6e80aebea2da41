"""The page over the built-in corpus, with the real assistant behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import Watched, served

from assistant import Assistant

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def assistant(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Built only where a browser is at hand, since the build embeds the corpus."""
    folder: Path = tmp_path_factory.mktemp("index")
    return Assistant.open(index=folder)


@pytest.fixture(scope="module")
def address(assistant: Assistant) -> Iterator[str]:
    with served(assistant) as address:
        yield address


def test_every_example_ends_with_the_evidence_of_its_answer(
    new_tab: Callable[..., Watched], assistant: Assistant, address: str
) -> None:
    assert assistant.examples
    for example in assistant.examples:
        tab = new_tab()
        tab.open(address)
        tab.page.click(f"#chat .example >> text={example}")
        tab.page.wait_for_selector("#answer-0")
        expected = assistant.ask(example)
        assert tab.page.locator(".source").count() == len(expected.citations)
        for citation in expected.citations:
            tab.page.locator(f"#chat .cite[href='#source-0-{citation.number}']").first.click()
            assert tab.focused() == f"source-0-{citation.number}"
            source = tab.page.locator(f"#source-0-{citation.number}")
            marked = source.locator("mark").all_text_contents()
            assert all(piece in citation.quote for piece in marked) and marked
            if citation.passage.kind != "table":  # a row's marks leave out the bars between its cells
                assert "".join(marked) == citation.quote
            assert citation.document.title in source.inner_text()
        assert {urlsplit(request).netloc for request in tab.requests} == {urlsplit(address).netloc}
        assert tab.errors == []
