"""A sentence as the sequence of what it says: content terms, figures with their units, and the small words
that turn a meaning round (not, less, at most, all, only, if)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate

from assistant.terms import Terms

# A key that starts with "0" is no word of a text. It has to be said wherever the source says it.
NOT, CONDITION, MAYBE = "0not", "0if", "0maybe"
_TURNING: tuple[tuple[str, str], ...] = (
    (r"not only|not just|not merely", " 0notonly "),
    (r"no more than|not more than|at most|up to|maximum of|max\.?(?= \d)", " 0atmost "),
    (r"no less than|no fewer than|not less than|at least|minimum of", " 0atleast "),
    (r"unless", " 0if 0not "),
    (r"if|provided that|as long as|only when", " 0if "),
    (r"rather than|instead of|neither|nor|none|never|nothing|nobody|cannot|without|hardly|barely|not|no|non"
     r"|fails? to|unable to", " 0not "),
    (r"(?:more|greater|higher|longer) than(?= [\d$€£])|over(?= [\d$€£])|above(?= [\d$€£])", " 0over "),
    (r"(?:less|fewer|lower|shorter) than(?= [\d$€£])|under(?= [\d$€£])|below(?= [\d$€£])", " 0under "),
    (r"before|prior to", " 0before "),
    (r"after", " 0after "),
    (r"until|till", " 0until "),
    (r"more", " 0more "),
    (r"less|fewer", " 0less "),
    (r"most", " 0most "),
    (r"least|fewest", " 0least "),
    (r"above|over", " 0above "),
    (r"below|under", " 0below "),
    (r"only|solely|exclusively", " 0only "),
    (r"all|every|always|each", " 0all "),
    (r"except|apart from", " 0except "),
    (r"few|seldom|rarely", " 0few "),
    (r"may|might|perhaps|possibly|maybe", " 0maybe "),
    (r"must|has to|have to|should", " 0must "),
    (r"milliseconds?|msecs?", " ms "), (r"seconds?|secs?|(?<=\d )s", " 0second "), (r"minutes?|mins?", " 0minute "),
    (r"hours?|hrs?", " 0hour "), (r"kilobytes?|kb", " 0kb "), (r"megabytes?|mb", " 0mb "), (r"gigabytes?|gb", " 0gb "),
    (r"terabytes?|tb", " 0tb "), (r"per cent|percent", " 0percent "), (r"dollars?|usd", " 0dollar "),
    (r"euros?|eur", " 0euro "), (r"pounds? sterling|gbp", " 0pound "),
)  # fmt: skip
_NUMBER_WORDS = dict(
    (word, str(number))
    for number, word in enumerate(
        ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 2
    )
)
_SIGNS = {"%": " 0percent ", "$": " 0dollar ", "€": " 0euro ", "£": " 0pound "}
_EQUAL = (
    "provide offer include feature contain comprise", "allow enable permit", "need require", "large big huge",
    "begin began begun start", "fast quick rapid", "choose pick select", "build construct", "important crucial vital",
    "usual common typical", "show demonstrate", "buy purchase", "end finish", "easy simple", "approximate rough",
    "help aid assist", "ensure guarantee", "company firm business", "obtain acquire", "expand extend", "difficult hard",
    "take took taken", "write wrote written", "know knew known", "grow grew grown", "lead led", "hold held",
    "lose lost", "win won", "see saw seen", "fall fell fallen", "rise rose risen", "send sent", "break broke broken",
    "speak spoke spoken", "drive drove driven", "become became", "tell told",
)  # fmt: skip
# What a writer may add: who says so, and how the sentences hang together.
_ADDED = (
    "according source article passage document mention note state describe report explain indicate additionally "
    "furthermore moreover overall finally summary specifically instance example addition result consequently term made "
    "making whereas although though therefore thus hence nevertheless nonetheless meanwhile"
)
_BEFORE_IF = 4
# What somebody thinks is no fact; what an author holds or recommends is told as theirs by the citation.
_THOUGHT = re.compile(
    r"\b(?:think|thinks|thought|believe|believes|believed|assume|assumes|assumed|claim|claims|claimed|suppose|supposes|"
    r"imagine|imagines|myth|misconception|belief|assumption|fear|fears|hope|hopes|idea|expect|expects|expected)\s*$"
)
_SHORTEST_ROOT = 4
# Stemmed endings that make a word of the same family; "er" is none, as it also makes "faster" of "fast".
_FAMILY = re.compile(
    r"(?:a|able|al|ally|ance|ant|ar|ary|ate|ation|ator|e|ed|en|ence|ent|i|ian|ic|ical|ing|ion|ism|ist|it|iti|ition|"
    r"itor|ity|iv|ive|iz|ize|ly|ment|ness|or|ors|ous|s|th|ual|y)?"
)
_CLAUSE_END = re.compile(
    r"[;:—–(),]|(?<=[.!?])\s|(?<![\w/-])(?:and|but|while|whereas|although|though|because|since|when|where|which|who|"
    r"that|so|yet|as|or)(?![\w/-])",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(?<=\d)\s?[-–—]\s?(?=\d)")
_GROUPED = re.compile(r"(?<=\d)[,\u2009\u202f ](?=\d{3}\b)")
_UNITS = r"(?:ms|milliseconds?|s|seconds?|minutes?|hours?|days?|weeks?|months?|years?|%|percent|kb|mb|gb|tb)"
_BOTH_UNITS = re.compile(rf"(\d[\d.,]*)\s?({_UNITS})(\s*(?:and|to|or|[-–—])\s*\d[\d.,]*\s?\2)(?!\w)", re.IGNORECASE)
_GLUED_UNIT = re.compile(r"(?<=\d)(?=(?:ms|s|kb|mb|gb|tb)\b)")
_DECIMAL = re.compile(r"(?<=\d)\.(?=\d)")
_HYPHEN = re.compile(r"(?<=[a-z])[-‐‑](?=[a-z])")
_DENIED = re.compile(r"(?<=\w)n['’]t\b")
_WORD = re.compile(r"[a-z]+")
_MONTH = re.compile(r"\bMay(?= \d|,? \d{4})|(?<=\d )May\b|(?<=\bin )May\b")  # before it is taken for "might"


@dataclass(frozen=True)
class Clause:
    """What a clause says, whether it opens a sentence, the number of that sentence, and whether it is only thought."""

    keys: tuple[str, ...]
    opens: bool
    sentence: int
    doubted: bool = False


@lru_cache(maxsize=4096)
def clauses_of(text: str, terms: Terms) -> tuple[Clause, ...]:
    """A text clause by clause; clauses that say nothing are left out."""
    spelled = _spell_out(text)
    start, opens, sentence, clauses, doubted = 0, True, 0, [], False
    for match in [*_CLAUSE_END.finditer(spelled), None]:
        keys = _said(spelled[start : match.start() if match else None], terms)
        if keys:
            clauses.append(Clause(keys, opens, sentence, doubted))
            opens = False
        if match:
            thought = match.group().lower() == "that" and bool(_THOUGHT.search(spelled[: match.start()]))
            doubted = thought or (doubted and not keys)
            start = match.end()
            if match.group().isspace():
                opens, sentence = True, sentence + 1
    return tuple(clauses)


@lru_cache(maxsize=4096)
def keys_of(text: str, terms: Terms) -> tuple[str, ...]:
    """What a text says, in order."""
    return _said(_spell_out(text), terms)


def _said(spelled: str, terms: Terms) -> tuple[str, ...]:
    return tuple(key for key in map(_canonical, terms.of(spelled)) if key not in _added())


def is_figure(key: str) -> bool:
    """Whether a key is a number, a version or holds one."""
    return key.isdigit() or (not key.startswith("0") and any(character.isdigit() for character in key))


def is_derived(key: str, other: str) -> bool:
    """Whether one of two words is made of the other by an ending: "locate" and "location"."""
    if key[: _SHORTEST_ROOT - 1] != other[: _SHORTEST_ROOT - 1]:  # most pairs, at little cost
        return False
    short, long = sorted((key, other), key=len)
    if len(short) < _SHORTEST_ROOT or not (key.isalpha() and other.isalpha()):
        return False
    root = short[:-1] if short.endswith(("e", "i", "y")) else short
    return long.startswith(root) and bool(_FAMILY.fullmatch(long[len(root) :]))


def is_turning(key: str) -> bool:
    """Whether a key stands for a word that turns a meaning round; units of measurement are none."""
    return key in _turning_keys()


def _spell_out(text: str) -> str:
    low = _GLUED_UNIT.sub(" ", _BOTH_UNITS.sub(r"\1\3", _MONTH.sub("fifthmonth", text).lower().replace("’", "'")))
    low = low.replace("can't", "cannot").replace("won't", "will not").replace("can not", "cannot")
    low = _DENIED.sub(" not", low)
    low = _GROUPED.sub("", _RANGE.sub(" ", low))
    low = _DECIMAL.sub("d", low)
    for sign, name in _SIGNS.items():
        low = low.replace(sign, name) if sign == "%" else re.sub(rf"{re.escape(sign)}\s?([\d.d]+)", rf" \1{name}", low)
    low = _HYPHEN.sub(" ", low)
    low = _WORD.sub(lambda match: _NUMBER_WORDS.get(match.group(), match.group()), low)
    return _turning().sub(lambda match: _TURNING[int(match.lastgroup[1:])][1] if match.lastgroup else " ", low)


@cache
def _turning() -> re.Pattern[str]:
    alternatives = "|".join(f"(?P<t{number}>{pattern})" for number, (pattern, _) in enumerate(_TURNING))
    return re.compile(rf"(?<![\w.@/-])(?:{alternatives})(?![\w@/-]|\.\w)")


@cache
def _turning_keys() -> frozenset[str]:
    units = {"0second", "0minute", "0hour", "0kb", "0mb", "0gb", "0tb", "0percent", "0dollar", "0euro", "0pound"}
    return frozenset(key for _, keys in _TURNING for key in keys.split() if key.startswith("0")) - units


@cache
def _equals() -> dict[str, str]:
    plain = Terms()
    return {key: plain.of(group)[0] for group in _EQUAL for key in plain.of(group)}


@cache
def _added() -> frozenset[str]:
    return Terms().set_of(_ADDED)


def _canonical(key: str) -> str:
    return _equals().get(key, key)


@dataclass(frozen=True)
class Run:
    """The keys of neighbouring clauses; `opens` where the first of them opens a sentence.

    `conditional` where something is said about a condition in the rest of their sentences. `sentences` has the number
    of the sentence of each key, `ends` the places of the keys that are the last ones of a clause, `thought` those of
    what somebody thinks.
    """

    keys: tuple[str, ...]
    opens: bool
    conditional: bool
    sentences: tuple[int, ...]
    ends: frozenset[int]
    thought: frozenset[int]


def _sets_condition(clause: Clause) -> bool:
    """Whether a clause is the condition of another; one that says something before its "if" has its own."""
    return CONDITION in clause.keys[:_BEFORE_IF]


def runs(clauses: Sequence[Clause], keys: Collection[str]) -> Iterator[Run]:
    """Every run of neighbouring clauses that has all these keys, in any order; the shortest first."""
    shortest = [_shortest_run(clauses[start:], keys) for start in range(len(clauses))]
    conditions = [number for number, clause in enumerate(clauses) if _sets_condition(clause)]
    for length in range(1, len(clauses) + 1):
        for start in range(len(clauses) - length + 1):
            if length < shortest[start]:
                continue
            part = clauses[start : start + length]
            conditional = any(
                not start <= number < start + length
                and part[0].sentence <= clauses[number].sentence <= part[-1].sentence
                for number in conditions
            )
            keys = tuple(key for clause in part for key in clause.keys)
            sentences = tuple(clause.sentence for clause in part for _ in clause.keys)
            ends = frozenset(end - 1 for end in accumulate(len(clause.keys) for clause in part))
            doubted = [clause.doubted for clause in part for _ in clause.keys]
            thought = frozenset(place for place, doubt in enumerate(doubted) if doubt)
            yield Run(keys, part[0].opens, conditional, sentences, ends, thought)


def _shortest_run(clauses: Sequence[Clause], keys: Collection[str]) -> int:
    """How many of the first clauses it takes to say all keys; one more than there are where they don't."""
    missing = set(keys)
    for length, clause in enumerate(clauses, 1):
        missing.difference_update(clause.keys)
        if not missing:
            return length
    return len(clauses) + 1
