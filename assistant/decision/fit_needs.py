"""Fit what tells needs by meaning, on labelled turns and examples: `python -m assistant.decision.fit_needs`."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from assistant.decision.certainty import SIGNS
from assistant.decision.clauses import is_lookup, split_sentences
from assistant.decision.fit_route import TURNS
from assistant.decision.guide import DecisionGuide
from assistant.decision.meaning import CERTAIN, Embed, MeaningReader
from assistant.decision.needs import option_names, plain_text
from assistant.decision.neighbours import Neighbours
from assistant.decision.sense import NEIGHBOURS_FILE, PROBE, VECTOR_SCALE, WEIGHTS_FILE, Sense
from ingest.embed import Embedder

_FEWEST = 8  # statements of a need; fewer teach nothing
_STRENGTH = 10.0  # inverse of the penalty on large weights
_CERTAINTY_STRENGTH = 0.1  # ... of the model on top, which has few weights that resemble one another
_GUIDE = "guide"


@dataclass(frozen=True)
class Statement:
    """A text, the needs that it states, and who wrote it."""

    text: str
    states: frozenset[str]
    author: str


def read_statements(guide: DecisionGuide) -> list[Statement]:
    """The labelled turns and single statements, the guide's examples and its asides."""
    statements = []
    for path in sorted(TURNS.glob("*.yaml")):
        author = path.stem.removeprefix("statements-")
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
        for raw in (*read.get("turns", ()), *read.get("statements", ())):
            statements.append(Statement(raw["say"], _stated(raw.get("needs") or {}), author))
    statements += [Statement(entry, frozenset({need.id}), _GUIDE) for need in guide.needs for entry in need.examples]
    return [*statements, *(Statement(aside, frozenset(), _GUIDE) for aside in guide.asides)]


def _stated(needs: Mapping[str, bool]) -> frozenset[str]:
    return frozenset(need for need, value in needs.items() if value)


def fit_sense(guide: DecisionGuide, vectors: Any, stated: Sequence[frozenset[str]]) -> Sense:
    """The model of each need with enough statements, and the statements for comparison; without a probe."""
    from sklearn.linear_model import LogisticRegression

    labels, intercepts, weights, columns = {}, [], [], []
    for need in guide.needs:
        states = np.array([need.id in needs for needs in stated])
        if states.sum() < _FEWEST:
            continue
        model = LogisticRegression(C=_STRENGTH, max_iter=1000).fit(vectors, states)
        labels[need.id] = need.label
        intercepts.append(round(float(model.intercept_[0]), 2))
        weights.append([round(float(value), 2) for value in model.coef_[0]])
        columns.append(states)
    neighbours = Neighbours(vectors, np.stack(columns, axis=1))
    return Sense(labels, np.array(intercepts), np.array(weights), vectors[0] * 0, neighbours)


def fit_certainty(guide: DecisionGuide, statements: Sequence[Statement], embed: Embed) -> tuple[dict[str, Any], str]:
    """The weights of the signs, each author's read by models of the others, and a line that says how well they do."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    read = [_read_signs(guide, statements, author, embed) for author in sorted({s.author for s in statements})]
    signs, states = (np.concatenate(part) for part in zip(*(part for part in read if len(part[0])), strict=True))
    scaler = StandardScaler().fit(signs)
    model = LogisticRegression(C=_CERTAINTY_STRENGTH, max_iter=2000).fit(scaler.transform(signs), states)
    weights = model.coef_[0] / scaler.scale_
    found = model.predict_proba(scaler.transform(signs))[:, 1] >= CERTAIN
    quality = (
        f"left out of the fit, {found[states].mean():.1%} of {int(states.sum())} needs are found, "
        f"and {states[found].mean():.1%} of what is found is right"
    )
    fitted = {
        "intercept": round(float(model.intercept_[0] - weights @ scaler.mean_), 3),
        "weights": {sign: round(float(weight), 4) for sign, weight in zip(SIGNS, weights, strict=True)},
    }
    return fitted, quality


def _read_signs(guide: DecisionGuide, statements: Sequence[Statement], author: str, embed: Embed) -> tuple[Any, Any]:
    """The signs of an author's sentences for each need, by models that never saw the author, and what is stated."""
    others = [entry for entry in statements if entry.author != author or author == _GUIDE]
    sense = fit_sense(guide, embed([entry.text for entry in others]), [entry.states for entry in others])
    reader, products = MeaningReader(guide, embed, sense), option_names(guide)
    signs, states = [], []
    for entry in statements:
        if entry.author != author or author == _GUIDE:
            continue
        text = plain_text(entry.text)
        sentences = [span for span in split_sentences(text) if not is_lookup(text, span, products)]
        rows = [signs_of for _, signs_of in reader.read_signs(text, sentences)]
        if rows:
            # Each need by the sentence that speaks most of it: the labels are of the whole text.
            best = np.argmax([row[:, SIGNS.index("logit")] for row in rows], axis=0)
            signs.append(np.stack([rows[sentence][number] for number, sentence in enumerate(best)]))
            states.append(np.array([need in entry.states for need in sense.labels]))
    return (np.concatenate(signs), np.concatenate(states)) if signs else (np.empty(0), np.empty(0))


def remember(embed: Embed) -> Embed:
    """The same embedding, which works out each text once."""
    known: dict[str, Any] = {}

    def recall(texts: list[str]) -> Any:
        new = list(dict.fromkeys(text for text in texts if text not in known))
        known.update(zip(new, embed(new), strict=True) if new else ())
        return np.stack([known[text] for text in texts])

    return recall


def main() -> None:
    """Write `needs.json` and `needs.npz`."""
    guide, embed = DecisionGuide.builtin(), remember(Embedder().embed)
    statements = read_statements(guide)
    vectors = embed([entry.text for entry in statements])
    sense = fit_sense(guide, vectors, [entry.states for entry in statements])
    certainty, quality = fit_certainty(guide, statements, embed)
    needs = [
        {"id": need, "label": label, "intercept": float(intercept), "weights": list(map(float, weights))}
        for (need, label), intercept, weights in zip(sense.labels.items(), sense.intercepts, sense.weights, strict=True)
    ]
    probe = [round(float(value), 4) for value in embed([PROBE])[0]]
    fitted = {"fitted": quality, "probe": probe, "certainty": certainty, "needs": needs}
    folder = Path(str(files("assistant.decision")))
    (folder / WEIGHTS_FILE).write_text(json.dumps(fitted) + "\n", encoding="utf-8")
    assert sense.neighbours is not None
    whole = np.round(vectors * VECTOR_SCALE).astype(np.int8)
    np.savez_compressed(folder / NEIGHBOURS_FILE, vectors=whole, states=sense.neighbours.states)
    print(f"{WEIGHTS_FILE} and {NEIGHBOURS_FILE}: {quality}", file=sys.stderr)


if __name__ == "__main__":
    main()
