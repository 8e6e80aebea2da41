"""Check that a generation of the index is as it was built, and that it finds its own passages.

All of it is cheap enough for the start of every process: a damaged index gives an error and never a wrong answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ingest.contents import read_documents_of, stored_passages
from ingest.document import Passage
from ingest.embed import Vectors
from ingest.errors import IndexUnavailable
from ingest.index import Manifest, read_manifest, rebuild_command
from ingest.seal import check_files, hash_passages
from ingest.store import store_version
from ingest.vector_store import VectorStore, open_vectors

_SELF_SEARCHES = 20
# Chroma writes its graph out, where a hash guards it, every 1,000 vectors. The last ones are in the database alone.
_NOT_WRITTEN_OUT = 1000


def open_store(generation: Path) -> VectorStore:
    """The passages of a generation, checked. Raises IndexUnavailable with the command that mends it."""
    store = _open_passages(generation)
    try:
        _check_vectors(generation, store, np.load(generation / "vectors.npy", mmap_mode="r", allow_pickle=False))
    except BaseException:
        store.close()
        raise
    return store


def read_passages(generation: Path) -> tuple[Passage, ...]:
    """The passages alone, checked, without the vector store. Raises IndexUnavailable as `open_store` does."""
    manifest = read_manifest(generation)
    check_files(generation, manifest)
    passages = stored_passages(generation)
    _check_passages(generation, passages, manifest)
    return passages


def _open_passages(generation: Path) -> VectorStore:
    manifest = read_manifest(generation)
    _check_version(generation, manifest)
    check_files(generation, manifest)  # before Chroma opens them: flipped bits in its graph would end the process
    store = open_vectors(generation, manifest, read_documents_of(generation))
    try:
        _check_passages(generation, store.passages, manifest)
    except IndexUnavailable:
        store.close()
        raise
    return store


def _check_passages(generation: Path, passages: Sequence[Passage], manifest: Manifest) -> None:
    if hash_passages(passages) != manifest.passages_sha256:
        raise _damaged(generation, "its passages are not those that were stored")


def is_whole(generation: Path) -> bool:
    """Whether everything that was published is still there and can be read."""
    try:
        open_store(generation).close()
    except (IndexUnavailable, OSError, ValueError):
        return False
    return True


def verify_generation(generation: Path) -> None:
    """Refuse to publish what a reader would refuse to open."""
    open_store(generation).close()


def _check_version(generation: Path, manifest: Manifest) -> None:
    # Chroma changes the files of an older release for good when it opens them, and can't read those of a newer one.
    name, _, written = manifest.store.partition(" ")
    installed = store_version()
    if name == "chroma" and written.split(".")[:2] != installed.split(".")[:2]:
        raise IndexUnavailable(
            f"the index in {generation} was written by Chroma {written}, installed is {installed}; "
            f"build it again: {rebuild_command(generation)}"
        )


def _check_vectors(generation: Path, store: VectorStore, vectors: Vectors) -> None:
    count = len(store.passages)
    if len(vectors) != count:
        raise _damaged(generation, f"{len(vectors)} vectors for {count} passages")
    tail = range(max(0, count - _NOT_WRITTEN_OUT), count)
    if count and not np.allclose(store.vectors(tail), vectors[tail.start :], atol=1e-4):
        raise _damaged(generation, "its vectors are not those that were stored")
    for row in np.linspace(0, count - 1, min(_SELF_SEARCHES, count), dtype=int):
        nearest = store.search(vectors[row], 1)
        if not nearest or nearest[0][1] < 0.999:
            raise _damaged(generation, f"passage {row} is not found by its own vector")


def _damaged(generation: Path, what: str) -> IndexUnavailable:
    return IndexUnavailable(
        f"the index in {generation} is damaged ({what}); build it again: {rebuild_command(generation)}"
    )
