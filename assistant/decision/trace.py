"""The values of a recommendation's trace."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answer import Citation, Statement
from assistant.decision.guide import Need, Option, Rule


@dataclass(frozen=True)
class FiredRule:
    """A rule that holds and counts."""

    rule: Rule
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class OverriddenRule:
    """A rule that holds but was set aside, and the rules that did so."""

    rule: Rule
    by: tuple[Rule, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class WaitingRule:
    """A rule that neither holds nor fails until the `missing` needs are known."""

    rule: Rule
    missing: tuple[Need, ...]


@dataclass(frozen=True)
class ProfileEntry:
    """A need as it stood when the rules ran; `value` is None where unknown, `words` are the user's."""

    need: Need
    value: bool | None
    words: str = ""
    implied: bool = False

    @property
    def answer(self) -> str:
        return {True: "yes", False: "no", None: "unknown"}[self.value]


@dataclass(frozen=True)
class CitedSide:
    """What one source says in a disagreement."""

    options: tuple[Option, ...]
    statement: Statement


@dataclass(frozen=True)
class CitedDisagreement:
    """A disagreement of the sources that touches this profile."""

    topic: str
    sides: tuple[CitedSide, ...]


@dataclass(frozen=True)
class WhyNot:
    """Why an option is not recommended; `kind` is "recommended", "ruled out", "outweighed" or "no rule"."""

    option: Option
    kind: str
    statements: tuple[Statement, ...]

    @property
    def text(self) -> str:
        return " ".join(statement.marked for statement in self.statements)
