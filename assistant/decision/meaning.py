"""Needs that a text states in words of its own: what resembles an example of the guide, or what the weights know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from assistant.decision.certainty import Closeness, read_signs
from assistant.decision.clauses import Span
from assistant.decision.english import DENYING, ELSEWHERE, OPEN_BEFORE
from assistant.decision.guide import DecisionGuide
from assistant.decision.sense import PROBE, Sense, read_sense

Embed = Callable[[list[str]], Any]  # rows of unit length, one for each text

CERTAIN = 0.7  # of 1, for a need that a sentence states by its meaning
_BACKED = 0.3  # ... where a clause resembles an example of the need
_UNLIKELY = 0.005  # of 1, for a need that only the words resemble
_SIMILAR = 0.55
_AHEAD = 0.03  # how much nearer than every other need the examples of the best one must be
_ALIKE = 0.15  # how much farther an example with a denial may be, for a clause with a denial to say the same
_SHORTEST = 4  # words; fewer are too few for a comparison by meaning


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
    fitted: Sense | None = None  # None takes the packaged models, where they hold for guide and embedding

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

    def read(self, text: str, clauses: Sequence[Span], sentences: Sequence[Span]) -> list[Meant]:
        """Needs of clauses by the nearest example, and of sentences by the fitted models, which must back those."""
        examples = self.compare(text, clauses)
        if self._sense is None or self._sense.certainty is None:
            return examples
        sure = self.how_sure(text, sentences)
        most = {need: max((likely.get(need, 0.0) for _, likely in sure), default=0.0) for need in self._sense.labels}
        backed = [found for found in examples if not found.value or most.get(found.need, 1.0) >= _BACKED]
        certain = [Meant(need, True, span) for span, likely in sure for need, c in likely.items() if c >= CERTAIN]
        return [*backed, *certain]

    def how_sure(self, text: str, sentences: Sequence[Span]) -> list[tuple[Span, dict[str, float]]]:
        """How certain each sentence makes each need, 0..1, for the sentences that are fit to be compared."""
        if self._sense is None or self._sense.certainty is None:
            return []
        certainty = self._sense.certainty
        return [
            (span, self._sense.name(self.guide, certainty.of(signs)))
            for span, signs in self.read_signs(text, sentences)
        ]

    def read_signs(self, text: str, sentences: Sequence[Span]) -> list[tuple[Span, Any]]:
        """For each sentence fit to be compared the signs of each need that was fitted."""
        spans = [span for span in (trim(text, sentence) for sentence in sentences) if _is_plain(text, span)]
        sense = self._sense
        if not spans or sense is None or sense.neighbours is None:
            return []
        vectors = self.embed([text[slice(*span)] for span in spans])
        logits = sense.logits(vectors)
        cosines = vectors @ self._example_vectors.T
        signs = []
        for number, span in enumerate(spans):
            best = dict.fromkeys(("", *sense.labels), 0.0)
            for (need, _), cosine in zip(self._examples, cosines[number], strict=True):
                best[need] = max(best.get(need, 0.0), float(cosine))
            examples = np.array([best[need] for need in sense.labels])
            near = sense.neighbours.compare(vectors[number])
            close = Closeness(logits[number], near, examples, best[""])
            asks = text[: span[1] + 1].endswith("?")
            signs.append((span, read_signs(text[slice(*span)], asks, close)))
        return signs

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
        if self.fitted:
            return self.fitted
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
    return bool(DENYING.search(text))


def _is_plain(text: str, span: Span) -> bool:
    """Whether the words are enough for a comparison by meaning, leave nothing open and are of no other project."""
    words = text[slice(*span)]
    return len(words.split()) >= _SHORTEST and not (OPEN_BEFORE.search(words) or ELSEWHERE.match(words))
