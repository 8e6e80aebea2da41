"""Vectors that are remembered, and worked out before anybody asks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import cast

import numpy as np

from assistant import Assistant
from assistant.knowledge import CachedEmbedder, Knowledge
from assistant.select import in_context
from assistant.units import split_units
from ingest.embed import Embedder, Vectors


class Recorder:
    """Remembers what it was asked to embed; `wait` runs before each answer."""

    def __init__(self, wait: Callable[[Sequence[str]], object] = len) -> None:
        self.texts: list[str] = []
        self._wait = wait

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


def test_warming_up_leaves_no_sentence_to_embed(assistant: Assistant) -> None:
    recorder = Recorder()
    knowledge = assistant.knowledge
    warmed = Knowledge.__new__(Knowledge)  # the open one is shared with other tests
    warmed.__dict__.update(knowledge.__dict__)
    warmed.embed = CachedEmbedder(cast(Embedder, recorder))
    warmed.warm_up()
    wanted = {in_context(unit) for passage in knowledge.passages for unit in split_units(passage)}
    assert set(recorder.texts) == wanted
    before = len(recorder.texts)
    warmed.embed(sorted(wanted))
    assert len(recorder.texts) == before
