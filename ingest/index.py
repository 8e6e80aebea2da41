"""The index on disk: numbered generations, one of them published.

    ROOT/CURRENT                  JSON: the published generation
    ROOT/generations/N/           manifest.json, documents.json, vectors.npy, chroma/, guide/
    ROOT/ingest.lock              held while a generation is built

A published generation is never written to. A build makes the next one beside it and publishes it by
replacing CURRENT, so a crash at any moment leaves the previous one working.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ingest.document import Document, Section
from ingest.embed import Vectors
from ingest.errors import IndexUnavailable

FORMAT_VERSION = 1
KEEP_GENERATIONS = 2


@dataclass(frozen=True)
class Manifest:
    """What a generation was built from. Two equal manifests mean the same index.

    `documents` maps ids to sha256; `companions` the decision guide and synonyms; `sources` are the
    paths given to ingest; `passage_keys` are hashes of what was embedded, in row order of the vectors.
    """

    documents: Mapping[str, str]
    companions: Mapping[str, str]
    sources: Sequence[str]
    model: str
    weights_sha256: str
    splitter_version: int
    passage_keys: Sequence[str] = field(repr=False)
    format_version: int = FORMAT_VERSION

    def same_input(self, other: Manifest) -> bool:
        return self == other


def current_generation(root: Path) -> Path | None:
    """The folder of the published generation, None where nothing was published yet."""
    pointer = root / "CURRENT"
    try:
        name = json.loads(pointer.read_text())["generation"]
    except FileNotFoundError:
        return None
    except (json.JSONDecodeError, KeyError, OSError) as error:
        raise IndexUnavailable(f"{pointer} can't be read ({error}); build it again: fingerpost ingest") from error
    folder = root / "generations" / str(name)
    if not folder.is_dir():
        raise IndexUnavailable(f"{pointer} names {name}, which is gone; build it again: fingerpost ingest")
    return folder


def read_manifest(generation: Path) -> Manifest:
    """Raises IndexUnavailable where the manifest is missing, damaged or of another format."""
    try:
        values = json.loads((generation / "manifest.json").read_text())
        manifest = Manifest(**values)
    except (OSError, ValueError, TypeError) as error:
        raise IndexUnavailable(
            f"the index in {generation} has no readable manifest ({error}); build it again: fingerpost ingest"
        ) from error
    if manifest.format_version != FORMAT_VERSION:
        raise IndexUnavailable(
            f"the index in {generation} has format {manifest.format_version}, this version reads {FORMAT_VERSION}; "
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


def stored_vectors(generation: Path | None) -> dict[str, Vectors]:
    """Vectors of a generation by passage key; empty where there is none or it is damaged."""
    if generation is None:
        return {}
    try:
        manifest = read_manifest(generation)
        vectors = np.load(generation / "vectors.npy", allow_pickle=False)
    except (IndexUnavailable, OSError, ValueError):
        return {}
    if len(vectors) != len(manifest.passage_keys):
        return {}
    return dict(zip(manifest.passage_keys, vectors, strict=True))


def publish(root: Path, building: Path) -> Path:
    """Make a finished build the current generation and remove those no longer kept."""
    generations = root / "generations"
    numbers = [int(entry.name) for entry in generations.iterdir() if entry.name.isdigit()]
    target = generations / str(max(numbers, default=0) + 1)
    os.rename(building, target)
    _write_json(root / "CURRENT.tmp", {"generation": target.name})
    os.replace(root / "CURRENT.tmp", root / "CURRENT")
    for number in sorted([*numbers, int(target.name)])[:-KEEP_GENERATIONS]:
        shutil.rmtree(generations / str(number), ignore_errors=True)
    return target


def _document(record: dict[str, Any]) -> Document:
    sections = tuple(Section(tuple(s["path"]), s["start"], s["end"]) for s in record.pop("sections"))
    return Document(**record, sections=sections)


def _write_json(path: Path, value: object) -> None:
    with path.open("w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
