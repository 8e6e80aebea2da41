"""The files beside the documents: checked before a build, copied into it and watched for changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from built import ALL, counts, passages
from word_embedder import WordEmbedder

from ingest.build import build_index
from ingest.document import Document
from ingest.errors import CorpusError
from ingest.index import current_generation


def test_the_guide_is_checked_copied_and_watched(folder: Path, index: Path, embedder: WordEmbedder) -> None:
    (folder / "rules.yaml").write_text("rules: 1")
    (folder / "synonyms.yaml").write_text("words: 1")
    seen: list[tuple[dict[str, Path], list[str]]] = []

    def check(companions: Mapping[str, Path], documents: Sequence[Document]) -> None:
        seen.append((dict(companions), [document.id for document in documents]))

    report = build_index([folder], index, embedder, check=check)
    companions = {name: folder / name for name in ("rules.yaml", "synonyms.yaml")}
    assert seen == [(companions, ["bird", "cat", "dog"])]
    assert (report.generation / "guide" / "rules.yaml").read_text() == "rules: 1"
    assert build_index([folder], index, embedder, check=check).unchanged
    (folder / "rules.yaml").write_text("rules: 2")
    assert counts(build_index([folder], index, embedder, check=check)) == (3, 3, 0, False)
    generation = current_generation(index)
    assert generation is not None
    assert (generation / "guide" / "rules.yaml").read_text() == "rules: 2"


def test_a_guide_that_fails_leaves_the_index_alone(folder: Path, index: Path, embedder: WordEmbedder) -> None:
    build_index([folder], index, embedder)
    embedder.seen.clear()
    (folder / "cat.md").write_text("Another cat.")

    def refuse(companions: Mapping[str, Path], documents: Sequence[Document]) -> None:
        raise CorpusError("rule r1: its quote is not in 'cat'")

    with pytest.raises(CorpusError, match=r"^rule r1: its quote is not in 'cat'$"):
        build_index([folder], index, embedder, check=refuse)
    assert embedder.seen == []
    assert passages(index) == ALL


def test_a_guide_that_changes_under_way_is_noticed(folder: Path, index: Path, embedder: WordEmbedder) -> None:
    (folder / "rules.yaml").write_text("rules: 1")

    def meddle(companions: Mapping[str, Path], documents: Sequence[Document]) -> None:
        companions["rules.yaml"].write_text("rules: 2")  # what was checked is not what would be copied

    with pytest.raises(CorpusError, match=r"rules.yaml changed while it was read; run it again$"):
        build_index([folder], index, embedder, check=meddle)
    assert current_generation(index) is None


def test_a_guide_that_cannot_be_read_is_named(
    folder: Path, index: Path, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "rules.yaml").write_text("rules: 1")
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "rules.yaml":
            raise PermissionError(13, "Permission denied", str(path))
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(CorpusError) as caught:
        build_index([folder], index, embedder)
    assert str(caught.value) == f"{folder / 'rules.yaml'} can't be read (Permission denied); change its permissions"


def test_two_guides_are_one_too_many(folder: Path, tmp_path: Path, index: Path, embedder: WordEmbedder) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.md").write_text("Text.")
    for place in (folder, other):
        (place / "rules.yaml").write_text("rules: 1")
    with pytest.raises(CorpusError) as caught:
        build_index([folder, other], index, embedder)
    assert str(caught.value) == (
        f"two files rules.yaml: {folder / 'rules.yaml'} and {other / 'rules.yaml'}; an index has one, "
        "give one of the folders"
    )
    assert counts(build_index([folder, folder], index, embedder)) == (3, 3, 3, False)
