"""Mistyped words are put right before they are read, and quoted as they were typed."""

from __future__ import annotations

import pytest

from assistant.decision.guide import DecisionGuide
from assistant.decision.mistyped import correct_text
from assistant.decision.needs import NeedExtractor

RIGHT = {"recat": "react", "gogle": "google", "serverr": "server", "invoices": "invites"}


def correct(word: str) -> str:
    return RIGHT.get(word, word)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("a recat site, gogle!", "a react site, google!"),
        ("Recat RECAT", "Recat RECAT"),  # capitals are names
        ("invoices", "invoices"),  # two slips away
        ("recat.js x-recat recat's", "recat.js x-recat recat's"),
        ("", ""),
    ],
)
def test_words_in_small_letters_that_are_one_slip_away_are_corrected(typed: str, read: str) -> None:
    assert correct_text(typed, correct).text == read


def test_every_place_leads_back_to_the_text_as_typed() -> None:
    typed = "a gogle serverr or two, recat"
    corrected = correct_text(typed, correct)
    assert corrected.text == "a google server or two, react"
    for word, before in [("google", "gogle"), ("server or", "serverr or"), ("two", "two"), ("react", "recat")]:
        start = corrected.text.index(word)
        assert typed[slice(*corrected.original((start, start + len(word))))] == before


def test_a_need_is_shown_in_the_words_as_typed() -> None:
    guide = DecisionGuide.builtin()
    text = "we need a recat site that gogle finds"
    profile = NeedExtractor(guide, correct=correct).extract(text)
    assert profile["react"].words == "recat" and profile["seo"].words == "gogle"
    assert "react" not in NeedExtractor(guide).extract(text)
