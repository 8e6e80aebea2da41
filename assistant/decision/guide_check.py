"""Check what a schema cannot: whether each option can win, each need matters, each rule can fire."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from assistant.decision.condition import Condition, State, Truth
from assistant.decision.guide import DecisionGuide, Rule
from assistant.decision.weigh import close_profile, weigh_rules


def find_problems(guide: DecisionGuide) -> list[str]:
    """One line for each fault, each naming the entry and the next step."""
    return [*_unused_needs(guide), *_dead_rules(guide), *_unreachable_options(guide)]


def find_profile(guide: DecisionGuide, option_id: str) -> dict[str, bool] | None:
    """A small profile that this option wins, None where there is none.

    The conditions of the rules that support it are tried alone and in pairs: they are the profiles in
    which it has the best chance.
    """
    supporting = [rule for rule in guide.rules if rule.supports == option_id]
    for size in (1, 2):
        for rules in combinations(supporting, size):
            for profile in _joint_profiles(rules):
                if weigh_rules(guide, guide.alphabet.state(profile)).winner == option_id:
                    return profile
    return None


def _joint_profiles(rules: tuple[Rule, ...]) -> Iterator[dict[str, bool]]:
    for choice in product(*(list(_profiles(rule.when)) for rule in rules)):
        joint: dict[str, bool] = {}
        clash = False
        for profile in choice:
            clash = clash or any(joint.get(need, value) != value for need, value in profile.items())
            joint |= profile
        if not clash:
            yield joint


def _profiles(condition: Condition) -> Iterator[dict[str, bool]]:
    base = {literal.need: literal.wanted for literal in condition.all}
    for literal in condition.any:
        yield base | {literal.need: literal.wanted}
    if not condition.any:
        yield base


def _unused_needs(guide: DecisionGuide) -> Iterator[str]:
    used = {need for rule in guide.rules for need in rule.when.needs}
    used |= {need for implication in guide.implications for need in implication.when.needs}
    for need in guide.needs:
        if need.id not in used:
            yield f"{guide.path}: need {need.id!r} is in no rule; use it in one or remove it"


def _dead_rules(guide: DecisionGuide) -> Iterator[str]:
    for rule in guide.rules:
        condition = guide.alphabet.compile(rule.when)
        states = [guide.alphabet.state(profile) for profile in _profiles(rule.when)]
        if not any(condition.truth(_closed(guide, state)) is Truth.HOLDS for state in states):
            yield f"{guide.path}: rule {rule.id!r} can never hold; its condition contradicts itself, mend it"


def _unreachable_options(guide: DecisionGuide) -> Iterator[str]:
    for option in guide.options:
        if find_profile(guide, option.id) is None:
            yield (
                f"{guide.path}: option {option.id!r} wins under none of the rules that support it; "
                "strengthen one of them or remove what rules it out"
            )


def _closed(guide: DecisionGuide, state: State) -> State:
    return close_profile(guide, state)
