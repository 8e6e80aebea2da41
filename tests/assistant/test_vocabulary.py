"""Mistyped words are set right, and words that only look so are left alone."""

from __future__ import annotations

import pytest

from assistant import Assistant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("javscript", "javascript"),  # a word of the corpus
        ("vercell", "vercel"),  # of the same stem as one
        ("websokets", "websockets"),
        ("packge.json", "package.json"),
        ("percentege", "percentage"),  # a word that the corpus lacks
        ("teh", "the"),  # letters swapped in a short word
        ("logn", "long"),  # ... which is likelier than "login"
        ("middelwear", "middelwear"),  # too far from anything
    ],
)
def test_a_slip_is_set_right(assistant: Assistant, typed: str, meant: str) -> None:
    assert assistant.knowledge.vocabulary.correct(f"how {typed} there") == f"how {meant} there"


@pytest.mark.parametrize(
    "word",
    ["Remix", "cron", "hono", "svelte", "prisma", "espresso", "p99", "es6", "streams", "laravel", "graphql"],
)
def test_another_word_is_left_alone(assistant: Assistant, word: str) -> None:
    assert assistant.knowledge.vocabulary.correct(f"how {word} there") == f"how {word} there"
