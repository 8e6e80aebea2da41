"""Fit what tells decisions from look-ups, on labelled turns: `python -m assistant.decision.fit_route`.

Look-ups are also learned from the questions that the reranker learns from. Those that the patterns take for a
request for advice are left out: nobody has labelled them, and some are one.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from assistant.answer import Answer, Outcome
from assistant.assistant import Assistant
from assistant.builtin import builtin_corpus
from assistant.decision.asking import Cues, asks_decision, read_cues
from assistant.decision.route import PROBE, WEIGHTS_FILE
from assistant.knowledge import Knowledge
from assistant.known_questions import load_known_questions
from assistant.progress import progress_bar

TURNS = Path(__file__).parent / "turns"

_LOOK_UPS = 1500  # of the reranker's questions; more slow the fit down and change nothing
_LOOK_UP_WEIGHT = 0.5  # they are many and all of one kind
_VECTOR_SCALE = 3.0  # a vector's numbers are small: without this the penalty on large weights would silence them
_FOLDS = 10
_DECISION = Answer("", Outcome.ASKING, "")
_LOOK_UP = Answer("", Outcome.ANSWERED, "")


@dataclass(frozen=True)
class LabelledTurn:
    """A turn, the turn before it or "", whether it is about a decision, what it states, and how much it counts."""

    say: str
    after: str
    decides: bool
    needs: dict[str, bool]
    weight: float = 1.0
    labelled: bool = True  # as a turn, and not taken from the reranker's questions


def read_turns(folder: Path = TURNS) -> list[LabelledTurn]:
    """Every labelled turn of the folder."""
    return [
        LabelledTurn(raw["say"], raw.get("after", ""), raw["decides"], raw.get("needs") or {})
        for path in sorted(folder.glob("*.yaml"))
        for raw in yaml.safe_load(path.read_text(encoding="utf-8")).get("turns", ())
    ]


def read_look_ups(chooser: random.Random) -> list[LabelledTurn]:
    """Questions for the sources, from those that the reranker learns from."""
    known = load_known_questions(builtin_corpus())
    questions = [question for entry in known.entries for question in (*entry.questions, *entry.near)]
    chosen = chooser.sample(questions, min(_LOOK_UPS, len(questions)))
    look_ups = [LabelledTurn(question, "", False, {}, _LOOK_UP_WEIGHT, labelled=False) for question in chosen]
    return [*look_ups, *(LabelledTurn(line, "", False, {}, labelled=False) for line in known.off_topic)]


def collect_cues(
    turns: Sequence[LabelledTurn], knowledge: Knowledge, advance: Callable[[int, int], None]
) -> list[tuple[LabelledTurn, Cues]]:
    """The turns with their cues, without the unlabelled look-ups that may be decisions."""
    guide, needs = knowledge.guide, knowledge.needs
    assert guide is not None and needs is not None
    collected = []
    for number, turn in enumerate(turns, 1):
        before = needs.extract(turn.after) if turn.after else {}
        after = needs.extract(turn.say, before)
        changed = sum(before.get(need) != after.get(need) for need in {**before, **after})
        deciding = turn.decides or asks_decision(turn.after, len(before), guide, knowledge.terms, knowledge.vocabulary)
        earlier = [_DECISION if deciding else _LOOK_UP] if turn.after else []
        said = knowledge.vocabulary.correct(turn.say)
        cues = read_cues(said, earlier, changed, guide, knowledge.terms, knowledge.vocabulary)
        if turn.labelled or not (cues.asks_decision or cues.chooses):
            collected.append((turn, cues))
        advance(number, len(turns))
    return collected


def fit_weights(examples: Sequence[tuple[LabelledTurn, Cues]], vectors: Any) -> tuple[dict[str, Any], str]:
    """The weights, and a line that says how well they do on labelled turns left out of the fit."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    signals = np.hstack([np.array([astuple(cues) for _, cues in examples]), vectors * _VECTOR_SCALE])
    decides = np.array([turn.decides for turn, _ in examples])
    counts = np.array([turn.weight for turn, _ in examples])
    model = LogisticRegression(C=1.0, max_iter=2000)
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=1)
    left_out = cross_val_predict(model, signals, decides, cv=folds, params={"sample_weight": counts})
    labelled = np.array([turn.labelled for turn, _ in examples])
    found = np.mean(left_out[labelled & decides])
    false = np.mean(left_out[labelled & ~decides])
    quality = f"left out of the fit, {found:.1%} of {(labelled & decides).sum()} decisions are found"
    quality += f" and {false:.1%} of {(labelled & ~decides).sum()} look-ups taken for one"
    model.fit(signals, decides, sample_weight=counts)
    names = [field.name for field in fields(Cues)]
    weights = model.coef_[0]
    return {
        "intercept": round(float(model.intercept_[0]), 3),
        "cues": {name: round(float(value), 3) for name, value in zip(names, weights, strict=False)},
        "vector": [round(float(value) * _VECTOR_SCALE, 3) for value in weights[len(names) :]],
    }, quality


def main() -> None:
    """Write `route.json`."""
    knowledge = Assistant.open().knowledge
    turns = [*read_turns(), *read_look_ups(random.Random(0))]
    with progress_bar("Reading turns") as advance:
        examples = collect_cues(turns, knowledge, advance)
    vectors = knowledge.embed([knowledge.vocabulary.correct(turn.say) for turn, _ in examples])
    weights, quality = fit_weights(examples, vectors)
    probe = [round(float(value), 4) for value in knowledge.embed([PROBE])[0]]
    target = Path(str(files("assistant.decision").joinpath(WEIGHTS_FILE)))
    target.write_text(json.dumps({"fitted": quality, **weights, "probe": probe}) + "\n", encoding="utf-8")
    print(f"{target.name}: {quality}", file=sys.stderr)


if __name__ == "__main__":
    main()
