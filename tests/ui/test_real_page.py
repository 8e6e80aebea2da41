"""The page over the built-in corpus, with the real assistant behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import Watched, served

from assistant import Assistant
from assistant.answer import Outcome

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


def test_the_examples_show_a_fact_a_comparison_a_decision_and_a_question_without_an_answer(
    new_tab: Callable[..., Watched], assistant: Assistant, address: str
) -> None:
    fact, comparison, decision, unknown = map(assistant.ask, assistant.examples)
    assert fact.outcome is Outcome.ANSWERED and fact.citations
    assert comparison.outcome is Outcome.ANSWERED and {"express", "next"} <= set(
        re.findall("[a-z]+", comparison.text.lower())
    )
    assert decision.recommendation is not None and decision.recommendation.option is not None
    assert all(answer.recommendation is None for answer in (fact, comparison, unknown))
    assert unknown.outcome is Outcome.SILENT and unknown.citations == ()
    tab = new_tab()
    tab.open(address)
    assert tab.page.locator("#chat .example").all_inner_texts() == list(assistant.examples)


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
        sources = tab.page.locator(".source")
        if expected.citations:  # the panel follows the answer a moment later
            sources.nth(len(expected.citations) - 1).wait_for(state="attached")
        assert sources.count() == len(expected.citations)
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


def test_from_an_empty_page_to_a_decision_record_and_the_same_again_after_a_reload(
    new_tab: Callable[..., Watched], assistant: Assistant, address: str
) -> None:
    question = next(example for example in assistant.examples if assistant.ask(example).recommendation)
    tab = new_tab()
    tab.open(address)
    tab.page.click(f"#chat .example >> text={question}")
    tab.page.wait_for_selector("#answer-0")
    tab.page.click("text=How this was decided")
    conversation = assistant.conversation()
    conversation.ask(question)
    tab.page.click("#more-needs summary")
    assert assistant.guide is not None
    need = next(need.id for need in assistant.guide.needs if need.id not in conversation.profile)
    tab.page.check(f"#need-{need}-yes", force=True)
    conversation.set_need(need, True)
    assert conversation.recommendation is not None
    tab.wait_until(f"document.querySelector('#panel-decision .need.yes #need-{need}-yes')?.checked === true")
    records = []
    for _ in range(2):
        with tab.page.expect_download() as saving:
            tab.page.click("text=Download decision record")
        records.append(saving.value.path().read_text(encoding="utf-8"))
        answer = tab.page.inner_html("#answer-0")
        tab.open(address)
        tab.page.wait_for_selector("#answer-0")
        assert tab.page.inner_html("#answer-0") == answer
        tab.page.click("#tab-decision")
    assert records == [conversation.recommendation.to_adr()] * 2
    assert tab.errors == []
