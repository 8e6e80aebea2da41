"""Reciprocal rank fusion."""

import math

from assistant.retrieve import fuse_ranks


def test_fusion_adds_the_reciprocal_ranks() -> None:
    # 1 / (60 + 1) + 1 / (60 + 3)
    assert math.isclose(fuse_ranks(1, 3), 1 / 61 + 1 / 63)


def test_a_search_that_missed_the_passage_adds_nothing() -> None:
    assert math.isclose(fuse_ranks(None, 2), 1 / 62)
    assert fuse_ranks(None, None) == 0


def test_found_by_both_beats_first_in_one() -> None:
    assert fuse_ranks(2, 2) > fuse_ranks(1, None)
