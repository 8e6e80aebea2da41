"""A build killed at any moment leaves the index working, and a reader never sees half of a build."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import fork_builds
import pytest
from built import passages
from word_embedder import WordEmbedder

from ingest.build import build_index
from ingest.errors import FingerpostError
from ingest.index import current_generation, read_manifest

ROUNDS = 30
BuildFor = Callable[[float], tuple[str, float]]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture
def build_for(folder: Path, index: Path) -> Iterator[BuildFor]:
    """Builds in another process for at most so many seconds; tells how it ended and how long it ran."""
    command = [sys.executable, fork_builds.__file__, str(folder), str(index)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        write, read = process.stdin, process.stdout

        def build(seconds: float) -> tuple[str, float]:
            print(seconds, file=write, flush=True)
            what, _, ran = read.readline().partition(" ")
            return what, float(ran)

        yield build
        write.close()


def edit(folder: Path, number: int) -> list[str]:
    """Give each document another text; what the index should then hold."""
    texts = [f"A {name} of round {number}." for name in ("bird", "cat", "dog")]
    for name, text in zip(("bird", "cat", "dog"), texts, strict=True):
        (folder / f"{name}.md").write_text(f"# About {name}\n\n{text}\n")
    return texts


@pytest.mark.timeout(300)
def test_thirty_builds_killed_at_random(folder: Path, index: Path, build_for: BuildFor) -> None:
    old = edit(folder, 0)
    assert build_for(60)[0] == "finished"
    new = edit(folder, 1)
    _, whole = build_for(60)
    assert passages(index) == new
    chance = random.Random(20260101)
    killed = 0
    for number in range(2, ROUNDS + 2):
        old, new = new, edit(folder, number)
        what, _ = build_for(chance.uniform(0, whole))
        killed += what == "killed"
        held = passages(index)
        assert held in (old, new)  # one or the other, whole
        assert what == "killed" or held == new
        new = held
    assert killed >= ROUNDS // 2
    # the last one is not killed, and leaves nothing of the others behind
    last = edit(folder, ROUNDS + 2)
    assert build_for(60)[0] == "finished"
    assert passages(index) == last
    assert len(list((index / "generations").iterdir())) == 2


def test_readers_see_one_build_or_another(folder: Path, index: Path, embedder: WordEmbedder) -> None:
    versions = [edit(folder, 0)]
    build_index([folder], index, embedder)
    seen: list[list[str]] = []
    errors: list[FingerpostError] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                seen.append(passages(index))
            except FingerpostError as error:
                errors.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(1, 6):
        versions.append(edit(folder, number))
        build_index([folder], index, embedder)
    done.set()
    for reader in readers:
        reader.join(60)
    assert passages(index) == versions[-1]
    assert len(seen) > 5
    assert all(held in versions for held in seen)
    # Two builds may pass while a slow reader opens the first of three: told, never answered wrongly.
    assert all("build it again" in str(error) or "build the index again" in str(error) for error in errors)
    generation = current_generation(index)
    assert generation is not None
    assert len(read_manifest(generation).passage_keys) == 3
