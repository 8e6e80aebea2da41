"""The decision guide of a corpus: its options, needs and rules, each tied to a quote."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answer import Citation
from assistant.builtin import builtin_corpus
from assistant.decision.condition import Alphabet, CompiledCondition, Condition
from ingest.document import Document, Passage

if TYPE_CHECKING:
    from assistant.decision.recommendation import Recommendation

GUIDE_FILE = "rules.yaml"


class Strength(StrEnum):
    """How much a rule counts. One of a kind outweighs any number of the kinds below it."""

    DECISIVE = "decisive"
    REASON = "reason"
    LEAN = "lean"


@dataclass(frozen=True)
class Source:
    """A quote of the corpus and where it stands."""

    passage: Passage = field(repr=False)
    quote: str
    start: int

    @property
    def document(self) -> Document:
        return self.passage.document

    def cite(self, number: int) -> Citation:
        return Citation(number, self.passage, self.quote, self.start, self.start + len(self.quote))


@dataclass(frozen=True)
class Option:
    """Something that can be recommended; `aliases` are patterns of what people call it."""

    id: str
    name: str
    description: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Need:
    """Something a project may require.

    `patterns` are regular expressions of words that state it, `denials` of words that state its
    absence; `examples` are whole phrases, compared by meaning where an embedding model is at hand.
    `chance` is how likely a yes is before asking: it only decides which question comes first.
    """

    id: str
    label: str
    question: str
    patterns: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    chance: float = 0.2


@dataclass(frozen=True)
class NeedFinding:
    """The value of a need and the user's own words for it, empty where it was set by hand."""

    value: bool
    words: str = ""


@dataclass(frozen=True)
class Implication:
    """Needs that follow from others where the user has not said otherwise."""

    when: Condition
    then: tuple[tuple[str, bool], ...]
    because: str


@dataclass(frozen=True)
class Rule:
    """When the condition holds: `supports` gains a reason, `rules_out` lose, `overrides` are set aside.

    A rule without `supports` is a constraint; constraints apply before the rules that support something.
    """

    id: str
    when: Condition
    because: str
    sources: tuple[Source, ...]
    supports: str | None = None
    strength: Strength = Strength.REASON
    rules_out: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()


@dataclass(frozen=True)
class Side:
    """What one source says in a disagreement, and the options it speaks for."""

    options: tuple[str, ...]
    says: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Disagreement:
    """A topic on which the sources differ; `rules` are the ones that are in dispute."""

    id: str
    topic: str
    when: Condition
    rules: tuple[str, ...]
    sides: tuple[Side, ...]


@dataclass(frozen=True)
class Caveat:
    """What the sources warn of in an option, always or where the condition is not known to fail."""

    id: str
    options: tuple[str, ...]
    when: Condition
    text: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class DecisionGuide:
    """Options, needs and rules. The order of the options breaks ties; no other order matters.

    `asides` are sentences that state no need: what means the same as one of them states none either.
    """

    title: str
    open_question: str
    options: tuple[Option, ...]
    needs: tuple[Need, ...]
    rules: tuple[Rule, ...]
    implications: tuple[Implication, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    caveats: tuple[Caveat, ...] = ()
    asides: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()
    path: Path | None = field(default=None, compare=False)

    @classmethod
    def load(cls, folder: Path | str) -> DecisionGuide:
        """Read `rules.yaml` and the documents its quotes stand in; the first fault is a `CorpusError`."""
        from assistant.decision.guide_file import read_guide

        return read_guide(Path(folder) / GUIDE_FILE)

    @classmethod
    def builtin(cls) -> DecisionGuide:
        """The guide that comes with the package."""
        return cls.load(builtin_corpus())

    def check(self) -> list[str]:
        """What a reader of the file should mend although it can be loaded; empty when all is well."""
        from assistant.decision.guide_check import find_problems

        return find_problems(self)

    def decide(
        self,
        profile: Mapping[str, bool | NeedFinding | None],
        words: Mapping[str, str] | None = None,
        asked: Collection[str] = (),
    ) -> Recommendation:
        """Weigh the rules over a profile: need id -> yes, no or unknown (None, or simply absent).

        `words` are the user's words for a need, `asked` the needs asked about before (they are not asked
        again). An id the guide does not know changes nothing and is listed in `Recommendation.ignored`.
        """
        from assistant.decision.recommendation import recommend

        return recommend(self, profile, words or {}, asked)

    def option(self, option_id: str) -> Option:
        return self._options[option_id]

    def need(self, need_id: str) -> Need:
        return self._needs[need_id]

    def rule(self, rule_id: str) -> Rule:
        return self._rules[rule_id]

    @cached_property
    def _options(self) -> dict[str, Option]:
        return {option.id: option for option in self.options}

    @cached_property
    def _needs(self) -> dict[str, Need]:
        return {need.id: need for need in self.needs}

    @cached_property
    def _rules(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def alphabet(self) -> Alphabet:
        return Alphabet.of([need.id for need in self.needs])

    @cached_property
    def compiled_rules(self) -> tuple[tuple[Rule, CompiledCondition], ...]:
        """Every rule with its condition, the overriding ones before those they override."""
        placed: dict[str, Rule] = {}
        pending = sorted(self.rules, key=lambda rule: rule.id)
        while pending:
            targets = {target for rule in pending for target in rule.overrides}
            free = [rule for rule in pending if rule.id not in targets]
            if not free:
                raise ValueError(f"rules override each other in a circle: {', '.join(r.id for r in pending)}")
            placed |= {rule.id: rule for rule in free}
            pending = [rule for rule in pending if rule.id not in placed]
        return tuple((rule, self.alphabet.compile(rule.when)) for rule in placed.values())

    @cached_property
    def compiled_implications(self) -> tuple[tuple[CompiledCondition, int, int], ...]:
        """Each implication's condition with the needs it makes yes and the needs it makes no."""
        bits = self.alphabet.bits
        return tuple(
            (
                self.alphabet.compile(implication.when),
                sum(bits[need] for need, value in implication.then if value),
                sum(bits[need] for need, value in implication.then if not value),
            )
            for implication in self.implications
        )
