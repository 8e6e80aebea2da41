"""What a question asks for: the kind of answer it wants, judged by its wording, and whether a text offers it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from assistant.terms import Terms


class Wanted(StrEnum):
    """The kind of thing that would answer a question."""

    COUNT = "count"  # how many of something
    SHARE = "share"  # a percentage
    DURATION = "duration"
    NUMBER = "number"  # any other figure
    PRICE = "price"
    DATE = "date"
    PERSON = "person"
    VERSION = "version"
    NAME = "name"
    EXPANSION = "expansion"  # what an abbreviation stands for
    REASON = "reason"
    OTHER = "other"


_TIME_WORDS = "seconds?|minutes?|hours?|days?|weeks?|months?|years?|milliseconds?|ms"
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
    (Wanted.SHARE, r"\bper ?cent(?:age)?s?\b|\b(?:what|which) (?:share|proportion|fraction)\b"),
    (
        Wanted.DURATION,
        r"\bhow (?:long|soon)\b|\bhow much (?:\w+ ){0,2}?(?:time|latency|delay)\b"
        rf"|\b(?:how many|after how many|what number of) (?:{_TIME_WORDS})\b",
    ),
    (Wanted.COUNT, r"\bhow many\b|\bwhat number of\b"),
    (
        Wanted.NUMBER,
        r"\bby how much\b|\bhow much (?:slower|faster|more|less|bigger|smaller|larger|memory|extra|additional|overhead)\b"
        r"|\bhow (?:big|large|far|high|low|fast|quickly|often)\b|\bby what (?:factor|margin)\b"
        r"|\b(?:what|which)(?: is the| was the| maximum| minimum)? (?:number|amount|limit|size)\b",
    ),
    (Wanted.EXPANSION, r"\bstands? for\b|\bwhat (?:does|do) [^?]{1,30} mean\b|\bmeaning of\b"),
    (
        Wanted.PERSON,
        r"^\W*(?:and |so |but )?(?:who|whom)\b(?! (?:wins?|should|shall|would|can|could|must|needs?|uses?|benefits|is (?:it|this|that)))"
        r"|\b(?:author|inventor|creator|founder|maintainer|ceo)s? of\b",
    ),
    (
        Wanted.NAME,
        r"\b(?:what(?:'s| is| was)|give|tell)[^?]{0,15} (?:the )?names? of\b|\bwhat (?:is|was)[^?]{0,40} called\b",
    ),
    (Wanted.REASON, r"^\W*(?:and |so |but )?(?:why|how come|for what reason|what(?:'s| is) the reason)\b"),
)
# These may be answered in words; the other kinds ask for a thing that is there or not.
_LOOSE = re.compile(
    r"\bhow (?:fast|quickly|big|large|high|low|far|often|long)\b|^\W*(?:and |so |but )?(?:why|how come)\b",
    re.IGNORECASE,
)

_NUMBER_WORD = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|hundreds|thousand|thousands|million|"
    "millions|billion|half|third|quarter|twice|double|once|single|zero|no|an?|first"
)
_FIGURE = re.compile(rf"(?<![\w.])\d[\d.,]*\+?|\b(?:{_NUMBER_WORD.removesuffix('|an?|first')})\b", re.IGNORECASE)
_TIME = re.compile(
    rf"(?:\d[\d.,]*|\b(?:{_NUMBER_WORD}))[\s-]*(?:full |whole |extra |more |additional )?(?:{_TIME_WORDS}|s\b|afternoon|morning|day)"
    r"|\bweek \w+|\binstantly\b|\bat once\b",
    re.IGNORECASE,
)
_SHARE = re.compile(r"\d\s?%|\d\s?per ?cent|\b(?:half|third|quarter|majority|most|two thirds) of\b", re.IGNORECASE)
_MONEY = re.compile(
    r"[$€£¥]\s?\d|\d\s?(?:dollars|euros?|usd|eur|gbp|cents)\b|\bfree of charge\b|\bfor free\b", re.IGNORECASE
)
_DATE = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:january|february|march|april|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
_VERSION = re.compile(r"\bv?\d+(?:\.\d+)+\b|\bversion \d|\b[A-Z][\w.]+ \d{1,2}\b")
_CAUSE = re.compile(
    r"(?i)\b(?:because|since|so|therefore|thus|due|reasons?|as|which|caus\w+|mak\w+|leads?|means?|hence|for|by|from|to \w+|in order|needs?)\b"
)
_NOUNS_AFTER = 5  # how many words after a figure may lie before what it counts
_FOCUS = re.compile(r"\b(?:which|what|whose)\s+((?:[\w.@/-]+\s+){0,2}?[\w.@/-]+)\s+(?=\w)", re.IGNORECASE)
_NOT_FOCUS = re.compile(
    r"(?i)^(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have|had|if|about|to|happens?|makes?|one|"
    r"kinds?|sorts?|types?|points?|cases?|exactly|else|it|the|a|an|i|we|you|they|in|on|of|for|really|actually|goes|took|takes)\b"
)
_SEVERAL = re.compile(
    r"(?i)\b(?:list|name|enumerate|all|every|examples?)\b|\b(?:which|what)(?:'s| is| are| were)?(?: the| some| its| their)? "
    r"(?:(?:main|biggest|typical|kinds? of|sorts? of|types? of) )?(?!is|was|does|has|this)[\w-]+(?<!s)s\b"
)
_COUNTED = re.compile(r"\b(?:how many|what number of)\s+((?:[\w@./-]+\s*){1,3})", re.IGNORECASE)
_VERB = re.compile(
    r"(?i)^(?:are|is|was|were|do|does|did|can|could|should|would|will|has|have|had|may|must|of|in|into|on|at|per|to|from|i|we|you|they|it|there)$"
)
_ABBREVIATION = re.compile(r"\b[A-Z][A-Z0-9]{1,6}\b")


@dataclass(frozen=True)
class QuestionKind:
    """The wanted kind, and whether an answer without it can't be one."""

    wanted: Wanted
    strict: bool


def kind_of(question: str) -> QuestionKind:
    """The kind of answer a question wants, OTHER where its wording does not tell."""
    for wanted, pattern in _PATTERNS:
        if re.search(pattern, question, re.IGNORECASE):
            return QuestionKind(wanted, strict=not _LOOSE.search(question))
    return QuestionKind(Wanted.OTHER, strict=False)


def asks_for_several(question: str) -> bool:
    """Whether a question asks for a list of things."""
    return bool(_SEVERAL.search(question))


def focus_of(question: str) -> str:
    """The noun a "which ..." or "what ..." question asks for, empty where there is none."""
    for match in _FOCUS.finditer(question):
        if not _NOT_FOCUS.match(match.group(1)):
            return match.group(1)
    return ""


def counted_words(question: str) -> str:
    """What a "how many ..." question counts: up to three words before its verb."""
    match = _COUNTED.search(question)
    words: list[str] = []
    for word in match.group(1).split() if match else ():
        if _VERB.match(word):
            break
        words.append(word)
    return " ".join(words)


def offers(text: str, question: str, terms: Terms, new_names: Collection[str]) -> bool:
    """Whether a text holds a thing of the kind the question wants. `new_names` are those the question lacks."""
    match kind_of(question).wanted:
        case Wanted.COUNT:
            return _counts(text, counted_words(question), terms)
        case Wanted.SHARE:
            return bool(_SHARE.search(text))
        case Wanted.DURATION:
            return bool(_TIME.search(text))
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
        case Wanted.EXPANSION:
            return _expands(text, question)
        case Wanted.REASON:
            return bool(_CAUSE.search(text))
        case Wanted.OTHER:
            return True


def names_agent(text: str, names: Collection[str]) -> bool:
    """Whether one of the names is said to do something: it opens the text or follows "by", "to", "from", "of"."""
    low = text.lower()
    return any(re.search(rf"(?:^|\b(?:by|to|from|of|at) (?:the |an? )?){re.escape(name)}(?!\w)", low) for name in names)


def _counts(text: str, words: str, terms: Terms) -> bool:
    """Whether a figure in the text stands close before one of the words for what is counted."""
    counted = terms.set_of(words)
    if not counted:
        return bool(_FIGURE.search(text))
    return any(
        counted & terms.set_of(" ".join(text[figure.end() :].split()[:_NOUNS_AFTER]))
        for figure in _FIGURE.finditer(text)
    )


def _expands(text: str, question: str) -> bool:
    """Whether the text spells out an abbreviation of the question: "long name (LN)", or says what it means."""
    return any(
        re.search(rf"\w \({short}\)|\b{short} \(|\b{short} (?:means|stands|is short)", text)
        for short in _ABBREVIATION.findall(question)
    ) or not _ABBREVIATION.search(question)
