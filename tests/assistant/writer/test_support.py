"""What the support check accepts and refuses, sentence by sentence."""

from __future__ import annotations

import pytest

from assistant.terms import Terms
from assistant.writer.support import check_support

TERMS = Terms([["osprey", "osprey server"], ["heron.js", "heron", "heronjs"], ["server-side rendering", "ssr"]])
NAMES = frozenset({"osprey", "heron.js"})

CHOICE = "Osprey is the choice when the server is the product, and Heron.js is the choice when pages matter most."
START = "A cold start takes between 200 ms and 1,200 ms at p95, depending on memory."
LIMIT = "In version 4.2, Osprey keeps at most 60 connections open, unless the pool has been enlarged."
PLAIN = "Osprey does not render pages; Heron.js renders them faster than any template engine (measured in 2024)."
TURNED = "The pages of Osprey were measured twice in 2024 for the first three months of its trial."
SOFT = "Heron.js locates the pages, while small servers with many readers need memory if the cache is on."
THOUGHT = "Many people think that because it is small Heron.js replaces Osprey, but it does not replace Osprey."
TWO = "Osprey is the server. It keeps connections open for pages of any size."
MONTH = "Osprey was released as a server in May 2024."

SUPPORTED = [
    (CHOICE, CHOICE),
    ("Osprey is the choice when the server is the product.", CHOICE),
    ("When the server is the product, Osprey is the choice.", CHOICE),
    ("According to the source, HeronJS is the choice when pages matter most.", CHOICE),
    ("A cold start takes 200–1200 milliseconds at p95.", START),
    ("Depending on memory, a cold start takes between 200 and 1,200 ms at p95.", START),
    ("In version 4.2, Osprey keeps up to 60 connections open, unless the pool has been enlarged.", LIMIT),
    ("Osprey doesn't render pages.", PLAIN),
    ("Heron renders them faster than any template engine.", PLAIN),
    ("For the first three months of its trial the pages of Osprey were measured twice in 2024.", TURNED),
    ("Heron.js may locate the pages.", SOFT),
    ("Heron.js locates the pages.", SOFT),
    ("Heron.js does the location of the pages.", SOFT),
    ("Osprey keeps connections open for pages of any size.", TWO),
    ("Osprey was released as a server.", MONTH),
    ("The server allows SSR.", "The server permits server-side rendering."),
]  # fmt: skip

REFUSED = [
    ("Heron.js is the choice when the server is the product.", CHOICE, "subject of the other half"),
    ("Osprey is the choice when pages matter most.", CHOICE, "subject of the other half"),
    ("Osprey is the choice when the server is the product and nothing else.", CHOICE, "added words"),
    ("A cold start takes between 200 ms and 1,500 ms at p95.", START, "number"),
    ("A cold start takes between 200 s and 1,200 s at p95.", START, "unit"),
    ("A cold start takes 200 ms at p95.", START, "half of a range"),
    ("A warm start takes between 200 ms and 1,200 ms at p95.", START, "word"),
    ("In version 5.2, Osprey keeps at most 60 connections open, unless the pool has been enlarged.", LIMIT, "version"),
    ("In version 4.2, Osprey keeps at least 60 connections open, unless the pool has been enlarged.", LIMIT, "limit"),
    ("Osprey keeps 60 connections open, unless the pool has been enlarged.", LIMIT, "limit left out"),
    ("In version 4.2, Osprey keeps at most 60 connections open.", LIMIT, "condition left out"),
    ("Osprey renders pages.", PLAIN, "negation left out"),
    ("Heron.js does not render them faster than any template engine.", PLAIN, "negation put elsewhere"),
    ("Heron.js renders them slower than any template engine.", PLAIN, "comparison"),
    ("Any template engine renders them faster than Heron.js.", PLAIN, "comparison turned round"),
    ("Heron.js renders.", "Osprey renders pages.", "name"),
    ("For the first three trial of its months the pages of Osprey were measured twice in 2024.", TURNED, "two words"),
    ("For the first two months of its trial the pages of Osprey were measured twice in 2024.", TURNED, "number"),
    ("Heron.js replaces Osprey.", THOUGHT, "what people think"),
    ("Osprey is the server for pages of any size.", TWO, "halves of two sentences"),
    ("Heron.js is faster.", "Heron.js is fast.", "comparison added"),
    ("Yes.", PLAIN, "says nothing"),
    ("Pages.", PLAIN, "says nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "quote"), SUPPORTED)
def test_the_same_in_other_small_words_is_supported(statement: str, quote: str) -> None:
    finding = check_support(statement, quote, TERMS, NAMES)
    assert (finding.supported, finding.reason) == (True, "")


@pytest.mark.parametrize(("statement", "quote", "why"), REFUSED)
def test_what_the_quote_does_not_say_is_refused(statement: str, quote: str, why: str) -> None:
    finding = check_support(statement, quote, TERMS, NAMES)
    assert not finding.supported, why
    assert finding.reason


def test_a_part_of_a_compound_sentence_has_to_bring_its_subject() -> None:
    quote = "Heron.js is deployed to any host."
    assert check_support("is deployed to any host", quote, TERMS, NAMES).supported
    assert not check_support("is deployed to any host", quote, TERMS, NAMES, from_start=True).supported
    assert check_support("Heron.js is deployed to any host", quote, TERMS, NAMES, from_start=True).supported


def test_words_joined_by_a_slash_are_one_word() -> None:
    quote = "Osprey keeps connections and/or pages open for every server."
    assert check_support(quote, quote, TERMS, NAMES).supported
