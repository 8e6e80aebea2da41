"""A large table in PostgreSQL is searched by its HNSW graph, which finds what comparing all rows finds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from ingest.document import Document, Passage
from ingest.pgvector import APPROXIMATE_FROM, PostgresStore, write_table

psycopg = pytest.importorskip("psycopg", reason="needs the extra pgvector")

DIMENSION = 24


def store_of(server: str, root: Path, rows: int) -> tuple[PostgresStore, np.ndarray]:
    """A table of passages of one character, with vectors in clusters as those of texts are."""
    document = Document("doc", "T", "", "", "x" * rows, (), "")
    passages = [Passage(document, ("T",), "x", row, row + 1) for row in range(rows)]
    chance = np.random.default_rng(7)
    centres = chance.normal(size=(200, DIMENSION))
    vectors = centres[chance.integers(0, len(centres), rows)] + 0.5 * chance.normal(size=(rows, DIMENSION))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return PostgresStore(server, write_table(server, root, passages, vectors), {"doc": document}, ""), vectors


@pytest.fixture(scope="module")
def large(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[PostgresStore, np.ndarray]]:
    store, vectors = store_of(postgres, tmp_path_factory.mktemp("large"), APPROXIMATE_FROM)
    yield store, vectors
    store.close()


def plan(store: PostgresStore, vector: np.ndarray) -> str:
    """How the database goes about a search."""
    from psycopg.sql import SQL

    values = {"vector": "[" + ",".join(map(str, vector)) + "]", "k": 30}
    return "\n".join(line for (line,) in store._query(SQL("EXPLAIN ") + store._nearest, values))


def test_the_graph_is_used_from_its_size_on(large: tuple[PostgresStore, np.ndarray]) -> None:
    store, vectors = large
    told = plan(store, vectors[0])
    assert "Index Scan using" in told and "Seq Scan" not in told


def test_a_small_table_is_compared_row_by_row(postgres: str, tmp_path: Path) -> None:
    store, vectors = store_of(postgres, tmp_path, 500)
    told = plan(store, vectors[0])
    assert "Seq Scan" in told and "Index Scan using" not in told
    assert [row for row, _ in store.search(vectors[3], 30)] == np.argsort(-(vectors @ vectors[3]))[:30].tolist()
    store.close()


def test_the_graph_finds_what_comparing_all_rows_finds(large: tuple[PostgresStore, np.ndarray]) -> None:
    store, vectors = large
    chance = np.random.default_rng(8)
    found = 0
    for row in chance.integers(0, len(vectors), 50):
        asked = vectors[row] + 0.2 * chance.normal(size=DIMENSION).astype(np.float32)
        asked /= np.linalg.norm(asked)
        cosines = vectors @ asked
        hits = store.search(asked, 30)
        rows = [hit for hit, _ in hits]
        assert len(set(rows)) == 30
        np.testing.assert_allclose([score for _, score in hits], cosines[rows], atol=1e-5)
        assert [score for _, score in hits] == sorted((score for _, score in hits), reverse=True)
        found += len(set(rows) & set(np.argsort(-cosines)[:30].tolist()))
    assert found >= 0.95 * 50 * 30


def test_every_row_is_found_by_its_own_vector(large: tuple[PostgresStore, np.ndarray]) -> None:
    store, vectors = large
    for row in np.linspace(0, len(vectors) - 1, 40, dtype=int):
        assert store.search(vectors[row], 1) == [(int(row), pytest.approx(1, abs=1e-5))]
