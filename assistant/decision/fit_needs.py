"""Fit what tells needs by meaning, on labelled turns and examples: `python -m assistant.decision.fit_needs`."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from assistant.decision.fit_route import TURNS, read_turns
from assistant.decision.guide import DecisionGuide
from assistant.decision.meaning import LIKELY
from assistant.decision.sense import PROBE, WEIGHTS_FILE
from ingest.embed import Embedder

_FEWEST = 8  # statements of a need; fewer teach nothing
_STRENGTH = 10.0  # inverse of the penalty on large weights
_FOLDS = 5


def read_statements(guide: DecisionGuide) -> list[tuple[str, set[str]]]:
    """Texts with the needs that they state, from the turns, single statements, the examples and the asides."""
    statements = [(turn.say, _stated(turn.needs)) for turn in read_turns()]
    for path in sorted(TURNS.glob("statements*.yaml")):
        single = yaml.safe_load(path.read_text(encoding="utf-8"))["statements"]
        statements += [(raw["say"], _stated(raw.get("needs", {}))) for raw in single]
    statements += [(example, {need.id}) for need in guide.needs for example in need.examples]
    return [*statements, *((aside, set[str]()) for aside in guide.asides)]


def _stated(needs: Mapping[str, bool]) -> set[str]:
    return {need for need, value in needs.items() if value}


def fit_weights(guide: DecisionGuide, vectors: Any, stated: list[set[str]]) -> tuple[list[dict[str, Any]], str]:
    """The weights of each need, and a line that says how well they do on statements left out of the fit."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    fitted, found, false, wanted = [], 0, 0, 0
    for need in guide.needs:
        states = np.array([need.id in needs for needs in stated])
        if states.sum() < _FEWEST:
            continue
        model = LogisticRegression(C=_STRENGTH, max_iter=1000)
        likely = cross_val_predict(model, vectors, states, cv=_FOLDS, method="predict_proba")[:, 1] >= LIKELY
        found, false = found + int((likely & states).sum()), false + int((likely & ~states).sum())
        wanted += int(states.sum())
        model.fit(vectors, states)
        fitted.append(
            {
                "id": need.id,
                "label": need.label,
                "intercept": round(float(model.intercept_[0]), 2),
                "weights": [round(float(value), 2) for value in model.coef_[0]],
            }
        )
    quality = f"left out of the fit, {found / wanted:.1%} of {wanted} needs are found, "
    return fitted, quality + f"and {found / max(1, found + false):.1%} of what is found is right"


def main() -> None:
    """Write `needs.json`."""
    guide, embedder = DecisionGuide.builtin(), Embedder()
    statements = read_statements(guide)
    fitted, quality = fit_weights(guide, embedder.embed([text for text, _ in statements]), [n for _, n in statements])
    probe = [round(float(value), 4) for value in embedder.embed([PROBE])[0]]
    target = Path(str(files("assistant.decision").joinpath(WEIGHTS_FILE)))
    target.write_text(json.dumps({"fitted": quality, "probe": probe, "needs": fitted}) + "\n", encoding="utf-8")
    print(f"{target.name}: {quality}", file=sys.stderr)


if __name__ == "__main__":
    main()
