"""Turn `rules.yaml` into a decision guide, refusing what the schema does not know."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from assistant.decision.condition import Condition, Literal
from assistant.decision.guide import (
    Caveat,
    DecisionGuide,
    Disagreement,
    Implication,
    Need,
    Option,
    Rule,
    Side,
    Source,
    Strength,
)
from assistant.decision.guide_yaml import Entry, Value, read_entry, unique
from assistant.decision.phrases import compile_patterns
from assistant.sources import Library, open_library
from ingest.errors import CorpusError

GUIDE_KEYS = (
    "title",
    "open_question",
    "options",
    "needs",
    "implications",
    "rules",
    "disagreements",
    "caveats",
    "asides",
)
OPTION_KEYS = ("id", "name", "description", "aliases")
NEED_KEYS = ("id", "label", "question", "patterns", "denials", "signs", "examples", "chance")
RULE_KEYS = (
    "id", "when", "supports", "strength", "rules_out", "overrides", "because", "document", "quote",
)  # fmt: skip
IMPLICATION_KEYS = ("when", "then", "because")
DISAGREEMENT_KEYS = ("id", "topic", "when", "rules", "sides")
SIDE_KEYS = ("options", "says", "document", "quote")
CAVEAT_KEYS = ("id", "options", "when", "text", "document", "quote")


def read_guide(path: Path, library: Library | None = None) -> DecisionGuide:
    """Read and validate a guide and the quotes it rests on, in the documents beside it or in `library`."""
    top = read_entry(path)
    top.allow(GUIDE_KEYS)
    library = library or open_library(path.parent)
    options = unique(top.entries("options"), read_option)
    needs = unique(top.entries("needs"), read_need)
    for key, found in (("options", options), ("needs", needs), ("rules", top.entries("rules"))):
        if not found:
            top.fail(f"there are no {key}; list at least one", key)
    names = Names({option.id for option in options}, {need.id for need in needs}, library)
    rules = unique(top.entries("rules"), names.read_rule)
    check_overrides(top.entries("rules"), rules)
    names = Names(names.options, names.needs, library, {rule.id for rule in rules})
    check_reachable(top.entries("options"), rules)
    return DecisionGuide(
        title=top.text("title"),
        open_question=top.text("open_question"),
        options=options,
        needs=needs,
        rules=rules,
        implications=tuple(names.read_implication(entry) for entry in top.entries("implications")),
        disagreements=unique(top.entries("disagreements"), names.read_disagreement),
        caveats=unique(top.entries("caveats"), names.read_caveat),
        asides=top.texts("asides"),
        documents=library.documents,
        path=path,
    )


def read_option(entry: Entry) -> Option:
    entry.allow(OPTION_KEYS)
    return Option(entry.text("id"), entry.text("name"), entry.text("description"), read_patterns(entry, "aliases"))


def read_need(entry: Entry) -> Need:
    entry.allow(NEED_KEYS)
    need_id = entry.text("id")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", need_id):
        entry.fail(f"need id {need_id!r} is not short snake_case; use letters, digits and _", "id")
    return Need(
        need_id,
        entry.text("label"),
        entry.text("question"),
        read_patterns(entry, "patterns"),
        read_patterns(entry, "denials"),
        read_patterns(entry, "signs"),
        entry.texts("examples"),
        read_chance(entry),
    )


def read_chance(entry: Entry) -> float:
    for value in entry.values("chance"):
        if not re.fullmatch(r"0?\.\d+", value.words[0]):
            value.fail(f"chance {value.words[0]!r} is not between 0 and 1; write for example 0.3")
        return float(value.words[0])
    return Need.chance


def read_patterns(entry: Entry, key: str) -> tuple[str, ...]:
    """Regular expressions under a key, each tried once here so that a bad one is named with its line."""
    for value in entry.values(key):
        try:
            compile_patterns([value.words[0]])
        except re.error as error:
            value.fail(f"{value.words[0]!r} is not a regular expression ({error}); mend it")
    return entry.texts(key)


def check_overrides(entries: list[Entry], rules: tuple[Rule, ...]) -> None:
    """Refuse an override of a rule that does not exist, or of each other in a circle."""
    targets = {rule.id: rule.overrides for rule in rules}
    for entry, rule in zip(entries, rules, strict=True):
        for value in entry.values("overrides"):
            if value.words[0] not in targets:
                value.fail(f"rule {value.words[0]!r} does not exist; override one of the rules of this file")
        seen: set[str] = set()
        ahead = list(rule.overrides)
        while ahead:
            step = ahead.pop()
            if step == rule.id:
                entry.fail(f"rule {rule.id!r} overrides itself in the end; remove one of the overrides", "overrides")
            if step not in seen:
                seen.add(step)
                ahead.extend(targets[step])


def check_reachable(entries: list[Entry], rules: tuple[Rule, ...]) -> None:
    """Refuse an option that no rule supports: nothing could ever recommend it."""
    supported = {rule.supports for rule in rules}
    for entry in entries:
        if entry.text("id") not in supported:
            entry.fail(f"option {entry.text('id')!r} is supported by no rule; add one or remove the option", "id")


@dataclass(frozen=True)
class Names:
    """The ids a guide's entries may use, and the documents they may quote."""

    options: set[str]
    needs: set[str]
    library: Library
    rules: set[str] | None = None

    def read_rule(self, entry: Entry) -> Rule:
        entry.allow(RULE_KEYS)
        supports = self.known(entry, "supports", self.options, "option")
        rules_out = self.known(entry, "rules_out", self.options, "option")
        if len(supports) > 1:
            entry.fail("'supports' names several options; write one rule for each", "supports")
        if not supports and not rules_out:
            entry.fail(f"rule {entry.text('id')!r} has no effect; give it 'supports' or 'rules_out'")
        if set(supports) & set(rules_out):
            entry.fail(f"rule {entry.text('id')!r} rules out what it supports; remove one of them", "rules_out")
        strength = entry.texts("strength") or (Strength.REASON.value,)
        if strength[0] not in set(Strength):
            entry.fail(f"strength {strength[0]!r} is unknown; use one of: {', '.join(Strength)}", "strength")
        return Rule(
            entry.text("id"),
            self.read_condition(entry, "when"),
            entry.text("because"),
            self.read_sources(entry),
            supports[0] if supports else None,
            Strength(strength[0]),
            rules_out,
            entry.texts("overrides"),
        )

    def read_implication(self, entry: Entry) -> Implication:
        entry.allow(IMPLICATION_KEYS)
        then = tuple((literal.need, literal.wanted) for literal in self.read_literals(entry, "then"))
        if not then:
            entry.fail("'then' is missing; list what follows", "then")
        return Implication(self.read_condition(entry, "when"), then, entry.text("because"))

    def read_disagreement(self, entry: Entry) -> Disagreement:
        entry.allow(DISAGREEMENT_KEYS)
        rules = self.known(entry, "rules", self.rules or set(), "rule")
        sides = tuple(self.read_side(side) for side in entry.entries("sides"))
        if len(sides) < 2:
            entry.fail("a disagreement needs two sides; quote each source", "sides")
        when = self.read_condition(entry, "when")
        return Disagreement(entry.text("id"), entry.text("topic"), when, rules, sides)

    def read_side(self, entry: Entry) -> Side:
        entry.allow(SIDE_KEYS)
        options = self.known(entry, "options", self.options, "option")
        return Side(options, entry.text("says"), self.read_sources(entry))

    def read_caveat(self, entry: Entry) -> Caveat:
        entry.allow(CAVEAT_KEYS)
        options = self.known(entry, "options", self.options, "option")
        when = self.read_condition(entry, "when") if "when" in entry.nodes else Condition()
        return Caveat(entry.text("id"), options, when, entry.text("text"), self.read_sources(entry))

    def read_condition(self, entry: Entry, key: str) -> Condition:
        """`when` is a list of needs that must all hold, or a mapping of `all` and `any`."""
        inner = entry.entry(key)
        if inner is None:
            condition = Condition(self.read_literals(entry, key))
        else:
            inner.allow(("all", "any"))
            condition = Condition(self.read_literals(inner, "all"), self.read_literals(inner, "any"))
        if not condition.needs:
            entry.fail(f"{key!r} is missing or empty; name the needs it depends on", key)
        return condition

    def read_literals(self, entry: Entry, key: str) -> tuple[Literal, ...]:
        literals = []
        for value in entry.values(key):
            words = value.words[0].split()
            negated = len(words) == 2 and words[0] == "not"
            name = words[1] if negated else value.words[0]
            check_known(value, name, self.needs, "need")
            literals.append(Literal(name, not negated))
        return tuple(literals)

    def known(self, entry: Entry, key: str, ids: set[str], what: str) -> tuple[str, ...]:
        for value in entry.values(key):
            check_known(value, value.words[0], ids, what)
        return entry.texts(key)

    def read_sources(self, entry: Entry) -> tuple[Source, ...]:
        """The quotes of an entry; it must have at least one."""
        document = entry.text("document")
        quotes = entry.values("quote")
        if not quotes:
            entry.fail("'quote' is missing; copy the sentences it rests on from the document")
        sources = []
        for value in quotes:
            if not value.words[0].strip():
                value.fail("'quote' is empty; copy the sentences it rests on from the document")
            try:
                sources.append(self.library.find(document, value.words[0].strip()))
            except CorpusError as error:
                value.fail(str(error))
        return tuple(sources)


def check_known(value: Value, name: str, ids: set[str], what: str) -> None:
    if name not in ids:
        value.fail(f"{what} {name!r} does not exist; use one of: {', '.join(sorted(ids))}")
