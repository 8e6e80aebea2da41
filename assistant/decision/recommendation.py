"""A recommendation and its trace: what fired, what was set aside, what waits, and every quote."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from assistant.answer import Citation, Statement
from assistant.decision.condition import Truth
from assistant.decision.flips import Change, Question, find_changes, find_question
from assistant.decision.guide import Caveat, DecisionGuide, Disagreement, NeedFinding, Option, Rule, Source, Strength
from assistant.decision.trace import (
    CitedDisagreement,
    CitedSide,
    FiredRule,
    OverriddenRule,
    ProfileEntry,
    WaitingRule,
    WhyNot,
)
from assistant.decision.weigh import Weighing, score_options, weigh_rules


@dataclass(frozen=True)
class Recommendation:
    """The result of weighing a guide's rules over a profile. `changes` and `question` are computed on first use."""

    guide: DecisionGuide = field(repr=False)
    weighing: Weighing = field(repr=False)
    stated: Mapping[str, NeedFinding]
    asked: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def decided(self) -> bool:
        """False where no rule speaks for any option: then there is a question and no option."""
        return self.weighing.winner is not None

    @property
    def option(self) -> Option | None:
        return self.guide.option(self.weighing.winner) if self.weighing.winner else None

    @cached_property
    def runner_up(self) -> Option | None:
        """The next best option that any rule speaks for, whether it counts or was ruled out."""
        spoken_for = {rule.supports for rule in self.weighing.counting}
        spoken_for |= {self.guide.rule(rule_id).supports for rule_id in self.weighing.overridden}
        others = [option for option in self.weighing.ranking if option != self.weighing.winner]
        best = next((option for option in others if option in spoken_for), None)
        return self.guide.option(best) if best and self.decided else None

    @cached_property
    def profile(self) -> dict[str, ProfileEntry]:
        """Every need of the guide, in its order."""
        entries = {}
        for need in self.guide.needs:
            finding = self.stated.get(need.id)
            value = self.guide.alphabet.value(self.weighing.state, need.id)
            words = finding.words if finding else ""
            entries[need.id] = ProfileEntry(need, value, words, finding is None and value is not None)
        return entries

    @cached_property
    def fired(self) -> tuple[FiredRule, ...]:
        """Rules that count: those for the option first, then the constraints, then those for other options."""
        return tuple(FiredRule(rule, self._cite(rule.sources)) for rule in self._ordered_counting)

    @property
    def supporting(self) -> tuple[FiredRule, ...]:
        """The fired rules that speak for the recommended option, strongest first."""
        return tuple(fired for fired in self.fired if self.decided and fired.rule.supports == self.weighing.winner)

    @cached_property
    def overridden(self) -> tuple[OverriddenRule, ...]:
        return tuple(
            OverriddenRule(rule, by, self._cite(rule.sources))
            for rule, by in sorted(
                ((self.guide.rule(rule_id), by) for rule_id, by in self.weighing.overridden.items()),
                key=lambda pair: _rule_order(pair[0]),
            )
        )

    @cached_property
    def waiting(self) -> tuple[WaitingRule, ...]:
        """Rules that wait, the one with the fewest missing needs first."""
        known = {need_id for need_id, entry in self.profile.items() if entry.value is not None}
        waiting = [
            WaitingRule(rule, tuple(self.guide.need(need) for need in rule.when.needs if need not in known))
            for rule in self.weighing.waiting
        ]
        return tuple(sorted(waiting, key=lambda entry: (len(entry.missing), _rule_order(entry.rule))))

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The smallest changes of the profile that lead to another option."""
        return find_changes(self.guide, self.guide.alphabet.state(_values(self.stated)))

    @cached_property
    def question(self) -> Question | None:
        """The one question worth asking, None when nothing unknown can change the result by itself."""
        return find_question(self.guide, self.guide.alphabet.state(_values(self.stated)), self.asked)

    @cached_property
    def disagreements(self) -> tuple[CitedDisagreement, ...]:
        """Where the sources differ on this profile, both sides quoted."""
        return tuple(
            CitedDisagreement(
                entry.topic,
                tuple(
                    CitedSide(
                        tuple(self.guide.option(option) for option in side.options),
                        Statement(side.says, self._cite(side.sources)),
                    )
                    for side in entry.sides
                ),
            )
            for entry in self._open_disagreements
        )

    @cached_property
    def disputed(self) -> bool:
        """Whether nothing speaks for the option but rules on which the sources differ."""
        return any(self._hinges_on(entry) for entry in self._open_disagreements)

    @cached_property
    def met_caveats(self) -> tuple[Statement, ...]:
        """The caveats that hold for this profile: those without a condition, and those whose condition is met."""
        alphabet = self.guide.alphabet
        return tuple(
            Statement(caveat.text, self._cite(caveat.sources))
            for caveat in self._caveats
            if not caveat.when.needs or alphabet.compile(caveat.when).truth(self.weighing.state) is Truth.HOLDS
        )

    @cached_property
    def caveats(self) -> tuple[Statement, ...]:
        """What the sources warn of in the recommended option, what this profile meets first."""
        return tuple(Statement(caveat.text, self._cite(caveat.sources)) for caveat in self._caveats)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every quote of the recommendation and its trace, once each, numbered from 1."""
        return tuple(self._numbered.values())

    def why_not(self, option_id: str) -> WhyNot:
        """Explain from the trace why an option is not the one recommended; KeyError for an unknown id."""
        from assistant.decision.why import explain_option

        return explain_option(self, option_id)

    def cite_rule(self, rule: Rule) -> tuple[Citation, ...]:
        """The citations of a rule of the trace, with this recommendation's numbers."""
        return self._cite(rule.sources)

    def to_adr(self, date: str = "") -> str:
        """An Architecture Decision Record in Markdown; without a date it depends on nothing but the profile."""
        from assistant.decision.adr import write_adr

        return write_adr(self, date)

    def to_dict(self) -> dict[str, object]:
        """The recommendation and its trace as plain JSON values."""
        from assistant.decision.trace_json import recommendation_to_dict

        return recommendation_to_dict(self)

    @cached_property
    def _ordered_counting(self) -> list[Rule]:
        winner = self.weighing.winner

        def place(rule: Rule) -> tuple[int, tuple[int, str]]:
            group = 0 if rule.supports == winner and winner else 1 if rule.supports is None else 2
            return group, _rule_order(rule)

        return sorted(self.weighing.counting, key=place)

    @cached_property
    def _open_disagreements(self) -> tuple[Disagreement, ...]:
        return tuple(
            entry
            for entry in sorted(self.guide.disagreements, key=lambda entry: entry.id)
            if self.guide.alphabet.compile(entry.when).truth(self.weighing.state) is Truth.HOLDS
            and any(rule.id in entry.rules for rule in self.weighing.counting)
        )

    @cached_property
    def _caveats(self) -> tuple[Caveat, ...]:
        def truth(caveat: Caveat) -> Truth:
            return self.guide.alphabet.compile(caveat.when).truth(self.weighing.state)

        mine = [caveat for caveat in self.guide.caveats if self.weighing.winner in caveat.options]
        open_ones = [caveat for caveat in mine if truth(caveat) is not Truth.FAILS]
        met = [caveat for caveat in open_ones if caveat.when.needs and truth(caveat) is Truth.HOLDS]
        return (*met, *(caveat for caveat in open_ones if caveat not in met))

    @cached_property
    def _numbered(self) -> dict[tuple[str, int, str], Citation]:
        rules = [*self._ordered_counting, *(entry for entry in map(self.guide.rule, sorted(self.weighing.overridden)))]
        sources = [source for rule in rules for source in rule.sources]
        sources += [source for entry in self._open_disagreements for side in entry.sides for source in side.sources]
        sources += [source for caveat in self._caveats for source in caveat.sources]
        numbered: dict[tuple[str, int, str], Citation] = {}
        for source in sources:
            numbered.setdefault(_key(source), source.cite(len(numbered) + 1))
        return numbered

    def _cite(self, sources: Iterable[Source]) -> tuple[Citation, ...]:
        return tuple(self._numbered[_key(source)] for source in sources)

    def _hinges_on(self, entry: Disagreement) -> bool:
        winner = self.weighing.winner
        if winner is None or not any(winner in side.options for side in entry.sides):
            return False
        undisputed = [rule for rule in self.weighing.counting if rule.id not in entry.rules]
        return not any(score_options(self.guide, undisputed)[winner])


def recommend(
    guide: DecisionGuide,
    profile: Mapping[str, bool | NeedFinding | None],
    words: Mapping[str, str],
    asked: Collection[str] = (),
) -> Recommendation:
    """Weigh the rules over a profile of yes, no and unknown needs."""
    stated: dict[str, NeedFinding] = {}
    ignored = []
    for need, value in profile.items():
        finding = NeedFinding(value, words.get(need, "")) if isinstance(value, bool) else value
        if finding is not None and not isinstance(finding, NeedFinding):
            raise ValueError(f"need {need!r} is {value!r}; give True, False or None")
        if need not in guide.alphabet.bits:
            ignored.append(need)
        elif finding is not None:
            stated[need] = finding
    weighing = weigh_rules(guide, guide.alphabet.state(_values(stated)))
    return Recommendation(guide, weighing, stated, tuple(asked), tuple(sorted(ignored)))


def _values(stated: Mapping[str, NeedFinding]) -> dict[str, bool | None]:
    return {need: finding.value for need, finding in stated.items()}


def _rule_order(rule: Rule) -> tuple[int, str]:
    return list(Strength).index(rule.strength), rule.id


def _key(source: Source) -> tuple[str, int, str]:
    return source.document.id, source.start, source.quote
