"""Vectors of texts other than passages that questions need again and again, kept in a generation beside its own.

text_keys.npy      the first 16 bytes of the SHA-256 of each text, in order
text_vectors.npy   a row for each key
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ingest.embed import Embedder, Vectors
from ingest.errors import IndexUnavailable
from ingest.index import read_manifest, rebuild_command
from ingest.seal import TEXT_KEYS_FILE, TEXT_VECTORS_FILE, is_as_built

_KEY = np.dtype("V16")


@dataclass(frozen=True)
class KnownTexts:
    """Texts whose vectors are known. Vectors are read from the disk when they are asked for."""

    keys: npt.NDArray[np.void]
    vectors: Vectors

    def find(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """The vectors there are, by text."""
        if not len(self.keys) or not texts:
            return {}
        wanted = _keys_of(texts)
        rows = np.minimum(np.searchsorted(_sortable(self.keys), _sortable(wanted)), len(self.keys) - 1)
        hits = np.flatnonzero(self.keys[rows] == wanted)
        return {texts[int(hit)]: vector for hit, vector in zip(hits, self.vectors[rows[hits]], strict=True)}


NO_TEXTS = KnownTexts(np.empty(0, dtype=_KEY), np.empty((0, 0), dtype=np.float32))


def write_known_texts(generation: Path, vectors: Mapping[str, Vectors], dimension: int) -> None:
    """Write the vectors of these texts, each of shape (dimension,)."""
    keys = _keys_of(list(vectors))
    rows = np.array(list(vectors.values()), dtype=np.float32).reshape(len(keys), dimension)
    order = np.argsort(_sortable(keys))
    np.save(generation / TEXT_KEYS_FILE, keys[order])
    np.save(generation / TEXT_VECTORS_FILE, rows[order])


def read_known_texts(generation: Path) -> KnownTexts:
    """Those of a generation whose files have been checked. Raises IndexUnavailable where they can't be read."""
    try:
        return KnownTexts(
            np.load(generation / TEXT_KEYS_FILE, allow_pickle=False),
            np.load(generation / TEXT_VECTORS_FILE, mmap_mode="r", allow_pickle=False),
        )
    except (OSError, ValueError) as error:
        raise IndexUnavailable(
            f"the vectors of the index in {generation} can't be read ({error}); "
            f"build it again: {rebuild_command(generation)}"
        ) from error


def reusable_texts(generation: Path) -> KnownTexts:
    """Those of an earlier generation; none where a single one may be damaged."""
    try:
        manifest = read_manifest(generation)
        whole = all(is_as_built(generation, name, manifest) for name in (TEXT_KEYS_FILE, TEXT_VECTORS_FILE))
        return read_known_texts(generation) if whole else NO_TEXTS
    except IndexUnavailable:
        return NO_TEXTS


def write_packaged_texts(file: Path, texts: KnownTexts, embedder: Embedder) -> None:
    """Write texts to come with a package, in half the precision and with the model that their vectors are of."""
    vectors = texts.vectors.astype(np.float16)
    np.savez(file, keys=texts.keys, vectors=vectors, model=_model_of(embedder))


def read_packaged_texts(file: Path, embedder: Embedder) -> KnownTexts:
    """Those of a file that comes with a package; none where it is missing or another model is in use."""
    if not file.is_file():
        return NO_TEXTS
    with np.load(file, allow_pickle=False) as packaged:
        if packaged["model"].tolist() != _model_of(embedder):
            return NO_TEXTS
        vectors = packaged["vectors"].astype(np.float32)
        return KnownTexts(packaged["keys"], vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def _model_of(embedder: Embedder) -> list[str]:
    return [embedder.weights_sha256, embedder.settings_sha256]


def _keys_of(texts: Sequence[str]) -> npt.NDArray[np.void]:
    joined = b"".join(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[: _KEY.itemsize] for text in texts)
    return np.frombuffer(joined, dtype=_KEY)


def _sortable(keys: npt.NDArray[np.void]) -> npt.NDArray[np.bytes_]:
    return keys.view("S16")  # plain bytes have no order; the zeros at an end that these ignore change none of it
