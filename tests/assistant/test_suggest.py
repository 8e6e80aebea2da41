"""Headings become something to ask."""

import pytest

from assistant.suggest import ask_about


@pytest.mark.parametrize(
    ("heading", "asked"),
    [
        ("Boats in winter", "Tell me about boats in winter."),
        ("How boats float", "Tell me how boats float."),
        ("When is a boat late?", "Tell me when is a boat late."),
        ("Boats are not vans", "Tell me why boats are not vans."),
        ("SEO for boats", "Tell me about SEO for boats."),
    ],
)
def test_ask_about(heading: str, asked: str) -> None:
    assert ask_about(heading) == asked
