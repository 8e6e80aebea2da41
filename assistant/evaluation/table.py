"""Figures as plain aligned text, to be pasted into a README as it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.evaluation.metrics import Summary, outcome_confusion, summarize
from assistant.evaluation.score import Result

HEADINGS = (
    "category", "n", "trusted", "95 %", "facts", "evidence", "option", "false", "refused", "words", "p50 ms", "p95 ms"
)  # fmt: skip
LEGEND = (
    "trusted with its 95 % bootstrap interval, facts, evidence, option, false (answered though the sources are\n"
    "silent) and refused (silent though they are not) in %"
)


def percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}"


def number(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"


def span(interval: tuple[float, float] | None) -> str:
    """An interval of shares in whole per cent."""
    return "-" if interval is None else "{:.0f}-{:.0f}".format(*(100 * end for end in interval))


def by_category(results: Sequence[Result]) -> dict[str, Summary]:
    """A summary of each category, in the order of the question set."""
    categories = dict.fromkeys(result.question.category for result in results)
    return {name: summarize([r for r in results if r.question.category == name]) for name in categories}


def summary_row(name: str, summary: Summary) -> tuple[str, ...]:
    shares = (
        summary.fact_recall,
        summary.evidence_recall,
        summary.option_accuracy,
        summary.false_answers,
        summary.over_refusal,
    )
    counts = (summary.words, summary.ms_p50, summary.ms_p95)
    trusted = (percent(summary.trusted), span(summary.interval))
    return (name, str(summary.questions), *trusted, *map(percent, shares), *map(number, counts))


def summary_rows(results: Sequence[Result]) -> list[tuple[str, ...]]:
    """The cells of the table: headings, a row for each category if there are several, and the total."""
    categories = by_category(results)
    rows = [summary_row(name, summary) for name, summary in categories.items()] if len(categories) > 1 else []
    return [HEADINGS, *rows, summary_row("total", summarize(results))]


def align(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    """Rows as lines: the first column to the left, figures to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *rest in rows:
        cells = (cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))
        yield "  ".join((first.ljust(widths[0]), *cells))


def summary_notes(results: Sequence[Result]) -> list[str]:
    """What a row has no room for: the interval, silence, the quotes, and outcomes that were mixed up."""
    total = summarize(results)
    low, high = total.interval or (None, None)
    false = ", ".join(
        f"{name} {percent(summary.false_answers)} %"
        for name, summary in by_category(results).items()
        if summary.false_answers is not None
    )
    notes = [
        f"trusted answers {percent(total.trusted)} % (95 % interval {percent(low)} to {percent(high)})",
        f"silence: precision {percent(total.abstention_precision)} %, recall {percent(total.abstention_recall)} %",
        f"quotes exact {percent(total.quotes_exact)} %, statements cited {percent(total.statements_cited)} %, "
        f"silent or social answers with citations {total.silent_with_citations}",
    ]
    if false:
        notes.insert(2, f"answered though the sources are silent: {false}")
    if mixed_up := mixed_up_outcomes(results):
        notes.append(f"outcomes other than expected: {mixed_up}")
    return notes


def mixed_up_outcomes(results: Sequence[Result]) -> str:
    """Expected and unacceptable actual outcomes, the most frequent pair first."""
    pairs = [
        (count, expected, outcome)
        for expected, row in outcome_confusion([r for r in results if not r.expected]).items()
        for outcome, count in row.items()
    ]
    pairs.sort(key=lambda pair: -pair[0])
    return ", ".join(f"{expected} -> {outcome} {count}" for count, expected, outcome in pairs)


def format_table(system: str, split: str, results: Sequence[Result]) -> str:
    """The whole table of one split with its title and notes."""
    title = f"{system}, {split} questions"
    return "\n".join((title, "", *align(summary_rows(results)), "", LEGEND, *summary_notes(results)))
