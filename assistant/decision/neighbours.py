"""Which needs the labelled statements nearest to a sentence state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

_NEAREST = 20  # statements that have a say
_SHARPNESS = 20.0  # how quickly the say falls with the distance
_SAME = 0.9999  # cosine of a statement with itself, as when the statements are compared with one another


@dataclass(frozen=True)
class Nearness:
    """How near the statements are that state each need (`stating`), that do not (`other`), or any (`nearest`).

    `share` is the part of the nearest that state it. All are cosines or 0..1.
    """

    share: Any
    stating: Any
    other: Any
    nearest: float


@dataclass(frozen=True)
class Neighbours:
    """Labelled statements: the vector of each, of unit length, and in its row of `states` the needs it states."""

    vectors: Any
    states: Any

    def compare(self, vector: Any) -> Nearness:
        """The nearness of a sentence to the statements, itself left out."""
        cosines = self.vectors @ vector
        cosines = np.where(cosines > _SAME, -1.0, cosines)
        nearest = np.argsort(-cosines)[:_NEAREST]
        say = np.exp(_SHARPNESS * (cosines[nearest] - 1))
        column = cosines[:, None]
        return Nearness(
            share=say @ self.states[nearest] / max(float(say.sum()), 1e-12),
            stating=np.max(np.where(self.states, column, 0.0), axis=0),
            other=np.max(np.where(self.states, 0.0, column), axis=0),
            nearest=float(cosines[nearest[0]]),
        )
