"""What would change a result, and which unknown need is worth a question; both computed over the rules."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import wraps
from itertools import combinations
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from assistant.decision.condition import Alphabet, State
from assistant.decision.guide import DecisionGuide, Need, Option, Rule
from assistant.decision.weigh import close_profile, find_winner, weigh_rules

P = ParamSpec("P")
Found = TypeVar("Found")

MAX_QUESTIONS = 4
QUICK_REPLIES = ("Yes", "No", "Not sure")
_SAMPLES = 240
_CHANCE_OF_KNOWING = 0.6  # a user answers some of what could be asked, not all
_REMEMBERED = 1_000  # profiles of a guide whose results are remembered


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


def _kept(find: Callable[Concatenate[DecisionGuide, P], Found]) -> Callable[Concatenate[DecisionGuide, P], Found]:
    """Keep what is found for a profile as long as its guide is in use.

    The empty profile is every project's first, and the page shows a project's with each of its questions.
    """
    kept: WeakKeyDictionary[Alphabet, dict[object, Found]] = WeakKeyDictionary()

    @wraps(find)
    def find_once(guide: DecisionGuide, /, *args: P.args, **named: P.kwargs) -> Found:
        found = kept.setdefault(guide.alphabet, {})
        key = (args, frozenset(named.items()))
        if key not in found:
            if len(found) >= _REMEMBERED:
                found = kept[guide.alphabet] = {}
            found[key] = find(guide, *args, **named)
        return found[key]

    return find_once


@_kept
def find_changes(guide: DecisionGuide, stated: State) -> tuple[Change, ...]:
    """Every single need whose other value gives another option, or, where there is none, every pair.

    Options take turns in the order, so that the first few show different results.
    """
    before = find_winner(guide, stated)
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
    return _find_question(guide, stated, frozenset(asked))


@_kept
def _find_question(guide: DecisionGuide, stated: State, asked: frozenset[str]) -> Question | None:
    if len(asked) >= MAX_QUESTIONS:
        return None
    winner = find_winner(guide, stated)
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
    bits = guide.alphabet.bits
    closed = close_profile(guide, stated)
    known = closed.yes | closed.no
    unknown = [(bits[need], guide.need(need).chance) for need in sorted(bits) if not known & bits[need]]
    chance = random.Random(0)
    drawn: list[tuple[State, str | None]] = []
    for _ in range(_SAMPLES):
        yes, no = stated.yes, stated.no
        for bit, likely in unknown:
            draw = chance.random() / _CHANCE_OF_KNOWING
            if draw < likely:
                yes |= bit
            elif draw < 1:
                no |= bit
        state = State(yes, no)
        drawn.append((state, find_winner(guide, state)))
    gains = {}
    for need in sorted(need.id for need in needs):
        bit = bits[need]
        yeses = [winner for state, winner in drawn if state.yes & bit]
        noes = [winner for state, winner in drawn if state.no & bit]
        either = yeses + noes
        rest = sum(len(side) / len(either) * _entropy(side) for side in (yeses, noes) if side)
        gains[need] = round(_entropy(either) - rest, 9)
    return gains


def _entropy(winners: list[str | None]) -> float:
    total = len(winners)
    return -sum(n / total * math.log2(n / total) for n in Counter(winners).values())


def _ask(need: Need) -> Question:
    return Question(need, need.question, QUICK_REPLIES)


def _can_flip(guide: DecisionGuide, stated: State, need: Need, winner: str | None) -> bool:
    bit = guide.alphabet.bits[need.id]
    return any(find_winner(guide, stated.with_value(bit, value)) != winner for value in (True, False))


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
    winner = find_winner(guide, state)
    if winner is None or winner == before:
        return None
    rules = tuple(rule for rule in weigh_rules(guide, state).counting if rule.supports == winner)
    return Change(turns, guide.option(winner), rules)


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
