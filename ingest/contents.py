"""What a generation holds beside its vector store: the documents, where passages lie in them, and their vectors."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from ingest.document import Document, Passage, Section
from ingest.embed import Vectors
from ingest.errors import IndexUnavailable
from ingest.index import read_manifest, rebuild_command, write_json


def write_generation(
    folder: Path, documents: Iterable[Document], passages: Iterable[Passage], vectors: Vectors
) -> None:
    """Write the documents, where the passages lie in them, and the vectors of the passages."""
    # asdict would copy what can't change, and takes longer than to encode it.
    records = [{**vars(document), "sections": [vars(part) for part in document.sections]} for document in documents]
    write_json(folder / "documents.json", records)
    write_json(
        folder / "passages.json", [(p.document.id, p.section, p.start, p.end, p.kind, p.header) for p in passages]
    )
    np.save(folder / "vectors.npy", vectors)


def read_documents_of(generation: Path) -> dict[str, Document]:
    """The documents of a generation by id."""
    try:
        records = orjson.loads((generation / "documents.json").read_bytes())
        return {record["id"]: _document(record) for record in records}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexUnavailable(
            f"the documents of the index in {generation} can't be read ({error}); "
            f"build it again: {rebuild_command(generation)}"
        ) from error


def stored_passages(generation: Path) -> tuple[Passage, ...]:
    """The passages of a generation as they lie beside the vector store. Raises IndexUnavailable where they don't."""
    documents = read_documents_of(generation)
    try:
        records = orjson.loads((generation / "passages.json").read_bytes())
        return tuple(
            Passage(documents[id], tuple(section), documents[id].text[start:end], start, end, kind, tuple(header))
            for id, section, start, end, kind, header in records
        )
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexUnavailable(
            f"the passages of the index in {generation} can't be read ({error}); "
            f"build it again: {rebuild_command(generation)}"
        ) from error


def stored_vectors(generation: Path) -> dict[str, Vectors]:
    """Vectors of a generation by passage key; none where a single one may be damaged."""
    try:
        manifest = read_manifest(generation)
        raw = (generation / "vectors.npy").read_bytes()
        if hashlib.sha256(raw).hexdigest() != manifest.files.get("vectors.npy"):
            return {}
        vectors = np.load(io.BytesIO(raw), allow_pickle=False)
    except (IndexUnavailable, OSError, ValueError):
        return {}
    return dict(zip(manifest.passage_keys, vectors, strict=True))


def _document(record: dict[str, Any]) -> Document:
    sections = tuple(Section(tuple(s["path"]), s["start"], s["end"]) for s in record.pop("sections"))
    pages, notes = tuple(record.pop("pages")), tuple(record.pop("notes"))
    return Document(**record, sections=sections, pages=pages, notes=notes)
