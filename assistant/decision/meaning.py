"""Needs that a text states in words of its own: what resembles an example of the guide, or what the weights know."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assistant.decision.clauses import Span
from assistant.decision.english import ELSEWHERE, OPEN_BEFORE
from assistant.decision.guide import DecisionGuide
from assistant.decision.sense import PROBE, Sense, read_sense

Embed = Callable[[list[str]], Any]  # rows of unit length, one for each text

LIKELY = 0.5  # of 1, for a need that a sentence states by its meaning
LIKELY_BESIDE = 0.82  # ... and beside words that state another need

_DENIED = 0.2  # how much likelier where it denies something, which meaning vectors hardly see
_UNLIKELY = 0.005  # of 1, for a need that only the words resemble
_SIMILAR = 0.55
_AHEAD = 0.03  # how much nearer than every other need the examples of the best one must be
_ALIKE = 0.15  # how much farther an example with a denial may be, for a clause with a denial to say the same
_SHORTEST = 4  # words; fewer are too few for a comparison by meaning
# Meaning vectors hardly see a denial, so it is looked for in the words.
_DENYING = re.compile(
    r"(?<!\w)(?:no(?! more than)|without|nobody|nothing(?! else| more)|never|none|(?:not|\w+n't|cannot) (?:\w+ ){0,2}"
    r"(?:need|want|have|has|require|plan|care|use|going|matter|supposed))(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Meant:
    """A need that words mean, and whether they state or deny it."""

    need: str
    value: bool
    words: Span


@dataclass(frozen=True)
class MeaningReader:
    """Reads needs from what clauses and sentences mean, where no pattern knows their words."""

    guide: DecisionGuide
    embed: Embed

    def compare(self, text: str, clauses: Sequence[Span]) -> list[Meant]:
        """Needs by the nearest example of the guide."""
        clauses = [span for span in (trim(text, clause) for clause in clauses) if _is_plain(text, span)]
        if not clauses or not self._examples:
            return []
        similarity = self.embed([text[slice(*span)] for span in clauses]) @ self._example_vectors.T
        found = []
        for span, row in zip(clauses, similarity, strict=True):
            nearest: dict[str, float] = {}
            for (need_id, _), score in zip(self._examples, row, strict=True):
                nearest[need_id] = max(nearest.get(need_id, -1.0), float(score))
            ranked = sorted(nearest, key=lambda need_id: (-nearest[need_id], need_id))
            best = nearest[ranked[0]]
            ahead = len(ranked) < 2 or best - nearest[ranked[1]] >= _AHEAD
            if ranked[0] and best >= _SIMILAR and ahead:
                # "There is no administrator" denies nothing: it is how people ask for fewer servers.
                alike = [
                    float(score)
                    for entry, score in zip(self._examples, row, strict=True)
                    if entry[0] == ranked[0] and is_denied(entry[1])
                ]
                value = not is_denied(text[slice(*span)]) or max(alike, default=-1.0) >= best - _ALIKE
                found.append(Meant(ranked[0], value, span))
        return found

    def sense(self, text: str, sentences: Sequence[Span], least: float = LIKELY) -> list[Meant]:
        """Needs of whole sentences by the fitted weights, at least so likely."""
        spans = [span for span in (trim(text, sentence) for sentence in sentences) if _is_plain(text, span)]
        return [
            Meant(need, True, span)
            for span, likely in zip(spans, self._chances(text, spans), strict=True)
            for need, chance in likely.items()
            if chance >= least + (_DENIED if is_denied(text[slice(*span)]) else 0)
        ]

    def rules_out(self, text: str, need: str, spans: Sequence[Span]) -> bool:
        """Whether none of the spans is likely to state a need, whatever its words resemble: "the shop floor"."""
        chances = self._chances(text, [trim(text, span) for span in spans])
        return bool(chances) and all(likely.get(need, 1.0) < _UNLIKELY for likely in chances)

    def _chances(self, text: str, spans: Sequence[Span]) -> list[dict[str, float]]:
        """How likely each need is stated by each span; no need is told of without fitted weights."""
        if not spans or self._sense is None:
            return [{} for _ in spans]
        return self._sense.likely(self.guide, self.embed([text[slice(*span)] for span in spans]))

    @cached_property
    def _sense(self) -> Sense | None:
        sense = read_sense()
        return sense if sense.fits(self.guide, self.embed([PROBE])[0]) else None

    @cached_property
    def _examples(self) -> list[tuple[str, str]]:
        """Examples with their needs; the asides, which state nothing, come with none."""
        asides = [("", aside) for aside in self.guide.asides]
        return [(need.id, example) for need in self.guide.needs for example in need.examples] + asides

    @cached_property
    def _example_vectors(self) -> Any:
        return self.embed([example for _, example in self._examples])


def trim(text: str, span: Span) -> Span:
    """The span without the blanks and commas at its ends."""
    piece = text[slice(*span)]
    start = span[0] + len(piece) - len(piece.lstrip(" ,.;:-\n\t"))
    return start, start + len(piece.strip(" ,.;:-\n\t"))


def is_denied(text: str) -> bool:
    """Whether the words deny something."""
    return bool(_DENYING.search(text))


def _is_plain(text: str, span: Span) -> bool:
    """Whether the words are enough for a comparison by meaning, leave nothing open and are of no other project."""
    words = text[slice(*span)]
    return len(words.split()) >= _SHORTEST and not (OPEN_BEFORE.search(words) or ELSEWHERE.match(words))
