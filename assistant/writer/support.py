"""Whether a quote supports a statement: does it say the same, word for word in order?

The statement may leave out what the quote says besides, and may be built of other small words. It may not add a
word, number, unit or name, turn a meaning round, or bring the parts of the quote together in another way.
There is no model in this check, so that nothing a model says can talk it round.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz.distance import LCSseq

from assistant.terms import Terms
from assistant.writer.meaning import (
    CONDITION,
    MAYBE,
    Clause,
    Run,
    clauses_of,
    is_derived,
    is_figure,
    is_turning,
    keys_of,
    runs,
)
from assistant.writer.rearranged import says_turned_round

FEWEST_KEYS = 2  # a statement with fewer says nothing that could be checked
_DENSITY = 0.6  # share of what the quote says, between the first and the last word used, that the statement says
_FIRST_PART = re.compile(r"^([^,;]{3,}),\s+(.+?)[.!?]?$", re.DOTALL)
_LAST_PARTS = re.compile(
    r",\s|\s(?=(?:when|where|if|because|since|while|although|in|on|for|with|after|before|during|at|under|unlike|from)\s)",
    re.IGNORECASE,
)
_MOST_ORDERS = 8
_ASIDE = re.compile(r"\s*\([^()]*\)|\s[—–]\s[^—–]+\s[—–](?=\s)")


@dataclass(frozen=True)
class Finding:
    """Whether a statement is supported, and else the first thing that is wrong with it."""

    supported: bool
    reason: str = ""


@dataclass(frozen=True)
class Order:
    """The keys of a statement in one order; with `opens`, a sentence of the quote has to open with them."""

    keys: tuple[str, ...]
    opens: bool


def check_support(
    statement: str,
    quote: str,
    terms: Terms,
    names: Collection[str] = (),
    *,
    from_start: bool = False,
) -> Finding:
    """Compare a statement with one quote. `names` are the terms that are names in the corpus.

    With `from_start` the statement has to begin as a sentence of the quote does, so that it brings its subject.
    """
    orders = [Order(keys_of(text, terms), from_start or opens) for text, opens in _word_orders(statement)]
    if len(orders[0].keys) < FEWEST_KEYS:
        return Finding(False, "says nothing that could be checked")
    reason = ""
    for text in dict.fromkeys((quote, _ASIDE.sub("", quote))):
        finding = _compare(orders, clauses_of(text, terms), names)
        if finding.supported:
            return finding
        reason = reason or finding.reason
    return Finding(False, reason)


def _compare(orders: Sequence[Order], clauses: Sequence[Clause], names: Collection[str]) -> Finding:
    """Look for a run of clauses that says the keys in one of their orders."""
    said = {key for clause in clauses for key in clause.keys}
    orders = [replace(order, keys=_as_said(order.keys, said, names)) for order in orders]
    missing = [key for key in orders[0].keys if key not in said]
    if missing:
        return Finding(False, f"not in the quote: {_readable(missing[0])}")
    reason = ""
    for run in runs(clauses, set.intersection(*(set(order.keys) for order in orders))):
        for order in orders:
            fault = "" if order.opens and not run.opens else _fault(order, run, names)
            if fault is None:
                return Finding(True)
            reason = reason or fault
    plain = orders[0]
    if not plain.opens and says_turned_round(plain.keys, clauses, names):
        return Finding(True)
    return Finding(False, reason or "puts the words of the quote together in another way")


def _as_said(keys: Sequence[str], said: Collection[str], names: Collection[str]) -> tuple[str, ...]:
    """The keys in the forms in which the quote has them. A "may" that it lacks says less, and so is left out."""
    found = []
    for key in keys:
        if key in said or key in names:
            found.append(key)
        elif key != MAYBE:
            found.append(next((other for other in said if other not in keys and is_derived(key, other)), key))
    return tuple(found)


def _fault(order: Order, run: Run, names: Collection[str]) -> str | None:
    """None where the run says the keys; else what is wrong, empty where they are not all there in order."""
    source = run.keys
    places = _align(order.keys, source)
    if places is None or (order.opens and places[0] > 0):
        return ""
    if places[0] in run.thought:
        return "takes what somebody thinks for a fact"
    if run.conditional and CONDITION not in order.keys:
        return "leaves out a condition"
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
        if run.sentences[before] != run.sentences[after] and not _goes_on(run, places, before, after, names):
            return "joins parts of two sentences"
        if gap and is_figure(source[before]):
            return "takes a figure from what it belongs to"
        if any(key in names or is_figure(key) for key in gap) and any(key not in names for key in gap):
            return "gives one thing what the quote says of another"
    return None


def _goes_on(run: Run, places: Sequence[int], before: int, after: int, names: Collection[str]) -> bool:
    """Whether a statement passes from one sentence to the next as the quote does, or with its subject alone."""
    begins = run.sentences[after] != run.sentences[after - 1]
    subject_only = all(run.keys[place] in names for place in places if place <= before)
    return begins and (before in run.ends or subject_only)


def _align(keys: Sequence[str], source: Sequence[str]) -> list[int] | None:
    """Where in `source` each key stands, in order; None where they are not all there in order."""
    blocks = LCSseq.editops(keys, source)
    if any(operation.tag != "insert" for operation in blocks):
        return None
    inserted = {operation.dest_pos for operation in blocks}
    return [place for place in range(len(source)) if place not in inserted]


def _word_orders(statement: str) -> list[tuple[str, bool]]:
    """The statement, with its first part behind the rest, and with each possible last part in front.

    True marks the latter: a sentence of the quote has to open with that part.
    """
    text = statement.strip()
    orders = [(text, False)]
    first = _FIRST_PART.match(text)
    if first:
        orders.append((f"{first.group(2)}, {first.group(1)}", False))
    for start in [match.start() for match in _LAST_PARTS.finditer(text)][-_MOST_ORDERS:]:
        front = text[start:].strip(" ,.!")
        orders.append((f"{front}, {text[:start]}", True))
    return orders


def _readable(key: str) -> str:
    return key.removeprefix("0") if not key.isdigit() else key
