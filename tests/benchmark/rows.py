"""What is measured, beside what it is measured against."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure. `limit` is the largest ratio of ours to the other that is aimed at; None where there is no aim."""

    part: str
    what: str
    ours: float
    other: float | None
    against: str
    unit: str
    limit: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.ours / self.other if self.other else None

    @property
    def holds(self) -> bool | None:
        return None if self.limit is None or self.ratio is None else self.ratio <= self.limit

    def to_dict(self) -> dict[str, object]:
        return {**self.__dict__, "ratio": self.ratio, "holds": self.holds}


def seconds_of(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def alternate(rounds: int, *calls: Callable[[int], object]) -> list[list[float]]:
    """Seconds of each call in each round; in turns, so that whatever else the machine does slows all of them."""
    times: list[list[float]] = [[] for _ in calls]
    for number in range(rounds):
        for call, taken in zip(calls, times, strict=True):
            taken.append(seconds_of(lambda call=call, number=number: call(number)))  # type: ignore[misc]
    return times


def percentile(values: Sequence[float], share: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1] if len(values) > 1 else values[0]


def peak_megabytes() -> float:
    """Largest memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def as_table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| what | Fingerpost | instead | against | ratio | aim | |", "| --- | --: | --: | --- | --: | --: | --- |"]
    for row in rows:
        other = "" if row.other is None else f"{row.other:,.3g} {row.unit}"
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        aim = "" if row.limit is None else f"≤ {row.limit:g}"
        verdict = {True: "holds", False: "**misses**", None: ""}[row.holds]
        ours = f"{row.ours:,.3g} {row.unit}"
        lines.append(f"| {row.what} | {ours} | {other} | {row.against} | {ratio} | {aim} | {verdict} |")
    return "\n".join(lines)
