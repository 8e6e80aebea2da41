"""What a sentence says a project needs, by weights fitted on labelled turns and kept in `needs.json`.

Patterns know wordings and miss what is said in words of one's own. Here the sentence's embedding goes into one
logistic model for each need (`python -m assistant.decision.fit_needs`). The weights hold for the needs that they
were fitted for, known by id and label, and for the embedding model of the time; another guide does without.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from assistant.decision.guide import DecisionGuide

WEIGHTS_FILE = "needs.json"
PROBE = "A project and what it needs."  # its vector tells whether the embedding model is still the same

_SAME = 0.999  # cosine


@dataclass(frozen=True)
class Sense:
    """The fitted models: for each need its label at the time, intercept and weights; and the probe's vector."""

    labels: dict[str, str]
    intercepts: Any
    weights: Any  # a row for each need, in the order of `labels`
    probe: Any

    def fits(self, guide: DecisionGuide, probe: Any) -> bool:
        """Whether the guide has needs that the weights are for, and the embedding model is the one of the time."""
        known = any(self.labels.get(need.id) == need.label for need in guide.needs)
        return known and probe.shape == self.probe.shape and float(probe @ self.probe) >= _SAME

    def likely(self, guide: DecisionGuide, vectors: Any) -> list[dict[str, float]]:
        """For each vector how likely each need of the guide is stated, 0..1."""
        chances = 1 / (1 + np.exp(-(vectors @ self.weights.T + self.intercepts)))
        wanted = {need.id for need in guide.needs if self.labels.get(need.id) == need.label}
        return [
            {need: float(chance) for need, chance in zip(self.labels, row, strict=True) if need in wanted}
            for row in chances
        ]


@cache
def read_sense() -> Sense:
    """The weights as they were fitted."""
    fitted = json.loads(files("assistant.decision").joinpath(WEIGHTS_FILE).read_text(encoding="utf-8"))
    needs: Sequence[dict[str, Any]] = fitted["needs"]
    return Sense(
        {need["id"]: need["label"] for need in needs},
        np.array([need["intercept"] for need in needs]),
        np.array([need["weights"] for need in needs]),
        np.array(fitted["probe"]),
    )
