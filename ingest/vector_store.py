"""Where passages and their vectors are kept: embedded Chroma, or PostgreSQL with pgvector.

Everything else sees a `VectorStore`. `FINGERPOST_DATABASE` holds the address of a database, like
`postgresql://user@host/name`; without it the vectors lie in the folder of the index.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from ingest.document import Document, Passage
from ingest.embed import Vectors
from ingest.errors import IndexUnavailable
from ingest.index import Manifest, rebuild_command
from ingest.store import PassageStore, store_version, write_collection

DATABASE_VARIABLE = "FINGERPOST_DATABASE"


class VectorStore(Protocol):
    """The passages of one generation, searched by vector. Safe to share between threads."""

    documents: Mapping[str, Document]
    passages: tuple[Passage, ...]

    def search(self, vector: Vectors, k: int) -> list[tuple[int, float]]:
        """(row in `passages`, cosine similarity) of the nearest `k`, best first."""

    def vectors(self, rows: Sequence[int]) -> Vectors:
        """The stored vectors of some rows, shape (len(rows), dimension)."""

    def close(self) -> None: ...


def store_kind() -> str:
    """What new indexes are written to, and its version where that decides what the files look like."""
    return "postgresql" if _address() else f"chroma {store_version()}"


def write_vectors(building: Path, passages: Sequence[Passage], vectors: Vectors) -> str:
    """Store the passages of a generation; the name of their table, empty for Chroma."""
    address = _address()
    if not address:
        write_collection(building / "chroma", passages, vectors)
        return ""
    from ingest.pgvector import write_table

    return write_table(address, building.parent.parent, passages, vectors)


def open_vectors(generation: Path, manifest: Manifest, documents: Mapping[str, Document]) -> VectorStore:
    """Raises IndexUnavailable where the vectors can't be read."""
    if not manifest.table:
        return PassageStore(generation / "chroma", documents)
    address = _address()
    if not address:
        raise IndexUnavailable(
            f"the index in {generation} keeps its vectors in PostgreSQL; set {DATABASE_VARIABLE} to its address, "
            f"or build it again: {rebuild_command(generation)}"
        )
    from ingest.pgvector import PostgresStore

    return PostgresStore(address, manifest.table, documents, rebuild_command(generation))


def drop_unused(root: Path, tables: Sequence[str]) -> None:
    """Remove what earlier and failed builds of the index at `root` left in the database; `tables` are in use."""
    address = _address()
    if address:
        from ingest.pgvector import drop_other_tables

        drop_other_tables(address, root, tables)


def _address() -> str:
    address = os.environ.get(DATABASE_VARIABLE, "")
    if address and not find_spec("psycopg_pool"):
        raise IndexUnavailable(
            f"{DATABASE_VARIABLE} is set, but the driver of PostgreSQL is missing; run: "
            "pip install 'fingerpost[pgvector]'"
        )
    return address
