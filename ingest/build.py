"""Build and publish an index: read, split, embed, store, check, swap."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ingest.companions import copy_companions, find_companions, hash_companions
from ingest.contents import read_documents_of, write_generation
from ingest.document import Document, Passage
from ingest.embed import Embedder, Vectors
from ingest.errors import CorpusError, IndexUnavailable
from ingest.files import Skipped
from ingest.formats.process import ParserProcess
from ingest.index import (
    Manifest,
    current_generation,
    document_fingerprint,
    locked,
    publish,
    read_manifest,
    write_manifest,
)
from ingest.inputs import Inputs, hash_inputs
from ingest.kept import NOTHING, Kept, Split, read_kept
from ingest.known_texts import NO_TEXTS, KnownTexts, reusable_texts, write_known_texts
from ingest.read import ReadBefore, read_documents
from ingest.seal import hash_files, hash_passages
from ingest.split import SPLITTER_VERSION, embedded_text, split_document
from ingest.vector_store import drop_unused, store_kind, write_vectors
from ingest.verify import is_whole, verify_generation

Progress = Callable[[int, int], None]
CheckCorpus = Callable[[Mapping[str, Path], Sequence[Document]], None]
ListTexts = Callable[[Path, Sequence[Document], Sequence[Passage]], Iterable[str]]


@dataclass(frozen=True)
class Hooks:
    """What whoever has an index built wants to see and to say.

    `progress` gets (embedded so far, to embed), `reading` the same for the files that are read. `check` is called
    with the companion files by name and the documents before anything is embedded, and raises to stop the build.
    `list_texts` gets the folder of the companion files, the documents and the passages; the vectors of the texts
    that it gives are kept beside those of the passages; those in `packaged` are not worked out again.
    """

    progress: Progress | None = None
    reading: Progress | None = None
    check: CheckCorpus | None = None
    list_texts: ListTexts | None = None
    packaged: KnownTexts = NO_TEXTS


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
    reading: Progress | None = None,
    list_texts: ListTexts | None = None,
    packaged: KnownTexts = NO_TEXTS,
) -> IngestReport:
    """Bring the index at `root` in line with the files and folders in `sources`, and publish it.

    `Hooks` tells what the last five are for. Raises CorpusError where there is nothing to index and
    IndexUnavailable where another build holds the lock.
    """
    started = time.perf_counter()
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        with locked(root):
            return _build(sources, root, embedder, Hooks(progress, reading, check, list_texts, packaged), started)
    except OSError as error:
        raise IndexUnavailable(
            f"the index can't be written to {root} ({error.strerror or error}); check free space and permissions, "
            "or give another folder"
        ) from error


def _build(
    sources: Sequence[Path],
    root: Path,
    embedder: Embedder,
    hooks: Hooks,
    started: float,
) -> IngestReport:
    embedder.verify_weights()
    previous = _usable_generation(root)
    inputs = hash_inputs(sources, root)
    if previous and _is_unchanged(previous, _describe(sources, embedder), inputs):
        old = read_manifest(previous)
        unchanged = list(read_documents_of(previous).values())
        left_out = [Skipped(Path(path), reason) for path, reason in old.skipped]
        return _report(unchanged, len(old.passage_keys), 0, left_out, started, previous, unchanged=True)
    with ParserProcess() as parser:
        parser.start()  # takes as long as reading what is kept
        kept = read_kept(previous, _describe(sources, embedder)) if previous else NOTHING
        documents, skipped = _read(inputs, root, kept.reader(inputs), hooks.reading, parser)
    companions = find_companions(sources)
    hashes = hash_companions(companions)
    if hooks.check:
        hooks.check(companions, documents)
    manifest = replace(
        _describe(sources, embedder),
        documents={document.id: document_fingerprint(document) for document in documents},
        companions=hashes,
        inputs=inputs.digest if inputs.agree_with(documents) else "",
        skipped=[[str(entry.path), entry.reason] for entry in skipped],
    )
    if previous and read_manifest(previous).same_input(manifest) and is_whole(previous):
        count = len(read_manifest(previous).passage_keys)
        return _report(documents, count, 0, skipped, started, previous, unchanged=True)
    building = _fresh_folder(root)
    try:
        copy_companions(companions, hashes, building / "guide")
        texts = reusable_texts(previous) if previous and read_manifest(previous).same_model(manifest) else NO_TEXTS
        manifest, embedded = _fill(building, manifest, documents, kept, texts, embedder, hooks)
        verify_generation(building)
        published = publish(root, building)
        drop_unused(root, _tables(root))
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    return _report(documents, len(manifest.passage_keys), embedded, skipped, started, published)


def _read(
    inputs: Inputs, root: Path, kept: ReadBefore, reading: Progress | None, parser: ParserProcess
) -> tuple[list[Document], list[Skipped]]:
    found = inputs.found
    documents, skipped = read_documents(found, progress=reading, kept=kept, parser=parser, find=found.__getitem__)
    skipped = [entry for entry in skipped if root.resolve() not in entry.path.absolute().parents]  # its own files
    if not documents:
        reasons = "; ".join(f"{entry.path.name}: {entry.reason}" for entry in skipped[:3])
        where = ", ".join(map(str, found)) or "no paths"
        raise CorpusError(f"nothing to index in {where} ({reasons or 'no documents'}); give other files")
    return documents, skipped


def _tables(root: Path) -> list[str]:
    """The tables of all generations there are; one that was damaged needs none."""
    tables = []
    for generation in (root / "generations").iterdir():
        try:
            tables.append(read_manifest(generation).table)
        except IndexUnavailable:
            continue
    return tables


def _is_unchanged(previous: Path, now: Manifest, inputs: Inputs) -> bool:
    """Whether the files are those of the previous build, to the byte, and so is the way from them to an index."""
    old = read_manifest(previous)
    return old.inputs == inputs.digest and old.same_method(now) and is_whole(previous)


def _fill(
    building: Path,
    manifest: Manifest,
    documents: Sequence[Document],
    kept: Kept,
    kept_texts: KnownTexts,
    embedder: Embedder,
    hooks: Hooks,
) -> tuple[Manifest, int]:
    """Write all of a generation. Its manifest as written, and how many passages went through the model."""
    new: dict[str, str] = {}  # what is embedded, by key
    split = [entry for document in documents for entry in kept.find(document) or _split(document, embedder, new)]
    passages, keys = [passage for passage, _ in split], [key for _, key in split]
    missing = {key: text for key, text in new.items() if key not in kept.vectors}
    others = list(dict.fromkeys(hooks.list_texts(building / "guide", documents, passages))) if hooks.list_texts else []
    known = {**hooks.packaged.find(others), **kept_texts.find(others)}
    known |= _embed_missing([*missing.values(), *others], known, embedder, hooks.progress)
    by_key = {**kept.vectors, **{key: known[text] for key, text in missing.items()}}
    vectors = np.stack([by_key[key] for key in keys]).astype(np.float32)
    write_generation(building, documents, passages, vectors)
    write_known_texts(building, {text: known[text] for text in others}, int(vectors.shape[1]))
    table = write_vectors(building, passages, vectors)
    manifest = replace(
        manifest,
        table=table,
        passage_keys=keys,
        dimension=int(vectors.shape[1]),
        passages_sha256=hash_passages(passages),
        files=hash_files(building),
    )
    write_manifest(building, manifest)
    return manifest, len(missing)


def _split(document: Document, embedder: Embedder, texts: dict[str, str]) -> Split:
    """The passages of a document; what is embedded for them is added to `texts` by its key."""
    split = []
    for passage in split_document(document, embedder.count_tokens, embedder.max_tokens):
        text = embedded_text(passage, embedder.count_tokens, embedder.max_tokens)
        key = hashlib.sha256(text.encode()).hexdigest()
        texts[key] = text
        split.append((passage, key))
    return split


def _describe(sources: Sequence[Path], embedder: Embedder) -> Manifest:
    """How an index is made, before any file is read."""
    return Manifest(
        documents={},
        companions={},
        sources=[str(source.resolve()) for source in sources],
        model=embedder.id,
        weights_sha256=embedder.weights_sha256,
        settings_sha256=embedder.settings_sha256,
        max_tokens=embedder.max_tokens,
        splitter_version=SPLITTER_VERSION,
        store=store_kind(),
    )


def _usable_generation(root: Path) -> Path | None:
    try:
        generation = current_generation(root)
        if generation:
            read_manifest(generation)
        return generation
    except IndexUnavailable:
        return None  # it is about to be replaced


def _fresh_folder(root: Path) -> Path:
    generations = root / "generations"
    generations.mkdir(exist_ok=True, mode=0o700)
    for leftover in generations.glob("building*"):  # the lock is ours: a crashed build left it
        shutil.rmtree(leftover)
    building = generations / "building"
    (building / "guide").mkdir(parents=True)
    return building


def _embed_missing(
    texts: Sequence[str], known: Mapping[str, Vectors], embedder: Embedder, progress: Progress | None
) -> dict[str, Vectors]:
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    tell = (lambda done: progress(done, len(missing))) if progress else None
    return dict(zip(missing, embedder.embed(missing, tell), strict=True)) if missing else {}


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
