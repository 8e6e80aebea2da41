"""Values that documents on several versions of a product state: shown side by side where they differ."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Assistant, Outcome
from assistant.answer import Answer
from assistant.terms import Terms
from assistant.values import defaults_in, returns_in, signatures_in, versions_in

TERMS = Terms()
PAGE = """\
# Kestrel guide

## Installing

Kestrel is a small server for web pages. Kestrel needs Node.js {node} or higher.

## Options

- The `retries` option says how often Kestrel tries again and defaults to {retries}.
- The `port` option defaults to 4410.

## Methods

Pages are opened with `kestrel.open({arguments})`. The method `kestrel.close()` returns {returns}.

## Caching

```
<Option name="ttl" default="30">
<Option name="store" default="{store}">
```
"""
VERSIONS = {
    "1.x": PAGE.format(node=12, retries=2, arguments="path", returns="a number", store="memory"),
    "2.x": PAGE.format(node=16, retries=5, arguments="path, options", returns="an object", store="disk"),
    "3.x": PAGE.format(node=20, retries=5, arguments="path, options", returns="an object", store="disk"),
}


@pytest.fixture(scope="module")
def kestrel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    corpus = tmp_path_factory.mktemp("kestrel")
    for version, text in VERSIONS.items():
        (corpus / version).mkdir()
        (corpus / version / "guide.md").write_text(text, encoding="utf-8")
    assistant = Assistant.open(corpus=corpus, index=tmp_path_factory.mktemp("index") / "index")
    yield assistant


def said(answer: Answer) -> dict[str, set[str]]:
    """By value statement, the documents quoted for it; every quote is where it says it is."""
    for citation in answer.citations:
        assert citation.document.text[citation.start : citation.end] == citation.quote
    return {s.text: {c.document.id for c in s.citations} for s in answer.statements[1:]}


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("Which version of Node.js does Kestrel need?", ["Node.js 12", "Node.js 16", "Node.js 20"]),
        ("What is the default of the retries option?", ["defaults to 2", "defaults to 5"]),
        ("What does kestrel.close() return?", ["returns a number", "returns an object"]),
        ("What is the signature of kestrel.open()?", ["kestrel.open(path)", "kestrel.open(path, options)"]),
        ("What is the default of the store option?", ['default="memory"', 'default="disk"']),
    ],
)
def test_versions_that_differ_are_shown_with_their_documents(
    kestrel: Assistant, question: str, values: list[str]
) -> None:
    answer = kestrel.ask(question)
    assert answer.outcome is Outcome.CONFLICTING
    statements = said(answer)
    assert len(statements) == len(values)
    for value, (text, documents) in zip(values, statements.items(), strict=True):
        assert value in text
        assert all(f"Kestrel guide ({document})" in text for document in documents)
    assert set().union(*statements.values()) == {f"{version}/guide" for version in VERSIONS}


@pytest.mark.parametrize(
    ("question", "value"),
    [("What is the default of the port option?", "4410"), ("What is the default of the ttl option?", "30")],
)
def test_versions_that_agree_simply_answer(kestrel: Assistant, question: str, value: str) -> None:
    answer = kestrel.ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert value in answer.statements[0].text


def test_a_release_is_read_after_the_name_asked_for() -> None:
    asked = TERMS.set_of("Node.js")
    assert versions_in("Install [Node.js](https://node.test/) 0.10 or higher.", asked, TERMS) == ["0.10"]
    assert versions_in("Node.js v20.1 and npm 9", asked, TERMS) == ["20.1"]
    assert versions_in("Kestrel 4 uses Node.js", asked, TERMS) == []


def test_what_is_returned_and_how_it_is_called() -> None:
    assert returns_in("`close()` returns a `Promise<Page>`.") == ["promise<page>"]
    assert returns_in("It returned to the start.") == []
    assert signatures_in("Use `a.open(path, [size])`.", ["a.open"]) == ["path,[size]"]
    assert signatures_in("Call `a.open('/home')` or `b.a.open(x)`.", ["a.open"]) == []


def test_defaults_in_other_words() -> None:
    read = {text: [value.word for value in defaults_in(text)] for text in DEFAULTS}
    assert read == DEFAULTS


DEFAULTS = {
    "a `status` defaulting to 302": ["302"],
    "Proxies are trusted: disabled by default": ["disabled"],
    '<Option name="store" default="disk">': ["disk"],
    "By default the server waits.": [],
}
