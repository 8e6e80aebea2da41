"""Going back to the index before the last one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from built import ALL, counts, passages
from word_embedder import WordEmbedder

from ingest.build import build_index
from ingest.errors import IndexUnavailable
from ingest.index import current_generation, is_rolled_back
from ingest.rollback import roll_back

NEW = [ALL[0], "Another cat.", ALL[2]]


@pytest.fixture
def changed(folder: Path, index: Path, embedder: WordEmbedder) -> Path:
    """An index of two generations, the second after a change of the cat."""
    build_index([folder], index, embedder)
    (folder / "cat.md").write_text("# About cat\n\nAnother cat.\n")
    build_index([folder], index, embedder)
    assert passages(index) == NEW
    return index


def test_the_generation_before_is_published_again(changed: Path) -> None:
    assert not is_rolled_back(changed)
    assert roll_back(changed) == changed / "generations" / "1" == current_generation(changed)
    assert is_rolled_back(changed)
    assert passages(changed) == ALL


def test_the_next_build_goes_forward_again(changed: Path, folder: Path, embedder: WordEmbedder) -> None:
    roll_back(changed)
    embedder.seen.clear()
    report = build_index([folder], changed, embedder)
    assert counts(report) == (3, 3, 1, False)
    assert report.generation.name == "3"
    assert not is_rolled_back(changed)
    assert passages(changed) == NEW
    assert roll_back(changed).name == "1"  # what was current when the build began is the one kept


def test_there_may_be_nothing_to_go_back_to(folder: Path, index: Path, embedder: WordEmbedder) -> None:
    with pytest.raises(IndexUnavailable, match=rf"^no index in {index}; build it with: fingerpost ingest$"):
        roll_back(index)
    assert not index.exists()
    build_index([folder], index, embedder)
    with pytest.raises(IndexUnavailable, match="has no earlier generation to go back to"):
        roll_back(index)
    assert passages(index) == ALL


def test_a_damaged_generation_is_not_gone_back_to(changed: Path) -> None:
    shutil.rmtree(changed / "generations" / "1" / "chroma")
    with pytest.raises(IndexUnavailable, match=r"generations/1/chroma can't be read"):
        roll_back(changed)
    assert passages(changed) == NEW
    assert not is_rolled_back(changed)
