"""Notice where the sources give different values for the same thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.guide import DecisionGuide, Disagreement
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
    r"(?i)\bhow (?:long|much|many|big|large|fast|slow|high|low|bad)\b|\b(?:what|which)\b|\b(?:figures?|numbers?|times?|latency|duration|"
    r"milliseconds?|seconds?|ms)\b"
)
_MOST_SHOWN = 4
_COVERS = 0.75
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


def conflicting_values(question: str, ranked: Sequence[ScoredUnit], terms: Terms, vocabulary: Vocabulary) -> list[ScoredUnit]:
    """Units that answer a question for a value with different values, best first; empty where they agree."""
    if not ranked or not _ASKS_VALUE.search(question):
        return []
    topic = {term for term in terms.of(question) if term not in vocabulary.names}
    best = max(entry.coverage for entry in ranked[:8])
    candidates: list[tuple[ScoredUnit, list[Quantity]]] = []
    for entry in ranked:
        if entry.score < _SCORES * ranked[0].score or entry.coverage < _COVERS * best or not topic & entry.terms:
            continue
        values = quantities(entry.unit.plain)
        if values and entry.unit.passage.kind != "code":
            candidates.append((entry, values))
    if not candidates:
        return []
    lead, lead_values = candidates[0]
    dimension = lead_values[0].dimension
    shared = topic & lead.terms
    chosen = [lead]
    seen = [next(value for value in lead_values if value.dimension == dimension)]
    for entry, values in candidates[1:]:
        own = [value for value in values if value.dimension == dimension]
        if own and own[0] not in seen and shared & entry.terms and len(chosen) < _MOST_SHOWN:
            chosen.append(entry)
            seen.append(own[0])
    return chosen if any(_comparable(lead.unit, other.unit) for other in chosen[1:]) else []


def _comparable(one: Unit, other: Unit) -> bool:
    """Different percentiles are different things; their values don't contradict each other."""
    first, second = _percentiles(one), _percentiles(other)
    return not first or not second or bool(first & second)


def _percentiles(unit: Unit) -> set[str]:
    return {"p50" if match.lower() == "median" else match.lower() for match in _PERCENTILE.findall(unit.plain)}


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
            any(_overlaps(entry.unit, source.document.id, source.start, source.start + len(source.quote))
                for source in side.sources for entry in ranked[:4])
            for side in disagreement.sides
        ]
        if all(found):
            return disagreement
    return None


def _overlaps(unit: Unit, document_id: str, start: int, end: int) -> bool:
    return unit.passage.document.id == document_id and unit.start < end and start < unit.end
