"""What a sentence says a project needs, by weights fitted on labelled turns and kept in `needs.json`.

Patterns know wordings and miss what is said in words of one's own. Here the sentence's embedding goes into one
logistic model for each need, and is compared with the labelled statements (`python -m assistant.decision.fit_needs`).
The weights hold for the needs that they were fitted for, known by id and label, and for the embedding model of the
time; another guide does without.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from assistant.decision.certainty import SIGNS, Certainty
from assistant.decision.guide import DecisionGuide
from assistant.decision.neighbours import Neighbours

WEIGHTS_FILE = "needs.json"
NEIGHBOURS_FILE = "needs.npz"
VECTOR_SCALE = 127  # the vectors of the statements are stored as whole numbers of one byte
PROBE = "A project and what it needs."  # its vector tells whether the embedding model is still the same

_SAME = 0.999  # cosine


@dataclass(frozen=True)
class Sense:
    """The fitted models: for each need its label at the time, intercept and weights; and the probe's vector."""

    labels: dict[str, str]
    intercepts: Any
    weights: Any  # a row for each need, in the order of `labels`
    probe: Any
    neighbours: Neighbours | None = None  # the statements, with their needs in the order of `labels`
    certainty: Certainty | None = None

    def fits(self, guide: DecisionGuide, probe: Any) -> bool:
        """Whether the guide has needs that the weights are for, and the embedding model is the one of the time."""
        return bool(self._known(guide)) and probe.shape == self.probe.shape and float(probe @ self.probe) >= _SAME

    def logits(self, vectors: Any) -> Any:
        """For each vector the log odds that it states each need, in the order of `labels`."""
        return vectors @ self.weights.T + self.intercepts

    def likely(self, guide: DecisionGuide, vectors: Any) -> list[dict[str, float]]:
        """For each vector how likely each need of the guide is stated, 0..1."""
        return [self.name(guide, row) for row in 1 / (1 + np.exp(-self.logits(vectors)))]

    def name(self, guide: DecisionGuide, numbers: Any) -> dict[str, float]:
        """Numbers in the order of `labels` by need, for the needs of the guide."""
        known = self._known(guide)
        return {need: float(number) for need, number in zip(self.labels, numbers, strict=True) if need in known}

    def _known(self, guide: DecisionGuide) -> set[str]:
        return {need.id for need in guide.needs if self.labels.get(need.id) == need.label}


@cache
def read_sense() -> Sense:
    """The models as they were fitted."""
    folder = files("assistant.decision")
    fitted = json.loads(folder.joinpath(WEIGHTS_FILE).read_text(encoding="utf-8"))
    with folder.joinpath(NEIGHBOURS_FILE).open("rb") as file, np.load(file) as stored:
        neighbours = Neighbours(stored["vectors"].astype(np.float32) / VECTOR_SCALE, stored["states"])
    needs: Sequence[dict[str, Any]] = fitted["needs"]
    return Sense(
        {need["id"]: need["label"] for need in needs},
        np.array([need["intercept"] for need in needs]),
        np.array([need["weights"] for need in needs]),
        np.array(fitted["probe"]),
        neighbours,
        Certainty(fitted["certainty"]["intercept"], np.array([fitted["certainty"]["weights"][sign] for sign in SIGNS])),
    )
