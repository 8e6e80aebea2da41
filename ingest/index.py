"""The index on disk: numbered generations, one of them published.

    ROOT/CURRENT                  JSON: the published generation
    ROOT/generations/N/           manifest.json, documents.json, vectors.npy, chroma/, guide/
    ROOT/ingest.lock              held while a generation is built

A published generation is never written to. A build makes the next one beside it and publishes it by
replacing CURRENT, so a crash at any moment leaves the previous one working.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from ingest.document import Document, Section
from ingest.embed import Vectors
from ingest.errors import IndexUnavailable
from ingest.formats.parsed import PARSER_VERSION

FORMAT_VERSION = 2


@dataclass(frozen=True)
class Manifest:
    """What a generation was built from.

    `documents` maps ids to hashes of the file and what was read from it; `companions` the decision guide
    and synonyms to theirs; `sources` are the paths given to ingest; `passage_keys` are hashes of what was
    embedded, in row order of the vectors.
    """

    documents: Mapping[str, str]
    companions: Mapping[str, str]
    sources: Sequence[str]
    model: str
    weights_sha256: str
    max_tokens: int
    splitter_version: int
    passage_keys: Sequence[str] = field(repr=False, default=())
    format_version: int = FORMAT_VERSION

    def same_input(self, other: Manifest) -> bool:
        """Whether both were built from the same files with the same model and splitter."""
        return replace(self, passage_keys=()) == replace(other, passage_keys=())


def document_fingerprint(document: Document) -> str:
    """A hash of everything but the id and what follows from the text."""
    said = (document.title, document.publisher, document.origin, document.published, document.format)
    return hashlib.sha256(json.dumps([PARSER_VERSION, document.sha256, *said]).encode()).hexdigest()


def current_generation(root: Path) -> Path | None:
    """The folder of the published generation, None where nothing was published yet."""
    pointer = root / "CURRENT"
    try:
        name = str(json.loads(pointer.read_text(encoding="utf-8"))["generation"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise IndexUnavailable(f"{pointer} can't be read ({error}); build it again: fingerpost ingest") from error
    folder = root / "generations" / name
    if not name.isdigit() or not folder.is_dir():
        raise IndexUnavailable(f"{pointer} names {name!r}, which is not there; build it again: fingerpost ingest")
    return folder


def read_manifest(generation: Path) -> Manifest:
    """Raises IndexUnavailable where the manifest is missing, damaged or of another format."""
    try:
        values = json.loads((generation / "manifest.json").read_text(encoding="utf-8"))
        version = values["format_version"]
        manifest = Manifest(**values) if version == FORMAT_VERSION else None
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexUnavailable(
            f"the index in {generation} has no readable manifest ({error}); build it again: fingerpost ingest"
        ) from error
    if manifest is None:
        raise IndexUnavailable(
            f"the index in {generation} has format {version}, this version reads {FORMAT_VERSION}; "
            "build it again: fingerpost ingest"
        )
    return manifest


def write_generation(folder: Path, manifest: Manifest, documents: Iterable[Document], vectors: Vectors) -> None:
    """Write everything but the Chroma collection."""
    _write_json(folder / "manifest.json", asdict(manifest))
    _write_json(folder / "documents.json", [asdict(document) for document in documents])
    np.save(folder / "vectors.npy", vectors)


def read_documents_of(generation: Path) -> dict[str, Document]:
    """The documents of a generation by id."""
    try:
        records = json.loads((generation / "documents.json").read_text(encoding="utf-8"))
        return {record["id"]: _document(record) for record in records}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexUnavailable(
            f"the documents of the index in {generation} can't be read ({error}); build it again: fingerpost ingest"
        ) from error


def stored_vectors(generation: Path) -> dict[str, Vectors]:
    """Vectors of a generation by passage key, those left out that are damaged."""
    try:
        keys = read_manifest(generation).passage_keys
        vectors = np.load(generation / "vectors.npy", allow_pickle=False)
        if vectors.ndim != 2 or len(vectors) != len(keys):
            return {}
        whole = np.abs(np.linalg.norm(vectors, axis=1) - 1) < 1e-3
    except (IndexUnavailable, OSError, ValueError, EOFError, TypeError):
        return {}
    return {key: row for key, row, usable in zip(keys, vectors, whole, strict=True) if usable}


def publish(root: Path, building: Path) -> Path:
    """Make a finished build the current generation, and remove all but it and the one before."""
    generations = root / "generations"
    before = _published_name(root)
    numbers = [int(entry.name) for entry in generations.iterdir() if entry.name.isdigit()]
    target = generations / str(max(numbers, default=0) + 1)
    _flush(building)  # on disk before anything points to it, or a power cut could publish empty files
    os.rename(building, target)
    _flush_one(generations)
    _write_json(root / "CURRENT.tmp", {"generation": target.name})
    os.replace(root / "CURRENT.tmp", root / "CURRENT")
    _flush_one(root)
    for entry in generations.iterdir():
        # A page that is open may still read the one before; others were left by builds that crashed here.
        if entry.name.isdigit() and entry.name not in {target.name, before}:
            shutil.rmtree(entry, ignore_errors=True)
    return target


def _published_name(root: Path) -> str | None:
    try:
        generation = current_generation(root)
    except IndexUnavailable:
        return None
    return generation.name if generation else None


def _flush(folder: Path) -> None:
    """Write a folder and all in it through to the disk."""
    for parent, _, files in os.walk(folder):
        for name in files:
            _flush_one(Path(parent, name))
        _flush_one(Path(parent))


def _flush_one(path: Path) -> None:
    if path.is_dir() and os.name == "nt":  # Windows can't open a folder
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _document(record: dict[str, Any]) -> Document:
    sections = tuple(Section(tuple(s["path"]), s["start"], s["end"]) for s in record.pop("sections"))
    # Indexes of earlier versions lack the last two.
    pages, notes = tuple(record.pop("pages", ())), tuple(record.pop("notes", ()))
    return Document(**record, sections=sections, pages=pages, notes=notes)


def _write_json(path: Path, value: object) -> None:
    with path.open("w", encoding="utf-8") as file:
        json.dump(value, file)
        file.flush()
        os.fsync(file.fileno())
