"""How certain a sentence makes a need: its neighbours and its marks, on numbers made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.decision.certainty import SIGNS, Certainty, Closeness, read_signs
from assistant.decision.neighbours import Nearness, Neighbours

NEAR = Nearness(np.array([0.9, 0.1]), np.array([0.8, 0.2]), np.array([0.3, 0.8]), 0.8)
CLOSE = Closeness(np.array([2.0, -20.0]), NEAR, np.array([0.5, 0.4]), 0.1)


def signs(sentence: str, asks: bool = False) -> list[dict[str, float]]:
    return [dict(zip(SIGNS, map(float, row), strict=True)) for row in read_signs(sentence, asks, CLOSE)]


def test_each_need_has_its_own_signs_of_meaning_and_all_share_those_of_the_sentence() -> None:
    first, second = signs("We need that")
    assert (first["logit"], second["logit"]) == (2.0, -8.0)  # beyond 8 either way it says nothing more
    assert (first["rank"], second["rank"]) == (0, 1)
    assert (first["share"], first["stating"], first["other"], first["nearest"]) == (0.9, 0.8, 0.3, 0.8)
    assert (second["example"], second["aside"]) == (0.4, 0.1)
    assert first["words"] == second["words"] == np.log(3)


@pytest.mark.parametrize(
    ("sentence", "marks"),
    [
        ("We need that", {"own", "needing"}),
        ("Nobody must see it", {"denial", "needing"}),
        ("A friend had one", {"others", "past"}),
        ("Snow in spring", set()),
    ],
)
def test_the_marks_of_a_sentence(sentence: str, marks: set[str]) -> None:
    row = signs(sentence)[0]
    assert {mark for mark in ("denial", "own", "others", "past", "needing", "question") if row[mark]} == marks
    assert signs(sentence, asks=True)[0]["question"] == 1


def test_certainty_is_the_logistic_function_of_the_weighed_signs() -> None:
    weights = np.zeros(len(SIGNS))
    weights[SIGNS.index("share")] = 2.0
    # 1 / (1 + e^-(2 * 0.5 - 1)) = 0.5 and 1 / (1 + e^-(2 * 1 - 1)) = 0.7311
    rows = np.zeros((2, len(SIGNS)))
    rows[:, SIGNS.index("share")] = (0.5, 1.0)
    assert Certainty(-1.0, weights).of(rows).round(4).tolist() == [0.5, 0.7311]


def test_neighbours_have_a_say_by_their_nearness_and_a_statement_none_about_itself() -> None:
    near = Neighbours(
        np.array([[1.0, 0.0], [0.8, 0.6], [0.6, 0.8]]), np.array([[True, False], [True, False], [False, True]])
    ).compare(np.array([1.0, 0.0]))
    assert near.nearest == pytest.approx(0.8)
    assert near.stating.tolist() == pytest.approx([0.8, 0.6])
    assert near.other.tolist() == pytest.approx([0.6, 0.8])
    # e^(20 * -0.2) : e^(20 * -0.4) = 1 : e^-4, and next to nothing for itself
    assert near.share.tolist() == pytest.approx([1 / (1 + np.exp(-4)), np.exp(-4) / (1 + np.exp(-4))], abs=1e-6)
