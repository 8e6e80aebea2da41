"""BM25 over terms. The only module that talks to bm25s."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt


class LexicalIndex:
    """BM25 scores of a fixed list of texts, given as their terms."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self._texts = texts

    @cached_property
    def _bm25(self) -> Any:
        import bm25s

        index = bm25s.BM25()
        index.index([list(terms) or [""] for terms in self._texts], show_progress=False)
        return index

    def scores(self, terms: Sequence[str]) -> npt.NDArray[np.float32]:
        """One score a text, 0 where it shares no term; shape (texts,)."""
        known = [term for term in terms if term in self._bm25.vocab_dict]
        if not known:
            return np.zeros(len(self._texts), dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)

    def search(self, terms: Sequence[str], k: int) -> list[tuple[int, float]]:
        """(row, score) of the best `k` texts that share a term with the query, best first."""
        scores = self.scores(terms)
        found = np.flatnonzero(scores > 0)
        if len(found) > k:  # to sort them all would take longer than to score them
            least = np.partition(scores[found], -k)[-k]
            found = found[scores[found] >= least]
        best = found[np.argsort(-scores[found], kind="stable")][:k]
        return [(int(row), float(scores[row])) for row in best]

    def rarity(self, term: str) -> float:
        """Inverse document frequency, ln(1 + (N - n + 0.5) / (n + 0.5)); highest for an unknown term."""
        total = len(self._texts)
        found = self._document_frequency.get(term, 0)
        return float(np.log(1 + (total - found + 0.5) / (found + 0.5)))

    @cached_property
    def _document_frequency(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for terms in self._texts:
            for term in set(terms):
                counts[term] = counts.get(term, 0) + 1
        return counts

    def __contains__(self, term: str) -> bool:
        return term in self._document_frequency
