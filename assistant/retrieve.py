"""Find passages: dense and lexical search, fused by reciprocal rank."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.answer import Hit
from assistant.lexical import LexicalIndex
from assistant.terms import Terms
from ingest.embed import Vectors
from ingest.vector_store import VectorStore

# Reciprocal rank fusion: Cormack, Clarke and Buettcher, SIGIR 2009; 60 is their constant.
_RRF_CONSTANT = 60
_CANDIDATES = 30

Embed = Callable[[Sequence[str]], Vectors]


class HybridRetriever:
    """Passages of one index, by meaning (Chroma) and by words (BM25)."""

    def __init__(self, store: VectorStore, terms: Terms, embed_query: Callable[[str], Vectors]) -> None:
        self._store = store
        self._terms = terms
        self._embed_query = embed_query
        self.lexical = LexicalIndex(
            [
                terms.of(f"{passage.section_path}\n{' '.join(passage.header)}\n{passage.text}")
                for passage in store.passages
            ]
        )

    def search(self, question: str, k: int = 12) -> list[Hit]:
        """The `k` best passages for a question, best first."""
        dense = self._store.search(self._embed_query(question), _CANDIDATES)
        asked = self._terms.of(question)
        related = [term for word in asked for term in sorted(self._terms.related(word))]
        lexical = self.lexical.search([*asked, *related], _CANDIDATES)
        dense_rank = {row: rank for rank, (row, _) in enumerate(dense, 1)}
        lexical_rank = {row: rank for rank, (row, _) in enumerate(lexical, 1)}
        hits = [
            Hit(
                self._store.passages[row],
                fuse_ranks(dense_rank.get(row), lexical_rank.get(row)),
                dense_rank.get(row),
                lexical_rank.get(row),
            )
            for row in {**dense_rank, **lexical_rank}
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))[:k]


def fuse_ranks(*ranks: int | None) -> float:
    """The reciprocal rank fusion score of one passage: the sum of 1 / (60 + rank) over the searches that found it."""
    return sum(1 / (_RRF_CONSTANT + rank) for rank in ranks if rank is not None)
