"""Passages and their vectors in PostgreSQL with pgvector. The only module that talks to psycopg.

Every generation is a table of its own, written once and only read afterwards, so that any number of processes on
any number of machines can read while one writes the next.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ingest.document import Document, Passage
from ingest.embed import Vectors
from ingest.errors import IndexUnavailable

if TYPE_CHECKING:
    from psycopg import Connection

# Below this many rows all are compared, which is exact and takes milliseconds.
APPROXIMATE_FROM = 20_000
_READERS = 8  # questions that search at the same time
_SECONDS = 10  # to wait for the server
_COLUMNS = 'document, section, start_at, end_at, kind, header, "text"'


def write_table(address: str, root: Path, passages: Sequence[Passage], vectors: Vectors) -> str:
    """Store passages with their vectors in a new table of the index at `root`; its name."""
    from psycopg.sql import SQL, Identifier, Literal

    name = f"fingerpost_{uuid.uuid4().hex}"
    table = Identifier(name)
    width = max(int(vectors.shape[1]), 1)
    with _errors(), _connect(address) as connection:  # one transaction: a build that fails leaves nothing
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
        connection.execute(
            SQL(
                "CREATE TABLE {} (row integer PRIMARY KEY, document text, section text, start_at integer, "
                'end_at integer, kind text, header text, "text" text, embedding vector({}))'
            ).format(table, Literal(width))
        )
        connection.execute(SQL("COMMENT ON TABLE {} IS {}").format(table, Literal(_owner(root))))
        with connection.cursor().copy(SQL("COPY {} FROM STDIN").format(table)) as copy:
            for row, (passage, vector) in enumerate(zip(passages, vectors, strict=True)):
                copy.write_row((row, *_record(passage), _as_text(vector)))
        if len(passages) >= APPROXIMATE_FROM:
            connection.execute(SQL("CREATE INDEX ON {} USING hnsw (embedding vector_cosine_ops)").format(table))
    return name


def drop_other_tables(address: str, root: Path, keep: Sequence[str]) -> None:
    """Drop the tables of the index at `root` but those to keep."""
    from psycopg.sql import SQL, Identifier

    with _errors(), _connect(address) as connection:
        found = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'fingerpost\\_%%' "
            "AND obj_description(oid, 'pg_class') = %s",
            (_owner(root),),
        )
        for (name,) in found.fetchall():
            if name not in keep:
                connection.execute(SQL("DROP TABLE {}").format(Identifier(name)))


class PostgresStore:
    """The passages of one generation, searched by vector in the database."""

    def __init__(self, address: str, table: str, documents: Mapping[str, Document], mend: str) -> None:
        """`mend` is the command that builds the index again. Raises IndexUnavailable where it can't be read."""
        from psycopg.sql import SQL, Identifier
        from psycopg_pool import ConnectionPool

        self.documents = documents
        self._mend = mend
        name = Identifier(table)
        self._read = SQL(f"SELECT {_COLUMNS} FROM {{}} ORDER BY row").format(name)
        self._nearest = SQL(
            "SELECT row, 1 - (embedding <=> %(vector)s::vector) FROM {} "
            "ORDER BY embedding <=> %(vector)s::vector LIMIT %(k)s"
        ).format(name)
        self._stored = SQL("SELECT row, embedding::text FROM {} WHERE row = ANY(%s)").format(name)
        # A connection that a restart of the server has cut is noticed and replaced before it is used.
        self._pool = ConnectionPool(
            address,
            min_size=1,
            max_size=_READERS,
            timeout=_SECONDS,
            configure=_configure,
            check=ConnectionPool.check_connection,
            open=False,
        )
        try:
            with _errors(mend):
                self._pool.open(wait=True, timeout=_SECONDS)
                self.passages = tuple(_passage(record, documents) for record in self._query(self._read))
        except BaseException:
            self._pool.close()
            raise

    def search(self, vector: Vectors, k: int) -> list[tuple[int, float]]:
        """(row in `passages`, cosine similarity) of the nearest `k`, best first."""
        with _errors(self._mend):
            found = self._query(self._nearest, {"vector": _as_text(vector), "k": k})
        return [(int(row), float(similarity)) for row, similarity in found]

    def vectors(self, rows: Sequence[int]) -> Vectors:
        """The stored vectors of some rows, shape (len(rows), dimension)."""
        with _errors(self._mend):
            found = dict(self._query(self._stored, (list(rows),)))
            return np.array([json.loads(found[row]) for row in rows], dtype=np.float32)

    def close(self) -> None:
        self._pool.close()

    def _query(self, statement: Any, values: Any = None) -> list[tuple[Any, ...]]:
        with self._pool.connection() as connection:
            rows: list[tuple[Any, ...]] = connection.execute(statement, values).fetchall()
            return rows


def _configure(connection: Connection[Any]) -> None:
    connection.execute("SET hnsw.ef_search = 100")
    connection.commit()


@contextmanager
def _connect(address: str) -> Iterator[Connection[Any]]:
    import psycopg

    with psycopg.connect(address, connect_timeout=_SECONDS) as connection:
        yield connection


@contextmanager
def _errors(mend: str = "") -> Iterator[None]:
    """Errors of the database as one line; its address is left out, for it may hold a password."""
    import psycopg
    from psycopg_pool import PoolTimeout

    try:
        yield
    except (psycopg.OperationalError, PoolTimeout) as error:
        raise IndexUnavailable(
            f"the database can't be reached ({_first_line(error)}); start it, or mend FINGERPOST_DATABASE"
        ) from error
    except (psycopg.Error, ValueError, KeyError) as error:
        step = f"build it again: {mend}" if mend else "mend that and try again"
        raise IndexUnavailable(f"the index in the database can't be used ({_first_line(error)}); {step}") from error


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _owner(root: Path) -> str:
    return f"fingerpost index {root.resolve()}"


def _as_text(vector: Vectors) -> str:
    return "[" + ",".join(map(repr, vector.astype(float).tolist())) + "]"


def _record(passage: Passage) -> tuple[object, ...]:
    section, header = json.dumps(passage.section), json.dumps(passage.header)
    # Text can't hold the null character there, and JSON writes it as an escape.
    text = json.dumps(passage.text)
    return passage.document.id, section, passage.start, passage.end, passage.kind, header, text


def _passage(record: Sequence[Any], documents: Mapping[str, Document]) -> Passage:
    document, section, start, end, kind, header, text = record
    passage = Passage(
        documents[document], tuple(json.loads(section)), json.loads(text), start, end, kind, tuple(json.loads(header))
    )
    if passage.document.text[start:end] != passage.text:
        raise ValueError(f"passage {passage.id} does not match its document")
    return passage
