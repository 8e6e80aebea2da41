"""Where the index of a corpus lies, what may be built into it, and with which model."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.builtin import builtin_corpus
from assistant.decision.guide import GUIDE_FILE
from assistant.knowledge import EXAMPLES_FILE, load_examples, load_guide
from assistant.known_questions import load_known_questions
from assistant.known_texts import list_texts, packaged_texts
from assistant.terms import SYNONYMS_FILE, Terms
from ingest.build import CheckCorpus, IngestReport, Progress, build_index
from ingest.document import Document
from ingest.embed import Embedder
from ingest.errors import CorpusError, IndexUnavailable
from ingest.index import is_rolled_back, read_manifest, read_sources, rebuild_command
from ingest.split import split_document

_MODEL_VARIABLE = "FINGERPOST_EMBEDDING_MODEL"
_INDEX_VARIABLE = "FINGERPOST_INDEX"
INDEX_ENTRIES = frozenset({"CURRENT", "CURRENT.tmp", "generations", "ingest.lock"})


def ingest(
    sources: Sequence[Path] | None,
    root: Path,
    embedder: Embedder,
    progress: Progress | None = None,
    reading: Progress | None = None,
) -> IngestReport:
    """Build the index at `root` from files and folders, or from the built-in corpus; the guide is checked first."""
    refuse_foreign_folder(root)
    chosen = [builtin_corpus()] if sources is None else sources
    check, packaged = check_corpus(embedder), packaged_texts(embedder)
    return build_index(chosen, root, embedder, progress, check, reading, list_texts, packaged)


def check_corpus(embedder: Embedder) -> CheckCorpus:
    """A check for `build_index`: the guide loads, and each of its quotes is in its document."""

    def check(companions: Mapping[str, Path], documents: Sequence[Document]) -> None:
        if GUIDE_FILE in companions:
            passages = [p for d in documents for p in split_document(d, embedder.count_tokens, embedder.max_tokens)]
            load_guide(companions[GUIDE_FILE], documents, passages)
        if SYNONYMS_FILE in companions:
            Terms.load(companions[SYNONYMS_FILE])
        if EXAMPLES_FILE in companions:
            load_examples(companions[EXAMPLES_FILE].parent)
        for folder in {path.parent for path in companions.values()}:
            problems = load_known_questions(folder).check(documents)
            if problems:
                raise CorpusError(f"{folder}: {problems[0]}")

    return check


def open_embedder() -> Embedder:
    """The packaged model, or the one in the folder that FINGERPOST_EMBEDDING_MODEL names."""
    folder = os.environ.get(_MODEL_VARIABLE)
    return Embedder(Path(folder) if folder else None)


def default_index(corpus: str | Path | None = None) -> Path:
    """Where the index of a corpus lies unless another place is given; FINGERPOST_INDEX names the usual one."""
    chosen = os.environ.get(_INDEX_VARIABLE)
    if corpus is None and chosen:
        return Path(chosen)
    from platformdirs import user_data_path

    if corpus is None:
        return user_data_path("fingerpost") / "index"
    resolved = Path(corpus).resolve()
    digest = hashlib.sha256(str(resolved).encode()).hexdigest()[:8]
    return user_data_path("fingerpost") / f"index-{resolved.name}-{digest}"


def refuse_foreign_folder(root: Path) -> None:
    """Never build among a user's own files: a mistyped folder would fill up and its index be hard to take out.

    Raises IndexUnavailable.
    """
    try:
        entries = [entry.name for entry in root.iterdir() if not entry.name.startswith(".")]
    except FileNotFoundError:
        return
    except OSError as error:
        raise IndexUnavailable(f"{root} can't be used as an index ({error.strerror}); give another folder") from error
    strange = sorted(set(entries) - INDEX_ENTRIES)
    if strange and "CURRENT" not in entries:
        raise IndexUnavailable(
            f"{root} holds other files ({strange[0]}), so no index is built in it; give a new folder"
        )


def holds_builtin(generation: Path) -> bool:
    """Whether a generation was built from the corpus that comes with the package."""
    return read_sources(generation) == [str(builtin_corpus().resolve())]


def stays_as_it_is(root: Path, generation: Path, corpus: str | Path | None) -> bool:
    """Whether somebody went back to this generation, or the index can't be written to, and it is the one wanted."""
    wanted = corpus is None or read_sources(generation) == [str(Path(corpus).resolve())]
    return wanted and (is_rolled_back(root) or not os.access(root, os.W_OK))


def check_model(generation: Path, embedder: Embedder) -> None:
    """Raises IndexUnavailable where a generation was built with another model."""
    manifest = read_manifest(generation)
    if manifest.model != embedder.id:
        difference = f"the model now is {embedder.id}"
    elif manifest.weights_sha256 != embedder.weights_sha256:
        difference = "its weights have changed since"
    elif manifest.settings_sha256 != embedder.settings_sha256:
        difference = "its tokenizer, pooling or prompts have changed since"
    else:
        return
    raise IndexUnavailable(
        f"the index was built with {manifest.model}, {difference}; build it again: {rebuild_command(generation)}"
    )
