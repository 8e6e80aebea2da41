"""Features by what is compared: every cell cited, gaps said."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pytest

from assistant.comparison_table import Features, Row, choose_rows, passages_beside, write_table
from assistant.lexical import LexicalIndex
from assistant.select import UnitSelector
from assistant.subjects import joined_subjects, subject_of
from assistant.terms import Terms
from assistant.units import split_units
from assistant.vocabulary import Vocabulary
from ingest.document import Document, Passage

TERMS = Terms([["van", "vans"], ["boat", "boats"], ["sea routes", "sea route"]])
TABLE = ["| Speed | 80 km/h | 20 km/h |", "| Fuel | Diesel \\| petrol | Wind |", "| Crew | One | |"]
HEADER = ("Feature", "Vans", "Boats")
PROSE = "Boats need a crew of three. Vans are loud."


def passages_of(rows: Sequence[str] = TABLE, prose: str = PROSE) -> list[Passage]:
    text = "\n".join([*rows, prose])
    document = Document("d", "Transport", "", "", text, (), hashlib.sha256(text.encode()).hexdigest())
    found = [("table", row, HEADER) for row in rows] + [("paragraph", prose, ())]
    return [
        Passage(document, ("Transport",), part, text.index(part), text.index(part) + len(part), kind, header)
        for kind, part, header in found
        if part
    ]


def selector_of(passages: Sequence[Passage]) -> tuple[UnitSelector, Vocabulary]:
    vocabulary = Vocabulary(passages, TERMS)
    lexical = LexicalIndex([TERMS.of(passage.text) for passage in passages])
    return UnitSelector(TERMS, vocabulary, lexical, lambda texts: np.ones((len(texts), 1), np.float32)), vocabulary


def rows_of(passages: Sequence[Passage], aspect: Sequence[str] = ()) -> list[Row]:
    selector, _ = selector_of(passages)
    return Features(("van", "boat"), passages, TERMS, selector, lambda query: passages).rows(aspect)


def test_each_row_of_a_table_is_a_feature_and_gaps_are_filled_from_sentences() -> None:
    rows = {row.label: {name: cell.text for name, cell in row.cells.items()} for row in rows_of(passages_of())}
    assert rows == {
        "Speed": {"van": "80 km/h", "boat": "20 km/h"},
        "Fuel": {"van": "Diesel | petrol", "boat": "Wind"},
        "Crew": {"van": "One", "boat": "Boats need a crew of three"},
    }


def test_only_the_features_asked_for_are_shown() -> None:
    assert [row.label for row in rows_of(passages_of(), ["speed", "fuel"])] == ["Speed", "Fuel"]


def test_every_cell_is_cited_with_its_row_and_a_missing_one_says_so() -> None:
    rows = choose_rows(rows_of(passages_of(prose="")), frozenset(), TERMS)
    text, statements = write_table(rows, {"van": "Vans", "boat": "Boats"}, first=2)
    assert text.splitlines() == [
        "| Feature | Vans | Boats |",
        "| --- | --- | --- |",
        "| Speed | 80 km/h [2] | 20 km/h [2] |",
        "| Fuel | Diesel \\| petrol [3] | Wind [3] |",
        "| Crew | One [4] | not in the sources |",
    ]
    assert [(s.text, s.citations[0].number, s.citations[0].quote) for s in statements][2:] == [
        ("Fuel, Vans: Diesel | petrol", 3, TABLE[1]),
        ("Fuel, Boats: Wind", 3, TABLE[1]),
        ("Crew, Vans: One", 4, TABLE[2]),
    ]


def test_one_feature_is_no_table() -> None:
    assert choose_rows(rows_of(passages_of(TABLE[:1])), frozenset(), TERMS) == []


def test_the_features_that_the_leading_sentence_names_come_before_others() -> None:
    long = [f"| {name} | {'word ' * 25}| {'word ' * 25}|" for name in ("Speed", "Fuel", "Price")]
    rows = rows_of(passages_of(long))
    assert [row.label for row in choose_rows(rows, TERMS.set_of("price"), TERMS)] == ["Speed", "Price"]


def test_the_other_rows_of_a_table_are_looked_at_with_the_one_found() -> None:
    passages = passages_of()
    assert passages_beside(passages[:1], passages, ("van", "boat"), TERMS) == passages[:3]


@pytest.mark.parametrize(
    ("question", "subjects"),
    [
        ("How do the Van and the Boat compare?", ("van", "boat")),
        ("Van vs Boat vs Train", ("van", "boat", "train")),
        ("Compare the speed of the Van with that of the Boat", ("van", "boat")),
        ("Speed on Sea Routes or with a Van?", ("sea routes", "van")),
        ("How do a Van on a Train and a Boat on Sea Routes differ?", ("van", "boat")),
        ("Why is the Boat slow?", ()),
    ],
)
def test_what_a_question_sets_side_by_side(question: str, subjects: tuple[str, ...]) -> None:
    prose = "We took the Van and a Boat, a Train and the Sea Routes."
    passages = passages_of([], prose)
    _, vocabulary = selector_of(passages)
    assert joined_subjects(question, split_units(passages[0]), TERMS, vocabulary) == subjects


def test_a_name_of_several_words_is_not_about_its_first() -> None:
    assert subject_of("Boat Sea Routes are long", ("sea routes", "van"), TERMS) == "sea routes"
    assert subject_of("Boat engines are loud", ("boat", "van"), TERMS) == "boat"
