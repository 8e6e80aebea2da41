"""How fast documents get in: a first build, one that finds nothing changed, and one changed document."""

from __future__ import annotations

import re
from pathlib import Path

import langchain_way
from corpora import write_known_items, write_many
from rows import Row, alternate, seconds_of

from assistant.retrieve import HybridRetriever
from assistant.terms import Terms
from ingest.build import build_index
from ingest.embed import Embedder
from ingest.read import read_documents
from ingest.split import embedded_text, split_document
from ingest.verify import open_store


def measure_ingest(folder: Path, documents: int) -> list[Row]:
    """A corpus of so many documents, from nothing and again."""
    embedder, torch = Embedder(), langchain_way.TorchEmbeddings()
    docs, index = folder / "docs", folder / "index"
    write_many(docs, documents, 1, embedder)
    texts = _texts(docs, embedder)
    for load in (embedder.embed, torch.embed_documents):
        load(texts[:1])
    few = texts[: max(32, len(texts) // 4)]
    ours, bare = alternate(2, lambda _: embedder.embed(few), lambda _: torch.embed_documents(few))
    langchain = seconds_of(lambda: langchain_way.build(texts, torch))
    first = seconds_of(lambda: build_index([docs], index, embedder))
    again = min(alternate(3, lambda _: build_index([docs], index, embedder))[0])
    one = min(seconds_of_a_change(docs / f"{documents // 2:06}.md", number, index, embedder) for number in range(3))
    bare_all = min(bare) / len(few) * len(texts)
    count = f"{len(texts):,} passages"
    return [
        Row("ingest", f"embed {len(few):,} passages", min(ours), min(bare), "bare encode()", "s", 1 / 0.95),
        Row("ingest", f"first build, {count}", first, bare_all, "bare encode()", "s", 1 / 0.95),
        Row("ingest", f"first build, {count}", first, langchain, "from_documents", "s"),
        Row("ingest", "again, nothing changed", again, first, "first build", "s", 0.02),
        Row("ingest", f"one document of {documents:,} changed", one, first, "first build", "s", 0.05),
        Row("ingest", "one document changed", one, langchain, "from_documents", "s"),
    ]


def seconds_of_a_change(file: Path, number: int, index: Path, embedder: Embedder) -> float:
    """How long a build takes after one of its documents got one more sentence."""
    file.write_text(f"{file.read_text()}\nOne more sentence, number {number}.\n")
    return seconds_of(lambda: build_index([file.parent], index, embedder))


def measure_known_items(folder: Path, source: Path, most: int) -> list[Row]:
    """Whether a document's description, taken out of it, finds the document among the first five."""
    questions = write_known_items(source, folder / "docs", most)
    embedder, torch = Embedder(), langchain_way.TorchEmbeddings()
    report = build_index([folder / "docs"], folder / "index", embedder)
    store = open_store(report.generation)
    terms = Terms()
    retriever = HybridRetriever(store, terms, embedder.embed_query)
    found = sum(
        item in [hit.passage.document.id for hit in retriever.search(question, 5)]
        for item, question in questions.items()
    )
    plain = [(document.id, piece) for document in store.documents.values() for piece in _cut(document.text)]
    chroma = langchain_way.build([text for _, text in plain], torch, [name for name, _ in plain])
    also = sum(
        item in [hit.metadata["name"] for hit in chroma.similarity_search(question, k=5)]
        for item, question in questions.items()
    )
    share = 100 / len(questions)
    what = f"recall at 5 of {len(questions)} known documents"
    return [Row("known items", what, found * share, also * share, "similarity_search", "%")]


def _texts(docs: Path, embedder: Embedder) -> list[str]:
    documents, _ = read_documents([docs])
    passages = [p for d in documents for p in split_document(d, embedder.count_tokens, embedder.max_tokens)]
    return [embedded_text(p, embedder.count_tokens, embedder.max_tokens) for p in passages]


def _cut(text: str, size: int = 1000) -> list[str]:
    """Pieces of up to 1,000 characters that end with a paragraph where they can."""
    pieces = [""]
    for part in re.split(r"(?<=\n\n)", text):
        if pieces[-1] and len(pieces[-1]) + len(part) > size:
            pieces.append("")
        pieces[-1] += part
    return [piece[:size] for piece in pieces if piece.strip()]
