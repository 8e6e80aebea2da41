"""Floors a run has to keep: `0.9`, `trusted=0.9`, `near-miss/false=0.1`, or a JSON file of such names and shares."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.evaluation.metrics import Summary, summarize
from assistant.evaluation.score import Result
from assistant.evaluation.table import percent
from ingest.errors import FingerpostError

# By the headings of the table; of the last two, the share is the most that is allowed.
FIGURES = {
    "trusted": "trusted",
    "facts": "fact_recall",
    "evidence": "evidence_recall",
    "option": "option_accuracy",
    "quotes": "quotes_exact",
    "cited": "statements_cited",
    "false": "false_answers",
    "refused": "over_refusal",
}
CEILINGS = frozenset({"false", "refused"})
_DEFAULT = "trusted"


@dataclass(frozen=True)
class Floor:
    """The least share of a figure, or the most for those in CEILINGS; `category` is None for all questions."""

    figure: str
    share: float
    category: str | None = None

    @property
    def name(self) -> str:
        return f"{self.category}/{self.figure}" if self.category else self.figure


def read_floors(texts: Sequence[str]) -> list[Floor]:
    """The floors as given on a command line. Raises FingerpostError for one that can't be meant."""
    return [floor for text in texts for floor in read_floor(text)]


def read_floor(text: str) -> list[Floor]:
    """One floor, or those of a file."""
    name, equals, value = text.rpartition("=")
    if equals:
        return [make_floor(name, value)]
    if text.lower().endswith(".json"):
        return read_file(Path(text))
    return [make_floor(_DEFAULT, text)]


def read_file(file: Path) -> list[Floor]:
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FingerpostError(f'{file} can\'t be read ({error}); give a file like {{"trusted": 0.9}}') from error
    if not isinstance(values, dict) or not values:
        raise FingerpostError(f'{file} holds no floors; write them like {{"trusted": 0.9}}')
    return [make_floor(name, str(value)) for name, value in values.items()]


def make_floor(name: str, value: str) -> Floor:
    category, slash, figure = name.strip().rpartition("/")
    if figure not in FIGURES:
        raise FingerpostError(f"floor {name!r} is not a figure of the table; choose from: {', '.join(FIGURES)}")
    try:
        share = float(value)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise FingerpostError(f"floor {value} is not a share; write 0.9 for 90 %")
    return Floor(figure, share, category if slash else None)


def broken_floors(results: Sequence[Result], floors: Sequence[Floor]) -> list[str]:
    """A line for each floor that the results do not keep.

    Raises FingerpostError for one that no question of the set can show.
    """
    lines = []
    for floor in floors:
        chosen = [result for result in results if floor.category in (None, result.question.category)]
        found = figure_of(summarize(chosen), floor)
        if found is None:
            raise FingerpostError(f"no question of this set shows {floor.name!r}; leave that floor out")
        if floor.figure in CEILINGS and found > floor.share:
            lines.append(f"{floor.name} {percent(found)} % are above the ceiling of {percent(floor.share)} %")
        if floor.figure not in CEILINGS and found < floor.share:
            lines.append(f"{floor.name} answers {percent(found)} % are below the floor of {percent(floor.share)} %")
    return lines


def figure_of(summary: Summary, floor: Floor) -> float | None:
    value: float | None = getattr(summary, FIGURES[floor.figure])
    return value
