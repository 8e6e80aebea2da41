"""Decide whether the passages found answer this question.

Similarity alone can't: a question about a fact that is absent from the right page is as similar to the page
as one that it answers. So several signals are weighed by a logistic model whose weights are fitted on
development questions (`python -m assistant.calibrate`) and kept in `judge.json`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files

from assistant.question_kind import Wanted, focus_of, kind_of, offers
from assistant.retrieve import Embed
from assistant.select import ScoredUnit, UnitSelector
from assistant.terms import Terms
from assistant.vocabulary import Vocabulary

_SUPPORT = 3  # the best units looked at together
_RELATED = 0.3


@dataclass(frozen=True)
class Signals:
    """What speaks for and against an answer; each about 0..1."""

    similarity: float  # of the best unit to the question
    coverage: float  # share of the question's words, by rarity, in the best unit and its heading
    remoteness: float  # how far the similarity is below the 0.3 that unrelated sentences rarely reach
    kinship: float  # how close the question's other words are in meaning to words of the best unit
    unknown_name: float  # 1 where the question names something the corpus never mentions
    unknown_word: float  # 1 where it has a word that is neither ordinary nor in the corpus
    absent_names: float  # share of the question's known names that the best unit and its headings leave out
    focus: float  # how close the noun after "which" or "what" is in meaning to a word of the best unit; else 1
    wrong_kind: float  # 1 where a number, date, price, ... is wanted and the best units offer none


class Judge:
    """Estimates the probability that ranked units answer a question."""

    def __init__(self, terms: Terms, vocabulary: Vocabulary, selector: UnitSelector, embed: Embed) -> None:
        self._terms = terms
        self._vocabulary = vocabulary
        self._selector = selector
        self._embed = embed

    def confidence(self, question: str, ranked: Sequence[ScoredUnit]) -> float:
        """0..1; at least `threshold()` means the question is answered."""
        if not ranked:
            return 0.0
        return probability(self.signals(question, ranked), _weights())

    def signals(self, question: str, ranked: Sequence[ScoredUnit]) -> Signals:
        """The signals for a question and its units, best first; `ranked` must not be empty."""
        best = ranked[0]
        weights = self._selector.weigh_terms(question)
        total = sum(weights.values()) or 1.0
        scope = best.terms | self._terms.set_of(best.unit.passage.section_path)
        names = [term for term in weights if term in self._vocabulary.names]
        return Signals(
            similarity=best.similarity,
            coverage=best.coverage,
            remoteness=max(0.0, _RELATED - best.similarity) / _RELATED,
            kinship=self._kinship(weights, scope, total),
            unknown_name=float(bool(self._vocabulary.unknown_names(question))),
            unknown_word=float(bool(self._vocabulary.unknown_words(question))),
            absent_names=sum(term not in scope for term in names) / (len(names) or 1),
            focus=self._focus(question, scope),
            wrong_kind=float(self._wrong_kind(question, ranked)),
        )

    def _kinship(self, weights: Mapping[str, float], scope: frozenset[str], total: float) -> float:
        missing = [term for term in weights if term not in scope]
        if not missing or not scope:
            return 1.0
        words = sorted(scope)
        vectors = self._embed([*missing, *words])
        closest = (vectors[: len(missing)] @ vectors[len(missing) :].T).max(axis=1)
        found = sum(weight for term, weight in weights.items() if term in scope)
        return (found + sum(weights[term] * float(near) for term, near in zip(missing, closest, strict=True))) / total

    def _focus(self, question: str, scope: frozenset[str]) -> float:
        noun = focus_of(question)
        terms = self._terms.of(noun)
        if not terms or kind_of(question).wanted is Wanted.NUMBER or not scope.isdisjoint(terms):
            return 1.0
        words = sorted(scope)
        vectors = self._embed([noun, *words])
        return float((vectors[1:] @ vectors[0]).max())

    def _wrong_kind(self, question: str, ranked: Sequence[ScoredUnit]) -> bool:
        kind = kind_of(question)
        if kind.wanted is Wanted.OTHER:
            return False
        own = self._terms.set_of(question)
        looked_at = ranked[:1] if kind.strict else ranked[:_SUPPORT]
        return not any(
            offers(entry.unit.plain, kind.wanted, (entry.terms & self._vocabulary.names) - own)
            for entry in looked_at
        )


def probability(signals: Signals, weights: Mapping[str, float]) -> float:
    """The logistic model: 1 / (1 + exp(-(intercept + sum of weight * signal)))."""
    logit = weights["intercept"] + sum(
        weights[field.name] * getattr(signals, field.name) for field in fields(Signals)
    )
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, logit))))


def threshold() -> float:
    """The probability from which a question counts as answered."""
    return _weights()["threshold"]


@cache
def _weights() -> Mapping[str, float]:
    text = files("assistant").joinpath("judge.json").read_text(encoding="utf-8")
    return {name: float(value) for name, value in json.loads(text)["weights"].items()}
