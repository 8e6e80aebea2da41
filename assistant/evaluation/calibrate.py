"""Fit the judge's weights on development questions: `python -m assistant.evaluation.calibrate QUESTIONS ...`.

Answerable questions are the positive examples, unanswerable ones the negative. Each answerable question also
gives a synthetic near miss: the same question when every unit that answers it has been taken away. These
count less, because a corpus often says a thing twice and a pattern does not always know.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from importlib.resources import files
from pathlib import Path

import numpy as np

from assistant.assistant import Assistant
from assistant.attribution import strip_attribution
from assistant.evaluation.questions import Question, load_questions
from assistant.judge import NOT_RERANKED, RERANKED, WEIGHTS_FILE, Signals
from assistant.knowledge import Knowledge

_SYNTHETIC_WEIGHT = 0.25
_FOLDS = 10
_FALSE_ANSWER_COST = 1.2
_UNFIT = {"decision", "social"}  # answered without the judge


@dataclass(frozen=True)
class Example:
    """The signals of one question, whether it is answerable, and how much it counts."""

    signals: Signals
    answerable: bool
    weight: float


def collect_examples(questions: Sequence[Question], knowledge: Knowledge) -> Iterator[Example]:
    """Examples from the single-turn questions that the judge decides on."""
    for question in questions:
        if len(question.turns) > 1 or question.category in _UNFIT:
            continue
        text = knowledge.vocabulary.correct(strip_attribution(question.turns[0], knowledge.documents))
        found = knowledge.selector.rank(text, knowledge.retriever.search(text))
        ranked = knowledge.judge.prefer_wanted(text, found)
        answerable = question.answerable
        yield Example(knowledge.judge.signals(text, ranked), answerable, 1.0)
        patterns = [*question.facts, *question.evidence]
        others = [entry for entry in ranked if not any(pattern.search(entry.unit.quote) for pattern in patterns)]
        if answerable and patterns and others:
            yield Example(knowledge.judge.signals(text, others), False, _SYNTHETIC_WEIGHT)


def fit_weights(examples: Sequence[Example]) -> tuple[dict[str, float], str]:
    """Weights with the best threshold, and a line that says how well they do on examples left out of the fit.

    The threshold has the least cost of errors in cross-validation; a false answer costs more than a refusal.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    signals = np.array([astuple(example.signals) for example in examples])
    answerable = np.array([example.answerable for example in examples])
    weights = np.array([example.weight for example in examples])
    model = LogisticRegression(C=1.0, max_iter=1000)
    left_out = cross_val_predict(
        model, signals, answerable, cv=_FOLDS, method="predict_proba", params={"sample_weight": weights}
    )[:, 1]
    real = weights == 1.0
    thresholds = np.arange(0.2, 0.9, 0.01)
    costs = np.where(answerable, 1.0, _FALSE_ANSWER_COST)[real]
    errors = [float(np.sum(costs[(left_out >= level)[real] != answerable[real]])) for level in thresholds]
    level = float(np.median(thresholds[np.array(errors) == min(errors)]))
    model.fit(signals, answerable, sample_weight=weights)
    fitted = {field.name: float(value) for field, value in zip(fields(Signals), model.coef_[0], strict=True)}
    refused = np.mean(left_out[real & answerable] < level)
    false = np.mean(left_out[real & ~answerable] >= level)
    quality = f"cross-validated on {real.sum()} questions: {refused:.1%} refused wrongly, {false:.1%} answered falsely"
    return {"intercept": float(model.intercept_[0]), **fitted, "threshold": level}, quality


def main(arguments: Sequence[str]) -> None:
    """Write the judge's weights with and without the reranker."""
    questions = [question for path in arguments for question in load_questions(Path(path), "dev")]
    knowledge = Assistant.open().knowledge
    reranker = knowledge.selector.reranker
    target = Path(str(files("assistant").joinpath(WEIGHTS_FILE)))
    fitted = json.loads(target.read_text(encoding="utf-8"))
    for kind in (RERANKED, NOT_RERANKED) if reranker else (NOT_RERANKED,):
        knowledge.selector.reranker = reranker if kind == RERANKED else None
        weights, quality = fit_weights(list(collect_examples(questions, knowledge)))
        fitted[kind] = {"fitted": quality, "weights": {name: round(value, 3) for name, value in weights.items()}}
        print(f"{target.name}, {kind.replace('_', ' ')}: {quality}", file=sys.stderr)
    target.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
