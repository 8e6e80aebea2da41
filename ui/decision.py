"""How a recommendation came about: the decision panel, and the trace of an earlier answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from assistant.answer import Citation
from assistant.decision.guide import DecisionGuide, Rule
from assistant.decision.recommendation import Recommendation
from ui.addresses import quote_address
from ui.picture import picture_html
from ui.profile import need_origin, profile_html
from ui.quoted import escape_text

MAX_CHANGES = 6
NO_GUIDE = "These documents come without decision rules, so nothing is recommended."

Marks = Callable[[Iterable[Citation]], str]


def decision_html(recommendation: Recommendation | None) -> str:
    """The decision panel for the project as it is known now: result, picture, needs, trace and record."""
    if recommendation is None:
        return f'<section class="decision"><p class="empty">{NO_GUIDE}</p></section>'
    others = _others(recommendation, _quotes) if recommendation.option else []
    return (
        f'<section class="decision" id="decision" tabindex="-1">{_result(recommendation)}'
        f"{picture_html(recommendation)}<h3>Your project</h3>{profile_html(recommendation)}"
        f"{_trace(recommendation, _quotes)}{_folded('Why not the others', 'why-not', others)}</section>"
    )


def trace_html(recommendation: Recommendation, turn: int, cited: Sequence[Citation]) -> str:
    """The trace under an earlier answer; a quote that the answer itself cites leads to its source there."""
    if recommendation.option is None:
        return ""
    numbers = {(citation.document.id, citation.start, citation.end): citation.number for citation in cited}

    def marks(citations: Iterable[Citation]) -> str:
        return "".join(_mark(citation, numbers, turn) for citation in citations)

    profile = _part("Your project, as understood then", _profile(recommendation))
    others = _part("Why not the others", _others(recommendation, marks))
    name = escape_text(recommendation.option.name)
    return (
        f'<details class="trace" id="decision-{turn}"><summary>How {name} was decided</summary>'
        f"{profile}{_trace(recommendation, marks)}{others}</details>"
    )


def _result(recommendation: Recommendation) -> str:
    option = recommendation.option
    question = recommendation.question
    asks = f'<p class="asks">{escape_text(question.text)}</p>' if question and question.need else ""
    if option is None:
        return f'<p class="lead">Not decided yet</p>{asks}'
    second = recommendation.runner_up
    next_best = f' <span class="aside">Next best: {escape_text(second.name)}.</span>' if second else ""
    disputed = '<p class="aside">The sources disagree on this choice.</p>' if recommendation.disputed else ""
    return (
        f'<p class="lead"><span class="aside">Recommended now</span> {escape_text(option.name)}</p>'
        f"<p>{escape_text(option.description)}{next_best}</p>{disputed}"
        '<div class="record"><button class="record-save" type="button">Download decision record</button>'
        f'<pre class="record-text" hidden>{escape_text(recommendation.to_adr())}</pre></div>'
    )


def _trace(recommendation: Recommendation, marks: Marks) -> str:
    fired = [
        _item(entry.rule.because, _effect(entry.rule, recommendation.guide), marks(entry.citations))
        for entry in recommendation.fired
    ]
    aside = [_item(entry.rule.because, "", marks(entry.citations)) for entry in recommendation.overridden]
    return (
        _part("Rules that count", fired)
        + _part("Set aside", aside)
        + _part("What would change it" if recommendation.option else "What would decide it", _changes(recommendation))
    )


def _part(heading: str, items: Sequence[str]) -> str:
    return f"<h3>{heading}</h3><ul>{''.join(items)}</ul>" if items else ""


def _folded(heading: str, name: str, items: Sequence[str]) -> str:
    """The same behind one click; the id lets the page keep it open through an update."""
    return (
        f'<details class="folded" id="{name}"><summary>{heading}</summary><ul>{"".join(items)}</ul></details>'
        if items
        else ""
    )


def _profile(recommendation: Recommendation) -> list[str]:
    return [
        f"<li>{escape_text(_capital(entry.need.label))}: <strong>{entry.answer}</strong> "
        f'<span class="aside">{escape_text(need_origin(entry))}</span></li>'
        for entry in recommendation.profile.values()
        if entry.value is not None
    ]


def _others(recommendation: Recommendation, marks: Marks) -> list[str]:
    items = []
    for option in recommendation.guide.options:
        why = recommendation.why_not(option.id)
        if why.kind != "recommended":
            first = why.statements[0]  # its text names the option
            items.append(_item(first.text, "", marks(first.citations)))
    return items


def _changes(recommendation: Recommendation) -> list[str]:
    return [
        f"<li>If {escape_text(change.text)}: <strong>{escape_text(change.option.name)}</strong></li>"
        for change in recommendation.changes[:MAX_CHANGES]
    ]


def _item(text: str, effect: str, marks: str) -> str:
    aside = f' <span class="aside">{escape_text(effect)}</span>' if effect else ""
    return f"<li>{escape_text(_capital(text))}{aside}{marks}</li>"


def _effect(rule: Rule, guide: DecisionGuide) -> str:
    if rule.supports:
        return f"for {guide.option(rule.supports).name}"
    return "against " + ", ".join(guide.option(option).name for option in rule.rules_out)


def _quotes(citations: Iterable[Citation]) -> str:
    """The quotes themselves behind one click, each with a way into its document."""
    quotes = "".join(
        f"<blockquote>{escape_text(' '.join(citation.quote.split()))}</blockquote>"
        f'<p class="ways"><a class="whole" href="{escape_text(quote_address(citation))}" target="_blank" '
        f'rel="noopener">{escape_text(f"{citation.document.title}, {citation.section}")}</a></p>'
        for citation in citations
    )
    return f'<details class="quotes"><summary>Read the source</summary>{quotes}</details>' if quotes else ""


def _mark(citation: Citation, numbers: dict[tuple[str, int, int], int], turn: int) -> str:
    number = numbers.get((citation.document.id, citation.start, citation.end))
    if number is not None:
        return f' <a class="cite" href="#source-{turn}-{number}">{number}</a>'
    title = escape_text(f"{citation.document.title}: {citation.section}")
    address = escape_text(quote_address(citation))
    return f' <a class="cite" href="{address}" target="_blank" rel="noopener" title="{title}">source</a>'


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
