"""Notice where the sources give different values for the same thing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.decision.guide import DecisionGuide, Disagreement
from assistant.select import ScoredUnit
from assistant.terms import Terms
from assistant.units import Unit
from assistant.vocabulary import Vocabulary

_UNITS = {
    "ms": ("time", 1.0), "millisecond": ("time", 1.0), "milliseconds": ("time", 1.0),
    "s": ("time", 1e3), "second": ("time", 1e3), "seconds": ("time", 1e3),
    "minute": ("time", 6e4), "minutes": ("time", 6e4), "hour": ("time", 3.6e6), "hours": ("time", 3.6e6),
    "day": ("time", 8.64e7), "days": ("time", 8.64e7), "week": ("time", 6.048e8), "weeks": ("time", 6.048e8),
    "month": ("time", 2.6e9), "months": ("time", 2.6e9), "year": ("time", 3.15e10), "years": ("time", 3.15e10),
    "%": ("share", 1.0), "percent": ("share", 1.0),
    "kb": ("size", 1e3), "mb": ("size", 1e6), "gb": ("size", 1e9), "tb": ("size", 1e12),
    "$": ("money", 1.0), "usd": ("money", 1.0), "dollars": ("money", 1.0), "eur": ("money", 1.0), "euros": ("money", 1.0),
}  # fmt: skip
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_QUANTITY = re.compile(
    rf"({_NUMBER})\s?(?:([a-z%]+)\s?)?(?:(?:[-–—]|to|and)\s?({_NUMBER}))?\s?(%|[a-z]+)?", re.IGNORECASE
)
_PERCENTILE = re.compile(r"\bp\d{2}\b|\bmedian\b", re.IGNORECASE)
_ASKS_VALUE = re.compile(
    r"(?i)\b(?:agree|disagree|consistent|contradict\w*|conflict\w*)\b|\bhow (?:long|much|many|big|large|fast|slow|high|low|bad)\b|\b(?:what|which)\b|\b(?:figures?|numbers?|times?|latency|duration|"
    r"milliseconds?|seconds?|ms)\b"
)
_ASKS_DIMENSION = {
    "share": r"\b(?:percent\w*|share|proportion|fraction|what part)\b",
    "size": r"\b(?:size|megabytes?|mb|kb|gb|how (?:big|large))\b",
    "money": r"\b(?:price|cost|dollars?|euros?|fee)\b",
    "time": r"\b(?:how (?:long|fast|slow|quick\w*)|seconds?|milliseconds?|ms|latency|delay|minutes?|weeks?|months?)\b",
}
_SAYS = re.compile(
    r"(?i)\baccording to ([^,.;(]+(?:\.\w[^,.;(]*)*)|\bper ([^,;(]+)|^([^,;(]{1,40}?) (?:measured|reports?|found|states?|says?|eliminates?)\b"
)
_COVERS = 0.6
_MOST_SHOWN = 4
_SCORES = 0.55


@dataclass(frozen=True)
class Quantity:
    """A value or range in the base unit of its dimension."""

    dimension: str
    low: float
    high: float


def quantities(text: str) -> list[Quantity]:
    """The quantities with a known unit in a text: "200 ms and 1,200 ms" after "between" counts as one range."""
    found = []
    for match in _QUANTITY.finditer(text):
        first, middle, second, last = match.groups()
        unit = _UNITS.get((last or "").lower()) or _UNITS.get((middle or "").lower())
        if unit is None:
            continue
        dimension, factor = unit
        low = float(first.replace(",", "")) * factor
        high = float(second.replace(",", "")) * factor if second else low
        found.append(Quantity(dimension, min(low, high), max(low, high)))
    return found


def conflicting_values(
    question: str, ranked: Sequence[ScoredUnit], terms: Terms, vocabulary: Vocabulary
) -> list[ScoredUnit]:
    """Units that answer a question for a value with different values, best first; empty where they agree."""
    if not ranked or not (_ASKS_VALUE.search(question) or quantities(question)):
        return []
    measures = terms.set_of(" ".join(_UNITS))
    topic = frozenset(terms.of(question)) & vocabulary.stems - vocabulary.names - measures
    asked = _percentiles(question)
    found = [
        (entry, values)
        for entry in ranked
        if entry.unit.passage.kind != "code" and (values := quantities(entry.unit.plain)) and topic & entry.terms
        if not asked or asked & _percentiles(entry.unit.plain)
    ]
    candidates = _about(topic, found)
    if not candidates or candidates[0][0].score < _SCORES * ranked[0].score:
        return []
    lead = candidates[0][0]
    if terms.set_of(_attribution(lead.unit.plain)) & vocabulary.names & frozenset(terms.of(question)):
        return []  # one source is asked for, and it is the one that speaks
    # A source or product that the question names is the one asked about.
    named = frozenset(terms.of(question)) & vocabulary.names
    fewest = min(len(named - entry.terms) for entry, _ in candidates)
    if fewest > len(named - ranked[0].terms):
        return []  # the values are about something else than what is asked for
    candidates = [(entry, values) for entry, values in candidates if len(named - entry.terms) == fewest]
    dimension = _dimension_asked(question, [values for _, values in candidates])
    chosen: list[ScoredUnit] = []
    seen: list[Quantity] = []
    shared = topic
    for entry, values in candidates:
        own = [value for value in values if value.dimension == dimension]
        if own and own[0] not in seen and shared & entry.terms and len(chosen) < _MOST_SHOWN:
            chosen.append(entry)
            seen.append(own[0])
            shared = shared & entry.terms
    return chosen if any(_comparable(chosen[0].unit, other.unit) for other in chosen[1:]) else []


def _about(
    topic: frozenset[str], found: Sequence[tuple[ScoredUnit, list[Quantity]]]
) -> list[tuple[ScoredUnit, list[Quantity]]]:
    """Those that speak of what is asked about: a term of several words where there is one, else most of the topic."""
    keys = [term for term in topic if " " in term]
    if keys:
        key = max(sorted(keys), key=lambda term: sum(term in entry.terms for entry, _ in found))
        return [(entry, values) for entry, values in found if key in entry.terms]
    return [(entry, values) for entry, values in found if len(topic & entry.terms) >= _COVERS * len(topic)]


def _attribution(text: str) -> str:
    """Who is said to say so: what follows "according to" or "per", or stands before "measured" and the like."""
    match = _SAYS.search(text)
    return " ".join(part for part in match.groups() if part) if match else ""


def _dimension_asked(question: str, found: Sequence[Sequence[Quantity]]) -> str:
    """The dimension the wording asks for, else the one that most units speak of."""
    for dimension, pattern in _ASKS_DIMENSION.items():
        if re.search(pattern, question, re.IGNORECASE):
            return dimension
    spoken = Counter(dimension for values in found for dimension in {value.dimension for value in values})
    return max(spoken, key=lambda name: spoken[name])


def _comparable(one: Unit, other: Unit) -> bool:
    """Different percentiles are different things; their values don't contradict each other."""
    first, second = _percentiles(one.plain), _percentiles(other.plain)
    return not first or not second or bool(first & second)


def _percentiles(text: str) -> set[str]:
    return {"p50" if match.lower() == "median" else match.lower() for match in _PERCENTILE.findall(text)}


def disagreement_on(
    question: str, ranked: Sequence[ScoredUnit], guide: DecisionGuide | None, mentioned: Sequence[str]
) -> Disagreement | None:
    """The disagreement of the guide that a question is about: the best units quote both of its sides.

    `mentioned` are the options the question names; one that no side speaks for makes it another question.
    """
    if guide is None:
        return None
    for disagreement in guide.disagreements:
        speakers = {option for side in disagreement.sides for option in side.options}
        if not set(mentioned) <= speakers:
            continue
        found = [
            any(
                _overlaps(entry.unit, source.document.id, source.start, source.start + len(source.quote))
                for source in side.sources
                for entry in ranked[:4]
            )
            for side in disagreement.sides
        ]
        if all(found):
            return disagreement
    return None


def _overlaps(unit: Unit, document_id: str, start: int, end: int) -> bool:
    return unit.passage.document.id == document_id and unit.start < end and start < unit.end
