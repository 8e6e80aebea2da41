"""Pairs from the hand-written questions in `pairs/`: one file a part of a document, every quote letter for letter."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from assistant.knowledge import Knowledge
from assistant.reranker.pair import Pair
from assistant.select import in_context
from assistant.units import Unit, split_units

PAIRS = Path(__file__).parent / "pairs"
_HARD = 6  # units that look most like an answer, without being one
_EASY = 2
_RESTATES = 0.75  # cosine from which two units may say the same


@dataclass(frozen=True)
class Entry:
    """Sentences of the corpus, what they answer, and what looks like it but is answered nowhere."""

    quote: str
    also: tuple[str, ...]
    questions: tuple[str, ...]
    near: tuple[str, ...]


def read_entries(folder: Path = PAIRS) -> list[Entry]:
    return [
        Entry(raw["quote"], tuple(raw.get("also", ())), tuple(raw["questions"]), tuple(raw.get("near", ())))
        for path in sorted(folder.glob("*.yaml"))
        for raw in _read(path).get("pairs", ())
    ]


def read_off_topic(folder: Path = PAIRS) -> list[str]:
    """What people may ask that no sentence of the corpus answers, whatever it looks like."""
    return [line for path in sorted(folder.glob("*.yaml")) for line in _read(path).get("off_topic", ())]


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def own_pairs(knowledge: Knowledge, chooser: random.Random) -> list[Pair]:
    """All pairs of the hand-written questions, with the units that the selector would confuse with the right ones."""
    units = [unit for passage in knowledge.passages for unit in split_units(passage) if passage.kind != "code"]
    vectors = knowledge.embed([in_context(unit) for unit in units])
    restates = vectors @ vectors.T >= _RESTATES
    place = {unit: number for number, unit in enumerate(units)}
    pairs: list[Pair] = []
    for entry in read_entries():
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
    for line in read_off_topic():
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
