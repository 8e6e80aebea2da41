"""Whether a quote supports a statement: does it say the same, word for word in order?

The statement may leave out what the quote says besides, and may be built of other small words. It may not add a
word, number, unit or name, turn a meaning round, or bring the parts of the quote together in another way.
There is no model in this check, so that nothing a model says can talk it round.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import LCSseq

from assistant.terms import Terms
from assistant.writer.meaning import CONDITION, clauses_of, is_figure, is_turning, keys_of, runs

FEWEST_KEYS = 2  # a statement with fewer says nothing that could be checked
_DENSITY = 0.6  # share of what the quote says, between the first and the last word used, that the statement says
_FIRST_PART = re.compile(r"^([^,;]{3,}),\s+(.+?)([.!?]?)$", re.DOTALL)
_LAST_PART = re.compile(
    r"^(.+?)\s+((?:when|if|because|since|while|although|in|on|for|with|after|before) .+?)([.!?]?)$", re.DOTALL | re.I
)


@dataclass(frozen=True)
class Finding:
    """Whether a statement is supported, and else the first thing that is wrong with it."""

    supported: bool
    reason: str = ""


def check_support(
    statement: str, quote: str, terms: Terms, names: Collection[str] = (), *, from_start: bool = False
) -> Finding:
    """Compare a statement with one quote. `names` are the terms that are names in the corpus.

    With `from_start` the statement has to begin as a sentence of the quote does, so that it brings its subject.
    """
    orders = [(keys_of(text, terms), from_start or opens) for text, opens in _word_orders(statement)]
    stated = orders[0][0]
    if len(stated) < FEWEST_KEYS:
        return Finding(False, "says nothing that could be checked")
    clauses = clauses_of(quote, terms)
    said = {key for clause in clauses for key in clause.keys}
    missing = [key for key in stated if key not in said]
    if missing:
        return Finding(False, f"not in the quote: {_readable(missing[0])}")
    if CONDITION in said and CONDITION not in stated:
        return Finding(False, "leaves out a condition")
    reason = ""
    for run in runs(clauses):
        for keys, opens in orders:
            fault = "" if opens and not run.opens else _fault(keys, run.keys, names, opens)
            if fault is None:
                return Finding(True)
            reason = reason or fault
    return Finding(False, reason or "puts the words of the quote together in another way")


def _fault(keys: list[str], source: list[str], names: Collection[str], from_start: bool) -> str | None:
    """None where `source` says `keys`; else what is wrong, empty where the words are not all there in order."""
    places = _align(keys, source)
    if places is None or (from_start and places[0] > 0):
        return ""
    used = set(places)
    left_out = [place for place in range(len(source)) if place not in used]
    turned = [source[place] for place in left_out if is_turning(source[place])]
    if turned:
        return f"leaves out: {_readable(turned[0])}"
    first, last = places[0], places[-1]
    if len(used) < _DENSITY * (last - first + 1):
        return "leaves out too much in between"
    for before, after in pairwise(places):
        gap = source[before + 1 : after]
        if gap and is_figure(source[before]):
            return "takes a figure from what it belongs to"
        if any(key in names or is_figure(key) for key in gap) and any(key not in names for key in gap):
            return "gives one thing what the quote says of another"
    return None


def _align(keys: list[str], source: list[str]) -> list[int] | None:
    """Where in `source` each key stands, in order; None where they are not all there in order."""
    blocks = LCSseq.editops(keys, source)
    if any(operation.tag != "insert" for operation in blocks):
        return None
    inserted = {operation.dest_pos for operation in blocks}
    return [place for place in range(len(source)) if place not in inserted]


def _word_orders(statement: str) -> list[tuple[str, bool]]:
    """The statement, with its first part behind the rest, and with its last part in front.

    True marks the last: a sentence of the quote has to open with that part.
    """
    orders = [(statement, False)]
    for pattern, opens in ((_FIRST_PART, False), (_LAST_PART, True)):
        match = pattern.match(statement.strip())
        if match:
            orders.append((f"{match.group(2)}, {match.group(1)}{match.group(3)}", opens))
    return orders


def _readable(key: str) -> str:
    return key.removeprefix("0") if not key.isdigit() else key
