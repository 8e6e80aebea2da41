"""The values that sentences give: quantities with a unit, counts of a thing, defaults of a setting."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from assistant.terms import Terms

UNITS = {
    "ms": ("time", 1.0), "millisecond": ("time", 1.0), "milliseconds": ("time", 1.0),
    "s": ("time", 1e3), "second": ("time", 1e3), "seconds": ("time", 1e3),
    "minute": ("time", 6e4), "minutes": ("time", 6e4), "hour": ("time", 3.6e6), "hours": ("time", 3.6e6),
    "day": ("time", 8.64e7), "days": ("time", 8.64e7), "week": ("time", 6.048e8), "weeks": ("time", 6.048e8),
    "month": ("time", 2.6e9), "months": ("time", 2.6e9), "year": ("time", 3.15e10), "years": ("time", 3.15e10),
    "%": ("share", 1.0), "percent": ("share", 1.0),
    "kb": ("size", 1e3), "mb": ("size", 1e6), "gb": ("size", 1e9), "tb": ("size", 1e12),
    "$": ("money", 1.0), "usd": ("money", 1.0), "dollars": ("money", 1.0),
    "eur": ("money", 1.0), "euros": ("money", 1.0),
}  # fmt: skip
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_QUANTITY = re.compile(
    rf"({_NUMBER})\s?(?:([a-z%]+)\s?)?(?:(?:[-–—]|to|and)\s?({_NUMBER}))?\s?(%|[a-z]+)?", re.IGNORECASE
)
_COUNT = re.compile(rf"(?<![\w.,/#-])({_NUMBER})\+?(?![\w%])")
_NOUNS_AFTER = 3  # how many words after a figure may lie before what it counts
_DEFAULT = re.compile(
    r"(?i)\bdefault(?:s|ed|ing)?(?:\s+(?:value|setting))?(?:\s+(?:is|are|to|of))*\s*[=:]?\s*((?:[\"'`]+[^\"'`\s]+)|[\d.]+\w*|true|false|"
    r"null|undefined|enabled|disabled)"
)
_AS_DEFAULT = re.compile(r"(?i)\b(enabled|disabled|on|off|true|false|allowed|ignored)\b(?: \w+)? by default\b")
_RETURNS = re.compile(r"(?i)\breturns\s+(?:an?\s+|the\s+)?[`*\[\"']*([\w$][\w$.]*(?:<[^>]*>|\[\])?)")
_RELEASE = re.compile(r"(?i)(?<![\w.])(?:version\s+|v)?(\d+(?:\.(?:\d+|x))*)(?![\w.]*\w)")
_BEFORE_RELEASE = re.compile(r"(?i)(?:[\]*`]|\([^)]*\)|\s)*$")
_PERCENTILE = re.compile(r"\bp\d{2}\b|\b(?:median|average|typical(?:ly)?)\b", re.IGNORECASE)
_MIDDLE = frozenset({"p50", "median", "average", "typical", "typically"})


@dataclass(frozen=True)
class Quantity:
    """A value or range in the base unit of its dimension; for a setting's default, the `word` it is set to."""

    dimension: str
    low: float
    high: float
    word: str = ""


def quantities(text: str) -> list[Quantity]:
    """The quantities with a known unit in a text: "200 ms and 1,200 ms" after "between" counts as one range."""
    found = []
    for match in _QUANTITY.finditer(text):
        first, middle, second, last = match.groups()
        unit = UNITS.get((last or "").lower()) or UNITS.get((middle or "").lower())
        if unit is None:
            continue
        dimension, factor = unit
        low = _number(first) * factor
        high = _number(second) * factor if second else low
        found.append(Quantity(dimension, min(low, high), max(low, high)))
    return found


def counts_of(text: str, counted: Collection[str], terms: Terms) -> list[Quantity]:
    """The figures in a text that stand right before one of the counted terms."""
    return [
        Quantity("count", _number(match.group(1)), _number(match.group(1)))
        for match in _COUNT.finditer(text)
        if not terms.set_of(" ".join(text[match.end() :].split()[:_NOUNS_AFTER])).isdisjoint(counted)
    ]


def defaults_in(text: str) -> list[Quantity]:
    """What a text says a setting is by default."""
    words = [match.group(1).strip("\"'`,.").lower() for match in _DEFAULT.finditer(text)]
    words += [match.group(1).lower() for match in _AS_DEFAULT.finditer(text)]
    return [Quantity("default", 0, 0, word) for word in words if word]


def returns_in(text: str) -> list[str]:
    """What a text says that something returns."""
    return [match.group(1).rstrip(".").lower() for match in _RETURNS.finditer(text)]


def versions_in(text: str, named: Collection[str], terms: Terms) -> list[str]:
    """The version numbers in a text that stand right after one of the named terms."""
    found = []
    for match in _RELEASE.finditer(text):
        before = _BEFORE_RELEASE.sub("", text[: match.start()]).rsplit(maxsplit=1)[-1:]
        if before and not terms.set_of(before[0]).isdisjoint(named):
            found.append(match.group(1))
    return found


def signatures_in(text: str, identifiers: Collection[str]) -> list[str]:
    """How a text writes the call of one of the identifiers, its arguments without spaces."""
    # With a text in quotes it is a call, not how to call.
    calls = (re.search(rf"(?<![\w.]){re.escape(name)}\s?\(([^()'\"]+)\)", text) for name in identifiers)
    return ["".join(call.group(1).split()) for call in calls if call]


def same_statistic(one: str, other: str) -> bool:
    """Whether the values of two texts may be compared: a 99th percentile and a typical value are different things."""
    typical = frozenset({"p50"})  # what a value without a label is taken for
    return bool((statistics_of(one) or typical) & (statistics_of(other) or typical))


def statistics_of(text: str) -> frozenset[str]:
    """The percentiles a text speaks of, "p50" for a median or an average; empty where it names none."""
    found = {match.lower() for match in _PERCENTILE.findall(text)}
    return frozenset("p50" if word in _MIDDLE else word for word in found)


def _number(written: str) -> float:
    return float(written.replace(",", "").rstrip("."))
