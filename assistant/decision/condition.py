"""Conditions over needs, with three truth values: holds, fails, and waits for a need nobody has stated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum


class Truth(Enum):
    """What a profile makes of a condition; an unknown need is neither yes nor no."""

    HOLDS = "holds"
    FAILS = "fails"
    WAITS = "waits"


@dataclass(frozen=True)
class Literal:
    """`need` must be yes, or, where `wanted` is False, must be known to be no."""

    need: str
    wanted: bool = True

    def __str__(self) -> str:
        return self.need if self.wanted else f"not {self.need}"


@dataclass(frozen=True)
class Condition:
    """All of `all` and, unless it is empty, one of `any`."""

    all: tuple[Literal, ...] = ()
    any: tuple[Literal, ...] = ()

    @property
    def needs(self) -> tuple[str, ...]:
        """The needs it looks at, each once, in the order written."""
        return tuple(dict.fromkeys(literal.need for literal in (*self.all, *self.any)))


@dataclass(frozen=True)
class State:
    """Which needs are yes and which are no, as bit sets; a need in neither is unknown."""

    yes: int = 0
    no: int = 0

    def with_value(self, bit: int, value: bool | None) -> State:
        """The same state with one need set to yes, to no or to unknown."""
        yes, no = self.yes & ~bit, self.no & ~bit
        return State(yes | bit if value is True else yes, no | bit if value is False else no)


@dataclass(frozen=True)
class CompiledCondition:
    """A condition as bit sets: a guide is weighed hundreds of times to find what would change a result."""

    all_yes: int
    all_no: int
    any_yes: int
    any_no: int

    def truth(self, state: State) -> Truth:
        if state.no & self.all_yes or state.yes & self.all_no:
            return Truth.FAILS
        waits = state.yes & self.all_yes != self.all_yes or state.no & self.all_no != self.all_no
        if (self.any_yes or self.any_no) and not (state.yes & self.any_yes or state.no & self.any_no):
            if state.no & self.any_yes == self.any_yes and state.yes & self.any_no == self.any_no:
                return Truth.FAILS
            waits = True
        return Truth.WAITS if waits else Truth.HOLDS

    def holds(self, state: State) -> bool:
        """Whether `truth` is HOLDS, in a fraction of its time; no need may be both yes and no."""
        if state.yes & self.all_yes != self.all_yes or state.no & self.all_no != self.all_no:
            return False
        return not (self.any_yes or self.any_no) or bool(state.yes & self.any_yes or state.no & self.any_no)


@dataclass(frozen=True, eq=False)
class Alphabet:
    """The bit of each need. Sorted, so that the order of a file's entries cannot matter.

    Each guide has its own, and none equals another: what is worked out over a guide can be kept by it.
    """

    bits: Mapping[str, int] = field(repr=False)

    @classmethod
    def of(cls, needs: Sequence[str]) -> Alphabet:
        return cls({need: 1 << place for place, need in enumerate(sorted(needs))})

    def state(self, profile: Mapping[str, bool | None]) -> State:
        """The known needs of a profile; ids that are not in the guide are left out."""
        yes = no = 0
        for need, value in profile.items():
            bit = self.bits.get(need, 0)
            yes |= bit if value is True else 0
            no |= bit if value is False else 0
        return State(yes, no)

    def value(self, state: State, need: str) -> bool | None:
        bit = self.bits[need]
        return True if state.yes & bit else False if state.no & bit else None

    def compile(self, condition: Condition) -> CompiledCondition:
        def mask(literals: tuple[Literal, ...], wanted: bool) -> int:
            return sum({self.bits[literal.need] for literal in literals if literal.wanted is wanted})

        return CompiledCondition(
            mask(condition.all, True), mask(condition.all, False), mask(condition.any, True), mask(condition.any, False)
        )
