"""Whether a library is on one subject, and the weights it is judged by."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from assistant import Assistant
from assistant.cohesion import cohesion
from assistant.judge import ASKED, MIXED, ONE_SUBJECT, RERANKED, read_weights


def test_cohesion_is_the_mean_cosine_of_two_passages() -> None:
    # Four cosines: of each with itself 1, of one with the other 0.
    assert cohesion(np.eye(2, dtype=np.float32)) == pytest.approx(0.5)
    assert cohesion(np.ones((3, 1), dtype=np.float32)) == pytest.approx(1.0)
    assert cohesion(np.empty((0, 4), dtype=np.float32)) == 1.0


def test_the_built_in_articles_are_judged_as_one_subject(assistant: Assistant) -> None:
    judge = assistant.knowledge.judge
    assert judge.library == ASKED
    assert read_weights(MIXED, RERANKED) != read_weights(ONE_SUBJECT, RERANKED)


@dataclass
class CountingReranker:
    """Finds every text as relevant as it is told, and counts what it reads."""

    relevance: float
    read: list[str] = field(default_factory=list)

    def score(self, question: str, texts: list[str]) -> list[float]:
        self.read += texts
        return [self.relevance] * len(texts)


@pytest.mark.parametrize(("relevance", "read"), [(0.95, 6), (0.5, 8)])
def test_no_more_is_read_once_a_sentence_is_clearly_relevant(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, relevance: float, read: int
) -> None:
    knowledge = assistant.knowledge
    reranker: Any = CountingReranker(relevance)
    monkeypatch.setattr(knowledge.selector, "reranker", reranker)
    question = "What is middleware?"
    knowledge.selector.rank(question, knowledge.retriever.search(question))
    assert len(reranker.read) == read
