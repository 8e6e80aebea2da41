"""Find passages: by meaning, by words and by known questions, fused by reciprocal rank."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.answer import Hit
from assistant.known_questions import NO_QUESTIONS, QuestionIndex
from assistant.lexical import LexicalIndex
from assistant.terms import Terms
from ingest.embed import Vectors
from ingest.vector_store import VectorStore

# Reciprocal rank fusion: Cormack, Clarke and Buettcher, SIGIR 2009; 60 is their constant.
_RRF_CONSTANT = 60
_CANDIDATES = 30
_SEARCHES, _KNOWN = 3, 2  # rankings that a question makes, and which is that of known questions
_ANSWERING = 2  # passages that answer the closest known questions: what shares no word with these is found by them only

Embed = Callable[[Sequence[str]], Vectors]


class HybridRetriever:
    """Passages of one index, by meaning (Chroma), by words (BM25) and by the questions they are known to answer."""

    def __init__(
        self,
        store: VectorStore,
        terms: Terms,
        embed_query: Callable[[str], Vectors],
        known: QuestionIndex = NO_QUESTIONS,
    ) -> None:
        self.known = known
        self._store = store
        self._rows = {passage: row for row, passage in enumerate(store.passages)} if known else {}
        self._terms = terms
        self._embed_query = embed_query
        self.lexical = LexicalIndex(
            [
                terms.of(f"{passage.section_path}\n{' '.join(passage.header)}\n{passage.text}")
                for passage in store.passages
            ]
        )

    def search(self, text: str, k: int = 12) -> list[Hit]:
        """The `k` best passages for a question, best first.

        Lines after the first are what was asked before in the conversation: a second search takes them along, and
        counts as much as the first.
        """
        question, _, before = text.partition("\n")
        rankings = [*self._rank(question), *(self._rank(f"{question} {before}") if before.strip() else ())]
        found = []
        for row in dict.fromkeys(row for ranking in rankings for row in ranking):
            ranks = [ranking.get(row) for ranking in rankings]
            answers = any(rank is not None and rank <= _ANSWERING for rank in ranks[_KNOWN::_SEARCHES])
            found.append((answers, Hit(self._store.passages[row], fuse_ranks(*ranks), *ranks[:_SEARCHES])))
        # Two searches that place a passage in the middle outvote one that places another first.
        kept = sorted(found, key=lambda one: (not one[0], -one[1].score, one[1].passage.id))[:k]
        return sorted((hit for _, hit in kept), key=lambda hit: (-hit.score, hit.passage.id))

    def _rank(self, question: str) -> tuple[dict[int, int], ...]:
        """The rank of each row that is found by meaning, of each that is found by words, and by known questions."""
        vector = self._embed_query(question)
        dense = self._store.search(vector, _CANDIDATES)
        alike = self.known.likeness(vector).by_unit
        answering = list(dict.fromkeys(self._rows[unit.passage] for unit in alike))[:_CANDIDATES]
        asked = self._terms.of(question)
        related = [term for word in asked for term in sorted(self._terms.related(word))]
        lexical = self.lexical.search([*asked, *related], _CANDIDATES)
        return (
            {row: rank for rank, (row, _) in enumerate(dense, 1)},
            {row: rank for rank, (row, _) in enumerate(lexical, 1)},
            {row: rank for rank, row in enumerate(answering, 1)},
        )


def fuse_ranks(*ranks: int | None) -> float:
    """The reciprocal rank fusion score of one passage: the sum of 1 / (60 + rank) over the searches that found it."""
    return sum(1 / (_RRF_CONSTANT + rank) for rank in ranks if rank is not None)
