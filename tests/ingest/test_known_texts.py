"""Vectors of other texts than passages: kept with the index, and never worked out twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from built import ALL, counts, passages
from word_embedder import WordEmbedder

from ingest.build import build_index
from ingest.document import Document, Passage
from ingest.errors import IndexUnavailable
from ingest.known_texts import NO_TEXTS, read_known_texts, reusable_texts, write_known_texts
from ingest.rollback import roll_back


def words(guide: Path, documents: Sequence[Document], passages: Sequence[Passage]) -> Iterator[str]:
    """Each word of the passages, with the number of documents and what lies beside the guide."""
    yield f"documents {len(documents)} {sorted(file.name for file in guide.iterdir())}"
    for passage in passages:
        yield from passage.text.split()


def test_what_is_written_is_found(tmp_path: Path) -> None:
    texts = {f"text {number}": np.array([number, -number], dtype=np.float32) for number in range(500)}
    texts |= {"": np.zeros(2, dtype=np.float32), "日本 \ud800": np.ones(2, dtype=np.float32)}
    write_known_texts(tmp_path, texts, 2)
    known = read_known_texts(tmp_path)
    found = known.find([*texts, "text 500", "z"])
    assert {text: vector.tolist() for text, vector in found.items()} == {
        text: vector.tolist() for text, vector in texts.items()
    }
    assert known.find([]) == known.find(["text 500"]) == NO_TEXTS.find(["text 1"]) == {}


def test_they_are_listed_from_what_is_indexed(folder: Path, index: Path, embedder: WordEmbedder) -> None:
    (folder / "rules.yaml").write_text("rules: 1")
    report = build_index([folder], index, embedder, list_texts=words)
    assert counts(report) == (3, 3, 3, False)  # of passages: the others are not counted
    assert passages(index) == ALL
    first = "documents 3 ['rules.yaml']"
    assert embedder.seen[3:] == [first, "A", "bird", "is", "a", "bird.", "cat", "cat.", "dog", "dog."]
    found = read_known_texts(report.generation).find(["cat", first, "fish"])
    assert {text: vector.tolist() for text, vector in found.items()} == {"cat": [1, 0, 0, 0], first: [0, 0, 0, 1]}


def test_a_change_embeds_what_is_new_alone(folder: Path, index: Path, embedder: WordEmbedder) -> None:
    build_index([folder], index, embedder, list_texts=words)
    (folder / "cat.md").write_text("# About cat\n\nA cat is no dog.\n")
    del embedder.seen[:]
    report = build_index([folder], index, embedder, list_texts=words)
    assert counts(report) == (3, 3, 1, False)
    assert embedder.seen == ["About cat > About cat\nA cat is no dog.", "no"]
    known = read_known_texts(report.generation)
    assert known.find(["bird", "no", "cat."]).keys() == {"bird", "no"}  # "cat." is no longer said
    roll_back(index)
    assert read_known_texts(index / "generations" / "1").find(["cat."])


def test_another_model_reuses_none(folder: Path, index: Path, embedder: WordEmbedder) -> None:
    build_index([folder], index, embedder, list_texts=words)
    other = WordEmbedder(weights="1" * 64)
    build_index([folder], index, other, list_texts=words)
    assert "cat" in other.seen


@pytest.mark.parametrize("name", ["text_keys.npy", "text_vectors.npy"])
@pytest.mark.parametrize("damage", ["flip", "cut", "gone"])
def test_damaged_ones_are_not_reused(folder: Path, index: Path, embedder: WordEmbedder, name: str, damage: str) -> None:
    file = build_index([folder], index, embedder, list_texts=words).generation / name
    raw = file.read_bytes()
    file.unlink()
    if damage != "gone":
        file.write_bytes(raw[:-4] if damage == "cut" else raw[:-2] + bytes([raw[-2] ^ 1]) + raw[-1:])
    assert reusable_texts(file.parent) is NO_TEXTS
    del embedder.seen[:]
    report = build_index([folder], index, embedder, list_texts=words)
    assert counts(report) == (3, 3, 0, False)
    assert embedder.seen[1:3] == ["A", "bird"]
    assert read_known_texts(report.generation).find(["dog."])


def test_what_cannot_be_read_is_named(folder: Path, index: Path, embedder: WordEmbedder) -> None:
    generation = build_index([folder], index, embedder, list_texts=words).generation
    (generation / "text_keys.npy").write_bytes(b"no array")
    with pytest.raises(IndexUnavailable, match=r"^the vectors of the index in .* can't be read") as caught:
        read_known_texts(generation)
    assert str(caught.value).endswith(f"build it again: fingerpost ingest {folder} --index {index}")
