"""Build and publish an index: read, split, embed, store, check, swap."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ingest.companions import copy_companions, find_companions, hash_companions
from ingest.document import Document
from ingest.embed import Embedder, Vectors
from ingest.errors import CorpusError, IndexUnavailable
from ingest.files import Skipped
from ingest.index import (
    Manifest,
    current_generation,
    document_fingerprint,
    publish,
    read_manifest,
    stored_vectors,
    write_generation,
)
from ingest.read import read_documents
from ingest.split import SPLITTER_VERSION, embedded_text, split_document
from ingest.store import write_collection
from ingest.verify import is_whole, verify_generation

Progress = Callable[[int, int], None]
CheckCorpus = Callable[[Mapping[str, Path], Sequence[Document]], None]


@dataclass(frozen=True)
class IngestReport:
    """What a build did. `embedded` of the `passages` went through the model, the others were reused.

    `notes` says for a document, by id, what was removed or guessed when it was read.
    """

    documents: int
    passages: int
    embedded: int
    skipped: tuple[Skipped, ...]
    seconds: float
    generation: Path
    unchanged: bool = False
    notes: tuple[tuple[str, str], ...] = ()


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
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(root / "ingest.lock", timeout=0):
            return _build(sources, root, embedder, progress, check, started)
    except Timeout as error:
        raise IndexUnavailable(f"another ingest is writing {root}; try again when it has finished") from error
    except OSError as error:
        raise IndexUnavailable(
            f"the index can't be written to {root} ({error.strerror or error}); check free space and permissions, "
            "or give another folder"
        ) from error


def _build(
    sources: Sequence[Path],
    root: Path,
    embedder: Embedder,
    progress: Progress | None,
    check: CheckCorpus | None,
    started: float,
) -> IngestReport:
    documents, skipped = read_documents(sources)
    skipped = [entry for entry in skipped if root.resolve() not in entry.path.absolute().parents]  # its own files
    if not documents:
        reasons = "; ".join(f"{entry.path.name}: {entry.reason}" for entry in skipped[:3])
        where = ", ".join(map(str, sources)) or "no paths"
        raise CorpusError(f"nothing to index in {where} ({reasons or 'no documents'}); give other files")
    companions = find_companions(sources)
    if check:
        check(companions, documents)
    embedder.verify_weights()
    manifest = _describe(sources, documents, companions, embedder)
    previous = _usable_generation(root)
    if previous and read_manifest(previous).same_input(manifest) and is_whole(previous):
        count = len(read_manifest(previous).passage_keys)
        return _report(documents, count, 0, skipped, started, previous, unchanged=True)
    passages = [
        p for document in documents for p in split_document(document, embedder.count_tokens, embedder.max_tokens)
    ]
    texts = [embedded_text(passage, embedder.count_tokens, embedder.max_tokens) for passage in passages]
    manifest = replace(manifest, passage_keys=[hashlib.sha256(text.encode()).hexdigest() for text in texts])
    reusable = stored_vectors(previous) if previous and _same_model(previous, manifest) else {}
    building = _fresh_folder(root)
    try:
        copy_companions(companions, manifest.companions, building / "guide")
        vectors, embedded = _embed_missing(texts, manifest.passage_keys, reusable, embedder, progress)
        write_generation(building, manifest, documents, vectors)
        write_collection(building / "chroma", passages, vectors)
        verify_generation(building, vectors)
        published = publish(root, building)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    return _report(documents, len(passages), embedded, skipped, started, published)


def _describe(
    sources: Sequence[Path], documents: Sequence[Document], companions: Mapping[str, Path], embedder: Embedder
) -> Manifest:
    return Manifest(
        documents={document.id: document_fingerprint(document) for document in documents},
        companions=hash_companions(companions),
        sources=[str(source.resolve()) for source in sources],
        model=embedder.id,
        weights_sha256=embedder.weights_sha256,
        max_tokens=embedder.max_tokens,
        splitter_version=SPLITTER_VERSION,
    )


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
    generations.mkdir(exist_ok=True, mode=0o700)
    for leftover in generations.glob("building*"):  # the lock is ours: a crashed build left it
        shutil.rmtree(leftover)
    building = generations / "building"
    (building / "guide").mkdir(parents=True)
    return building


def _embed_missing(
    texts: Sequence[str],
    keys: Sequence[str],
    reusable: Mapping[str, Vectors],
    embedder: Embedder,
    progress: Progress | None,
) -> tuple[Vectors, int]:
    """A vector for each text, and how many texts went through the model."""
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in reusable}
    tell = (lambda done: progress(done, len(missing))) if progress else None
    vectors = dict(reusable)
    if missing:
        vectors.update(zip(missing, embedder.embed(list(missing.values()), tell), strict=True))
    return np.stack([vectors[key] for key in keys]).astype(np.float32), len(missing)


def _report(
    documents: Sequence[Document],
    passages: int,
    embedded: int,
    skipped: Sequence[Skipped],
    started: float,
    generation: Path,
    unchanged: bool = False,
) -> IngestReport:
    seconds = time.perf_counter() - started
    notes = tuple((document.id, note) for document in documents for note in document.notes)
    return IngestReport(len(documents), passages, embedded, tuple(skipped), seconds, generation, unchanged, notes)
