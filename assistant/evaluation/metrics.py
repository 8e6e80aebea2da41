"""Figures over scored answers: pure functions, None where there is nothing to divide by."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.answer import Outcome
from assistant.evaluation.questions import STATING
from assistant.evaluation.score import UNCITED, Result, answer_words, is_exact

RESAMPLES = 10_000
BATCH = 500  # resamples drawn at once; bounds the memory for question sets of any size


@dataclass(frozen=True)
class Summary:
    """The figures of one group of results. Shares lie between 0 and 1."""

    questions: int
    trusted: float | None
    interval: tuple[float, float] | None  # 95 %, bootstrapped over questions
    fact_recall: float | None
    evidence_recall: float | None
    option_accuracy: float | None
    abstention_precision: float | None
    abstention_recall: float | None
    false_answers: float | None
    over_refusal: float | None
    quotes_exact: float | None
    statements_cited: float | None
    silent_with_citations: int
    words: float | None
    ms_p50: float | None
    ms_p95: float | None


def summarize(results: Sequence[Result]) -> Summary:
    """Every figure over one group of results."""
    trusted = [result.trusted for result in results]
    milliseconds = [result.milliseconds for result in results]
    return Summary(
        questions=len(results),
        trusted=mean(trusted),
        interval=bootstrap_interval(trusted),
        fact_recall=fact_recall(results),
        evidence_recall=evidence_recall(results),
        option_accuracy=option_accuracy(results),
        abstention_precision=abstention_precision(results),
        abstention_recall=abstention_recall(results),
        false_answers=false_answers(results),
        over_refusal=over_refusal(results),
        quotes_exact=quotes_exact(results),
        statements_cited=statements_cited(results),
        silent_with_citations=silent_with_citations(results),
        words=mean(answer_words(result.answer) for result in results),
        ms_p50=percentile(milliseconds, 50),
        ms_p95=percentile(milliseconds, 95),
    )


def mean(values: Iterable[float]) -> float | None:
    kept = list(values)
    return sum(kept) / len(kept) if kept else None


def percentile(values: Sequence[float], percent: float) -> float | None:
    """Linear between the two nearest values."""
    return float(np.percentile(values, percent)) if values else None


def share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def fact_recall(results: Sequence[Result]) -> float | None:
    """Expected facts found in the answers, of all expected facts."""
    due = sum(result.facts_due for result in results)
    return share(due - sum(len(result.facts_missed) for result in results), due)


def evidence_recall(results: Sequence[Result]) -> float | None:
    """Expected evidence found in the quotes, of all expected evidence."""
    due = sum(result.evidence_due for result in results)
    return share(due - sum(len(result.evidence_missed) for result in results), due)


def option_accuracy(results: Sequence[Result]) -> float | None:
    """Right recommendations, of the questions that name options; rightly asking back leaves one out."""
    asked = [result for result in results if result.question.options]
    judged = [result for result in asked if result.states or not result.expected]
    return mean(result.states and result.option in result.question.options for result in judged)


def must_be_silent(result: Result) -> bool:
    return result.question.outcomes == (Outcome.SILENT,)


def may_not_be_silent(result: Result) -> bool:
    return Outcome.SILENT not in result.question.outcomes


def is_silent(result: Result) -> bool:
    return result.answer.outcome is Outcome.SILENT


def abstention_precision(results: Sequence[Result]) -> float | None:
    """Of the silent answers, those where nothing else was right; questions that accept both are left out."""
    return mean(must_be_silent(r) for r in results if is_silent(r) and (must_be_silent(r) or may_not_be_silent(r)))


def abstention_recall(results: Sequence[Result]) -> float | None:
    """Of the questions that only silence answers, those met with silence."""
    return mean(is_silent(result) for result in results if must_be_silent(result))


def false_answers(results: Sequence[Result]) -> float | None:
    """Of the questions the sources do not answer, those answered all the same."""
    unanswerable = (r for r in results if Outcome.SILENT in r.question.outcomes and not r.question.answerable)
    return mean(result.states for result in unanswerable)


def over_refusal(results: Sequence[Result]) -> float | None:
    """Of the questions where silence is wrong, those met with silence."""
    return mean(is_silent(result) for result in results if may_not_be_silent(result))


def quotes_exact(results: Sequence[Result]) -> float | None:
    """Citations whose quote is, letter by letter, the document's text at its offsets."""
    return mean(is_exact(citation) for result in results for citation in result.answer.citations)


def statements_cited(results: Sequence[Result]) -> float | None:
    """Statements with a citation; an answer that lists no statement counts as one without."""
    stating = [result.answer for result in results if result.answer.outcome in STATING]
    cited = (bool(statement.citations) for answer in stating for statement in answer.statements)
    return mean([*cited, *(False for answer in stating if not answer.statements)])


def silent_with_citations(results: Sequence[Result]) -> int:
    """Silent or social answers that cite something nevertheless."""
    return sum(result.answer.outcome in UNCITED and bool(result.answer.citations) for result in results)


def outcome_confusion(results: Sequence[Result]) -> dict[str, Counter[str]]:
    """How often each expectation met each outcome: `confusion["silent"]["answered"]`."""
    confusion: dict[str, Counter[str]] = {}
    for result in results:
        confusion.setdefault(result.question.expected, Counter())[str(result.answer.outcome)] += 1
    return confusion


def bootstrap_interval(
    values: Sequence[float], resamples: int = RESAMPLES, seed: int = 0
) -> tuple[float, float] | None:
    """The 95 % percentile interval of the mean, the same on every run."""
    if not values:
        return None
    sample = np.asarray(values, dtype=np.float64)
    random = np.random.default_rng(seed)
    means = [
        sample[random.integers(0, len(sample), (min(BATCH, resamples - start), len(sample)))].mean(axis=1)
        for start in range(0, resamples, BATCH)
    ]
    low, high = np.percentile(np.concatenate(means), [2.5, 97.5])
    return float(low), float(high)


def difference_interval(before: Sequence[float], now: Sequence[float]) -> tuple[float, float] | None:
    """The 95 % paired bootstrap interval of the mean change, question by question."""
    return bootstrap_interval([new - old for old, new in zip(before, now, strict=True)])


def mcnemar(better: int, worse: int) -> float:
    """Two-sided exact p-value that `better` and `worse` changes came from a fair coin."""
    changes = better + worse
    tail = sum(math.comb(changes, k) for k in range(min(better, worse) + 1))
    return float(min(1.0, 2 * tail / 2**changes))


def risk_coverage(results: Sequence[Result]) -> list[tuple[float, float]]:
    """(coverage, risk) points: answer only what the system is surest of, and count the untrusted among it.

    Coverage is of all results; only those that state something and carry a confidence can be answered.
    Equal confidences make one point, since no threshold can part them.
    """
    rated = sorted(
        ((result.confidence, result.trusted) for result in results if result.states and result.confidence is not None),
        reverse=True,
    )
    points = []
    wrong = 0
    for taken, (confidence, trusted) in enumerate(rated, 1):
        wrong += not trusted
        if taken == len(rated) or rated[taken][0] != confidence:
            points.append((taken / len(results), wrong / taken))
    return points
