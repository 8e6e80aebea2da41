"""How long an answer takes: in a new process, in one that runs, and as the documents grow in number."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import langchain_way
import numpy as np
import yaml
from corpora import write_many
from rows import Row, alternate, peak_megabytes, percentile

from assistant import Assistant
from assistant.builtin import builtin_corpus
from assistant.retrieve import HybridRetriever
from assistant.terms import Terms
from ingest.build import build_index
from ingest.document import Document, Passage
from ingest.embed import Embedder, Vectors
from ingest.store import PassageStore, write_collection

ROOT = Path(__file__).resolve().parents[2]


def questions() -> list[str]:
    """Single questions of the development set."""
    files = sorted((ROOT / "tests" / "development").glob("*.yaml"))
    entries = [entry for file in files for entry in yaml.safe_load(file.read_text(encoding="utf-8"))]
    return [entry["q"] for entry in entries if isinstance(entry, dict) and "q" in entry]


def measure_cold(folder: Path, rounds: int) -> list[Row]:
    """A question in a new process beside the mere import of sentence-transformers."""
    Assistant.open(index=folder / "index")
    ask = "from assistant.cli import main; main()"
    ours, other = alternate(
        rounds,
        _process(["-c", ask, "ask", "--index", str(folder / "index"), "Can API routes hold a WebSocket?"]),
        _process(["-c", "import sentence_transformers"]),
    )
    middle = [float(np.median(times)) for times in (ours, other)]
    return [Row("ask", "cold fingerpost ask", middle[0], middle[1], "import sentence_transformers", "s", 1)]


def measure_warm(folder: Path, documents: int, most: int) -> list[Row]:
    """Answers of a process that runs, with what was seen before and for the first time."""
    torch = langchain_way.TorchEmbeddings()
    docs = folder / "docs"
    write_many(docs, documents, 1, Embedder())
    asked = questions()
    asked = [asked[number] for number in np.random.default_rng(2).permutation(len(asked))[:most]]
    rows: list[Row] = []
    for name, corpus in (("built-in", None), (f"{documents:,} documents", docs)):
        assistant = Assistant.open(corpus=corpus, index=folder / name.split()[0])
        assistant.knowledge.warm_up()  # as the page does when it starts
        chroma = langchain_way.build([p.text for p in assistant.knowledge.passages], torch)
        reranked = assistant.knowledge.selector.reranker is not None
        limit = 4 if reranked else 2
        for round_name in ("first time", "again"):
            ours, bare, langchain = alternate(
                len(asked),
                lambda n, a=assistant: a.ask(asked[n]),  # type: ignore[misc]
                lambda n: torch.model.encode_query([asked[n]], show_progress_bar=False),
                lambda n, c=chroma: c.similarity_search(asked[n]),  # type: ignore[misc]
            )
            what = f"ask, {name}, {round_name}"
            p50 = [1000 * percentile(times, 50) for times in (ours, bare, langchain)]
            p95 = [1000 * percentile(times, 95) for times in (ours, bare)]
            rows += [
                Row("ask", f"{what}, p50", p50[0], p50[1], "bare encode_query()", "ms", limit),
                Row("ask", f"{what}, p95", p95[0], p50[1], "bare encode_query() p50", "ms", 2 * limit),
                Row("ask", f"{what}, p50", p50[0], p50[2], "similarity_search", "ms"),
            ]
    return rows


def measure_growth(folder: Path, sizes: Sequence[int]) -> list[Row]:
    """Retrieval, by meaning and by words, among ever more passages whose vectors are drawn like real ones."""
    embedder = Embedder()
    built = build_index([builtin_corpus()], folder / "real", embedder)
    real: Vectors = np.load(built.generation / "vectors.npy")
    asked = questions()[:40]
    rows: list[Row] = []
    for size in sizes:
        store = _synthetic_store(folder / f"{size}", real, size)
        retriever = HybridRetriever(store, Terms(), embedder.embed_query)
        # With words of a passage, so that the search by words has something to find.
        few = [passage.text.split()[:3] for passage in store.passages[:: size // len(asked)]]
        worded = [" ".join([question, *words]) for question, words in zip(asked, few, strict=False)]
        retriever.search(worded[0])
        (times,) = alternate(len(worded), lambda n, r=retriever, w=worded: r.search(w[n]))  # type: ignore[misc]
        p50 = 1000 * percentile(times, 50)
        first = rows[0].ours if rows else None
        limit = 2.5 if size >= 100_000 else None
        rows.append(Row("growth", f"retrieve among {size:,}, p50", p50, first, f"among {sizes[0]:,}", "ms", limit))
        rows.append(Row("growth", f"memory with {size:,} open", peak_megabytes(), None, "", "MB"))
        store.close()
    return rows


def _synthetic_store(folder: Path, real: Vectors, size: int) -> PassageStore:
    """Passages of words drawn by Zipf's law, and vectors with the mean and covariance of real ones."""
    chance = np.random.default_rng(size)
    words = chance.zipf(1.3, (size, 30)) % 50_000
    lines = [" ".join(f"w{word}" for word in row) for row in words]
    starts = np.cumsum([0, *(len(line) + 1 for line in lines)])
    document = Document("synthetic", "Synthetic", "", "", "\n".join(lines), (), "")
    passages = [
        Passage(document, ("S",), line, int(s), int(s) + len(line)) for line, s in zip(lines, starts, strict=False)
    ]
    centred = real - real.mean(axis=0)
    # A real vector's deviations mixed by lot have their covariance, without factoring a matrix of rank 143.
    vectors = chance.normal(size=(size, len(real))).astype(np.float32) @ centred / len(real) ** 0.5 + real.mean(axis=0)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    write_collection(folder, passages, vectors.astype(np.float32))
    return PassageStore(folder, {document.id: document})


def _process(arguments: list[str]) -> Callable[[int], object]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, *arguments]
    return lambda _: subprocess.run(command, env=environment, check=True, capture_output=True)
