"""Read a text with its mistyped words put right, and find the places in the text as it was typed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

from assistant.decision.clauses import Span

Correct = Callable[[str], str]  # one word as it should be; a word that is fine as it is

_WORD = re.compile(r"(?<![\w'@#./-])[a-z]+(?![\w'@#/-]|\.\w)")  # capitals are names, which only the user knows


@dataclass(frozen=True)
class Corrected:
    """A text after correction. `pieces` are the words: where each stands now, and where it stood."""

    text: str
    pieces: tuple[tuple[Span, Span], ...]

    def original(self, span: Span) -> Span:
        """The place in the text as typed; a corrected word counts as a whole."""
        return self._back(span[0], end=False), self._back(span[1], end=True)

    def _back(self, place: int, end: bool) -> int:
        number = bisect_right([now[0] for now, _ in self.pieces], place - end) - 1
        if number < 0:
            return place
        now, before = self.pieces[number]
        if now[1] - now[0] == before[1] - before[0] or place >= now[1]:
            return before[1] + place - now[1]
        return before[1] if end else before[0]


def correct_text(text: str, correct: Correct | None) -> Corrected:
    """The text with every word in small letters corrected that is one slip away from another."""
    now, pieces, last = "", [], 0
    for match in _WORD.finditer(text):
        word = match.group()
        right = correct(word) if correct else word
        if DamerauLevenshtein.distance(word, right, score_cutoff=1) > 1:
            right = word
        now += text[last : match.start()]
        pieces.append(((len(now), len(now) + len(right)), match.span()))
        now += right
        last = match.end()
    return Corrected(now + text[last:], tuple(pieces))
