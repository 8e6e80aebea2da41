"""Sentences made false, one change at a time."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.terms import FUNCTION_WORDS, Terms
from assistant.writer.meaning import keys_of
from assistant.writer.support import FEWEST_KEYS

_FIGURE = re.compile(r"(?<![\w.@/-])\d[\d,]*(?:\.\d+)?(?![\w/]|\.\d)")
_VERSION = re.compile(
    r"\b(?:[Vv]ersion |[A-Z][\w.]* v?|\bv)(\d{1,2}(?:\.\d+)*)(?![\w%,]|\.\d| ?(?:%|ms|percent|seconds))"
)
_AUXILIARY = re.compile(
    r"\b(is|are|was|were|can|could|will|would|does|do|did|has been|have been|must|should|may)\b(?! not|n't)"
)
_DENIAL = re.compile(r"\b(?:not |never |no |cannot\b|without )|(?<=\w)n't\b")
_UNITS = (
    ("ms", "milliseconds", "seconds", "minutes", "hours", "days", "weeks", "months", "years"),
    ("KB", "MB", "GB", "TB"),
    ("km", "miles", "metres", "feet", "meters"),
    ("kg", "pounds", "tonnes", "tons"),
    ("%", " points"),
)
_OPPOSITES = (
    ("more", "less"), ("faster", "slower"), ("higher", "lower"), ("larger", "smaller"), ("greater", "lesser"),
    ("before", "after"), ("at least", "at most"), ("over", "under"), ("above", "below"), ("better", "worse"),
    ("most", "least"), ("increases", "decreases"), ("increase", "decrease"), ("always", "never"), ("all", "no"),
    ("easier", "harder"), ("longer", "shorter"), ("cheaper", "dearer"), ("first", "last"), ("up to", "at least"),
    ("older", "younger"), ("early", "late"), ("heavier", "lighter"), ("simpler", "more complex"), ("many", "few"),
    ("steeper", "shallower"), ("rises", "falls"), ("largest", "smallest"), ("highest", "lowest"), ("best", "worst"),
    ("longest", "shortest"), ("fewer", "more"),
)  # fmt: skip
_ALIKE = 0.5  # a half that shares more words says nearly the same


@dataclass(frozen=True)
class Context:
    """What a corruption may draw from."""

    names: Collection[str]  # as written, from anywhere in the collection
    stranger: str  # a sentence of another passage
    random: random.Random
    neighbour: str = ""  # another sentence of the same passage


Corrupt = Callable[[str, Context], "str | None"]


def corrupt(kind: str, sentence: str, context: Context) -> str | None:
    """The sentence made false, None where that kind of change does not apply to it."""
    changed = CORRUPTIONS[kind](sentence, context)
    return changed if changed and changed != sentence else None


def _number(sentence: str, context: Context) -> str | None:
    found = list(_FIGURE.finditer(sentence))
    if not found:
        return None
    match = context.random.choice(found)
    figure = match.group()
    digit = figure[0]
    other = str((int(digit) + context.random.randint(1, 8)) % 9 + 1)
    return _put(sentence, match, (other if other != digit else "9" if digit != "9" else "8") + figure[1:])


def _version(sentence: str, context: Context) -> str | None:
    match = _VERSION.search(sentence)
    if not match:
        return None
    start, end = match.span(1)
    major, *rest = match.group(1).split(".")
    return sentence[:start] + ".".join([str(int(major) + 1), *rest]) + sentence[end:]


def _unit(sentence: str, context: Context) -> str | None:
    for units in _UNITS:
        match = re.search(rf"(?<=\d) ?({'|'.join(units)})(?!\w)", sentence)
        if match:
            other = context.random.choice([unit for unit in units if unit.strip() != match.group(1).strip()])
            if {match.group(1), other} != {"ms", "milliseconds"}:
                return sentence[: match.start(1)] + other + sentence[match.end(1) :]
    return None


def _name(sentence: str, context: Context) -> str | None:
    own = _names_in(sentence, context.names)
    if not own:
        return None
    match = context.random.choice(own)
    start = match.group()[:5].lower()
    others = [name for name in context.names if name.lower() not in sentence.lower() and name[:5].lower() != start]
    return _put(sentence, match, context.random.choice(others)) if others else None


def _subject(sentence: str, context: Context) -> str | None:
    """Two names change places. Those that only stand in a list together don't make it false."""
    own = _names_in(sentence, context.names)
    for one, two in pairwise(own):
        between = sentence[one.end() : two.start()]
        words = set(re.findall(r"\w+", between.lower())) - {"and", "or", "vs", "with", "the", "to"}
        if one.group() != two.group() and words and not re.search(r"\b(?:both|differ\w*|same|each other)\b", sentence):
            return sentence[: one.start()] + two.group() + between + one.group() + sentence[two.end() :]
    return None


def _other_half(sentence: str, context: Context) -> str | None:
    """The name of one half with what is said of the name in the other half."""
    own = _names_in(sentence, context.names)
    for one, two in pairwise(own):
        words = re.findall(r"\w+", sentence[one.end() : two.start()].lower())
        after = sentence[two.end() :].strip()
        if one.group() != two.group() and len(set(words) - {"and", "or", "the"}) > 2 and len(after.split()) >= 4:
            return f"{one.group()} {after}"
    return None


def _words_swapped(sentence: str, context: Context) -> str | None:
    """Two of the longer words change places, at least one word apart."""
    found = list(re.finditer(r"(?<![\w.@/-])[a-z]{5,}(?![\w./-])", sentence))
    found = [match for match in found if match.group() not in FUNCTION_WORDS]
    pairs = [
        (one, two)
        for one in found
        for two in found
        if two.start() > one.end() + 3 and one.group()[:5] != two.group()[:5]
    ]
    pairs = [(one, two) for one, two in pairs if sentence[one.end() : two.start()].strip(" ,") not in {"and", "or"}]
    if not pairs:
        return None
    one, two = context.random.choice(pairs)
    between = sentence[one.end() : two.start()]
    return sentence[: one.start()] + two.group() + between + one.group() + sentence[two.end() :]


def _negation_added(sentence: str, context: Context) -> str | None:
    found = list(_AUXILIARY.finditer(sentence))
    if not found:
        return None
    match = context.random.choice(found)
    return f"{sentence[: match.end()]} not{sentence[match.end() :]}"


def _negation_removed(sentence: str, context: Context) -> str | None:
    match = _DENIAL.search(sentence)
    if not match:
        return None
    replacement = {"cannot": "can", "without ": "with "}.get(match.group(), "")
    return _put(sentence, match, replacement).replace("ca ", "can ").replace("wo ", "will ")


def _comparison(sentence: str, context: Context) -> str | None:
    for pair in _OPPOSITES:
        for word, opposite in (pair, pair[::-1]):
            match = re.search(rf"\b{word}\b", sentence)
            if match:
                return _put(sentence, match, opposite)
    return None


def _says_something(words: Sequence[str]) -> bool:
    """Whether the first half of a sentence says anything that another end could make false."""
    return len(keys_of(" ".join(words), Terms())) >= FEWEST_KEYS


def _joined(sentence: str, context: Context) -> str | None:
    """The first half of this sentence and the second half of one of another passage."""
    first, second = sentence.split(), context.stranger.split()
    if min(len(first), len(second)) < 6 or not _says_something(first[: len(first) // 2]):
        return None
    return " ".join([*first[: len(first) // 2], *second[len(second) // 2 :]])


def _joined_within(sentence: str, context: Context) -> str | None:
    """The first half of this sentence and the second half of another one of its passage."""
    own, other = sentence.split(), context.neighbour.split()
    half = set(other[len(other) // 2 :])
    if (
        min(len(own), len(other)) < 6
        or not _says_something(own[: len(own) // 2])
        or len(half & set(own)) > _ALIKE * len(half)
    ):
        return None
    return " ".join([*own[: len(own) // 2], *other[len(other) // 2 :]])


def _names_in(sentence: str, names: Collection[str]) -> list[re.Match[str]]:
    longest_first = sorted(names, key=len, reverse=True)
    pattern = r"(?<![\w.@/-])(?:" + "|".join(map(re.escape, longest_first)) + r")(?![\w/-]|\.\w)"
    return list(re.finditer(pattern, sentence)) if names else []


def _put(sentence: str, match: re.Match[str], replacement: str) -> str:
    return sentence[: match.start()] + replacement + sentence[match.end() :]


def _thought(sentence: str, context: Context) -> str | None:
    """What somebody thinks, told as a fact."""
    match = re.match(
        r"[^,;]{3,60}\b(?:thinks?|believes?d?|assumes?d?|claims?|claimed|thought) that (.{20,}?)(?:[,;]|\.$)", sentence
    )
    return f"{match.group(1)[:1].upper()}{match.group(1)[1:]}." if match else None


CORRUPTIONS: Mapping[str, Corrupt] = {
    "number": _number,
    "version": _version,
    "unit": _unit,
    "name": _name,
    "subject": _subject,
    "subject of the other half": _other_half,
    "words swapped": _words_swapped,
    "negation added": _negation_added,
    "negation removed": _negation_removed,
    "comparison": _comparison,
    "thought told as a fact": _thought,
    "halves joined": _joined,
    "halves of one passage": _joined_within,
}
