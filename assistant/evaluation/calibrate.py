"""Fit the judge's weights: `python -m assistant.evaluation.calibrate PUBLIC_SETS QUESTIONS ...`.

For a library on one subject they are fitted on development questions about the built-in corpus, with its known
questions and without them, and for a mixed one on the public questions of CLAPNQ over its passages.

Answerable questions are the positive examples, unanswerable ones the negative. Each answerable question about the
built-in corpus also gives a synthetic near miss: the same question when every unit that answers it has been taken
away. These count less, because a corpus often says a thing twice and a pattern does not always know.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from importlib.resources import files
from pathlib import Path

import numpy as np

from assistant.assistant import Assistant
from assistant.attribution import strip_attribution
from assistant.evaluation.ablation import without_known_questions
from assistant.evaluation.public.clapnq import open_texts
from assistant.evaluation.public.pool import default_cache
from assistant.evaluation.public.records import read_records
from assistant.evaluation.questions import Question, load_questions
from assistant.judge import ASKED, MIXED, NOT_RERANKED, ONE_SUBJECT, RERANKED, WEIGHTS_FILE, Signals
from assistant.knowledge import Knowledge
from assistant.select import ScoredUnit

_SYNTHETIC_WEIGHT = 0.25
_FOLDS = 10
_REPEATS = 5  # of the cross-validation, each with other folds: one alone moves the threshold by some hundredths
_MOST_REFUSED = {ASKED: 0.03, ONE_SUBJECT: 0.07, MIXED: 0.15}  # known questions leave less in doubt
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
        ranked = _rank(text, knowledge)
        yield Example(knowledge.judge.signals(text, ranked), question.answerable, 1.0)
        patterns = [*question.facts, *question.evidence]
        others = [entry for entry in ranked if not any(pattern.search(entry.unit.quote) for pattern in patterns)]
        if question.answerable and patterns and others:
            yield Example(knowledge.judge.signals(text, others), False, _SYNTHETIC_WEIGHT)


def collect_public(folder: Path, knowledge: Knowledge) -> Iterator[Example]:
    """Examples from the questions of a public set whose passages `knowledge` holds."""
    for record in read_records(folder / "queries.jsonl"):
        text = knowledge.vocabulary.correct(record["question"])
        yield Example(knowledge.judge.signals(text, _rank(text, knowledge)), record["answerable"] == "yes", 1.0)


def _rank(text: str, knowledge: Knowledge) -> list[ScoredUnit]:
    return knowledge.judge.prefer_wanted(text, knowledge.selector.rank(text, knowledge.retriever.search(text)))


def fit_weights(examples: Sequence[Example], most_refused: float) -> tuple[dict[str, float], str]:
    """Weights with the best threshold, and a line that says how well they do on examples left out of the fit.

    The threshold is the highest that refuses at most the share `most_refused` of what can be answered, in
    cross-validation: so it answers least of what can't.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    signals = np.array([astuple(example.signals) for example in examples])
    answerable = np.array([example.answerable for example in examples])
    weights = np.array([example.weight for example in examples])
    model = LogisticRegression(C=10.0, max_iter=1000)

    def predict_left_out(seed: int) -> np.ndarray:
        folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=seed)
        chances: np.ndarray = cross_val_predict(
            model, signals, answerable, cv=folds, method="predict_proba", params={"sample_weight": weights}
        )
        return chances[:, 1]

    left_out = np.mean([predict_left_out(seed) for seed in range(_REPEATS)], axis=0)
    real = weights == 1.0
    level = float(np.quantile(left_out[real & answerable], most_refused))
    model.fit(signals, answerable, sample_weight=weights)
    fitted = {field.name: float(value) for field, value in zip(fields(Signals), model.coef_[0], strict=True)}
    refused = np.mean(left_out[real & answerable] < level)
    false = np.mean(left_out[real & ~answerable] >= level)
    quality = f"cross-validated on {real.sum()} questions: {refused:.1%} refused wrongly, {false:.1%} answered falsely"
    return {"intercept": float(model.intercept_[0]), **fitted, "threshold": level}, quality


def main(arguments: Sequence[str]) -> int:
    """Write the judge's weights for both kinds of library, with and without the reranker."""
    if len(arguments) < 2:
        print("usage: python -m assistant.evaluation.calibrate PUBLIC_SETS QUESTIONS ...", file=sys.stderr)
        return 2
    public, *paths = map(Path, arguments)
    questions = [question for path in paths for question in load_questions(path, "dev")]
    pool = public / "clapnq"
    # A fit takes the examples of one library; which weights it is judged by meanwhile makes no difference to them.
    builtin = Assistant.open().knowledge
    sources: dict[str, tuple[Knowledge, Callable[[Knowledge], Iterator[Example]]]] = {
        ASKED: (builtin, lambda knowledge: collect_examples(questions, knowledge)),
        ONE_SUBJECT: (without_known_questions(builtin), lambda knowledge: collect_examples(questions, knowledge)),
        MIXED: (open_texts(pool, default_cache()).knowledge, lambda knowledge: collect_public(pool, knowledge)),
    }
    fitted: dict[str, dict[str, object]] = {}
    for library, (knowledge, collect) in sources.items():
        reranker = knowledge.selector.reranker
        for kind in (RERANKED, NOT_RERANKED):
            knowledge.selector.reranker = reranker if kind == RERANKED else None
            weights, quality = fit_weights(list(collect(knowledge)), _MOST_REFUSED[library])
            rounded = {name: round(value, 3) for name, value in weights.items()}
            fitted.setdefault(library, {})[kind] = {"fitted": quality, "weights": rounded}
            print(f"{library}, {kind}: {quality}".replace("_", " "), file=sys.stderr)
    target = Path(str(files("assistant").joinpath(WEIGHTS_FILE)))
    target.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
