"""A foreign corpus as a corpus of our own: written as documents, ingested and opened like any other.

So every part of the pipeline meets it exactly as it meets a user's folder. Documents and index stay in the user's
cache folder: the second run embeds nothing.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.answer import Hit
from assistant.assistant import Assistant
from ingest.build import Progress
from ingest.contents import stored_vectors
from ingest.document import Document
from ingest.embed import Vectors
from ingest.index import read_manifest

_TITLE_WORDS = 6
_SEARCHED = 30  # passages; a text may be split into several


@dataclass(frozen=True)
class Text:
    """One text of a pool. `id` is used as a file name; one without a title is called by its first words."""

    id: str
    title: str
    text: str


class Pool:
    """An opened pool: the assistant over its texts, and its documents by the ids of the texts."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.knowledge = assistant.knowledge
        self.documents: dict[str, Document] = {document.id: document for document in assistant.documents}
        self.vectors = passage_vectors(self.knowledge.generation)  # a row for each of `knowledge.passages`

    def hits_in(self, id: str) -> list[Hit]:
        """The passages of one text as if they had been found."""
        return [Hit(passage, 1.0) for passage in self.knowledge.passages if passage.document.id == id]

    def search(self, question: str) -> list[str]:
        """Ids of the texts found for a question, best first."""
        return text_ids(self.knowledge.retriever.search(question, _SEARCHED))

    def cosines(self, question: str) -> Vectors:
        """The similarity of every passage to a question, as a system without anything else would take it."""
        similarity: Vectors = self.vectors @ self.knowledge.embed([question])[0]
        return similarity


def passage_vectors(generation: Path) -> Vectors:
    """The vectors of an index in the order of its passages."""
    stored = stored_vectors(generation)
    return np.stack([stored[key] for key in read_manifest(generation).passage_keys])


def text_ids(hits: Sequence[Hit]) -> list[str]:
    """Ids of the texts that hits belong to, each once, in their order."""
    return list(dict.fromkeys(hit.passage.document.id for hit in hits))


def open_pool(name: str, texts: Iterable[Text], cache: Path, progress: Progress | None = None) -> Pool:
    """Open a pool of texts, building its index below `cache` first where there is none."""
    pages = {text.id: write_page(text) for text in texts}
    digest = hashlib.sha256(json.dumps(pages, sort_keys=True).encode()).hexdigest()[:12]
    folder = cache / f"{name}-{digest}"
    if not (folder / "documents").is_dir():
        unfinished = folder / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        for id, page in pages.items():
            (unfinished / f"{id}.md").write_text(page, encoding="utf-8")
        unfinished.rename(folder / "documents")
    return Pool(Assistant.open(corpus=folder / "documents", index=folder / "index", progress=progress))


def write_page(text: Text) -> str:
    """The Markdown file of a text; JSON strings are YAML strings too."""
    title = " ".join((text.title or " ".join(text.text.split()[:_TITLE_WORDS])).replace("_", " ").split())
    front = f"---\nid: {json.dumps(text.id, ensure_ascii=False)}\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n"
    # One paragraph, since a text of a pool is one passage of its set; only one too long for the model is split.
    return f"{front}\n{' '.join(text.text.split())}\n"


def default_cache() -> Path:
    """Where the indexes of public pools lie."""
    from platformdirs import user_cache_path

    return user_cache_path("fingerpost") / "public"
