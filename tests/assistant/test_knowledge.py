"""Vectors that are remembered, and worked out before anybody asks."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from assistant import Assistant
from assistant.knowledge import CachedEmbedder
from assistant.open_index import open_embedder
from assistant.select import in_context
from assistant.suggest import Topics, ask_about
from assistant.units import split_units
from ingest.embed import Embedder, Vectors
from ingest.known_texts import KnownTexts, read_known_texts, write_known_texts


class Recorder:
    """Remembers what it was asked to embed; `wait` runs before each answer."""

    def __init__(self, wait: Callable[[Sequence[str]], object] = len) -> None:
        self.texts: list[str] = []
        self._wait = wait

    embeds_queries_alike = True

    def embed_query(self, text: str) -> Vectors:
        return np.zeros(2, dtype=np.float32)

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        self._wait(texts)
        return np.array([[len(text), 1] for text in texts], dtype=np.float32)


def test_a_text_is_embedded_once_and_rows_keep_their_order() -> None:
    recorder = Recorder()
    embed = CachedEmbedder(cast(Embedder, recorder))
    assert embed(["bb", "a", "bb"])[:, 0].tolist() == [2, 1, 2]
    assert embed(["a", "ccc"])[:, 0].tolist() == [1, 3]
    assert recorder.texts == ["bb", "a", "ccc"]


def test_known_texts_do_not_wait_for_others_that_are_being_embedded() -> None:
    started, release = threading.Event(), threading.Event()

    def wait(texts: Sequence[str]) -> None:
        if "slow" in texts:
            started.set()
            assert release.wait(20)

    embed = CachedEmbedder(cast(Embedder, Recorder(wait)))
    embed(["known"])
    slow = threading.Thread(target=embed, args=[["slow"]])
    slow.start()
    assert started.wait(20)
    assert embed(["known"]).shape == (1, 2)
    release.set()
    slow.join(20)
    assert not slow.is_alive()


def test_vectors_kept_in_the_index_are_not_worked_out(tmp_path: Path) -> None:
    write_known_texts(tmp_path, {"kept": np.array([7, 8], dtype=np.float32)}, 2)
    recorder = Recorder()
    embed = CachedEmbedder(cast(Embedder, recorder), read_known_texts(tmp_path))
    assert embed(["a", "kept", "a"]).tolist() == [[1, 1], [7, 8], [1, 1]]
    assert recorder.texts == ["a"]


@pytest.mark.parametrize(("alike", "expected"), [(True, [4, 1]), (False, [0, 0])])
def test_a_question_is_embedded_as_the_model_wants_it(alike: bool, expected: list[int]) -> None:
    recorder = Recorder()
    recorder.embeds_queries_alike = alike
    assert CachedEmbedder(cast(Embedder, recorder)).query("four").tolist() == expected


def test_nothing_of_the_sources_is_left_to_embed_at_a_question(assistant: Assistant) -> None:
    knowledge = assistant.knowledge
    kept: KnownTexts = read_known_texts(knowledge.generation)
    units = [unit for passage in knowledge.passages for unit in split_units(passage)]
    wanted = {in_context(unit) for unit in units}
    wanted |= {term for unit in units for term in knowledge.terms.set_of(unit.plain, unit.passage.section_path)}
    wanted |= {ask_about(passage.section[-1]) for passage in knowledge.passages}
    assert knowledge.guide is not None
    wanted |= {example for need in knowledge.guide.needs for example in need.examples} | {*knowledge.guide.asides}
    found = kept.find(sorted(wanted))
    assert found.keys() == wanted
    some = sorted(wanted)[::40]
    expected = open_embedder().embed(some)
    np.testing.assert_allclose(
        np.stack([found[text] for text in some]), expected, atol=1e-3
    )  # packaged in half precision


def test_warming_up_works_out_what_can_be_suggested(assistant: Assistant) -> None:
    knowledge = copy.copy(assistant.knowledge)  # the open one is shared with other tests
    searched: list[str] = []
    retriever = copy.copy(knowledge.retriever)
    search = retriever.search
    retriever.search = lambda question, k=12: (searched.append(question), search(question, k))[1]  # type: ignore[method-assign, func-returns-value]
    knowledge.topics = Topics(
        retriever, knowledge.selector, knowledge.judge, knowledge.embed, knowledge.vocabulary.names
    )
    stop = threading.Event()
    stop.set()
    knowledge.warm_up(stop)
    assert searched == []
    knowledge.warm_up()
    sections = {passage.section for passage in knowledge.passages}
    assert set(searched) == {knowledge.topics.question_about(section) for section in sections}
    before = len(searched)
    knowledge.topics.section_that_answers(searched[0])
    assert len(searched) == before
