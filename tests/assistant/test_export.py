from __future__ import annotations

import json

import pytest

from assistant.answer import Answer, Citation, Outcome, Statement
from assistant.export import answer_to_dict, answer_to_markdown
from ingest.document import Document, Passage

TEXT = "Tea, 80 °C 🍵.\n\n```sh\nboil\nsteep\n```\n"
DOCUMENT = Document("tea", "On tea", "The kettle press", "tea.md", TEXT, (), sha256="ab")


def cite(number: int, quote: str) -> Citation:
    start = TEXT.index(quote)
    passage = Passage(DOCUMENT, ("On tea", "Green"), quote, start, start + len(quote))
    return Citation(number, passage, quote, start, start + len(quote))


@pytest.fixture
def answer() -> Answer:
    warm, code = cite(1, "Tea, 80 °C 🍵."), cite(2, "```sh\nboil\nsteep\n```")
    statements = (Statement("Tea is made at 80 °C.", (warm,)), Statement("Boil, then steep.", (warm, code)))
    text = " ".join(statement.marked for statement in statements)
    return Answer("How is tea made?", Outcome.ANSWERED, text, statements, (warm, code), follow_ups=("And coffee?",))


def test_values_are_plain_json(answer: Answer) -> None:
    values = answer_to_dict(answer)
    assert json.loads(json.dumps(values)) == values == answer.to_dict()
    assert values["outcome"] == "answered"
    assert type(values["outcome"]) is str
    assert values["text"] == "Tea is made at 80 °C. [1] Boil, then steep. [1] [2]"
    assert values["statements"] == [
        {"text": "Tea is made at 80 °C.", "citations": [1]},
        {"text": "Boil, then steep.", "citations": [1, 2]},
    ]
    assert values["recommendation"] is None
    assert values["follow_ups"] == ["And coffee?"]
    assert values["standalone_question"] == "How is tea made?"


def test_a_citation_can_be_looked_up_from_its_values(answer: Answer) -> None:
    first, second = json.loads(json.dumps(answer.to_dict()))["citations"]
    assert first == {
        "number": 1,
        "document": {"id": "tea", "title": "On tea", "publisher": "The kettle press"},
        "section": "On tea › Green",
        "page": None,
        "quote": "Tea, 80 °C 🍵.",
        "start": 0,
        "end": 13,
        "passage": "Tea, 80 °C 🍵.",
    }
    assert TEXT[second["start"] : second["end"]] == second["quote"]


def test_markdown_lists_every_source_with_its_whole_quote(answer: Answer) -> None:
    assert answer_to_markdown(answer) == (
        "**How is tea made?**\n\n"
        "Tea is made at 80 °C. [1] Boil, then steep. [1] [2]\n\n"
        "Sources:\n\n"
        "[1] On tea, On tea › Green:\n\n> Tea, 80 °C 🍵.\n\n"
        "[2] On tea, On tea › Green:\n\n> ```sh\n> boil\n> steep\n> ```\n"
    )


def test_markdown_of_an_answer_without_sources_has_no_list() -> None:
    assert Answer("Hi", Outcome.SOCIAL, "Hello!").to_markdown() == "**Hi**\n\nHello!\n"
