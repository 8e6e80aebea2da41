"""Questions for what a thing is, and the sentences that say it."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from assistant import Assistant
from assistant.definition import choose_definition, defined_terms, defines
from assistant.lexical import LexicalIndex
from assistant.select import UnitSelector
from assistant.terms import Terms
from assistant.units import split_units
from assistant.vocabulary import Vocabulary
from ingest.document import Document, Passage

TERMS = Terms([["sea route", "sea routes"]])


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("What is Bolt.js?", "bolt.js"),
        ("so what exactly is Bolt.js", "bolt.js"),
        ("Define sea route", "sea route"),
        ("Tell me what Bolt.js is.", "bolt.js"),
        ("What kind of tool is Bolt.js?", "bolt.js"),
        ("What does sea routes mean?", "sea route"),
        ("Who is Acme?", "acme"),
    ],
)
def test_a_definition_is_asked_for(question: str, thing: str) -> None:
    assert defined_terms(question, TERMS) == TERMS.set_of(thing)


@pytest.mark.parametrize(
    "question",
    [
        "What is Bolt.js used for?",
        "What is the speed of Bolt.js?",
        "What is the difference between Acme and Bolt.js?",
        "What is better, Acme or Bolt.js?",
        "Which tool is Bolt.js built with?",
    ],
)
def test_something_else_is_asked_for(question: str) -> None:
    assert defined_terms(question, TERMS) == frozenset()


@pytest.mark.parametrize(
    ("sentence", "plainly"),
    [
        ("Bolt.js is a small server.", 2),
        ("**Bolt.js** (2019) is one of the small servers.", 2),
        ("Bolt.js, made by Acme, is a server.", 2),
        ("Bolt.js is the server of Acme.", 1),
        ("Bolt.js is executed at night.", 0),
        ("Bolt.js is a good choice for shops.", 0),
        ("Bolt.js servers are a burden.", 0),
        ("Acme Bolt.js is a server.", 0),
        ("A shop needs Bolt.js, which is a server.", 0),
    ],
)
def test_defines(sentence: str, plainly: int) -> None:
    assert defines(sentence, TERMS.set_of("Bolt.js"), TERMS) == plainly


def chosen(question: str, *sections: tuple[str, str]) -> list[str]:
    passages = []
    for heading, text in sections:
        document = Document("d", "Title", "", "", text, (), hashlib.sha256(text.encode()).hexdigest())
        passages.append(Passage(document, ("Title", heading), text, 0, len(text)))
    vocabulary = Vocabulary(passages, TERMS)
    lexical = LexicalIndex([TERMS.of(passage.text) for passage in passages])
    selector = UnitSelector(TERMS, vocabulary, lexical, lambda texts: np.ones((len(texts), 1), np.float32))
    ranked = selector.rank_units(question, [unit for passage in passages for unit in split_units(passage)])
    return [entry.unit.plain for entry in choose_definition(defined_terms(question, TERMS), ranked, TERMS)]


def test_the_section_on_the_thing_defines_it_and_goes_on() -> None:
    summary = ("Summary", "Bolt.js is a server that we like. Acme sells it.")
    section = (
        "What Bolt.js is",
        "Bolt.js came late. Bolt.js is a small server for web pages. Any shop can host Bolt.js at home.",
    )
    assert chosen("What is Bolt.js?", summary, section) == [
        "Bolt.js is a small server for web pages.",
        "Any shop can host Bolt.js at home.",
    ]


def test_without_a_sentence_that_says_so_nothing_is_chosen() -> None:
    assert chosen("What is Bolt.js?", ("Bolt.js", "Bolt.js runs anywhere.")) == []


@pytest.mark.parametrize("name", ["Node.js", "Express.js", "Next.js", "NestJS"])
def test_the_articles_are_asked_what_a_thing_is(assistant: Assistant, name: str) -> None:
    answer = assistant.ask(f"What is {name}?")
    assert answer.statements[0].text.startswith(f"{name} is a")
    assert len(answer.citations) == len(answer.statements) <= 3
