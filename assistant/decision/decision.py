"""Put a recommendation of the rules into an answer: the option, why, what else was considered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answer import Answer, Citation, Outcome, Statement
from assistant.compose import join_statements
from assistant.decision.guide import DecisionGuide, Option, Rule, Strength
from assistant.decision.recommendation import Recommendation

_MOST_REASONS = 3
_MOST_NAMED = 2  # options of the question that are not the recommended one


def mentioned_options(text: str, guide: DecisionGuide) -> list[str]:
    """Ids of the options a text names, in the guide's order."""
    return [
        option.id
        for option in guide.options
        if any(re.search(rf"(?<![\w.@/-])(?:{alias})(?![\w-])", text, re.IGNORECASE) for alias in option.aliases)
    ]


def decision_answer(question: str, recommendation: Recommendation) -> Answer:
    """The answer that a recommendation gives.

    Where the sources differ and the question is about just that, both sides come first; where the project
    says more, the rules decide and the difference is mentioned.
    """
    asked = recommendation.question
    if not recommendation.decided:
        text = asked.text if asked else "Tell me more about the project: what it has to do and who will use it."
        return Answer(
            question, Outcome.ASKING, text, question_back=text, follow_ups=asked.replies if asked else (),
            profile=recommendation.stated,
        )  # fmt: skip
    conflicting = recommendation.disputed and _is_about_dispute(question, recommendation)
    statements = _renumber(_disputed(recommendation) if conflicting else _reasons(question, recommendation))
    text = join_statements(statements)
    question_back = asked.text if asked else None
    tentative = question_back is not None and all(
        fired.rule.strength is Strength.LEAN for fired in recommendation.supporting
    )
    if question_back:
        text = f"{text}\n\nOne thing could change this: {question_back}"
    outcome = Outcome.CONFLICTING if conflicting else Outcome.ASKING if tentative else Outcome.ANSWERED
    return Answer(
        question,
        outcome,
        text,
        statements,
        tuple(dict.fromkeys(citation for statement in statements for citation in statement.citations)),
        recommendation,
        question_back,
        asked.replies if asked else (),
        profile=recommendation.stated,
    )


def why_not_answer(question: str, recommendation: Recommendation, option_id: str) -> Answer:
    """Why an option is not the one recommended, from the trace.

    What the trace concludes without a quote of its own rests on the quotes of the reasons beside it.
    """
    explained = recommendation.why_not(option_id).statements
    every = tuple(dict.fromkeys(citation for statement in explained for citation in statement.citations))
    statements = _renumber([replace(entry, citations=entry.citations or every) for entry in explained])
    citations = tuple(dict.fromkeys(citation for statement in statements for citation in statement.citations))
    return Answer(
        question, Outcome.ANSWERED, join_statements(statements), statements, citations, recommendation,
        profile=recommendation.stated,
    )  # fmt: skip


def _is_about_dispute(question: str, recommendation: Recommendation) -> bool:
    """Whether the question names options of both sides, or states nothing beyond what is in dispute."""
    named = set(mentioned_options(question, recommendation.guide))
    for entry in recommendation.disagreements:
        if all(named & {option.id for option in side.options} for side in entry.sides):
            return True
    return bool(recommendation.disagreements) and len(recommendation.stated) <= 1


def _reasons(question: str, recommendation: Recommendation) -> list[Statement]:
    option = recommendation.option
    assert option is not None
    supporting = recommendation.supporting[:_MOST_REASONS]
    first = supporting[0]
    statements = [Statement(f"Choose {option.name}: {_sentence(first.rule.because)}", first.citations)]
    statements += [Statement(_sentence(fired.rule.because), fired.citations) for fired in supporting[1:]]
    statements += _others(question, recommendation, [fired.rule for fired in supporting])
    if recommendation.disputed:
        for side in recommendation.disagreements[0].sides:
            if option.id not in {entry.id for entry in side.options}:
                statements.append(
                    replace(side.statement, text=f"The sources differ here: {_sentence(side.statement.text)}")
                )
    statements += [
        replace(caveat, text=f"Keep in mind: {_sentence(caveat.text)}") for caveat in recommendation.met_caveats[:1]
    ]
    return statements


def _others(question: str, recommendation: Recommendation, said: Sequence[Rule]) -> list[Statement]:
    """What there is about the options that the question names, or else about the runner-up."""
    winner = recommendation.option
    named = [recommendation.guide.option(entry) for entry in mentioned_options(question, recommendation.guide)]
    about = [_verdict(recommendation, option, option.name, said) for option in named if option != winner]
    if not any(about) and recommendation.runner_up:
        lead = f"The next best, {recommendation.runner_up.name},"
        about = [_verdict(recommendation, recommendation.runner_up, lead, said)]
    return [statement for statement in about if statement][:_MOST_NAMED]


def _verdict(recommendation: Recommendation, option: Option, lead: str, said: Sequence[Rule]) -> Statement | None:
    """What rules an option out or else speaks for it, where possible in words not `said` before."""
    against = recommendation.weighing.ruled_out.get(option.id, ())
    speaking = [fired.rule for fired in recommendation.fired if fired.rule.supports == option.id]
    rules = sorted(against or speaking, key=lambda rule: rule in said)
    if not rules:
        return None
    verb = "is ruled out" if against else "has this for it"
    return Statement(f"{lead} {verb}: {_sentence(rules[0].because)}", recommendation.cite_rule(rules[0]))


def _disputed(recommendation: Recommendation) -> list[Statement]:
    option = recommendation.option
    assert option is not None
    statements = []
    for number, side in enumerate(recommendation.disagreements[0].sides):
        who = "One source favours" if number == 0 else "Another favours"
        names = " or ".join(entry.name for entry in side.options)
        statements.append(Statement(f"{who} {names}: {_sentence(side.statement.text)}", side.statement.citations))
    first = recommendation.supporting[0]
    balance = f"On balance the rules lean to {option.name}: {_sentence(first.rule.because)}"
    return [*statements, Statement(balance, first.citations)]


def _renumber(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Number the citations from 1 in the order they are used, one quote one number."""
    numbered: dict[tuple[str, int, int], Citation] = {}
    result = []
    for statement in statements:
        cited = []
        for citation in statement.citations:
            key = (citation.document.id, citation.start, citation.end)
            cited.append(numbered.setdefault(key, replace(citation, number=len(numbered) + 1)))
        result.append(replace(statement, citations=tuple(cited)))
    return tuple(result)


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."
