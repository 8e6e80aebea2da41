"""Which store an index is written to."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest
from word_embedder import WordEmbedder

import ingest.vector_store
from ingest.build import build_index
from ingest.errors import IndexUnavailable
from ingest.index import current_generation
from ingest.vector_store import store_kind


def test_chroma_unless_a_database_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FINGERPOST_DATABASE", raising=False)
    assert store_kind() == f"chroma {version('chromadb')}"
    monkeypatch.setenv("FINGERPOST_DATABASE", "postgresql://host/name")
    monkeypatch.setattr(ingest.vector_store, "find_spec", lambda name: name == "psycopg_pool")
    assert store_kind() == "postgresql"


def test_a_missing_driver_is_named(
    folder: Path, index: Path, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FINGERPOST_DATABASE", "postgresql://host/name")
    monkeypatch.setattr(ingest.vector_store, "find_spec", lambda name: None)
    with pytest.raises(
        IndexUnavailable, match=r"the driver of PostgreSQL is missing; run: pip install 'fingerpost\[pgvector\]'$"
    ):
        build_index([folder], index, embedder)
    assert current_generation(index) is None
