"""The plain LangChain way, as its guides show it: `Chroma.from_documents`, then `similarity_search`."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings

from ingest.embed import Embedder

TOP = 4  # what similarity_search returns unless told otherwise


class TorchEmbeddings(Embeddings):
    """The same model in sentence-transformers, with its own defaults."""

    @cached_property
    def model(self) -> Any:
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(str(Embedder().folder), device="cpu", local_files_only=True)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = self.model.encode(texts, show_progress_bar=False).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def build(texts: Sequence[str], embeddings: TorchEmbeddings, names: Sequence[str] = ()) -> Any:
    """A vector store of these texts, in memory; `names` come back as `metadata["name"]`."""
    from langchain_chroma import Chroma

    documents = [
        Document(text, metadata={"name": name}) for text, name in zip(texts, names or [""] * len(texts), strict=True)
    ]
    return Chroma.from_documents(documents, embeddings, collection_name=f"bench-{uuid.uuid4().hex}")
