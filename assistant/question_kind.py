"""What a question asks for: the kind of answer it wants, judged by its wording."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Wanted(StrEnum):
    """The kind of thing that would answer a question."""

    NUMBER = "number"
    PRICE = "price"
    DATE = "date"
    PERSON = "person"
    VERSION = "version"
    NAME = "name"
    OTHER = "other"


_UNIT_WORDS = (
    "seconds?|minutes?|hours?|days?|weeks?|months?|years?|milliseconds?|ms|percent(?:age)?|share|number|amount|limit|size"
)
_PATTERNS: tuple[tuple[Wanted, str], ...] = (
    (Wanted.VERSION, r"\b(?:which|what|whose|from which|since which)\b[^?]{0,30}\bversions?\b|\bversion number\b"),
    (
        Wanted.PRICE,
        r"\b(?:price|pricing|fees?|salary|salaries|budget|(?:hourly|daily|monthly) rate|(?:in )?(?:dollars|euros?|usd))\b"
        r"|\bhow much (?:do|does|did|would|will|is|are)\b[^?]*\b(?:cost|costs|charge|pay|a month|per month|licen[cs]e)\b"
        r"|\bhow much money\b|\bcost per\b|\bwhat (?:do|does|did|would|will) [^?]{1,40} cost\b",
    ),
    (
        Wanted.DATE,
        r"\bwhen (?:was|were|did|has|had)\b|\b(?:which|what) (?:year|date|month|day)\b|\bsince when\b|\bhow old\b"
        r"|\brelease date\b",
    ),
    (
        Wanted.NUMBER,
        r"\bhow (?:many|much|big|large|long|often|far|high|low|fast|quickly)\b|\bby what (?:factor|margin)\b"
        rf"|\b(?:what|which)(?: is the| was the)? (?:{_UNIT_WORDS})\b",
    ),
    (
        Wanted.PERSON,
        r"^\W*(?:and |so |but )?(?:who|whom)\b(?! (?:wins?|should|shall|would|can|could|must|needs?|uses?|benefits|is (?:it|this|that)))"
        r"|\b(?:author|inventor|creator|founder|maintainer|ceo)s? of\b",
    ),
    (Wanted.NAME, r"\b(?:what(?:'s| is| was)|give|tell)[^?]{0,15} (?:the )?names? of\b|\bwhat (?:is|was)[^?]{0,40} called\b"),
)
# "how fast" may ask for a comparison in words; the others ask for a figure.
_LOOSE_NUMBER = re.compile(r"\bhow (?:fast|quickly|big|large|high|low|far|long)\b", re.IGNORECASE)

_NUMBER_WORD = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|hundreds|thousand|thousands|million|"
    "millions|billion|half|third|quarter|twice|double|once|single|afternoon|week|zero|no"
)
_FIGURE = re.compile(rf"(?<![\w.])\d[\d.,]*\s?(?:%|\w+)?|\b(?:{_NUMBER_WORD})\b", re.IGNORECASE)
_MONEY = re.compile(r"[$€£¥]\s?\d|\d\s?(?:dollars|euros?|usd|eur|gbp|cents)\b|\bfree of charge\b|\bfor free\b", re.IGNORECASE)
_DATE = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:january|february|march|april|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
_VERSION = re.compile(r"\bv?\d+(?:\.\d+)+\b|\bversion \d|\b[A-Z][\w.]+ \d{1,2}\b")


@dataclass(frozen=True)
class QuestionKind:
    """The wanted kind, and whether an answer without it can't be one."""

    wanted: Wanted
    strict: bool


_FOCUS = re.compile(r"\b(?:which|what|whose)\s+((?:[\w.@/-]+\s+){0,2}?[\w.@/-]+)\s+(?=\w)", re.IGNORECASE)
_NOT_FOCUS = re.compile(
    r"(?i)^(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have|had|if|about|to|happens?|makes?|one|"
    r"kinds?|sorts?|types?|points?|cases?|exactly|else|it|the|a|an|i|we|you|they|in|on|of|for|really|actually|goes|took|takes|took)\b"
)


def focus_of(question: str) -> str:
    """The noun a "which ..." or "what ..." question asks for, empty where there is none."""
    for match in _FOCUS.finditer(question):
        noun = match.group(1)
        if not _NOT_FOCUS.match(noun):
            return noun
    return ""


def kind_of(question: str) -> QuestionKind:
    """The kind of answer a question wants, OTHER where its wording does not tell."""
    for wanted, pattern in _PATTERNS:
        if re.search(pattern, question, re.IGNORECASE):
            loose = wanted is Wanted.NUMBER and bool(_LOOSE_NUMBER.search(question))
            return QuestionKind(wanted, strict=not loose)
    return QuestionKind(Wanted.OTHER, strict=False)


def names_agent(text: str, names: Collection[str]) -> bool:
    """Whether one of the names is said to do something: it opens the text or follows "by", "to", "from", "of"."""
    low = text.lower()
    return any(
        re.search(rf"(?:^|\b(?:by|to|from|of|at) (?:the |an? )?){re.escape(name)}(?!\w)", low) for name in names
    )


def offers(text: str, wanted: Wanted, new_names: Collection[str]) -> bool:
    """Whether a text holds a thing of the wanted kind. `new_names` are those of its names the question lacks."""
    match wanted:
        case Wanted.NUMBER:
            return bool(_FIGURE.search(text))
        case Wanted.PRICE:
            return bool(_MONEY.search(text))
        case Wanted.DATE:
            return bool(_DATE.search(text))
        case Wanted.VERSION:
            return bool(_VERSION.search(text))
        case Wanted.PERSON:
            return names_agent(text, new_names)
        case Wanted.NAME:
            return bool(new_names)
        case Wanted.OTHER:
            return True
