"""Passages and their vectors in a local Chroma collection. The only module that talks to Chroma.

A collection is written once, into a folder of its own, and only read afterwards: Chroma is not safe
for a writer beside another process.
"""

from __future__ import annotations

import os
import shutil
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from importlib.metadata import version
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any
from weakref import finalize

import numpy as np
import orjson

from ingest.document import Document, Passage
from ingest.embed import Vectors
from ingest.errors import IndexUnavailable
from ingest.index import rebuild_command

if TYPE_CHECKING:
    from chromadb.api.client import Client

COLLECTION = "passages"
_BATCH = 4000  # Chroma refuses more than 5,461 records a call
_HEADER = struct.Struct("<iQQQQ")  # how the header of its graph begins: format, offset, capacity, records, their size
_LENGTH = 4  # bytes of a record in length.bin


def write_collection(folder: Path, passages: Sequence[Passage], vectors: Vectors) -> None:
    """Store passages with their vectors in a new collection below `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        client = _open_client(folder)
        try:
            _add(client, passages, vectors)
        finally:
            client.close()
        blank_unused_room(folder)
    except Exception as error:  # a full disk comes as an error of Chroma's own
        raise IndexUnavailable(f"the passages can't be written to {folder} ({error}); check the free space") from error


def _add(client: Client, passages: Sequence[Passage], vectors: Vectors) -> None:
    collection = client.create_collection(
        COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )
    for first in range(0, len(passages), _BATCH):
        rows = range(first, min(first + _BATCH, len(passages)))
        collection.add(
            ids=[str(row) for row in rows],
            embeddings=vectors[first : first + _BATCH],
            metadatas=[_metadata(passages[row]) for row in rows],
        )


def blank_unused_room(folder: Path) -> None:
    """Zero the part of the graph's files that holds no record yet.

    Chroma reserves room for records to come and writes it as the memory was: with whatever this process kept there
    before, text of documents that were since removed included.
    """
    for header in folder.rglob("header.bin"):
        _, _, _, records, record_size = _HEADER.unpack_from(header.read_bytes())
        for name, size in {"data_level0.bin": record_size, "length.bin": _LENGTH}.items():
            file = header.with_name(name)
            unused = file.stat().st_size - records * size
            if unused > 0:
                with file.open("r+b") as stream:
                    stream.seek(records * size)
                    stream.write(bytes(unused))


class PassageStore:
    """The passages of one published index, searched by vector."""

    def __init__(self, folder: Path, documents: Mapping[str, Document]) -> None:
        """Open the collection below `folder`, a copy of it where it can't be written to.

        Raises IndexUnavailable where it can't be read.
        """
        self.documents = documents
        self._remove_copy: Callable[[], object] = lambda: None
        try:
            if not (folder / "chroma.sqlite3").is_file():  # Chroma would make a new one
                raise FileNotFoundError("no chroma.sqlite3")
            if not os.access(folder, os.W_OK):  # Chroma writes to its files even to read them
                place = mkdtemp(prefix="fingerpost-")
                self._remove_copy = finalize(self, shutil.rmtree, place, ignore_errors=True)  # at exit at the latest
                folder = Path(shutil.copytree(folder, Path(place, "chroma")))
            self._client = _open_client(folder)
            try:
                self._collection = self._client.get_collection(COLLECTION, embedding_function=None)
                self.passages = self._read(documents)
            except BaseException:
                self._client.close()
                raise
        except Exception as error:
            raise IndexUnavailable(
                f"the index in {folder} can't be read ({error}); build it again: {rebuild_command(folder.parent)}"
            ) from error

    def _read(self, documents: Mapping[str, Document]) -> tuple[Passage, ...]:
        by_row: dict[int, Passage] = {}
        # In batches: from some 32,000 records on, one call has more variables than SQLite takes.
        for first in range(0, self._collection.count(), _BATCH):
            found = self._collection.get(include=["metadatas"], limit=_BATCH, offset=first)
            for id, metadata in zip(found["ids"], found["metadatas"] or [], strict=True):
                by_row[int(id)] = _passage(orjson.loads(str(metadata["passage"])), documents)
        return tuple(by_row[row] for row in sorted(by_row))

    def search(self, vector: Vectors, k: int) -> list[tuple[int, float]]:
        """(row in `passages`, cosine similarity) of the nearest `k`, best first."""
        if not self.passages:
            return []
        found = self._collection.query(
            query_embeddings=np.asarray(vector, dtype=np.float32)[np.newaxis],
            n_results=min(k, len(self.passages)),
            include=["distances"],
        )
        distances = (found["distances"] or [[]])[0]
        return [(int(id), 1.0 - float(distance)) for id, distance in zip(found["ids"][0], distances, strict=True)]

    def vectors(self, rows: Sequence[int]) -> Vectors:
        """The stored vectors of some rows, shape (len(rows), dimension)."""
        found = self._collection.get(ids=[str(row) for row in rows], include=["embeddings"])
        by_row = dict(zip(found["ids"], found["embeddings"] if found["embeddings"] is not None else [], strict=True))
        return np.array([by_row[str(row)] for row in rows], dtype=np.float32)

    def close(self) -> None:
        self._client.close()
        self._remove_copy()


def store_version() -> str:
    """The installed version of Chroma, which decides what its files look like."""
    return version("chromadb")


def _open_client(folder: Path) -> Client:
    import chromadb
    from chromadb.config import Settings

    # Everything given explicitly: Chroma would else take values from a .env file in the working folder.
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        anonymized_telemetry=False,
        allow_reset=False,
        is_persistent=True,
        persist_directory=str(folder),
        migrations="apply",
    )
    return chromadb.PersistentClient(path=str(folder), settings=settings)  # type: ignore[return-value]


def _metadata(passage: Passage) -> dict[str, str]:
    # As one value: each further one is a row of a table, and what Chroma calls a document is indexed by every three
    # letters for a search that is not used. Both together take more time than the vectors.
    # The text is that of the document between start and end, so that a checksum will do.
    stored = {field.name: getattr(passage, field.name) for field in fields(passage)}
    stored |= {"document": passage.document.id, "text": _checksum(passage.text)}
    return {"passage": orjson.dumps(stored).decode()}


def _passage(stored: dict[str, Any], documents: Mapping[str, Document]) -> Passage:
    document = documents[stored["document"]]
    text = document.text[stored["start"] : stored["end"]]
    lists = {"section": tuple(stored["section"]), "header": tuple(stored["header"])}
    passage = Passage(**{**stored, **lists, "document": document, "text": text})
    if stored["text"] != _checksum(text):
        raise ValueError(f"passage {passage.id} does not match its document")
    return passage


def _checksum(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))
