"""Two evaluations side by side: what got better, what got worse, and whether that can be chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.answer import Outcome
from assistant.evaluation.metrics import difference_interval, is_silent, mcnemar
from assistant.evaluation.record import expectation
from assistant.evaluation.score import Result
from assistant.evaluation.table import percent
from ingest.errors import FingerpostError

NOISE = 0.05  # a change at least this likely by chance counts as noise


@dataclass(frozen=True)
class Comparison:
    """The questions both evaluations asked and scored alike, by what became of them.

    `changed` holds the ids asked by both whose wording or expectation is not the same any more. `interval` is
    the 95 % paired bootstrap interval of the change in the share of trusted answers. `newly_silent` and
    `no_longer_silent` count questions.
    """

    better: tuple[Result, ...]
    worse: tuple[Result, ...]
    common: int
    trusted_before: int
    changed: tuple[str, ...]
    interval: tuple[float, float] | None = None
    newly_silent: int = 0
    no_longer_silent: int = 0

    @property
    def trusted_now(self) -> int:
        return self.trusted_before + len(self.better) - len(self.worse)

    @property
    def p_value(self) -> float:
        """Exact McNemar test on the trusted answers."""
        return mcnemar(len(self.better), len(self.worse))

    @property
    def verdict(self) -> str:
        """Whether the change is more than noise, at the usual 5 %."""
        return "more than noise" if self.p_value < NOISE else "no more than noise"


def compare_results(old: Mapping[str, Any], results: Sequence[Result]) -> Comparison:
    """Set results against an earlier record, question by question."""
    before = {entry["id"]: entry for entry in old["results"]}
    asked = [result for result in results if result.question.id in before]
    common = [result for result in asked if is_same_question(before[result.question.id], result)]
    common_ids = {result.question.id for result in common}
    was = [bool(before[result.question.id]["trusted"]) for result in common]
    silent = [before[result.question.id]["outcome"] == Outcome.SILENT for result in common]
    return Comparison(
        better=tuple(r for r in common if r.trusted and not before[r.question.id]["trusted"]),
        worse=tuple(r for r in common if not r.trusted and before[r.question.id]["trusted"]),
        common=len(common),
        trusted_before=sum(was),
        changed=tuple(result.question.id for result in asked if result.question.id not in common_ids),
        interval=difference_interval(was, [result.trusted for result in common]),
        newly_silent=sum(is_silent(r) and not before_silent for r, before_silent in zip(common, silent, strict=True)),
        no_longer_silent=sum(
            before_silent and not is_silent(r) for r, before_silent in zip(common, silent, strict=True)
        ),
    )


def is_same_question(entry: Mapping[str, Any], result: Result) -> bool:
    question = result.question
    return (entry["turns"], entry["expected"]) == (list(question.turns), expectation(question))


def signed(interval: tuple[float, float] | None) -> str:
    """An interval of shares as signed points of a hundred."""
    return "-" if interval is None else "{:+.1f} to {:+.1f}".format(*(100 * end for end in interval))


def format_comparison(old: Mapping[str, Any], file: Path, results: Sequence[Result]) -> str:
    """The comparison as text for a terminal."""
    comparison = compare_results(old, results)
    if not comparison.common:
        raise FingerpostError(f"{file} shares no question with this run; compare runs of the same question set")
    before = percent(comparison.trusted_before / comparison.common)
    now = percent(comparison.trusted_now / comparison.common)
    lines = [
        f"compared with {file} ({old['system']}, {comparison.common} questions in common)",
        f"trusted answers {before} % before, {now} % now: {len(comparison.better)} better, "
        f"{len(comparison.worse)} worse, p = {comparison.p_value:.2g} (exact McNemar test): {comparison.verdict}",
        f"change {signed(comparison.interval)} points (95 % paired bootstrap); silent now and not before "
        f"{comparison.newly_silent}, the other way round {comparison.no_longer_silent}",
    ]
    lines += [f"  better  {r.question.id}: {r.question.turns[-1]}" for r in comparison.better]
    lines += [f"  worse   {r.question.id}: {r.question.turns[-1]} ({'; '.join(r.faults)})" for r in comparison.worse]
    if comparison.changed:
        lines.append(f"left out, since question or expectation changed: {', '.join(comparison.changed)}")
    return "\n".join(lines)
