"""What each step is worth: the same questions with everything, and without one step after another."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.assistant import Assistant
from assistant.evaluation.ablation import STEPS, NotInUse, remove_steps
from assistant.evaluation.evaluate import ask_questions
from assistant.evaluation.metrics import mcnemar, summarize
from assistant.evaluation.questions import load_questions
from assistant.evaluation.record import fingerpost_version, write_text
from assistant.evaluation.score import Result
from assistant.evaluation.table import align, percent

HEADINGS = ("system", "trusted", "better", "worse", "p", "facts", "evidence", "near-miss false", "off-topic false",
            "refused")  # fmt: skip
LEGEND = (
    "trusted, facts, evidence, false and refused in %; better, worse: questions whose trusted answer was won or lost\n"
    "against the whole; p: exact McNemar test"
)


@dataclass(frozen=True)
class Row:
    """The figures of one system; `better` and `worse` count questions against the whole system."""

    system: str
    trusted: float | None
    better: int
    worse: int
    facts: float | None
    evidence: float | None
    near_misses: float | None
    off_topic: float | None
    refused: float | None

    @property
    def cells(self) -> tuple[str, ...]:
        shares = (self.facts, self.evidence, self.near_misses, self.off_topic, self.refused)
        p_value = f"{mcnemar(self.better, self.worse):.2g}" if self.better or self.worse else "-"
        return (self.system, percent(self.trusted), str(self.better), str(self.worse), p_value, *map(percent, shares))


def run_ablations(questions: Path, split: str | None, opened: Assistant, json_file: Path | None = None) -> int:
    """Ask every question once for each step, print the table and write it; the exit status is 0."""
    chosen = load_questions(questions, split)
    whole = ask_questions(opened, chosen)
    rows = [make_row("everything", whole, whole)]
    unused = []
    for step in STEPS:
        with ExitStack() as cleaning:
            try:
                ablated = remove_steps(opened, [step], cleaning)
            except NotInUse:
                unused.append(step)
                continue
            rows.append(make_row(f"without {step}", ask_questions(ablated, chosen), whole))
    print(f"fingerpost, {split or 'all'} questions ({len(chosen)})\n\n{format_rows(rows)}\n\n{LEGEND}")
    if unused:
        print(f"not in use, so not left out: {', '.join(unused)}")
    if json_file:
        record = {"fingerpost": fingerpost_version(), "questions": len(chosen), "rows": [asdict(row) for row in rows]}
        write_text(json_file, json.dumps(record, indent=1) + "\n")
    return 0


def make_row(name: str, results: Sequence[Result], whole: Sequence[Result]) -> Row:
    total = summarize(results)
    changes = [now.trusted - before.trusted for now, before in zip(results, whole, strict=True)]
    return Row(
        name,
        total.trusted,
        changes.count(1),
        changes.count(-1),
        total.fact_recall,
        total.evidence_recall,
        summarize([r for r in results if r.question.category == "near-miss"]).false_answers,
        summarize([r for r in results if r.question.category == "off-topic"]).false_answers,
        total.over_refusal,
    )


def format_rows(rows: Sequence[Row]) -> str:
    return "\n".join(align([HEADINGS, *(row.cells for row in rows)]))
