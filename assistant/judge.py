"""Decide whether the passages found answer this question.

Similarity alone can't: a question about a fact that is absent from the right page is as similar to the page
as one that it answers. So several signals are weighed by a logistic model whose weights are fitted on
development questions (`python -m assistant.evaluation.calibrate`) and kept in `judge.json`.
"""

from __future__ import annotations

import copy
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files

from assistant.question_kind import Wanted, focus_of, kind_of, offers
from assistant.retrieve import Embed
from assistant.select import ScoredUnit, UnitSelector
from assistant.terms import Terms
from assistant.vocabulary import Vocabulary

WEIGHTS_FILE = "judge.json"
ONE_SUBJECT, MIXED, ASKED = "one_subject", "mixed", "with_known_questions"  # libraries
RERANKED, NOT_RERANKED = "with_reranker", "without_reranker"

_SUPPORT = 3  # the best units looked at together
_READ = 8  # units whose relevance is looked at
_SURE = 0.999  # beyond this a probability says no more
_RELATED = 0.3
_VOTE_WIDTH = 0.08  # of closeness
_SAME_QUESTION = 0.85  # closeness of a known question, ...
_CLOSER = 0.05  # ... and how much farther away those are that nothing answers
_NOT_FAR_BEHIND = 0.55  # of the first unit's score, and ...
_AS_RELEVANT = 0.5  # ... of its relevance
_WORDY = {Wanted.OTHER, Wanted.REASON, Wanted.EXPANSION, Wanted.NAME}
_FIGURES = {Wanted.COUNT, Wanted.SHARE, Wanted.DURATION, Wanted.NUMBER, Wanted.DATE, Wanted.PRICE}
_PERCENTILE = re.compile(r"p\d\d$")


@dataclass(frozen=True)
class Signals:
    """What speaks for and against an answer; each about 0..1."""

    relevance: float  # logit, over 7, of the most relevant of the first units, -1..1; 0 without a reranker
    support: float  # sum of the three highest relevances among them, at most 1; 0 without a reranker
    similarity: float  # of the best unit to the question
    coverage: float  # share of the question's words, by rarity, in the best unit and its heading
    remoteness: float  # how far the similarity is below the 0.3 that unrelated sentences rarely reach
    kinship: float  # how close the question's other words are in meaning to words of the best unit
    weakest: float  # the same for the question's word that is farthest from the best unit
    unknown_name: float  # 1 where the question names something the corpus never mentions
    unknown_word: float  # 1 where it has a word that is neither ordinary nor in the corpus
    absent_names: float  # share of the question's known names that the best unit and its headings leave out
    focus: float  # how close the noun after "which" or "what" is in meaning to a word of the best unit; else 1
    wrong_subject: float  # 1 where a figure, date, ... is wanted and the best unit leaves out a name of the question
    wrong_kind: float  # 1 where a number, date, price, ... is wanted and the best units offer none
    asked: float  # how close the closest known question is that a unit answers; 0 without known questions
    unasked: float  # how close the closest known question is that nothing answers
    vote: float  # which of the two is closer, -1..1, and 0 where neither is close
    vote_of_three: float  # the same for the mean of the closest three


class Judge:
    """Estimates the probability that ranked units answer a question."""

    threshold = 0.5  # the confidence from which a question counts as answered

    def __init__(
        self, terms: Terms, vocabulary: Vocabulary, selector: UnitSelector, embed: Embed, library: str = ONE_SUBJECT
    ) -> None:
        self.library = library
        self._terms = terms
        self._vocabulary = vocabulary
        self._selector = selector
        self._embed = embed

    def with_selector(self, selector: UnitSelector) -> Judge:
        """The same, for units that another selector has ranked."""
        changed = copy.copy(self)
        changed._selector = selector
        return changed

    def confidence(self, question: str, ranked: Sequence[ScoredUnit]) -> float:
        """0..1; at least `threshold` means the question is answered."""
        if not ranked:
            return 0.0
        weights, signals = self._weights_for(ranked[0]), self.signals(question, ranked)
        confidence = probability(signals, weights, weights["threshold"])
        # Nearly the very question is known to be answered, whatever others about the same thing are not.
        known = signals.asked >= _SAME_QUESTION and signals.asked >= signals.unasked + _CLOSER
        return max(confidence, signals.asked) if known else confidence

    def _weights_for(self, best: ScoredUnit) -> Mapping[str, float]:
        # Known questions say nothing against a sentence that came after they were written.
        library = ONE_SUBJECT if self.library == ASKED and not self._selector.known.covers(best.unit) else self.library
        return read_weights(library, RERANKED if self._selector.reranker else NOT_RERANKED)

    def signals(self, question: str, ranked: Sequence[ScoredUnit]) -> Signals:
        """The signals for a question and its units, best first; `ranked` must not be empty."""
        best = ranked[0]
        weights = self._selector.weigh_terms(question)
        scope = best.terms | self._terms.set_of(best.unit.passage.section_path)
        kinship, weakest = self._kinship(weights, scope)
        # A number in the question names a thing as exactly as a name does.
        names = [
            term for term in weights if term in self._vocabulary.names or term[0].isdigit() or _PERCENTILE.match(term)
        ]
        absent = [term for term in names if term not in scope]
        alike = self._selector.known.likeness(self._embed([question])[0])
        asked = alike.answered_by({entry.unit for entry in ranked}, _SUPPORT) or [0.0]
        unasked = alike.unanswered or (0.0,)
        read = sorted((entry.relevance for entry in ranked[:_READ]), reverse=True)[:_SUPPORT]
        return Signals(
            relevance=_logit(read[0]) if self._selector.reranker else 0.0,
            support=min(1.0, sum(read)),
            similarity=best.similarity,
            coverage=best.coverage,
            remoteness=max(0.0, _RELATED - best.similarity) / _RELATED,
            kinship=kinship,
            weakest=weakest,
            unknown_name=float(bool(self._vocabulary.unknown_names(question))),
            unknown_word=float(bool(self._vocabulary.unknown_words(question))),
            absent_names=len(absent) / (len(names) or 1),
            focus=self._focus(question, scope),
            wrong_subject=float(bool(absent) and kind_of(question).wanted not in _WORDY),
            wrong_kind=float(self._wrong_kind(question, ranked)),
            asked=asked[0],
            unasked=unasked[0],
            vote=_vote(asked[0], unasked[0]),
            vote_of_three=_vote(sum(asked) / len(asked), sum(unasked) / len(unasked)),
        )

    def _kinship(self, weights: Mapping[str, float], scope: frozenset[str]) -> tuple[float, float]:
        """Mean by rarity, and least, of how close each word of the question is to a word in scope."""
        present = {term for term in weights if term in scope or self._terms.related(term) & scope}
        missing = [term for term in weights if term not in present]
        if not missing or not scope:
            return 1.0, 1.0
        words = sorted(scope)
        vectors = self._embed([*missing, *words])
        closest = (vectors[: len(missing)] @ vectors[len(missing) :].T).max(axis=1)
        found = sum(weights[term] for term in present)
        found += sum(weights[term] * float(near) for term, near in zip(missing, closest, strict=True))
        return found / sum(weights.values()), float(closest.min())

    def _focus(self, question: str, scope: frozenset[str]) -> float:
        noun = focus_of(question)
        terms = self._terms.of(noun)
        if not terms or kind_of(question).wanted in _FIGURES or not scope.isdisjoint(terms):
            return 1.0
        words = sorted(scope)
        vectors = self._embed([noun, *words])
        return float((vectors[1:] @ vectors[0]).max())

    def prefer_wanted(self, question: str, ranked: Sequence[ScoredUnit]) -> list[ScoredUnit]:
        """The units with those first that hold the kind of thing asked for, if they are not far behind."""
        if not ranked or kind_of(question).wanted is Wanted.OTHER:
            return list(ranked)
        score, relevance = _NOT_FAR_BEHIND * ranked[0].score, _AS_RELEVANT * ranked[0].relevance

        def is_wanted(entry: ScoredUnit) -> bool:
            close = entry.score >= score and entry.relevance >= relevance and entry.is_asked_like(ranked[0])
            return close and self._offers(question, entry)

        return sorted(ranked, key=lambda entry: not is_wanted(entry))

    def _offers(self, question: str, entry: ScoredUnit) -> bool:
        own = self._terms.set_of(question)
        return offers(entry.unit.plain, question, self._terms, (entry.terms & self._vocabulary.names) - own)

    def _wrong_kind(self, question: str, ranked: Sequence[ScoredUnit]) -> bool:
        kind = kind_of(question)
        if kind.wanted is Wanted.OTHER:
            return False
        return not any(self._offers(question, entry) for entry in (ranked[:1] if kind.strict else ranked[:_SUPPORT]))


def _logit(share: float) -> float:
    share = min(_SURE, max(1 - _SURE, share))
    return math.log(share / (1 - share)) / 7


def _vote(one: float, other: float) -> float:
    """For one neighbour (1) against another (-1), each counting exp(closeness / width), by how close the closer is."""
    return math.tanh((one - other) / _VOTE_WIDTH / 2) * max(one, other)


def probability(signals: Signals, weights: Mapping[str, float], even: float = 0.5) -> float:
    """The logistic model: 1 / (1 + exp(-(intercept + sum of weight * signal))), moved so that `even` becomes 0.5."""
    logit = weights["intercept"] + sum(weights[field.name] * getattr(signals, field.name) for field in fields(Signals))
    logit -= math.log(even / (1 - even))
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, logit))))


@cache
def read_weights(library: str, kind: str) -> Mapping[str, float]:
    """The weights by signal, with `intercept` and `threshold`, fitted for such a library with or without a reranker."""
    fitted = json.loads(files("assistant").joinpath(WEIGHTS_FILE).read_text(encoding="utf-8"))
    return {signal: float(value) for signal, value in fitted[library][kind]["weights"].items()}
