"""A recommendation as plain JSON values."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import Citation, Statement
from assistant.decision.guide import Option, Rule
from assistant.decision.recommendation import Recommendation


def recommendation_to_dict(recommendation: Recommendation) -> dict[str, object]:
    """Everything the trace holds; rules by id, citations by number."""
    question = recommendation.question
    return {
        "decided": recommendation.decided,
        "disputed": recommendation.disputed,
        "option": _option(recommendation.option),
        "runner_up": _option(recommendation.runner_up),
        "profile": {
            need_id: {"value": entry.answer, "words": entry.words, "implied": entry.implied}
            for need_id, entry in recommendation.profile.items()
            if entry.value is not None
        },
        "ignored": list(recommendation.ignored),
        "fired": [_rule(entry.rule, entry.citations) for entry in recommendation.fired],
        "overridden": [
            {**_rule(entry.rule, entry.citations), "by": [rule.id for rule in entry.by]}
            for entry in recommendation.overridden
        ],
        "waiting": [
            {"rule": entry.rule.id, "missing": [need.id for need in entry.missing]} for entry in recommendation.waiting
        ],
        "changes": [
            {
                "needs": {turn.need.id: turn.after for turn in change.turns},
                "option": change.option.id,
                "rules": [rule.id for rule in change.rules],
            }
            for change in recommendation.changes
        ],
        "disagreements": [
            {
                "topic": entry.topic,
                "sides": [
                    {"options": [option.id for option in side.options], **_statement(side.statement)}
                    for side in entry.sides
                ],
            }
            for entry in recommendation.disagreements
        ],
        "caveats": [_statement(caveat) for caveat in recommendation.caveats],
        "question": question
        and {
            "need": question.need.id if question.need else None,
            "text": question.text,
            "replies": list(question.replies),
        },
        "citations": [_citation(citation) for citation in recommendation.citations],
    }


def _option(option: Option | None) -> dict[str, str] | None:
    return {"id": option.id, "name": option.name} if option else None


def _rule(rule: Rule, citations: Sequence[Citation]) -> dict[str, object]:
    return {
        "rule": rule.id,
        "supports": rule.supports,
        "strength": rule.strength.value,
        "rules_out": list(rule.rules_out),
        "because": rule.because,
        "citations": [citation.number for citation in citations],
    }


def _statement(statement: Statement) -> dict[str, object]:
    return {"text": statement.text, "citations": [citation.number for citation in statement.citations]}


def _citation(citation: Citation) -> dict[str, object]:
    return {
        "number": citation.number,
        "document": citation.document.id,
        "section": citation.section,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
    }
