"""An evaluation as one HTML file that needs nothing else: no script, no request, everything escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from assistant.answer import Citation
from assistant.evaluation.charts import confusion_matrix, latency_histogram, risk_coverage_curve
from assistant.evaluation.metrics import outcome_confusion, risk_coverage
from assistant.evaluation.record import Evaluation, corpus_version, fingerpost_version
from assistant.evaluation.score import Result
from assistant.evaluation.table import LEGEND, summary_notes, summary_rows

STYLE = """
:root { color-scheme: light dark; --line: #8886; --good: #1a7f4b; --bad: #c0392b; --bar: #4573c9; }
@media (prefers-color-scheme: dark) { :root { --good: #5fd394; --bad: #ff8c7d; --bar: #86aef5; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .6rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; } tr:last-child td { font-weight: 600; }
svg { width: 460px; max-width: 100%; }
svg text { font: 12px system-ui, sans-serif; fill: currentColor; } .tick { opacity: .8; }
.axis { fill: none; stroke: currentColor; } .bar, .dot { fill: var(--bar); }
.line { fill: none; stroke: var(--bar); stroke-width: 2; }
details { border-top: 1px solid var(--line); padding: .3rem 0; } summary { cursor: pointer; }
summary b { display: inline-block; width: 4.2rem; } .good { color: var(--good); } .bad { color: var(--bad); }
blockquote { margin: .4rem 0; padding-left: .8rem; border-left: 3px solid var(--line); }
pre { white-space: pre-wrap; font: inherit; margin: .4rem 0; } small { opacity: .8; }
"""


def report_html(evaluation: Evaluation) -> str:
    """The whole page."""
    title = escape(f"{evaluation.system}: evaluation")
    sections = "".join(split_section(split, results) for split, results in evaluation.by_split.items())
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        # The page asks for nothing, and a quoted source cannot make it ask.
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{title}</title><style>{STYLE}</style></head><body><h1>{title}</h1>"
        f"{settings_section(evaluation)}{sections}</body></html>\n"
    )


def settings_section(evaluation: Evaluation) -> str:
    """What was run, so that the figures can be made again."""
    settings = {
        "started": evaluation.started,
        "questions": f"{evaluation.questions} ({len(evaluation.results)})",
        "fingerpost": fingerpost_version(),
        "corpus": corpus_version(evaluation.documents)[:12],
        **evaluation.settings,
    }
    return f"<p><small>{escape(', '.join(f'{name}: {value}' for name, value in settings.items()))}</small></p>"


def split_section(split: str, results: Sequence[Result]) -> str:
    """Figures, charts and every question of one split; what is not trusted comes first."""
    notes = "".join(f"<li>{escape(note)}</li>" for note in summary_notes(results))
    points = risk_coverage(results)
    curve = f"<h3>Risk and coverage</h3>{risk_coverage_curve(points)}" if points else ""
    ordered = sorted(results, key=lambda result: result.trusted)
    return (
        f"<h2>{escape(split)} questions</h2>{table(summary_rows(results))}<p><small>{escape(LEGEND)}</small></p>"
        f"<ul>{notes}</ul><h3>Outcomes, expected by row</h3>{confusion_matrix(outcome_confusion(results))}"
        f"<h3>Time per answer</h3>{latency_histogram([result.milliseconds for result in results])}{curve}"
        f"<h3>Questions</h3>{''.join(map(question_details, ordered))}"
    )


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells as a table; the first row is the heading."""
    head, *body = rows
    heading = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    lines = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in body)
    return f'<div class="wide"><table><tr>{heading}</tr>{lines}</table></div>'


def question_details(result: Result) -> str:
    """One question, folded: verdict and question, inside it answer, quotes and what was missed."""
    question, answer = result.question, result.answer
    verdict = '<b class="good">trusted</b>' if result.trusted else '<b class="bad">missed</b>'
    faults = "".join(f"<li>{escape(fault)}</li>" for fault in result.faults)
    facts = f"{answer.outcome}, expected {question.expected}; {result.milliseconds:.0f} ms"
    option = f"; option {result.option}" if result.option else ""
    back = f"<pre>{escape(answer.question_back)}</pre>" if answer.question_back else ""
    return (
        f"<details><summary>{verdict} {escape(' / '.join(question.turns))} "
        f"<small>{escape(question.id)}, {escape(question.category)}</small></summary>"
        f'<p><small>{escape(facts + option)}</small></p><ul class="bad">{faults}</ul>'
        f"<pre>{escape(answer.text)}</pre>{back}{''.join(quotes(answer.citations))}</details>"
    )


def quotes(citations: Sequence[Citation]) -> Iterable[str]:
    for citation in citations:
        place = f"[{citation.number}] {citation.document.title}, {citation.section} ({citation.start}-{citation.end})"
        yield f"<blockquote>{escape(citation.quote)}<br><small>{escape(place)}</small></blockquote>"
