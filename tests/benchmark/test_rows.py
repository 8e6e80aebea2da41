"""The figures of a benchmark and their table."""

from __future__ import annotations

import time

import pytest
from rows import Row, alternate, as_table, percentile


@pytest.mark.parametrize(
    ("ours", "other", "limit", "ratio", "holds"),
    [(3, 2, 1.5, 1.5, True), (3, 2, 1.4, 1.5, False), (3, 2, None, 1.5, None), (3, None, 2, None, None)],
)
def test_a_row_holds_up_to_its_limit(
    ours: float, other: float | None, limit: float | None, ratio: float | None, holds: bool | None
) -> None:
    row = Row("part", "what", ours, other, "against", "s", limit)
    assert (row.ratio, row.holds) == (ratio, holds)
    assert row.to_dict()["holds"] is holds


def test_the_table_says_which_aims_are_missed() -> None:
    rows = [
        Row("a", "quick", 1, 2, "slow", "s", 1),
        Row("a", "slow", 4, 2, "quick", "s", 1),
        Row("a", "memory", 9, None, "", "MB"),
    ]
    assert as_table(rows).splitlines()[2:] == [
        "| quick | 1 s | 2 s | slow | 0.50 | ≤ 1 | holds |",
        "| slow | 4 s | 2 s | quick | 2.00 | ≤ 1 | **misses** |",
        "| memory | 9 MB |  |  |  |  |  |",
    ]


def test_calls_take_turns() -> None:
    seen: list[str] = []
    times = alternate(2, lambda n: seen.append(f"a{n}"), lambda n: (time.sleep(0.01), seen.append(f"b{n}")))
    assert seen == ["a0", "b0", "a1", "b1"]
    assert [len(taken) for taken in times] == [2, 2]
    assert min(times[1]) >= 0.01


def test_percentiles() -> None:
    assert percentile([1, 2, 3], 50) == 2
    assert percentile([7], 95) == 7
