"""Explain from the trace why an option is or is not the one recommended."""

from __future__ import annotations

from assistant.answer import Statement
from assistant.decision.guide import Option, Rule
from assistant.decision.recommendation import Recommendation
from assistant.decision.trace import WhyNot


def explain_option(recommendation: Recommendation, option_id: str) -> WhyNot:
    """What the rules of one recommendation say about one option."""
    option = recommendation.guide.option(option_id)
    weighing = recommendation.weighing
    if option_id == weighing.winner:
        return WhyNot(option, "recommended", _reasons(recommendation, option_id))
    against = weighing.ruled_out.get(option_id, ())
    if against:
        statements = tuple(_rule_statement(recommendation, rule, f"{option.name} is ruled out") for rule in against)
        return WhyNot(option, "ruled out", statements)
    winner = recommendation.option
    if winner is not None and any(weighing.scores[option_id]):
        return WhyNot(option, "outweighed", _comparison(recommendation, option, winner))
    waiting = [entry for entry in recommendation.waiting if entry.rule.supports == option_id]
    text = f"No rule speaks for {option.name} with what is known so far"
    if waiting and len(waiting[0].missing) <= 2:
        missing = " and ".join(need.label for need in waiting[0].missing)
        text += f"; it would depend on {missing}"
    return WhyNot(option, "no rule", (Statement(f"{text}.", ()), *_reasons(recommendation, weighing.winner)[:1]))


def _comparison(recommendation: Recommendation, option: Option, winner: Option) -> tuple[Statement, ...]:
    """The reasons on both sides and how they compare."""
    scores = recommendation.weighing.scores
    tie = scores[option.id] == scores[winner.id]
    text = (
        f"{option.name} has as many reasons as {winner.name}, which comes first in the guide."
        if tie
        else f"The reasons for {winner.name} weigh more than those for {option.name}."
    )
    own = _reasons(recommendation, option.id)
    return (Statement(text, ()), *own, *_reasons(recommendation, winner.id))


def _reasons(recommendation: Recommendation, option_id: str | None) -> tuple[Statement, ...]:
    if option_id is None:
        return ()
    name = recommendation.guide.option(option_id).name
    return tuple(
        _rule_statement(recommendation, fired.rule, f"For {name}")
        for fired in recommendation.fired
        if fired.rule.supports == option_id
    )


def _rule_statement(recommendation: Recommendation, rule: Rule, lead: str) -> Statement:
    return Statement(f"{lead}: {rule.because}", recommendation.cite_rule(rule))
