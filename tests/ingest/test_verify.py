"""A damaged index is never asked: opening it names the damage and the command that mends it, and that mends it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from built import ALL, counts, passages
from word_embedder import WordEmbedder

import ingest.store
from ingest.build import build_index
from ingest.errors import IndexUnavailable
from ingest.index import current_generation
from ingest.verify import is_whole, open_store

COUNT = 1_100  # Chroma writes its graph to files of its own after the first 1,000


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `docs` and the `index` of 1,100 passages from it."""
    folder = tmp_path_factory.mktemp("large")
    (folder / "docs").mkdir()
    parts = [
        f"## Part {number}\n\n{'cat ' * (number % 7 + 1)}{'dog ' * (number % 5)}{number}.\n" for number in range(COUNT)
    ]
    (folder / "docs" / "a.md").write_text("# All\n\n" + "\n".join(parts))
    (folder / "docs" / "rules.yaml").write_text("rules: 1")
    report = build_index([folder / "docs"], folder / "index", WordEmbedder())
    assert report.passages == COUNT
    return folder


@pytest.fixture
def copy(large: Path, tmp_path: Path) -> Path:
    """The index of `large`, to be damaged."""
    return Path(shutil.copytree(large / "index", tmp_path / "index"))


def flip(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    middle = len(raw) // 2
    raw[middle : middle + 64] = bytes(byte ^ 0xFF for byte in raw[middle : middle + 64])
    path.write_bytes(raw)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


DAMAGE = [
    *(("chroma/*/data_level0.bin", damage) for damage in (flip, cut, empty, remove)),
    *(("chroma/*/index_metadata.pickle", damage) for damage in (flip, cut, remove)),
    ("chroma/*/link_lists.bin", flip),
    ("chroma/*/length.bin", cut),
    ("chroma/*/header.bin", flip),
    ("chroma/*-*", remove),
    *(("chroma/chroma.sqlite3", damage) for damage in (cut, empty, remove)),
    *((name, damage) for name in ("documents.json", "passages.json") for damage in (flip, cut, remove)),
    *(("manifest.json", damage) for damage in (flip, cut, remove)),
    ("guide/rules.yaml", empty),
    *(("vectors.npy", damage) for damage in (flip, cut, remove)),
    *(("text_vectors.npy", damage) for damage in (flip, cut, remove)),
    *(("text_keys.npy", damage) for damage in (flip, remove)),
]


@pytest.mark.parametrize(("pattern", "damage"), DAMAGE, ids=lambda value: getattr(value, "__name__", value))
def test_damaged_files_are_noticed_and_mended(
    large: Path, copy: Path, pattern: str, damage: Callable[[Path], None]
) -> None:
    generation = current_generation(copy)
    assert generation is not None
    (path,) = generation.glob(pattern)
    damage(path)
    with pytest.raises(IndexUnavailable) as caught:
        open_store(generation)
    message = str(caught.value)
    assert str(generation) in message
    told = f"fingerpost ingest {large / 'docs'} --index {copy}"
    assert message.endswith(f"build the index again: {told}") or message.endswith(f"build it again: {told}")
    assert "\n" not in message
    assert not is_whole(generation)
    embedder = WordEmbedder()
    build_index([large / "docs"], copy, embedder)
    # the vectors lie beside Chroma, so the model is needed only where they or whose they are is in doubt
    assert bool(embedder.seen) == (path.name in {"vectors.npy", "manifest.json"})
    assert len(passages(copy)) == COUNT


CHANGE = "UPDATE embedding_metadata SET string_value = replace(string_value,"


def change(index: Path, statement: str) -> None:
    (database,) = index.glob("generations/*/chroma/chroma.sqlite3")
    connection = sqlite3.connect(database)
    assert connection.execute(statement).rowcount > 0
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        # a quote that is in the document, but another one
        (f"{CHANGE} '\"start\":', '\"start\":1') WHERE id = 7", "does not match"),
        (f"{CHANGE} '[\"Part 6\"]', '[\"Part 7\"]')", "its passages are"),
        (f"{CHANGE} '{{', '')", "can't be read"),
        ("DELETE FROM embedding_metadata WHERE id = 7", "can't be read"),
    ],
)
def test_a_changed_database_is_noticed(copy: Path, statement: str, message: str) -> None:
    generation = current_generation(copy)
    assert generation is not None
    open_store(generation).close()
    change(copy, statement)
    with pytest.raises(IndexUnavailable, match=message):
        open_store(generation)


def test_a_vector_that_is_in_the_database_alone_is_guarded_too(
    folder: Path, index: Path, embedder: WordEmbedder
) -> None:
    generation = build_index([folder], index, embedder).generation
    change(index, "UPDATE embeddings_queue SET vector = (SELECT vector FROM embeddings_queue WHERE id = '0')")
    with pytest.raises(IndexUnavailable, match="its vectors are not those that were stored"):
        open_store(generation)


def test_overwritten_pages_never_give_another_answer(large: Path, copy: Path) -> None:
    generation = current_generation(copy)
    assert generation is not None
    database = generation / "chroma" / "chroma.sqlite3"
    raw = database.read_bytes()
    expected = passages(large / "index")
    refused = 0
    for number in np.random.default_rng(5).integers(1, len(raw) // 4096, 12):
        damaged = bytearray(raw)
        damaged[number * 4096 : (number + 1) * 4096] = b"\xaa" * 4096
        database.write_bytes(damaged)
        try:
            assert passages(copy) == expected
        except IndexUnavailable:
            refused += 1
    assert refused > 0


@pytest.mark.parametrize("version", ["99.0.0", "1.4.9", ""])
def test_an_index_of_another_chroma_is_not_opened(
    folder: Path, index: Path, embedder: WordEmbedder, version: str
) -> None:
    generation = build_index([folder], index, embedder).generation
    manifest = json.loads((generation / "manifest.json").read_text())
    (generation / "manifest.json").write_text(json.dumps({**manifest, "store": f"chroma {version}"}))
    with pytest.raises(IndexUnavailable) as caught:
        open_store(generation)
    assert f"was written by Chroma {version}, installed is" in str(caught.value)
    assert str(caught.value).endswith(f"build it again: fingerpost ingest {folder} --index {index}")
    assert counts(build_index([folder], index, embedder)) == (3, 3, 0, False)
    assert passages(index) == ALL


def test_a_store_that_finds_nothing_is_noticed(
    folder: Path, index: Path, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation = build_index([folder], index, embedder).generation
    monkeypatch.setattr(ingest.store.PassageStore, "search", lambda store, vector, k: [(0, 0.5)])
    with pytest.raises(IndexUnavailable, match="passage 0 is not found by its own vector"):
        open_store(generation)
