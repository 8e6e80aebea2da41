"""The page that shows the last evaluation, so that people can see how far to trust the answers."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, cast

from ingest.document import Document
from ingest.errors import FingerpostError
from ui.plain_page import plain_page, table_html

TITLE = "How good are the answers?"
_INTRO = (
    "<p>A set of questions with known answers was asked, and each answer was checked: the facts it must hold, the "
    "sentences it must cite, and silence where the sources say nothing. An answer is <em>trusted</em> when nothing "
    "was wrong with it.</p>"
)


def quality_html(file: Path | None, documents: Sequence[Document], private: bool) -> str:
    """`file` is what `fingerpost evaluate --json` wrote, if it did; `private` says that its place may be shown."""
    if file is None or not file.is_file():
        return plain_page(TITLE, f"<p>There is no evaluation yet. {_how(file, private)}</p>")
    # Brings NumPy and the question sets along, which nothing else on the page needs.
    from assistant.evaluation.record import corpus_version, read_record

    try:
        record: Mapping[str, Any] = read_record(file)
        body = _record_html(record, corpus_version(documents))
    except (FingerpostError, KeyError, TypeError, ValueError, AttributeError):
        return plain_page(TITLE, f"<p>The last evaluation can't be read. {_how(file, private)}</p>")
    return plain_page(TITLE, f'<div class="quality">{_INTRO}{body}</div>')


def _how(file: Path | None, private: bool) -> str:
    name = shlex.quote(str(file)) if file and private else "FILE"
    return f"To make one, run <code>fingerpost evaluate --json {escape(name)}</code> and load this page again."


def _record_html(record: Mapping[str, Any], version: str) -> str:
    settings = {
        "measured": record["started"],
        "system": record["system"],
        "version": record["fingerpost"],
        **record["settings"],
    }
    line = ", ".join(f"{name}: {value}" for name, value in settings.items())
    stale = (
        ""
        if record["corpus"]["version"] == version
        else '<p class="notice alert">It was measured over other documents than those that are open now.</p>'
    )
    splits = "".join(_split_html(name, summary, record["results"]) for name, summary in record["summary"].items())
    return f'{stale}{splits}<p class="aside">{escape(line)}</p>'


def _split_html(split: str, summary: Mapping[str, Any], results: Sequence[Mapping[str, Any]]) -> str:
    from assistant.evaluation.charts import latency_histogram, risk_coverage_curve
    from assistant.evaluation.metrics import Summary
    from assistant.evaluation.table import HEADINGS, LEGEND, percent, summary_row

    groups = {**summary["by_category"], "total": summary["total"]}
    rows = [[escape(cell) for cell in summary_row(name, Summary(**values))] for name, values in groups.items()]
    total = Summary(**summary["total"])
    low, high = total.interval or (None, None)
    own = [result for result in results if result["split"] == split]
    points = _risk_coverage(own)
    figures = [("Time for an answer", latency_histogram([float(r["milliseconds"]) for r in own]))] if own else []
    if points:
        figures.append(("Answering only what it is surest of: how many would be wrong", risk_coverage_curve(points)))
    return (
        f"<h2>{total.questions} questions ({escape(split)})</h2>"
        f'<p class="lead"><b>{percent(total.trusted)} %</b> of the answers are trusted '
        f"(95 % interval {percent(low)} to {percent(high)}).</p>"
        f'{table_html(HEADINGS, rows, "figures")}<p class="aside">{escape(LEGEND)}</p>'
        f"{''.join(_figure(caption, svg) for caption, svg in figures)}"
    )


def _figure(caption: str, svg: str) -> str:
    return f"<figure><figcaption>{escape(caption)}</figcaption>{svg}</figure>"


@dataclass(frozen=True)
class _Recorded:
    """What a risk-coverage curve needs of a result."""

    trusted: bool
    confidence: float | None
    states: bool


def _risk_coverage(results: Sequence[Mapping[str, Any]]) -> list[tuple[float, float]]:
    from assistant.evaluation.metrics import risk_coverage
    from assistant.evaluation.questions import STATING
    from assistant.evaluation.score import Result

    recorded = [_Recorded(bool(r["trusted"]), r["confidence"], r["outcome"] in STATING) for r in results]
    return risk_coverage(cast(Sequence[Result], recorded))
