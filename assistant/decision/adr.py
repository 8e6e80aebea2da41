"""Write a recommendation as an Architecture Decision Record that a team can commit."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer import Citation
from assistant.decision.recommendation import Recommendation

_CHANGES_SHOWN = 6


def write_adr(recommendation: Recommendation, date: str = "") -> str:
    """The record in Markdown: context, decision, rules with quotes, options rejected, consequences, revisit."""
    option = recommendation.option
    title = f"Use {option.name}" if option else "Decision still open"
    lines = [f"# {title}", "", f"- Status: {'proposed' if option else 'open'}"]
    lines += [f"- Date: {date}"] if date else []
    lines += [f"- Decision guide: {recommendation.guide.title}", ""]
    for heading, part in (
        ("Context", _context(recommendation)),
        ("Decision", _decision(recommendation)),
        ("Rules applied", _rules(recommendation)),
        ("Where the sources disagree", _disagreements(recommendation)),
        ("Options rejected", _rejected(recommendation)),
        ("Consequences", _consequences(recommendation)),
        ("Revisit this decision if", _revisit(recommendation)),
        ("Sources", _sources(recommendation)),
        ("Corpus version", _version(recommendation)),
    ):
        body = list(part)
        if body:
            lines += [f"## {heading}", "", *body, ""]
    return "\n".join(lines).rstrip() + "\n"


def _context(recommendation: Recommendation) -> Iterator[str]:
    entries = recommendation.profile.values()
    for entry in entries:
        if entry.value is None:
            continue
        line = f"- {_capital(entry.need.label)}: {entry.answer}"
        words = " ".join(entry.words.split())
        yield f"{line} ({'follows from the rest' if entry.implied else f'“{words}”' if words else 'set by hand'})"
    if all(entry.value is None for entry in entries):
        yield "Nothing is known about the project yet."


def _decision(recommendation: Recommendation) -> Iterator[str]:
    if recommendation.option is None:
        yield "The rules do not decide this profile."
        if recommendation.question:
            yield f"Open question: {recommendation.question.text}"
        return
    yield f"We use **{recommendation.option.name}**. {recommendation.option.description}"
    if recommendation.disputed:
        yield ""
        yield "The sources disagree on this choice; both sides are given below."


def _rules(recommendation: Recommendation) -> Iterator[str]:
    for fired in recommendation.fired:
        rule = fired.rule
        effect = (
            f"for {recommendation.guide.option(rule.supports).name}, {rule.strength.value}"
            if rule.supports
            else "rules out " + ", ".join(recommendation.guide.option(option).name for option in rule.rules_out)
        )
        yield f"- {rule.because} ({effect}; rule `{rule.id}`){_marks(fired.citations)}"
    for entry in recommendation.overridden:
        by = ", ".join(f"`{rule.id}`" for rule in entry.by)
        yield f"- Set aside by {by}: {entry.rule.because} (rule `{entry.rule.id}`){_marks(entry.citations)}"


def _disagreements(recommendation: Recommendation) -> Iterator[str]:
    for entry in recommendation.disagreements:
        yield f"{entry.topic}:"
        yield ""
        for side in entry.sides:
            names = ", ".join(option.name for option in side.options)
            yield f"- {names}: {side.statement.marked}"


def _rejected(recommendation: Recommendation) -> Iterator[str]:
    for option in recommendation.guide.options:
        why = recommendation.why_not(option.id)
        if why.kind == "recommended":
            continue
        # The reasons for the winner stand under the rules; repeating them for each option would bury these.
        own = why.statements if why.kind == "ruled out" else why.statements[:1]
        yield f"- **{option.name}**: " + " ".join(statement.marked for statement in own)


def _consequences(recommendation: Recommendation) -> Iterator[str]:
    for caveat in recommendation.caveats:
        yield f"- {caveat.marked}"


def _revisit(recommendation: Recommendation) -> Iterator[str]:
    for change in recommendation.changes[:_CHANGES_SHOWN]:
        yield f"- {change.text}: then {change.option.name}."


def _sources(recommendation: Recommendation) -> Iterator[str]:
    for citation in recommendation.citations:
        quote = " ".join(citation.quote.split())
        yield f"{citation.number}. “{quote}” ({citation.document.title}, {citation.section})"


def _version(recommendation: Recommendation) -> Iterator[str]:
    for document in recommendation.guide.documents:
        yield f"- {document.title} (`{document.id}`, sha256 `{document.sha256[:12]}`)"


def _marks(citations: tuple[Citation, ...]) -> str:
    return "".join(f" [{citation.number}]" for citation in citations)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
