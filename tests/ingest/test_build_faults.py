"""Nothing that goes wrong with a build harms the index there is."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import build_child
import pytest
from built import ALL, counts, passages
from word_embedder import WordEmbedder

import ingest.build
from ingest.build import build_index
from ingest.contents import read_documents_of
from ingest.errors import IndexUnavailable, ModelUnavailable
from ingest.store import PassageStore


def test_tampered_weights_leave_the_index_alone(folder: Path, index: Path, embedder: WordEmbedder) -> None:
    build_index([folder], index, embedder)
    (folder / "cat.md").write_text("Another cat.")
    with pytest.raises(ModelUnavailable, match=r"^the weights are not the published ones$"):
        build_index([folder], index, WordEmbedder(weights="tampered"))
    assert passages(index) == ALL


def test_a_place_that_cannot_be_written_is_named(folder: Path, tmp_path: Path, embedder: WordEmbedder) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(IndexUnavailable) as caught:
        build_index([folder], tmp_path / "file" / "index", embedder)
    assert str(caught.value) == (
        f"the index can't be written to {tmp_path / 'file' / 'index'} (Not a directory); check free space and "
        "permissions, or give another folder"
    )


@pytest.mark.parametrize("stage", ["write_generation", "write_vectors", "publish"])
@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (OSError(28, "No space left on device"), IndexUnavailable),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ],
    ids=["full disk", "Ctrl-C"],
)
def test_a_build_that_fails_leaves_the_index_as_it_was(
    folder: Path,
    index: Path,
    embedder: WordEmbedder,
    monkeypatch: pytest.MonkeyPatch,
    stage: str,
    error: BaseException,
    raised: type[BaseException],
) -> None:
    build_index([folder], index, embedder)
    (folder / "cat.md").write_text("# About cat\n\nAnother cat.\n")

    def fail(*_: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(ingest.build, stage, fail)
        with pytest.raises(raised):
            build_index([folder], index, embedder)
    assert passages(index) == ALL
    assert sorted(entry.name for entry in (index / "generations").iterdir()) == ["1"]
    assert counts(build_index([folder], index, embedder)) == (3, 3, 1, False)


@pytest.mark.parametrize("damage", ["CURRENT", "manifest", "documents", "chroma", "database", "guide", "generation"])
def test_a_damaged_index_is_built_again(folder: Path, index: Path, embedder: WordEmbedder, damage: str) -> None:
    (folder / "rules.yaml").write_text("rules: 1")
    generation = build_index([folder], index, embedder).generation
    if damage == "CURRENT":
        (index / "CURRENT").write_text("")
    elif damage == "generation":
        shutil.rmtree(generation)
    elif damage == "chroma":
        shutil.rmtree(generation / "chroma")
    elif damage == "database":
        (generation / "chroma" / "chroma.sqlite3").write_bytes(b"x" * 5000)
    elif damage == "guide":
        (generation / "guide" / "rules.yaml").write_text("rules: 2")
    else:
        (generation / f"{damage}.json").write_text("{")
    report = build_index([folder], index, embedder)
    # vectors are used again where the manifest says whose they are
    embedded = 3 if damage in {"CURRENT", "manifest", "generation"} else 0
    assert counts(report) == (3, 3, embedded, False)
    assert passages(index) == ALL


def run_child(*args: object) -> subprocess.Popen[str]:
    command = [sys.executable, build_child.__file__, *map(str, args)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
@pytest.mark.parametrize("moment", [moment for moment in build_child.MOMENTS if moment != "wait"])
def test_a_killed_build_leaves_the_index_working(
    folder: Path, index: Path, embedder: WordEmbedder, moment: str
) -> None:
    build_index([folder], index, embedder)
    (folder / "cat.md").write_text("# About cat\n\nAnother cat.\n")
    with run_child(folder, index, moment) as child:
        assert child.wait(60) == -signal.SIGKILL
    new = [ALL[0], "Another cat.", ALL[2]]
    moved = moment == "after the pointer moved"
    assert passages(index) == (new if moved else ALL)
    report = build_index([folder], index, embedder)
    assert counts(report) == (3, 3, 0 if moved else 1, moved)
    assert passages(index) == new
    left = sorted(entry.name for entry in (index / "generations").iterdir())
    assert left == ["1", report.generation.name]  # nothing of the killed build, and the one before


@pytest.fixture
def building(folder: Path, index: Path) -> Iterator[subprocess.Popen[str]]:
    """A build in another process that waits in its middle."""
    with run_child(folder, index, "wait") as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "building\n"
        yield child
        if child.poll() is None:
            child.kill()


def test_a_second_build_at_once_refuses(
    folder: Path, index: Path, embedder: WordEmbedder, building: subprocess.Popen[str]
) -> None:
    started = time.perf_counter()
    with pytest.raises(IndexUnavailable) as caught:
        build_index([folder], index, embedder)
    assert time.perf_counter() - started < 5  # at once, for nobody knows how long the other takes
    assert str(caught.value) == f"another ingest is writing {index}; try again when it has finished"
    assert building.communicate("go on\n", timeout=60)[0] == "embedded 3\n"
    assert counts(build_index([folder], index, embedder)) == (3, 3, 0, True)


def test_a_killed_build_holds_no_lock(
    folder: Path, index: Path, embedder: WordEmbedder, building: subprocess.Popen[str]
) -> None:
    os.kill(building.pid, signal.SIGKILL)
    building.wait(60)
    assert counts(build_index([folder], index, embedder)) == (3, 3, 3, False)


def test_an_index_in_use_is_not_disturbed(folder: Path, index: Path, embedder: WordEmbedder) -> None:
    report = build_index([folder], index, embedder)
    store = PassageStore(report.generation / "chroma", read_documents_of(report.generation))
    build_index([folder], index, embedder)  # opens and closes the same files
    (folder / "cat.md").write_text("# About cat\n\nAnother cat.\n")
    build_index([folder], index, embedder)
    assert store.search(embedder.embed_query("cat"), 1)[0][0] == 1
    assert [passage.text for passage in store.passages] == ALL
    store.close()
