"""Pairs from test question sets: their patterns say which units answer a question, and which set has no answer."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from assistant.evaluation.questions import Question
from assistant.knowledge import Knowledge
from assistant.reranker.pair import Pair
from assistant.select import in_context
from assistant.units import Unit, split_units

_RIGHT = 3  # units taken as answers, those first that the selector ranks first
_HARD, _EASY = 7, 2
_UNFIT = {"decision", "social"}  # not answered from a sentence
_MARKS = re.compile(r"[*`]|\n")


def set_pairs(questions: Sequence[Question], knowledge: Knowledge, chooser: random.Random) -> list[Pair]:
    """Pairs of the single-turn questions."""
    units = [unit for passage in knowledge.passages for unit in split_units(passage) if passage.kind != "code"]
    pairs: list[Pair] = []
    for question in questions:
        if len(question.turns) > 1 or question.category in _UNFIT:
            continue
        text = knowledge.vocabulary.correct(question.turns[0])
        ranked = [entry.unit for entry in knowledge.selector.rank_units(text, units)]
        patterns = [*question.facts, *question.evidence]
        some = [unit for unit in ranked if any(_says(unit, pattern) for pattern in patterns)]
        every = [unit for unit in some if all(_says(unit, pattern) for pattern in patterns)]
        wrong = [unit for unit in ranked if unit not in set(some)]
        right = (every or some)[:_RIGHT] if question.answerable else []
        pairs += [Pair(text, in_context(unit), True) for unit in right]
        pairs += [Pair(text, in_context(unit), False) for unit in wrong[:_HARD]]
        if right:
            pairs += [Pair(text, in_context(unit), False) for unit in chooser.sample(wrong[_HARD:], _EASY)]
    return pairs


def _says(unit: Unit, pattern: re.Pattern[str]) -> bool:
    return bool(pattern.search(_MARKS.sub(" ", unit.quote)) or pattern.search(unit.plain))
