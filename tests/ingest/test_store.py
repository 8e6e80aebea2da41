"""Passages in Chroma and out again, found by the nearest vector."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from word_embedder import WordEmbedder, count_words, make_document

from ingest.document import Document, Passage
from ingest.embed import Vectors
from ingest.errors import IndexUnavailable
from ingest.split import split_document
from ingest.store import PassageStore, blank_unused_room, write_collection

TEXT = """# Title

## Cats › "and" dogs

| cat | dog |
|-|-|
| 日本 \\| 😀 | b |

- cat dog

```
dog dog dog dog bird
```
"""


@pytest.fixture
def document() -> Document:
    return make_document(TEXT)


@pytest.fixture
def passages(document: Document) -> tuple[Passage, ...]:
    return split_document(document, count_words)


def vectors_of(texts: list[str]) -> Vectors:
    return WordEmbedder().embed(texts)


def test_passages_come_back_as_they_were(tmp_path: Path, document: Document, passages: tuple[Passage, ...]) -> None:
    write_collection(tmp_path / "chroma", passages, vectors_of([p.text for p in passages]))
    store = PassageStore(tmp_path / "chroma", {"doc": document})
    assert store.passages == passages
    assert [p.kind for p in store.passages] == ["table", "list", "code"]
    assert store.passages[0].header == ("cat", "dog")
    assert store.passages[0].section == ('Cats › "and" dogs',)
    store.close()


def test_search_returns_rows_and_cosines_best_first(tmp_path: Path, document: Document) -> None:
    passages = [Passage(document, ("T",), TEXT[n : n + 1], n, n + 1) for n in range(3)]
    write_collection(tmp_path / "chroma", passages, vectors_of(["cat", "cat dog", "bird"]))
    store = PassageStore(tmp_path / "chroma", {"doc": document})
    found = store.search(WordEmbedder().embed_query("cat cat dog"), 3)
    # (2, 1) / sqrt(5) with (1, 1) / sqrt(2) is 3 / sqrt(10); with (1, 0) it is 2 / sqrt(5); birds are at right angles
    assert [row for row, _ in found] == [1, 0, 2]
    assert [score for _, score in found] == pytest.approx([3 / 10**0.5, 2 / 5**0.5, 0], abs=1e-6)
    assert store.search(WordEmbedder().embed_query("bird"), 1)[0] == pytest.approx((2, 1), abs=1e-6)
    assert len(store.search(WordEmbedder().embed_query("bird"), 50)) == 3
    store.close()


def test_more_passages_than_chroma_takes_at_once(tmp_path: Path) -> None:
    count = 5_600
    document = make_document("x" * count)
    passages = [Passage(document, ("T",), "x", n, n + 1) for n in range(count)]
    angles = np.linspace(0, np.pi, count)
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    write_collection(tmp_path / "chroma", passages, vectors)
    store = PassageStore(tmp_path / "chroma", {"doc": document})
    assert [p.start for p in store.passages] == list(range(count))
    assert [store.search(vectors[row], 1)[0][0] for row in (0, 3_999, 4_000, 5_599)] == [0, 3_999, 4_000, 5_599]
    store.close()


def test_an_empty_collection_finds_nothing(tmp_path: Path) -> None:
    write_collection(tmp_path / "chroma", [], np.zeros((0, 4), dtype=np.float32))
    store = PassageStore(tmp_path / "chroma", {})
    assert store.passages == ()
    assert store.search(WordEmbedder().embed_query("cat"), 3) == []
    store.close()


@pytest.mark.parametrize("records", [3, 1_500])  # Chroma adds records to its graph a thousand at a time
def test_room_for_records_to_come_holds_nothing(tmp_path: Path, records: int) -> None:
    document = make_document(f"# Title\n\n{'cat ' * records}\n")
    passages = [Passage(document, ("Title",), "cat", 9 + 4 * row, 12 + 4 * row) for row in range(records)]
    vectors = np.random.default_rng(1).normal(size=(records, 4)).astype(np.float32)
    write_collection(tmp_path / "chroma", passages, vectors)
    files = [file for file in tmp_path.rglob("*.bin") if file.name in {"data_level0.bin", "length.bin"}]
    written = [file.read_bytes() for file in files]
    assert len(files) == 2
    for file in files:
        with file.open("ab" if records > 1_000 else "r+b") as stream:
            stream.write(b"the ferry leaves at nine")
    blank_unused_room(tmp_path)
    for file, before in zip(files, written, strict=True):
        assert file.read_bytes().rstrip(b"\0") == before.rstrip(b"\0")
    store = PassageStore(tmp_path / "chroma", {document.id: document})
    assert store.search(vectors[2], 1)[0][0] == 2
    store.close()


def test_a_missing_collection_is_named_and_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable) as caught:
        PassageStore(tmp_path / "chroma", {})
    assert str(caught.value) == (
        f"the index in {tmp_path / 'chroma'} can't be read (no chroma.sqlite3); "
        f"build it again: fingerpost ingest --index {tmp_path.parents[1]}"
    )
    assert not (tmp_path / "chroma").exists()


def test_a_damaged_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "chroma").mkdir()
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"no database " * 1000)
    with pytest.raises(IndexUnavailable, match=r"can't be read \(.*build it again: fingerpost ingest --index "):
        PassageStore(tmp_path / "chroma", {})


def test_a_document_that_is_not_the_one_indexed_is_noticed(
    tmp_path: Path, document: Document, passages: tuple[Passage, ...]
) -> None:
    write_collection(tmp_path / "chroma", passages, vectors_of([p.text for p in passages]))
    with pytest.raises(IndexUnavailable, match="does not match its document"):
        PassageStore(tmp_path / "chroma", {"doc": make_document("x" + TEXT)})
    with pytest.raises(IndexUnavailable, match="can't be read"):
        PassageStore(tmp_path / "chroma", {})


def test_two_stores_of_one_folder_close_apart(
    tmp_path: Path, document: Document, passages: tuple[Passage, ...]
) -> None:
    write_collection(tmp_path / "chroma", passages, vectors_of([p.text for p in passages]))
    one, two = (PassageStore(tmp_path / "chroma", {"doc": document}) for _ in range(2))
    one.close()
    assert two.search(WordEmbedder().embed_query("cat dog -"), 1)[0][0] == 1
    two.close()


def test_a_folder_that_took_the_place_of_another_is_read_anew(tmp_path: Path, document: Document) -> None:
    for number, text in enumerate(["cat", "bird"]):
        passage = Passage(document, ("T",), TEXT[number], number, number + 1)
        write_collection(tmp_path / "building", [passage], vectors_of([text]))
        shutil.move(tmp_path / "building", tmp_path / f"{number}")
    first, second = (PassageStore(tmp_path / f"{number}", {"doc": document}) for number in range(2))
    assert [first.passages[0].start, second.passages[0].start] == [0, 1]
    assert second.search(WordEmbedder().embed_query("bird"), 1)[0] == pytest.approx((0, 1), abs=1e-6)
    first.close()
    second.close()


def test_nothing_outside_the_folder_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("CHROMA_API_IMPL=chromadb.api.fastapi.FastAPI\nIS_PERSISTENT=FALSE\n")
    document = make_document("Text.")
    write_collection(tmp_path / "chroma", [Passage(document, ("T",), "Text.", 0, 5)], vectors_of(["cat"]))
    assert (tmp_path / "chroma" / "chroma.sqlite3").is_file()


def test_more_passages_come_back_than_sqlite_takes_variables_in_one_call(tmp_path: Path) -> None:
    many = 33_000
    document = make_document("cat " * many)
    passages = [Passage(document, ("T",), "cat", 4 * n, 4 * n + 3) for n in range(many)]
    vectors = np.random.default_rng(1).normal(size=(many, 4)).astype(np.float32)
    write_collection(tmp_path / "chroma", passages, vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
    store = PassageStore(tmp_path / "chroma", {"doc": document})
    assert store.passages == tuple(passages)
    store.close()
