"""Small talk is told from questions for the sources."""

import pytest

from assistant.social import social_kind, social_reply
from ingest.document import Document


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
        ("What can I ask you?", "ability"),
        ("which topics can we ask about", "ability"),
        ("What can I do here?", "ability"),
        ("Which sources do you use?", "sources"),
        ("who wrote that?", "author"),
        ("And who says so?", "author"),
        ("Where does that come from?", "author"),
        ("Where do your answers come from?", "sources"),
        ("How do you know that?", "trust"),
        ("Are you sure?", "trust"),
        ("do you make things up?", "trust"),
        ("Do you speak German?", "language"),
        ("please answer in French", "language"),
        ("Which languages do you speak?", "language"),
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
        "Which language does the van use?",
        "Can you write TypeScript?",
        "Is it right for vans?",
        "Who wrote the timetable?",
        "Where does the ferry's name come from?",
        "Where does the word depot come from?",
        "What should we use?",
        "What should I take?",
        "Which can we use?",
        "What can you recommend?",
        "What could we do?",
    ],
)
def test_questions_are_not_small_talk(turn: str) -> None:
    assert social_kind(turn) is None


def test_who_said_it_lists_what_the_last_answer_was_taken_from() -> None:
    vans, boats = (Document(name, name.title(), "Harbour", "", "", (), "") for name in ("vans", "boats"))
    assert social_reply("author", [vans, boats], [], [boats]) == "The last answer rests on:\n\n- Boats (Harbour)"
    assert "- Vans (Harbour)\n- Boats (Harbour)" in social_reply("author", [vans, boats], [])
