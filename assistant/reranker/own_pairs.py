"""Pairs from the known questions of the built-in corpus."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np

from assistant.builtin import builtin_corpus
from assistant.knowledge import Knowledge
from assistant.known_questions import load_known_questions
from assistant.reranker.pair import Pair
from assistant.select import in_context
from assistant.units import Unit, split_units

_HARD = 6  # units that look most like an answer, without being one
_EASY = 2
_RESTATES = 0.75  # cosine from which two units may say the same


def own_pairs(knowledge: Knowledge, chooser: random.Random) -> list[Pair]:
    """All pairs of the hand-written questions, with the units that the selector would confuse with the right ones."""
    units = [unit for passage in knowledge.passages for unit in split_units(passage) if passage.kind != "code"]
    vectors = knowledge.embed([in_context(unit) for unit in units])
    restates = vectors @ vectors.T >= _RESTATES
    place = {unit: number for number, unit in enumerate(units)}
    pairs: list[Pair] = []
    known = load_known_questions(builtin_corpus())
    for entry in known.entries:
        right = _units_of([entry.quote], units)
        others = _units_of(entry.also, units)
        alike = np.any(restates[[place[unit] for unit in [*right, *others]]], axis=0) if right else None
        for question in entry.questions if right else ():
            pairs += [Pair(question, in_context(unit), True) for unit in dict.fromkeys([*right, *others])]
            wrong = [unit for unit in _ranked(knowledge, question, units) if not alike[place[unit]]]  # type: ignore[index]
            pairs += [Pair(question, in_context(unit), False) for unit in _sample(wrong, chooser)]
        for question in entry.near:
            beside = dict.fromkeys([*right, *_ranked(knowledge, question, units)[:_HARD]])
            pairs += [Pair(question, in_context(unit), False) for unit in beside]
    for line in known.off_topic:
        pairs += [Pair(line, in_context(unit), False) for unit in _sample(_ranked(knowledge, line, units), chooser)]
    return pairs


def _sample(wrong: Sequence[Unit], chooser: random.Random) -> list[Unit]:
    return [*wrong[:_HARD], *chooser.sample(list(wrong[_HARD:]), _EASY)]


def _ranked(knowledge: Knowledge, question: str, units: Sequence[Unit]) -> list[Unit]:
    return [entry.unit for entry in knowledge.selector.rank_units(question, units)]


def _units_of(quotes: Sequence[str], units: Sequence[Unit]) -> list[Unit]:
    return list(dict.fromkeys(unit for quote in quotes for unit in units if _overlaps(quote, unit)))


def _overlaps(quote: str, unit: Unit) -> bool:
    """Whether a unit holds a quote, or is one of the sentences of it."""
    return quote in unit.quote or unit.quote in quote or unit.passage.text.strip() == quote.strip()
