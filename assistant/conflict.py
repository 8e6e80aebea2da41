"""Notice where the sources give different values for the same thing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.compose import put_in_words
from assistant.question_kind import Wanted, counted_words, focus_of, kind_of
from assistant.select import ScoredUnit
from assistant.speaker import asked_source, speaker_of
from assistant.terms import Terms
from assistant.units import Unit
from assistant.values import (
    UNITS,
    Quantity,
    counts_of,
    defaults_in,
    quantities,
    same_statistic,
    statistics_of,
)
from assistant.vocabulary import Vocabulary

_ASKS_FIGURE = re.compile(
    r"(?i)\b(?:agree|disagree|consistent|contradict\w*|conflict\w*)\b|"
    r"\bhow (?:long|much|many|big|large|fast|slow|high|low|bad)\b|"
    r"\b(?:figures?|numbers?|times?|latency|duration|milliseconds?|seconds?|ms|defaults?)\b"
)
_ASKS_WHAT = re.compile(r"(?i)\b(?:what|which)\b")
_ASKS_DEFAULT = re.compile(r"(?i)\bdefaults?\b")
_ASKS_DIMENSION = {
    "share": r"\b(?:percent\w*|share|proportion|fraction|what part)\b",
    "size": r"\b(?:size|megabytes?|mb|kb|gb|how (?:big|large))\b",
    "money": r"\b(?:price|cost|dollars?|euros?|fee)\b",
    "time": r"\b(?:how (?:long|fast|slow|quick\w*)|seconds?|milliseconds?|ms|latency|delay|minutes?|weeks?|months?)\b",
}
_MEASURES = (
    "amount average cost delay duration figure frequency height latency length number percentage price rate range "
    "share size speed time value"
)
# What a measure is of: "limits of the functions", but not "wait for the start".
_OF = re.compile(r"(?i)(?<!\bwait) \b(?:of|for|in) ((?:(?!of\b|for\b|in\b|how\b)[\w.'’/@-]+ ?)+)")
_COVERS = 0.6
_MOST_SHOWN = 4
_SCORES = 0.55


@dataclass(frozen=True)
class _Valued:
    """A unit and the values of it that a question may ask for."""

    entry: ScoredUnit
    values: list[Quantity]

    @property
    def words(self) -> frozenset[str]:
        return self.entry.terms


def conflicting_values(
    question: str, ranked: Sequence[ScoredUnit], terms: Terms, vocabulary: Vocabulary
) -> list[ScoredUnit]:
    """Units that answer a question for a value with different values, best first; empty where they agree.

    Values conflict where they are of one kind and of the same thing, and different speakers give them.
    """
    if not ranked or not (_asks_value(question, terms) or quantities(question)):
        return []
    asked_terms = frozenset(terms.of(question))
    topic = _measured(question, terms) & vocabulary.stems - vocabulary.names
    found = _about(topic, _with_values(question, ranked, topic, terms))
    if not found or found[0].entry.score < _SCORES * ranked[0].score:
        return []
    names = asked_terms & vocabulary.names
    if min(len(names - one.words) for one in found) > len(names - ranked[0].terms):
        return []  # the values are about something else than what is asked for
    source = asked_source(question, [one.entry.unit for one in found], terms, vocabulary)
    found = [one for one in found if source & speaker_of(one.entry.unit, terms)] or found
    # Those that name what the question names come first and set what the others are compared with.
    found = sorted(found, key=lambda one: len(names - one.words))
    dimension = _dimension_asked(question, [one.values for one in found])
    return _differing([one for one in found if _of(one, dimension)], dimension, topic, terms, vocabulary)


def _asks_value(question: str, terms: Terms) -> bool:
    """Whether a question asks for a value: "which teams" asks for something else."""
    focus = terms.set_of(focus_of(question))
    if _ASKS_FIGURE.search(question) or focus & terms.set_of(_MEASURES):
        return True
    return bool(_ASKS_WHAT.search(question)) and not focus


def _measured(question: str, terms: Terms) -> frozenset[str]:
    """The terms of what a question wants measured: its words but for units and for what the measure is "of"."""
    units, measures = terms.set_of(" ".join(UNITS)), terms.set_of(_MEASURES)
    asked = terms.set_of(question) - units
    for match in _OF.finditer(question):
        before = terms.of(question[: match.start()])
        if before and before[-1] not in measures and set(before) - measures:
            asked -= terms.set_of(match.group(1)) - frozenset(before)
    return asked


def _with_values(question: str, ranked: Sequence[ScoredUnit], topic: frozenset[str], terms: Terms) -> list[_Valued]:
    """The units on the topic that hold a value of the kind and the statistic asked for."""
    counted = terms.set_of(counted_words(question)) if kind_of(question).wanted is Wanted.COUNT else frozenset[str]()
    asked = statistics_of(question)
    found = []
    for entry in ranked:
        plain = entry.unit.plain
        if entry.unit.passage.kind == "code" or not topic & entry.terms or (asked and not asked & statistics_of(plain)):
            continue
        if values := [
            *quantities(plain),
            *(counts_of(plain, counted, terms) if counted else []),
            *(defaults_in(entry.unit.quote) if _ASKS_DEFAULT.search(question) else []),
        ]:
            found.append(_Valued(entry, values))
    return found


def _about(topic: frozenset[str], found: Sequence[_Valued]) -> list[_Valued]:
    """Those that speak of what is asked about: a term of several words where there is one, else most of the topic."""
    keys = [term for term in topic if " " in term]
    if keys:
        key = max(sorted(keys), key=lambda term: sum(term in one.words for one in found))
        return [one for one in found if key in one.words]
    return [one for one in found if len(topic & one.words) >= _COVERS * len(topic)]


def _differing(
    found: Sequence[_Valued], dimension: str, topic: frozenset[str], terms: Terms, vocabulary: Vocabulary
) -> list[ScoredUnit]:
    """One unit for each different value of the first one's thing; empty where only one is given, or by one speaker."""
    if not found:
        return []
    lead = found[0]
    chosen: list[_Valued] = []
    shared = topic
    for one in found:
        value = _of(one, dimension)[0]
        if value in [_of(other, dimension)[0] for other in chosen] or not shared & one.words:
            continue
        if not _same_thing(one.entry, lead.entry, terms, vocabulary):
            continue
        if len(chosen) < _MOST_SHOWN:
            chosen.append(one)
            shared = shared & one.words
    speakers = {speaker_of(one.entry.unit, terms) for one in chosen}
    return [one.entry for one in chosen] if len(speakers) > 1 else []


def _same_thing(one: ScoredUnit, other: ScoredUnit, terms: Terms, vocabulary: Vocabulary) -> bool:
    """Whether two units measure the same: not another percentile, and not another product."""
    if not same_statistic(one.unit.plain, other.unit.plain):
        return False
    first, second = (_subject(entry, terms, vocabulary) for entry in (one, other))
    return not first or not second or bool(first & second)


def _subject(entry: ScoredUnit, terms: Terms, vocabulary: Vocabulary) -> frozenset[str]:
    """The names that open a sentence, as a rule its subject; a name further on is a condition.

    A speaker at the front is not what the value is of.
    """
    opening = terms.set_of(" ".join(entry.unit.plain.split()[:2])) & vocabulary.names
    return opening - speaker_of(entry.unit, terms)


def _of(one: _Valued, dimension: str) -> list[Quantity]:
    return [value for value in one.values if value.dimension == dimension]


def _dimension_asked(question: str, found: Sequence[Sequence[Quantity]]) -> str:
    """The dimension the wording asks for, else the one that most units speak of."""
    spoken = Counter(dimension for values in found for dimension in {value.dimension for value in values})
    for dimension in ("default", "count"):  # looked for only where the question asks for them
        if spoken[dimension]:
            return dimension
    for dimension, pattern in _ASKS_DIMENSION.items():
        if re.search(pattern, question, re.IGNORECASE):
            return dimension
    return max(spoken, key=lambda name: spoken[name])


def word_value(unit: Unit, question: str, terms: Terms) -> str:
    """A unit in words, after the document and section that say so where the sentence itself names no one."""
    said = put_in_words(unit, question, terms)
    passage = unit.passage
    if speaker_of(unit, terms) != frozenset({passage.document.id}):
        return said
    place = [passage.document.title, *(part for part in passage.section[-1:] if part != passage.document.title)]
    return f"{', '.join(place)}: {said}"
