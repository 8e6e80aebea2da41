"""Hashes of the files of a generation, taken when it is built and compared before it is used."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.document import Passage
from ingest.errors import IndexUnavailable
from ingest.index import Manifest, rebuild_command

# Chroma changes chroma.sqlite3 when it is merely read, and the files of a graph that it has not written out yet.
# What the database holds is compared with the manifest when it has been read.
_WRITTEN_OUT = "index_metadata.pickle"

TEXT_KEYS_FILE, TEXT_VECTORS_FILE = "text_keys.npy", "text_vectors.npy"


def hash_files(generation: Path) -> dict[str, str]:
    """A hash for each file that does not change once it is built, by its path in the generation."""
    return {path.relative_to(generation).as_posix(): _hash(path) for path in _files(generation)}


def hash_passages(passages: Sequence[Passage]) -> str:
    """One hash over where every passage lies and what it is."""
    digest = hashlib.sha256()
    for p in passages:
        place = (p.document.id, p.section, p.start, p.end, p.kind, p.header, p.text)
        digest.update(json.dumps(place).encode())
    return digest.hexdigest()


def check_files(generation: Path, manifest: Manifest) -> None:
    """Raise IndexUnavailable, which names the file, where one is missing or not as it was built."""
    for name, digest in manifest.files.items():
        path = generation / name
        try:
            damaged = _hash(path) != digest
        except OSError as error:
            raise IndexUnavailable(
                f"{path} can't be read ({error.strerror}); build the index again: {rebuild_command(generation)}"
            ) from error
        if damaged:
            raise IndexUnavailable(
                f"{path} is damaged (it is not as it was built); build the index again: {rebuild_command(generation)}"
            )


def is_as_built(generation: Path, name: str, manifest: Manifest) -> bool:
    """Whether one file is there and as it was built."""
    try:
        return _hash(generation / name) == manifest.files.get(name)
    except OSError:
        return False


def _files(generation: Path) -> Iterator[Path]:
    for name in ("documents.json", "passages.json", "vectors.npy", TEXT_KEYS_FILE, TEXT_VECTORS_FILE):
        yield generation / name
    folders = [generation / "guide", *(path.parent for path in (generation / "chroma").glob(f"*/{_WRITTEN_OUT}"))]
    for folder in folders:
        yield from sorted(path for path in folder.iterdir() if path.is_file())


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
