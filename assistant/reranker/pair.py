"""Labelled question/sentence pairs: what the reranker is trained and measured on."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_NUMBER = re.compile(r"\b\d[\d,.]*\b")
_NAME = re.compile(r"(?<=[\w,] )[A-Z][\w.'-]*(?: [A-Z][\w.'-]*)*")


@dataclass(frozen=True)
class Pair:
    """A question, a sentence under its heading, and whether the sentence answers the question."""

    question: str
    text: str
    answers: bool


def with_heading(heading: str, sentence: str) -> str:
    """The form in which the reranker reads a sentence: its heading often names what it is about."""
    return f"{heading}: {sentence}" if heading else sentence


def is_held_out(key: str, share: float = 0.25) -> bool:
    """Whether a question is kept out of training, decided by its key alone so that it never changes."""
    return int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) < share * 0x1_0000_0000


def swapped(pairs: Sequence[Pair], chooser: random.Random, per_question: int = 1) -> list[Pair]:
    """Near misses: a name or a number of an answered question is replaced by one that its sentence lacks."""
    names = sorted({name for pair in pairs for name in _NAME.findall(pair.question)})
    made: list[Pair] = []
    for pair in pairs:
        if not pair.answers:
            continue
        asked = [
            *(_swap_name(pair, match, names, chooser) for match in _NAME.finditer(pair.question)),
            *(_swap_number(pair, match, chooser) for match in _NUMBER.finditer(pair.question)),
        ]
        possible = [question for question in asked if question]
        chooser.shuffle(possible)
        made += [Pair(question, pair.text, False) for question in possible[:per_question]]
    return made


def _swap_name(pair: Pair, match: re.Match[str], names: Sequence[str], chooser: random.Random) -> str | None:
    text = pair.text.lower()
    if match.group().split()[0].lower() not in text:
        return None  # a name that the sentence does not have proves nothing
    other = chooser.choice(names)
    return None if other.lower() in text else _replace(pair.question, match, other)


def _swap_number(pair: Pair, match: re.Match[str], chooser: random.Random) -> str | None:
    digits = re.sub(r"\D", "", match.group())
    if match.group() not in pair.text or len(digits) > 9:
        return None
    other = str(int(digits) + chooser.choice((-3, -1, 2, 7, 20)))
    return None if other in pair.text else _replace(pair.question, match, other)


def _replace(text: str, match: re.Match[str], other: str) -> str:
    return text[: match.start()] + other + text[match.end() :]


def count_answers(pairs: Iterable[Pair]) -> int:
    return sum(pair.answers for pair in pairs)
