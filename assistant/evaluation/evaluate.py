"""Ask a system every question of a set, and say how it did."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Protocol

from assistant.answer import Answer
from assistant.evaluation.compare import format_comparison
from assistant.evaluation.floors import Floor, broken_floors, read_floors
from assistant.evaluation.questions import Question, load_questions
from assistant.evaluation.record import Evaluation, read_record, write_record, write_text
from assistant.evaluation.score import Result, score_answer
from assistant.evaluation.table import format_table


class Conversation(Protocol):
    """Keeps what was said before."""

    def ask(self, question: str, /) -> Answer: ...


class System(Protocol):
    """What can be evaluated. One with `documents` has its corpus named in the record as well."""

    def ask(self, question: str, /) -> Answer: ...

    def conversation(self) -> Conversation: ...


def run(
    questions: Path,
    system: str,
    *,
    open_system: Callable[[], System],
    split: str | None = None,
    json_file: Path | None = None,
    report: Path | None = None,
    compare: Path | None = None,
    floors: Sequence[str] = (),
    settings: Mapping[str, object] | None = None,
) -> int:
    """Evaluate, print and write; the exit status, 1 when one of the `floors` is not kept.

    `open_system` is called once every file named has been read, so that a mistake shows at once. `system`
    is only its name. `floors` are as `read_floors` takes them. `settings` goes into the record.
    """
    least = read_floors(floors)
    chosen = load_questions(questions, split)
    old = read_record(compare) if compare else None
    opened = open_system()
    evaluation = Evaluation(
        system=system,
        questions=questions,
        split=split,
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        results=tuple(ask_questions(opened, chosen)),
        documents=tuple(getattr(opened, "documents", ())),
        settings=settings or {},
    )
    if json_file:
        write_record(evaluation, json_file)
    if report:
        from assistant.evaluation.report import report_html

        write_text(report, report_html(evaluation))
    print("\n\n".join(format_table(system, name, results) for name, results in evaluation.by_split.items()))
    if old and compare:
        print("\n" + format_comparison(old, compare, evaluation.results))
    return check_floors(evaluation.results, least)


def ask_questions(system: System, questions: Sequence[Question]) -> list[Result]:
    """Every question in a conversation of its own, scored, with progress on stderr."""
    from rich.console import Console
    from rich.progress import track

    # Whatever the system loads on first use is not part of any answer's time.
    system.ask(questions[0].turns[0])
    console = Console(stderr=True)
    return [
        ask_question(system, question)
        for question in track(questions, "asking", console=console, transient=True, disable=not console.is_terminal)
    ]


def ask_question(system: System, question: Question) -> Result:
    """Ask turn by turn; only the last answer is scored and timed."""
    *earlier, last = question.turns
    conversation = system.conversation() if earlier else system
    for turn in earlier:
        conversation.ask(turn)
    start = perf_counter()
    answer = conversation.ask(last)
    return score_answer(question, answer, 1000 * (perf_counter() - start))


def check_floors(results: Sequence[Result], floors: Sequence[Floor]) -> int:
    """0, or 1 with a line on stderr for each floor that is not kept."""
    broken = broken_floors(results, floors)
    for line in broken:
        print(line, file=sys.stderr)
    return 1 if broken else 0
