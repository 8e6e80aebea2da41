"""One measured figure beside the naive one, and a table of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from assistant.evaluation.public.measures import paired_interval
from assistant.evaluation.table import align

HEADINGS = ("set", "measure", "n", "ours", "naive", "ours - naive, 95 %", "target", "")


@dataclass(frozen=True)
class Figure:
    """A measure on a set, all in shares of 1. `naive` is what a simple system reaches on the same questions.

    `interval` is the 95 % bootstrap interval of ours minus naive. `target` is what is aimed at, at least, or at
    most where `lower_is_better`.
    """

    set: str
    measure: str
    questions: int
    ours: float
    naive: float | None = None
    interval: tuple[float, float] | None = None
    target: float | None = None
    lower_is_better: bool = False

    @property
    def reached(self) -> bool | None:
        """Whether the target is reached; None where there is none."""
        if self.target is None:
            return None
        return self.ours <= self.target if self.lower_is_better else self.ours >= self.target


def mean_figure(
    set: str,
    measure: str,
    ours: Sequence[float],
    naive: Sequence[float],
    clusters: Sequence[str],
    target: float | None = None,
) -> Figure:
    """The means of a measure by question, with the interval of their difference over clusters of questions."""
    return Figure(
        set,
        measure,
        len(ours),
        sum(ours) / len(ours),
        sum(naive) / len(naive),
        paired_interval(ours, naive, clusters),
        target,
    )


def figure_rows(figures: Iterable[Figure]) -> list[tuple[str, ...]]:
    """The cells of the table, headings first."""
    rows: list[tuple[str, ...]] = [HEADINGS]
    for figure in figures:
        interval = "" if figure.interval is None else "{:+.3f} to {:+.3f}".format(*figure.interval)
        sign = "<=" if figure.lower_is_better else ">="
        target = "" if figure.target is None else f"{sign} {figure.target:.2f}"
        verdict = {True: "reached", False: f"missed by {abs(figure.ours - (figure.target or 0)):.3f}", None: ""}
        naive = "" if figure.naive is None else f"{figure.naive:.3f}"
        rows.append(
            (
                figure.set,
                figure.measure,
                str(figure.questions),
                f"{figure.ours:.3f}",
                naive,
                interval,
                target,
                verdict[figure.reached],
            )
        )
    return rows


def format_figures(figures: Iterable[Figure]) -> str:
    """The table as aligned text: set and measure to the left, figures to the right."""
    rows = figure_rows(figures)
    width = max(len(row[1]) for row in rows)
    return "\n".join(line.rstrip() for line in align([(row[0], row[1].ljust(width), *row[2:]) for row in rows]))


def figure_record(figure: Figure) -> dict[str, object]:
    """The figure as plain JSON values."""
    return {**asdict(figure), "reached": figure.reached}
