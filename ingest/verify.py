"""Check that a generation of the index can be read and finds its own passages."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ingest.companions import hash_file
from ingest.embed import Vectors
from ingest.errors import IndexUnavailable
from ingest.index import read_documents_of, read_manifest
from ingest.store import PassageStore

_SELF_SEARCHES = 20


def is_whole(generation: Path) -> bool:
    """Whether everything that was published is still there and can be read."""
    try:
        manifest = read_manifest(generation)
        if any(hash_file(generation / "guide" / name) != digest for name, digest in manifest.companions.items()):
            return False
        store = PassageStore(generation / "chroma", read_documents_of(generation))
        store.close()
    except (IndexUnavailable, OSError):
        return False
    return len(store.passages) == len(manifest.passage_keys)


def verify_generation(generation: Path, vectors: Vectors) -> None:
    """Refuse to publish an index that does not find its own passages."""
    store = PassageStore(generation / "chroma", read_documents_of(generation))
    try:
        if len(store.passages) != len(vectors):
            raise IndexUnavailable(f"{len(vectors)} passages written, {len(store.passages)} read back; try again")
        for row in np.linspace(0, len(vectors) - 1, min(_SELF_SEARCHES, len(vectors)), dtype=int):
            nearest = store.search(vectors[row], 1)
            if not nearest or nearest[0][1] < 0.999:
                raise IndexUnavailable(f"passage {row} is not found by its own vector; try again")
    finally:
        store.close()
