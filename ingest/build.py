"""Build and publish an index: read, split, embed, store, check, swap."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ingest.document import Document, Passage
from ingest.embed import Embedder, Vectors
from ingest.errors import CorpusError, IndexUnavailable
from ingest.index import (
    Manifest,
    current_generation,
    publish,
    read_documents_of,
    read_manifest,
    stored_vectors,
    write_generation,
)
from ingest.read import COMPANIONS, Skipped, read_documents
from ingest.split import SPLITTER_VERSION, embedded_text, split_document
from ingest.store import PassageStore, write_collection

Progress = Callable[[int, int], None]
CheckCorpus = Callable[[Mapping[str, Path], Sequence[Document]], None]

_SELF_SEARCHES = 20


@dataclass(frozen=True)
class IngestReport:
    """What a build did. `embedded` of the `passages` went through the model, the others were reused."""

    documents: int
    passages: int
    embedded: int
    skipped: tuple[Skipped, ...]
    seconds: float
    generation: Path
    unchanged: bool = False


def build_index(
    sources: Sequence[Path],
    root: Path,
    embedder: Embedder,
    progress: Progress | None = None,
    check: CheckCorpus | None = None,
) -> IngestReport:
    """Bring the index at `root` in line with the files and folders in `sources`, and publish it.

    `progress` gets (embedded so far, to embed). `check` is called with the companion files by
    name and the documents before anything is embedded, and raises to stop the build. Raises CorpusError
    where there is nothing to index and IndexUnavailable where another build holds the lock.
    """
    from filelock import FileLock, Timeout

    started = time.perf_counter()
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with FileLock(root / "ingest.lock", timeout=0):
            return _build(sources, root, embedder, progress, check, started)
    except Timeout as error:
        raise IndexUnavailable(f"another ingest is writing {root}; try again when it has finished") from error


def _build(
    sources: Sequence[Path],
    root: Path,
    embedder: Embedder,
    progress: Progress | None,
    check: CheckCorpus | None,
    started: float,
) -> IngestReport:
    documents, skipped = read_documents(sources)
    if not documents:
        reasons = "; ".join(f"{entry.path.name}: {entry.reason}" for entry in skipped[:3])
        raise CorpusError(f"nothing to index in {', '.join(map(str, sources))}{': ' + reasons if reasons else ''}")
    companions = find_companions(sources)
    if check:
        check(companions, documents)
    embedder.verify_weights()
    passages = [
        p for document in documents for p in split_document(document, embedder.count_tokens, embedder.max_tokens)
    ]
    texts = [embedded_text(passage, embedder.count_tokens, embedder.max_tokens) for passage in passages]
    manifest = Manifest(
        documents={document.id: document.sha256 for document in documents},
        companions={name: _sha256(path) for name, path in companions.items()},
        sources=[str(source.resolve()) for source in sources],
        model=embedder.id,
        weights_sha256=embedder.weights_sha256,
        splitter_version=SPLITTER_VERSION,
        passage_keys=[hashlib.sha256(text.encode()).hexdigest() for text in texts],
    )
    previous = _usable_generation(root)
    if previous and read_manifest(previous) == manifest:
        return _report(documents, passages, 0, skipped, started, previous, unchanged=True)
    reusable = stored_vectors(previous) if previous and _same_model(previous, manifest) else {}
    building = _fresh_folder(root)
    try:
        for name, path in companions.items():
            shutil.copyfile(path, building / "guide" / name)
        vectors, embedded = _embed_missing(texts, manifest.passage_keys, reusable, embedder, progress)
        write_generation(building, manifest, documents, vectors)
        write_collection(building / "chroma", passages, vectors)
        _verify(building, vectors)
        published = publish(root, building)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    return _report(documents, passages, embedded, skipped, started, published)


def find_companions(sources: Sequence[Path]) -> dict[str, Path]:
    """The decision guide and synonyms that lie in the given folders, by file name."""
    found: dict[str, Path] = {}
    for source in sources:
        for name in sorted(COMPANIONS):
            if source.is_dir() and (source / name).is_file():
                found.setdefault(name, source / name)
    return found


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _usable_generation(root: Path) -> Path | None:
    try:
        generation = current_generation(root)
        if generation:
            read_manifest(generation)
        return generation
    except IndexUnavailable:
        return None  # it is about to be replaced


def _same_model(generation: Path, manifest: Manifest) -> bool:
    old = read_manifest(generation)
    return (old.model, old.weights_sha256) == (manifest.model, manifest.weights_sha256)


def _fresh_folder(root: Path) -> Path:
    generations = root / "generations"
    generations.mkdir(exist_ok=True)
    for leftover in generations.glob("building*"):  # the lock is ours: a crashed build left it
        shutil.rmtree(leftover, ignore_errors=True)
    building = generations / "building"
    (building / "guide").mkdir(parents=True)
    return building


def _embed_missing(
    texts: Sequence[str],
    keys: Sequence[str],
    reusable: dict[str, Vectors],
    embedder: Embedder,
    progress: Progress | None,
) -> tuple[Vectors, int]:
    missing = [row for row, key in enumerate(keys) if key not in reusable]
    fresh = (
        embedder.embed(
            [texts[row] for row in missing], (lambda done: progress(done, len(missing))) if progress else None
        )
        if missing
        else np.zeros((0, 0), dtype=np.float32)
    )
    by_row = {row: fresh[number] for number, row in enumerate(missing)}
    vectors = [by_row[row] if row in by_row else reusable[key] for row, key in enumerate(keys)]
    return np.stack(vectors).astype(np.float32), len(missing)


def _verify(building: Path, vectors: Vectors) -> None:
    """Refuse to publish an index that does not find its own passages."""
    store = PassageStore(building / "chroma", read_documents_of(building))
    try:
        if len(store.passages) != len(vectors):
            raise IndexUnavailable(f"{len(vectors)} passages written, {len(store.passages)} read back; try again")
        for row in np.linspace(0, len(vectors) - 1, min(_SELF_SEARCHES, len(vectors)), dtype=int):
            nearest = store.search(vectors[row], 1)
            if not nearest or nearest[0][1] < 0.999:
                raise IndexUnavailable(f"passage {row} is not found by its own vector; try again")
    finally:
        store.close()


def _report(
    documents: Sequence[Document],
    passages: Sequence[Passage],
    embedded: int,
    skipped: Sequence[Skipped],
    started: float,
    generation: Path,
    unchanged: bool = False,
) -> IngestReport:
    seconds = time.perf_counter() - started
    return IngestReport(len(documents), len(passages), embedded, tuple(skipped), seconds, generation, unchanged)
