"""Floors are read as written, held where they can be, and refused where they can't be meant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.answer import Answer, Outcome
from assistant.evaluation.floors import Floor, broken_floors, read_floors
from assistant.evaluation.questions import Question
from assistant.evaluation.score import Result
from ingest.errors import FingerpostError


def result(number: int, category: str, expected: Outcome, outcome: Outcome) -> Result:
    question = Question(str(number), "dev", category, ("q",), (expected,))
    faults = () if expected is outcome else ("outcome",)
    return Result(question, Answer("q", outcome, ""), 1.0, faults=faults)


RESULTS = [
    result(1, "fact", Outcome.ANSWERED, Outcome.ANSWERED),
    result(2, "fact", Outcome.ANSWERED, Outcome.SILENT),
    result(3, "near-miss", Outcome.SILENT, Outcome.ANSWERED),
    result(4, "near-miss", Outcome.SILENT, Outcome.SILENT),
    result(5, "off-topic", Outcome.SILENT, Outcome.SILENT),
]  # 3 of 5 trusted, 1 of 2 answerable refused, 1 of 3 unanswerable answered


def test_a_number_alone_is_of_trusted_answers() -> None:
    assert read_floors(["0.9", "facts=0.5", "near-miss/false=0.1"]) == [
        Floor("trusted", 0.9),
        Floor("facts", 0.5),
        Floor("false", 0.1, "near-miss"),
    ]


def test_a_file_holds_several(tmp_path: Path) -> None:
    file = tmp_path / "floors.json"
    file.write_text(json.dumps({"trusted": 0.7, "off-topic/false": 0}))
    assert read_floors([str(file)]) == [Floor("trusted", 0.7), Floor("false", 0.0, "off-topic")]


@pytest.mark.parametrize(
    ("floor", "kept"),
    [
        ("0.6", True),
        ("0.61", False),
        ("refused=0.5", True),
        ("refused=0.49", False),
        ("near-miss/false=0.5", True),
        ("near-miss/false=0.49", False),
        ("off-topic/false=0", True),
    ],
)
def test_shares_are_least_but_for_errors_where_they_are_most(floor: str, kept: bool) -> None:
    assert (broken_floors(RESULTS, read_floors([floor])) == []) is kept


def test_a_broken_floor_says_by_how_much() -> None:
    assert broken_floors(RESULTS, read_floors(["0.9", "off-topic/trusted=1", "near-miss/false=0.1"])) == [
        "trusted answers 60.0 % are below the floor of 90.0 %",
        "near-miss/false 50.0 % are above the ceiling of 10.0 %",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1.5", "1.5 is not a share"),
        ("high", "high is not a share"),
        ("nan", "nan is not a share"),
        ("luck=0.5", "'luck' is not a figure of the table; choose from: trusted"),
        ("none.json", "none.json can't be read"),
    ],
)
def test_what_can_not_be_meant_is_refused(text: str, message: str) -> None:
    with pytest.raises(FingerpostError, match=message):
        read_floors([text])


def test_a_floor_that_nothing_shows_is_refused() -> None:
    with pytest.raises(FingerpostError, match="no question of this set shows 'price/trusted'"):
        broken_floors(RESULTS, read_floors(["price/trusted=0.5"]))
