"""How a recommendation came about, for the evidence panel: the trace, and the decision record to keep."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.answer import Citation, Statement
from assistant.decision.guide import DecisionGuide, Rule
from assistant.decision.recommendation import Recommendation
from ui.addresses import quote_address
from ui.quoted import escape_text

MAX_CHANGES = 6


def decision_html(recommendation: Recommendation, turn: int, cited: Sequence[Citation]) -> str:
    """The trace as one line of HTML; a quote that the answer itself cites leads to its source in the panel."""
    if recommendation.option is None:
        return ""
    numbers = {(citation.document.id, citation.start, citation.end): citation.number for citation in cited}

    def marks(citations: Iterable[Citation]) -> str:
        return "".join(_mark(citation, numbers, turn) for citation in citations)

    parts = (
        ("Your project, as understood", _profile(recommendation)),
        (
            "Rules that count",
            [
                _item(fired.rule.because, marks(fired.citations), _effect(fired.rule, recommendation.guide))
                for fired in recommendation.fired
            ],
        ),
        ("Set aside", [_item(entry.rule.because, marks(entry.citations)) for entry in recommendation.overridden]),
        ("Why not the others", _others(recommendation, numbers, turn)),
        ("What would change it", _changes(recommendation)),
    )
    trace = "".join(f"<h3>{heading}</h3><ul>{''.join(items)}</ul>" for heading, items in parts if items)
    name = escape_text(recommendation.option.name)
    return (
        f'<details class="decision" id="decision-{turn}"><summary>How {name} was decided</summary>{trace}</details>'
        '<div class="record"><button class="record-save" type="button">Download decision record</button>'
        f'<pre class="record-text" hidden>{escape_text(recommendation.to_adr())}</pre></div>'
    )


def _profile(recommendation: Recommendation) -> list[str]:
    items = []
    for entry in recommendation.profile.values():
        if entry.value is None:
            continue
        source = "follows from the rest" if entry.implied else f"“{entry.words}”" if entry.words else ""
        aside = f' <span class="aside">{escape_text(source)}</span>' if source else ""
        items.append(
            f'<li class="need {entry.answer}">{escape_text(_capital(entry.need.label))}: '
            f"<strong>{entry.answer}</strong>{aside}</li>"
        )
    return items


def _others(recommendation: Recommendation, numbers: dict[tuple[str, int, int], int], turn: int) -> list[str]:
    items = []
    for option in recommendation.guide.options:
        why = recommendation.why_not(option.id)
        if why.kind != "recommended":
            first: Statement = why.statements[0]
            marks = "".join(_mark(citation, numbers, turn) for citation in first.citations)
            items.append(f"<li>{escape_text(first.text)}{marks}</li>")  # the text names the option
    return items


def _changes(recommendation: Recommendation) -> list[str]:
    return [
        f"<li>If {escape_text(change.text)}: <strong>{escape_text(change.option.name)}</strong></li>"
        for change in recommendation.changes[:MAX_CHANGES]
    ]


def _item(text: str, marks: str, effect: str = "") -> str:
    aside = f' <span class="aside">{escape_text(effect)}</span>' if effect else ""
    return f"<li>{escape_text(_capital(text))}{marks}{aside}</li>"


def _effect(rule: Rule, guide: DecisionGuide) -> str:
    if rule.supports:
        return f"for {guide.option(rule.supports).name}"
    return "against " + ", ".join(guide.option(option).name for option in rule.rules_out)


def _mark(citation: Citation, numbers: dict[tuple[str, int, int], int], turn: int) -> str:
    number = numbers.get((citation.document.id, citation.start, citation.end))
    if number is not None:
        return f' <a class="cite" href="#source-{turn}-{number}">{number}</a>'
    title = escape_text(f"{citation.document.title}: {citation.section}")
    address = escape_text(quote_address(citation))
    return f' <a class="cite" href="{address}" target="_blank" rel="noopener" title="{title}">source</a>'


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
