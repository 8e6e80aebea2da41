"""Score the units of retrieved passages against a question."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer import Hit
from assistant.known_questions import NO_QUESTIONS, QuestionIndex
from assistant.lexical import LexicalIndex
from assistant.reranker.pair import with_heading
from assistant.reranker.reranker import Reranker
from assistant.retrieve import Embed
from assistant.terms import Terms
from assistant.units import Unit, split_units
from assistant.vocabulary import Vocabulary

_ABSENT_NAME_COST = 0.5
_RELATED_SHARE = 0.7  # what an everyday word counts where the unit has the documents' word for it
_HEADING_SHARE = 0.5  # what a word counts that only the heading has
_READ = 8  # units that the reranker reads: each costs some milliseconds, and the answer is nearly always among them
_READ_FIRST = 6  # where one of these is as relevant as _CLEAR, the others are not read
_CLEAR = 0.9
_ASKED_SHARE = 2.0  # what closeness to a known question counts in the order
_KNOWN_SHARE = 1.0  # what the unit's share of the closest known questions counts
_ASKED_LIKE = 0.7  # of how close another unit's known question is
_RELEVANCE_SHARE = 1.0  # what the reranker's reading counts in the order, where the score spans about 0 to 2


@dataclass(frozen=True)
class ScoredUnit:
    """A unit with its similarity to the question (cosine, -1..1) and the share of the question it covers (0..1)."""

    unit: Unit
    similarity: float
    coverage: float
    absent: float  # share of the names in the question that neither the unit nor its headings mention
    terms: frozenset[str]
    asked: float = 0.0  # how close the question is to a known one that it answers, 0..1
    known_share: float = 0.0  # its share of the closest known questions, 0..1
    relevance: float = 0.0  # probability that it answers, as the reranker reads it; 0 where it wasn't read

    @property
    def score(self) -> float:
        # Equal weights were within half a point of the best on the sentence-selection development data.
        return self.similarity + self.coverage - _ABSENT_NAME_COST * self.absent

    @property
    def rank_score(self) -> float:
        """What the order goes by; how far one may stay behind another is told by `score`."""
        known = _ASKED_SHARE * self.asked + _KNOWN_SHARE * self.known_share
        return self.score + known + _RELEVANCE_SHARE * self.relevance

    def is_asked_like(self, best: ScoredUnit) -> bool:
        """Whether the known questions that it answers are about as close as those of another; so without any."""
        return self.asked >= _ASKED_LIKE * best.asked


class UnitSelector:
    """Ranks sentences, table rows and listings by meaning and by the question's rarer words."""

    def __init__(
        self,
        terms: Terms,
        vocabulary: Vocabulary,
        lexical: LexicalIndex,
        embed: Embed,
        reranker: Reranker | None = None,
        known: QuestionIndex = NO_QUESTIONS,
    ) -> None:
        self.reranker = reranker
        self._terms = terms
        self._vocabulary = vocabulary
        self._lexical = lexical
        self._embed = embed
        self.known = known

    def without_reranker(self) -> UnitSelector:
        """The same, but with no unit read."""
        changed = copy.copy(self)
        changed.reranker = None
        return changed

    def rank(self, question: str, hits: Sequence[Hit]) -> list[ScoredUnit]:
        """All units of the hits, best first."""
        return self.rank_units(question, list(dict.fromkeys(unit for hit in hits for unit in split_units(hit.passage))))

    def rank_units(self, question: str, units: Sequence[Unit]) -> list[ScoredUnit]:
        """The units, best first."""
        if not units:
            return []
        weights = self.weigh_terms(question)
        total = sum(weights.values()) or 1.0
        names = [term for term in weights if term in self._vocabulary.names]
        vectors = self._embed([question, *(in_context(unit) for unit in units)])
        similarities = vectors[1:] @ vectors[0]
        alike = self.known.likeness(vectors[0])
        scored = []
        for unit, similarity in zip(units, similarities, strict=True):
            own = self._terms.set_of(unit.plain)
            near = self._terms.set_of(unit.passage.section[-1]) - own
            covered = sum(weight * self._match(term, own, near) for term, weight in weights.items())
            absent = sum(name not in own and name not in near for name in names) / (len(names) or 1)
            known = alike.by_unit.get(unit, 0.0), alike.shares.get(unit, 0.0)
            scored.append(ScoredUnit(unit, float(similarity), covered / total, absent, own, *known))
        return self._rerank(question, sorted(scored, key=lambda entry: -entry.rank_score))

    def _rerank(self, question: str, ranked: Sequence[ScoredUnit]) -> list[ScoredUnit]:
        """The units in the order in which the reranker sees the first of them."""
        if self.reranker is None:
            return list(ranked)
        read: list[ScoredUnit] = []
        texts: dict[str, str] = {}  # what stands in several documents is read under the first one's heading
        for some in (ranked[:_READ_FIRST], ranked[_READ_FIRST:_READ]):
            if not any(entry.relevance >= _CLEAR for entry in read):
                contexts = [texts.setdefault(entry.unit.plain, in_context(entry.unit)) for entry in some]
                relevance = self.reranker.score(question, contexts)
                read += [replace(entry, relevance=share) for entry, share in zip(some, relevance, strict=True)]
        return sorted([*read, *ranked[len(read) :]], key=lambda entry: -entry.rank_score)

    def _match(self, term: str, own: frozenset[str], near: frozenset[str]) -> float:
        """How well a unit and its heading cover one term of the question, 0..1."""
        if term in own:
            return 1.0
        related = self._terms.related(term)
        if related & own:
            return _RELATED_SHARE
        return _HEADING_SHARE if term in near or related & near else 0.0

    def weigh_terms(self, question: str) -> dict[str, float]:
        """The question's terms with their rarity in the corpus."""
        return {term: self._lexical.rarity(term) for term in self._terms.of(question)}


def in_context(unit: Unit) -> str:
    """A unit with the heading above it, which often names what the sentence is about."""
    return with_heading(unit.passage.section[-1], unit.plain)
