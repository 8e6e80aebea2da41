"""BM25 over terms."""

import math
import random

from assistant.lexical import LexicalIndex

INDEX = LexicalIndex([["van", "boat"], ["van", "glass"], ["boat", "boat", "island"]])


def test_only_texts_that_share_a_term_are_found() -> None:
    assert [row for row, _ in INDEX.search(["glass"], 3)] == [1]
    assert INDEX.search(["train"], 3) == []


def test_a_rarer_term_counts_more() -> None:
    rows = [row for row, _ in INDEX.search(["island", "van"], 3)]
    assert rows[0] == 2 and set(rows) == {0, 1, 2}


def test_more_results_are_not_asked_for_than_there_are() -> None:
    assert len(INDEX.search(["van"], 100)) == 2


def test_the_best_are_those_of_a_full_sort_and_the_first_among_equals() -> None:
    chance = random.Random(3)
    texts = [chance.choices("abcdefgh", k=chance.choice([3, 3, 9])) for _ in range(500)]
    index = LexicalIndex(texts)
    for asked in ("a", "ab", "hgf", "bbd"):
        scores = index.scores(list(asked)).tolist()
        full = sorted((row for row in range(500) if scores[row] > 0), key=lambda row: (-scores[row], row))
        for k in (1, 7, 30, 500):
            assert index.search(list(asked), k) == [(row, scores[row]) for row in full[:k]]


def test_rarity_is_the_inverse_document_frequency() -> None:
    # three texts, "van" in two: ln(1 + (3 - 2 + 0.5) / (2 + 0.5)) = ln(1.6)
    assert math.isclose(INDEX.rarity("van"), math.log(1.6))
    # in none: ln(1 + 3.5 / 0.5) = ln(8)
    assert math.isclose(INDEX.rarity("train"), math.log(8))
    assert "van" in INDEX and "train" not in INDEX
