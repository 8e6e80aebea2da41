"""How certain it is that a sentence states a need: what its embedding says, its neighbours and its words together.

The embedding alone is too sure of sentences unlike any that it was fitted on. One logistic model for all needs
weighs it against the nearest labelled statements, the guide's examples and a few marks of the sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from assistant.decision.english import DENYING, NEEDING, OTHERS, OWN, PAST
from assistant.decision.neighbours import Nearness

SIGNS = (
    "logit", "rank", "share", "stating", "other", "nearest", "example", "aside",
    "words", "question", "denial", "own", "others", "past", "needing",
)  # fmt: skip

_MOST = 8.0  # of a logit; beyond, it says nothing more


@dataclass(frozen=True)
class Certainty:
    """The fitted model, with a weight for each of SIGNS."""

    intercept: float
    weights: Any

    def of(self, signs: Any) -> Any:
        """How certain each row of signs makes it, 0..1."""
        return 1 / (1 + np.exp(-(signs @ self.weights + self.intercept)))


@dataclass(frozen=True)
class Closeness:
    """What vectors say of a sentence; arrays have a number for each need.

    `examples` are the cosines with the nearest of the guide's examples of a need, `aside` the one with its nearest
    aside.
    """

    logits: Any
    near: Nearness
    examples: Any
    aside: float


def read_signs(sentence: str, asks: bool, close: Closeness) -> Any:
    """A row of SIGNS for each need; `asks` tells whether the sentence ends with a question mark."""
    near = close.near
    rank = (close.logits[None, :] > close.logits[:, None]).sum(axis=1)
    marks = [bool(mark.search(sentence)) for mark in (DENYING, OWN, OTHERS, PAST, NEEDING)]
    of_sentence = (near.nearest, close.aside, np.log(len(sentence.split())), asks, *marks)
    nearest, aside, *rest = (np.full(len(rank), float(value)) for value in of_sentence)
    logits = np.clip(close.logits, -_MOST, _MOST)
    return np.stack([logits, rank, near.share, near.stating, near.other, nearest, close.examples, aside, *rest], axis=1)
