"""Follow-ups become questions that stand alone; questions that stand alone are left as they are."""

import hashlib

import pytest

from assistant.followup import Turn, search_text, standalone_question
from assistant.terms import Terms
from assistant.vocabulary import Vocabulary
from ingest.document import Document, Passage

TEXT = (
    "The fast service is Mercury. A parcel by Mercury takes two days. A parcel by Neptune takes nine days. "
    "The boat is Neptune. The weight limit of Neptune is 90 kg. The depot is in York."
)
DOCUMENT = Document("d", "Parcels", "", "", TEXT, (), hashlib.sha256(TEXT.encode()).hexdigest())
TERMS = Terms()
VOCABULARY = Vocabulary([Passage(DOCUMENT, ("Parcels",), TEXT, 0, len(TEXT))], TERMS)
EARLIER = [
    Turn("Where is the depot?", "The depot is in York.", "Depots"),
    Turn("How long does a parcel by Mercury take?", "A parcel by Mercury takes two days.", "Speed of parcels"),
]


def rewrite(turn: str, earlier: list[Turn] = EARLIER) -> str:
    return standalone_question(turn, earlier, TERMS, VOCABULARY)


@pytest.mark.parametrize(
    "turn",
    ["How heavy may a parcel by Neptune be?", "What is the weight limit of Neptune?", "Where is the depot in York?"],
)
def test_a_question_that_stands_alone_passes_through(turn: str) -> None:
    assert rewrite(turn) == turn


def test_without_a_conversation_nothing_changes() -> None:
    assert rewrite("and for Neptune?", []) == "and for Neptune?"


@pytest.mark.parametrize("turn", ["What about Neptune?", "and Neptune?", "how about with Neptune?", "And for Neptune?"])
def test_a_name_takes_the_place_of_its_like(turn: str) -> None:
    assert rewrite(turn) == "How long does a parcel by Neptune take?"


def test_a_topic_is_asked_about_the_same_subject() -> None:
    assert rewrite("what about the weight limit?") == "What about weight limit of Mercury?"


def test_a_pronoun_stands_for_the_subject() -> None:
    assert rewrite("Does it have a weight limit?") == "Does Mercury have a weight limit?"


def test_a_turn_with_its_own_subject_gets_the_topic() -> None:
    assert rewrite("And how does it look with Neptune?") == "And how does it look with Neptune (long parcel)?"


def test_a_name_that_the_last_question_is_not_about_belongs_to_its_topic() -> None:
    turns = [Turn("Does Mercury have a depot in York?", "The depot is in York.", "Depots")]
    assert rewrite("What does the other service, Neptune, do there?", turns) == (
        "What does the other service, Neptune, do there (depot York)?"
    )


def test_it_is_a_pronoun_where_a_place_follows() -> None:
    assert rewrite("Is it better in winter?") == "Is Mercury better in winter?"
    assert rewrite("Is it better to wait until the winter is over?") == "Is it better to wait until the winter is over?"


def test_a_correction_asks_for_something_else_of_the_same_kind() -> None:
    assert rewrite("Sorry, I meant the weight.") == "What about weight: Speed of parcels?"


def test_a_name_instead_takes_the_place_of_the_other() -> None:
    assert rewrite("And if I send it by Neptune instead?") == "How long does a parcel by Neptune take?"


def test_the_time_that_something_took_is_asked_of_the_last_question() -> None:
    turns = [Turn("What did Mercury do for York?", "", "")]
    assert rewrite("How long did it take?", turns) == "How long did it take (What did Mercury do for York)?"


def test_they_are_what_was_asked_for() -> None:
    turns = [Turn("Which limits does Mercury have?", "", "")]
    assert rewrite("Do they apply at sea?", turns) == "Do limits of Mercury apply at sea?"


def test_why_asks_about_the_last_question() -> None:
    assert rewrite("Why?") == "Why How long does a parcel by Mercury take?"


def test_going_back_asks_the_earlier_question_again() -> None:
    assert rewrite("go back to the first question") == "Where is the depot?"


@pytest.mark.parametrize(
    "turn",
    [
        "What is Mercury?",  # a definition of a name stands alone, however short
        "Is there a depot for boats?",  # there is nothing that "there" points to
        "A parcel by Neptune was late, can I return it?",  # the turn itself says what "it" is
        "If the boat is late, who pays for its cargo?",
    ],
)
def test_a_turn_that_says_what_it_is_about_passes_through(turn: str) -> None:
    assert rewrite(turn) == turn


def test_a_place_that_was_named_before_is_pointed_to() -> None:
    assert "depot" in rewrite("What happens there?", EARLIER[:1])


def test_a_possessive_is_not_taken_apart() -> None:
    earlier = [Turn("Why can't Mercury carry boats?")]
    assert rewrite("How heavy may it load?", earlier) == "How heavy may Mercury load?"


def test_the_last_two_questions_are_searched_for_beside_the_turn() -> None:
    earlier = [Turn("Who runs the depot?"), *EARLIER]
    assert search_text("Is it open?", earlier) == (
        "Is it open?\nWhere is the depot? How long does a parcel by Mercury take?"
    )
    assert search_text("Is it open?", []) == "Is it open?"
    assert search_text("Is it open?", [Turn("")]) == "Is it open?"
