"""Two evaluations side by side: what got better, what got worse, and whether that can be chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.evaluation.metrics import mcnemar
from assistant.evaluation.record import expectation
from assistant.evaluation.score import Result
from assistant.evaluation.table import percent
from ingest.errors import FingerpostError


@dataclass(frozen=True)
class Comparison:
    """The questions both evaluations asked and scored alike, by what became of them.

    `changed` holds the ids asked by both whose wording or expectation is not the same any more.
    """

    better: tuple[Result, ...]
    worse: tuple[Result, ...]
    common: int
    trusted_before: int
    changed: tuple[str, ...]

    @property
    def trusted_now(self) -> int:
        return self.trusted_before + len(self.better) - len(self.worse)

    @property
    def p_value(self) -> float:
        """Exact McNemar test on the trusted answers."""
        return mcnemar(len(self.better), len(self.worse))


def compare_results(old: Mapping[str, Any], results: Sequence[Result]) -> Comparison:
    """Set results against an earlier record, question by question."""
    before = {entry["id"]: entry for entry in old["results"]}
    asked = [result for result in results if result.question.id in before]
    common = [result for result in asked if is_same_question(before[result.question.id], result)]
    common_ids = {result.question.id for result in common}
    return Comparison(
        better=tuple(r for r in common if r.trusted and not before[r.question.id]["trusted"]),
        worse=tuple(r for r in common if not r.trusted and before[r.question.id]["trusted"]),
        common=len(common),
        trusted_before=sum(before[result.question.id]["trusted"] for result in common),
        changed=tuple(result.question.id for result in asked if result.question.id not in common_ids),
    )


def is_same_question(entry: Mapping[str, Any], result: Result) -> bool:
    question = result.question
    return (entry["turns"], entry["expected"]) == (list(question.turns), expectation(question))


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
        f"{len(comparison.worse)} worse, p = {comparison.p_value:.2g} (exact McNemar test)",
    ]
    lines += [f"  better  {r.question.id}: {r.question.turns[-1]}" for r in comparison.better]
    lines += [f"  worse   {r.question.id}: {r.question.turns[-1]} ({'; '.join(r.faults)})" for r in comparison.worse]
    if comparison.changed:
        lines.append(f"left out, since question or expectation changed: {', '.join(comparison.changed)}")
    return "\n".join(lines)
