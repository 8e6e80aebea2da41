"""A model whose vectors can be worked out by hand, and documents made from text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ingest.blocks import find_sections, find_structure
from ingest.document import Document
from ingest.embed import Embedder, Vectors
from ingest.errors import ModelUnavailable

AXES = ("cat", "dog", "bird")


class WordEmbedder(Embedder):
    """Counts cats, dogs, birds and other words: "cat cat dog" points to (2, 1, 0, 0) / sqrt(5).

    A token is a word between spaces. `seen` lists every text that went through the model.
    """

    def __init__(
        self, id: str = "words", weights: str = "0" * 64, max_tokens: int = 40, settings: str = "1" * 64
    ) -> None:
        self.id = id
        self.packaged = False
        self.seen: list[str] = []
        # Cached properties of the real one.
        self.__dict__.update(weights_sha256=weights, settings_sha256=settings, max_tokens=max_tokens)

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def verify_weights(self) -> None:
        if self.weights_sha256 == "tampered":
            raise ModelUnavailable("the weights are not the published ones")

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        self.seen += texts
        if progress:
            progress(len(texts))
        return np.stack([self.embed_query(text) for text in texts])

    def embed_query(self, text: str) -> Vectors:
        words = [word.strip(".,").lower() for word in text.split()]
        counts = [words.count(axis) for axis in AXES]
        vector = np.array([*counts, len(words) - sum(counts)], dtype=np.float32)
        return vector / np.linalg.norm(vector)


def count_words(text: str) -> int:
    return len(text.split())


def count_characters(text: str) -> int:
    """Every character is a token, as in a script that is written without spaces."""
    return len("".join(text.split()))


def make_document(text: str, format: str = "markdown", title: str = "Title") -> Document:
    headings, _ = find_structure(text, format)
    return Document("doc", title, "", "", text, find_sections(text, headings, title), "", format=format)
