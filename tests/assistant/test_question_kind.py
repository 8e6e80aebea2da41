"""What kind of answer a question wants, and whether a text offers it."""

import pytest

from assistant.question_kind import Wanted, counted_words, focus_of, kind_of, offers
from assistant.terms import Terms


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("How many parcels fit into the van?", Wanted.COUNT),
        ("By how much is the boat cheaper?", Wanted.NUMBER),
        ("What percentage arrives late?", Wanted.SHARE),
        ("How many weeks does it take?", Wanted.DURATION),
        ("What does BOAT stand for?", Wanted.EXPANSION),
        ("What is the price of a stamp?", Wanted.PRICE),
        ("How much does the van cost per month?", Wanted.PRICE),
        ("When was the depot opened?", Wanted.DATE),
        ("In which year did the boat sink?", Wanted.DATE),
        ("Who founded the parcel service?", Wanted.PERSON),
        ("Which version of the form is valid?", Wanted.VERSION),
        ("What is the name of the captain?", Wanted.NAME),
        ("Why is the boat slow?", Wanted.REASON),
        ("When should I take the boat?", Wanted.OTHER),
        ("Who should take the boat?", Wanted.OTHER),
    ],
)
def test_kind_of(question: str, wanted: Wanted) -> None:
    assert kind_of(question).wanted is wanted


def test_how_fast_may_be_answered_in_words() -> None:
    assert not kind_of("How fast is the van?").strict
    assert kind_of("How many vans are there?").strict


@pytest.mark.parametrize(
    ("text", "question", "offered"),
    [
        ("The van carries 20 parcels.", "How many parcels fit into the van?", True),
        ("The van carries twenty kilos, and 3 drivers load parcels.", "How many drivers are there?", True),
        ("The 2 vans of the depot are old.", "How many drivers does the depot have?", False),
        ("The repair added three weeks.", "How many weeks did the repair add?", True),
        ("The repair cost 20 stamps.", "How long did the repair take?", False),
        ("Late parcels make up 4%.", "What percentage arrives late?", True),
        ("4 parcels arrive late.", "What percentage arrives late?", False),
        ("A p50 figure.", "By how much is the boat slower?", False),
        ("A stamp costs 7 euros.", "What is the price of a stamp?", True),
        ("A stamp costs more than 7 kg of glass.", "What is the price of a stamp?", False),
        ("It opened in March.", "When was the depot opened?", True),
        ("It opened early.", "When was the depot opened?", False),
        ("The form is at 2.1.0.", "Which version is the form?", True),
        ("The Big Old Amphibian Transporter (BOAT) sails.", "What does BOAT stand for?", True),
        ("The BOAT sails.", "What does BOAT stand for?", False),
        ("The boat is slow because it is old.", "Why is the boat slow?", True),
        ("The boat is slow.", "Why is the boat slow?", False),
    ],
)
def test_offers(text: str, question: str, offered: bool) -> None:
    assert offers(text, question, Terms(), ()) is offered


def test_a_person_is_one_who_acts() -> None:
    assert offers("The depot was opened by Smith.", "Who opened the depot?", Terms(), {"smith"})
    assert not offers("The depot sells Tea.", "Who opened the depot?", Terms(), {"tea"})


def test_focus_is_the_noun_after_which() -> None:
    assert focus_of("Which depot opens first?") == "depot"
    assert focus_of("What is a depot?") == ""


def test_counted_are_the_words_before_the_verb() -> None:
    assert counted_words("How many old vans does the depot have?") == "old vans"
    assert counted_words("How many are there?") == ""
