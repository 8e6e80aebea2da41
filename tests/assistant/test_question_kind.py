"""What kind of answer a question wants, and whether a text offers it."""

import pytest

from assistant.question_kind import Wanted, focus_of, kind_of, offers


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("How many parcels fit into the van?", Wanted.NUMBER),
        ("By how much is the boat cheaper?", Wanted.NUMBER),
        ("What percentage arrives late?", Wanted.NUMBER),
        ("What is the price of a stamp?", Wanted.PRICE),
        ("How much does the van cost per month?", Wanted.PRICE),
        ("When was the depot opened?", Wanted.DATE),
        ("In which year did the boat sink?", Wanted.DATE),
        ("Who founded the parcel service?", Wanted.PERSON),
        ("Which version of the form is valid?", Wanted.VERSION),
        ("What is the name of the captain?", Wanted.NAME),
        ("Why is the boat slow?", Wanted.OTHER),
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
    ("text", "wanted", "offered"),
    [
        ("The van carries 20 kg.", Wanted.NUMBER, True),
        ("The van added three weeks.", Wanted.NUMBER, True),
        ("The van is yellow.", Wanted.NUMBER, False),
        ("A p50 figure.", Wanted.NUMBER, False),
        ("A stamp costs 7 euros.", Wanted.PRICE, True),
        ("A stamp costs more than 7 kg of glass.", Wanted.PRICE, False),
        ("It opened in March.", Wanted.DATE, True),
        ("It opened early.", Wanted.DATE, False),
        ("The form is at 2.1.0.", Wanted.VERSION, True),
    ],
)
def test_offers(text: str, wanted: Wanted, offered: bool) -> None:
    assert offers(text, wanted, ()) is offered


def test_a_person_is_one_who_acts() -> None:
    assert offers("The depot was opened by Smith.", Wanted.PERSON, {"smith"})
    assert not offers("The depot sells Tea.", Wanted.PERSON, {"tea"})


def test_focus_is_the_noun_after_which() -> None:
    assert focus_of("Which depot opens first?") == "depot"
    assert focus_of("What is a depot?") == ""
