"""What would change a result, and which unknown need is worth a question; both computed over the rules."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations

from assistant.decision.condition import State
from assistant.decision.guide import DecisionGuide, Need, Option, Rule
from assistant.decision.weigh import close_profile, weigh_rules

MAX_QUESTIONS = 4
QUICK_REPLIES = ("Yes", "No", "Not sure")
_SAMPLES = 240
_CHANCE_OF_KNOWING = 0.6  # a user answers some of what could be asked, not all


@dataclass(frozen=True)
class Turn:
    """One need with another value; `before` is None where it is unknown."""

    need: Need
    before: bool | None
    after: bool


@dataclass(frozen=True)
class Change:
    """A smallest change of the profile that leads to another option, and the rules that then speak for it."""

    turns: tuple[Turn, ...]
    option: Option
    rules: tuple[Rule, ...]

    @property
    def text(self) -> str:
        """The change in words, for use after "if"."""
        return " and ".join(
            f"the project needs {turn.need.label}" if turn.after else f"the project does not need {turn.need.label}"
            for turn in self.turns
        )


@dataclass(frozen=True)
class Question:
    """What to ask next. `need` is None for the open question, which has no quick replies."""

    need: Need | None
    text: str
    replies: tuple[str, ...]


def find_changes(guide: DecisionGuide, stated: State) -> tuple[Change, ...]:
    """Every single need whose other value gives another option, or, where there is none, every pair.

    Options take turns in the order, so that the first few show different results.
    """
    before = weigh_rules(guide, stated).winner
    values = list(_other_values(guide, stated))
    for size in (1, 2):
        found = []
        for turns in combinations(values, size):
            if len({turn.need.id for turn in turns}) == size:
                change = _try_change(guide, stated, turns, before)
                found += [change] if change else []
        if found:
            return _take_turns(guide, found)
    return ()


def find_question(guide: DecisionGuide, stated: State, asked: Collection[str] = ()) -> Question | None:
    """The one question to ask, None when no unknown need alone can change the result or four were asked.

    Without any result there is always a question: about an unknown need that could give one, else about
    a stated need that stands in the way, else the open one.
    """
    if len(set(asked)) >= MAX_QUESTIONS:
        return None
    winner = weigh_rules(guide, stated).winner
    closed = close_profile(guide, stated)
    unknown = [need for need in guide.needs if guide.alphabet.value(closed, need.id) is None]
    unknown = [need for need in unknown if need.id not in asked]
    flipping = [need for need in unknown if _can_flip(guide, stated, need, winner)]
    if winner is not None and not flipping:
        return None
    gains = measure_gains(guide, stated, flipping or unknown)
    best = max(gains, key=lambda need: (gains[need], need), default=None)
    if best is not None and gains[best] > 0:
        return _ask(guide.need(best))
    for change in find_changes(guide, stated):
        stated_turns = [turn for turn in change.turns if turn.before is not None and turn.need.id not in asked]
        if stated_turns:
            return _ask(stated_turns[0].need)
    return Question(None, guide.open_question, ())


def measure_gains(guide: DecisionGuide, stated: State, needs: Collection[Need]) -> dict[str, float]:
    """Bits of information about the final option that the answer to each need gives.

    Estimated over completions of the profile drawn with a fixed seed, so that it never varies.
    """
    alphabet = guide.alphabet
    closed = close_profile(guide, stated)
    unknown = [need for need in sorted(alphabet.bits) if alphabet.value(closed, need) is None]
    chance = random.Random(0)
    drawn: list[tuple[State, str | None]] = []
    for _ in range(_SAMPLES):
        state = stated
        for need in unknown:
            draw = chance.random() / _CHANCE_OF_KNOWING
            if draw < 1:
                state = state.with_value(alphabet.bits[need], draw < guide.need(need).chance)
        drawn.append((state, weigh_rules(guide, state).winner))
    gains = {}
    for need in sorted(need.id for need in needs):
        sides = [[winner for state, winner in drawn if alphabet.value(state, need) is value] for value in (True, False)]
        known = [winner for side in sides for winner in side]
        rest = sum(len(side) / len(known) * _entropy(side) for side in sides if side)
        gains[need] = round(_entropy(known) - rest, 9)
    return gains


def _entropy(winners: list[str | None]) -> float:
    total = len(winners)
    return -sum(n / total * math.log2(n / total) for n in Counter(winners).values())


def _ask(need: Need) -> Question:
    return Question(need, need.question, QUICK_REPLIES)


def _can_flip(guide: DecisionGuide, stated: State, need: Need, winner: str | None) -> bool:
    bit = guide.alphabet.bits[need.id]
    return any(weigh_rules(guide, stated.with_value(bit, value)).winner != winner for value in (True, False))


def _other_values(guide: DecisionGuide, stated: State) -> Iterator[Turn]:
    for need in sorted(guide.needs, key=lambda need: need.id):
        before = guide.alphabet.value(stated, need.id)
        for after in (True, False):
            if after is not before:
                yield Turn(need, before, after)


def _try_change(guide: DecisionGuide, stated: State, turns: tuple[Turn, ...], before: str | None) -> Change | None:
    state = stated
    for turn in turns:
        state = state.with_value(guide.alphabet.bits[turn.need.id], turn.after)
    weighing = weigh_rules(guide, state)
    if weighing.winner is None or weighing.winner == before:
        return None
    rules = tuple(rule for rule in weighing.counting if rule.supports == weighing.winner)
    return Change(turns, guide.option(weighing.winner), rules)


def _take_turns(guide: DecisionGuide, changes: list[Change]) -> tuple[Change, ...]:
    """Order by option in rotation; within an option, what is likelier to come up first: a need that appears."""
    places = {option.id: place for place, option in enumerate(guide.options)}
    ordered = sorted(changes, key=lambda c: (places[c.option.id], not c.turns[0].after))
    ranks: Counter[str] = Counter()
    ranked = []
    for change in ordered:
        ranked.append((ranks[change.option.id], places[change.option.id], change))
        ranks[change.option.id] += 1
    return tuple(change for _, _, change in sorted(ranked, key=lambda entry: entry[:2]))
