"""Small talk is told from questions for the sources."""

import pytest

from assistant.social import social_kind


@pytest.mark.parametrize(
    ("turn", "kind"),
    [
        ("Hi", "greeting"),
        ("hello there!", "greeting"),
        ("good morning, how are you?", "greeting"),
        ("thanks a lot", "thanks"),
        ("great, thank you so much!", "thanks"),
        ("bye for now", "farewell"),
        ("What can you do?", "ability"),
        ("who are you", "ability"),
        ("Which sources do you use?", "sources"),
        ("who wrote that?", "sources"),
    ],
)
def test_small_talk(turn: str, kind: str) -> None:
    assert social_kind(turn) == kind


@pytest.mark.parametrize(
    "turn",
    [
        "What can the van do?",
        "Hi, how long does the boat take?",
        "Which sources of income does the depot have?",
        "Thanks. And what does the boat cost?",
        "Who wrote the parcel law?",
        "How does the van work?",
    ],
)
def test_questions_are_not_small_talk(turn: str) -> None:
    assert social_kind(turn) is None
