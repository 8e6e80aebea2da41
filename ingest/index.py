"""The index on disk: numbered generations, one of them published.

    ROOT/CURRENT                  JSON: the published generation, whether somebody went back to it, and its sources
    ROOT/generations/N/           manifest.json, documents.json, passages.json, vectors.npy, text_*.npy, chroma/, guide/
    ROOT/ingest.lock              held while a generation is built

A published generation is never written to. A build makes the next one beside it and publishes it by
replacing CURRENT, so a crash at any moment leaves the previous one working.
"""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import orjson

from ingest.document import Document
from ingest.errors import IndexUnavailable
from ingest.formats.parsed import PARSER_VERSION

FORMAT_VERSION = 6


@dataclass(frozen=True)
class Manifest:
    """What a generation was built from.

    `documents` maps ids to hashes of the file and what was read from it; `companions` the decision guide
    and synonyms to theirs; `sources` are the paths given to ingest; `passage_keys` are hashes of what was
    embedded, in row order of the vectors. `inputs` is the hash of all that lay below `sources`, empty where
    that changed while it was read; `skipped` are the files left out, each with the reason. `files` and
    `passages_sha256` are hashes of what the generation itself holds. `store` is what the vectors were written
    to, with its version, and `table` their table where that is a database.
    """

    documents: Mapping[str, str]
    companions: Mapping[str, str]
    sources: Sequence[str]
    model: str
    weights_sha256: str
    max_tokens: int
    splitter_version: int
    passage_keys: Sequence[str] = field(repr=False, default=())
    settings_sha256: str = ""
    dimension: int = 0
    store: str = ""
    table: str = ""
    inputs: str = ""
    skipped: Sequence[Sequence[str]] = field(default_factory=list)
    passages_sha256: str = ""
    files: Mapping[str, str] = field(repr=False, default_factory=dict)
    format_version: int = FORMAT_VERSION

    def same_input(self, other: Manifest) -> bool:
        """Whether both were built from the same documents with the same model, splitter and store."""
        return self._input() == other._input()

    def same_method(self, other: Manifest) -> bool:
        """Whether the same files would make the same index with both."""
        return replace(self._input(), documents={}, companions={}) == replace(
            other._input(), documents={}, companions={}
        )

    def same_model(self, other: Manifest) -> bool:
        """Whether the vectors of both can be compared: same weights, and same tokenizer, pooling and prompts."""
        return (self.model, self.weights_sha256, self.settings_sha256) == (
            other.model,
            other.weights_sha256,
            other.settings_sha256,
        )

    def same_passages(self, other: Manifest) -> bool:
        """Whether the same document has the same passages in both, with vectors that can be compared."""
        return self.same_model(other) and (self.max_tokens, self.splitter_version) == (
            other.max_tokens,
            other.splitter_version,
        )

    def _input(self) -> Manifest:
        return replace(
            self, passage_keys=(), dimension=0, table="", inputs="", skipped=(), passages_sha256="", files={}
        )


def document_fingerprint(document: Document) -> str:
    """A hash of everything but the id and what follows from the text."""
    said = (document.title, document.publisher, document.origin, document.published, document.format)
    return hashlib.sha256(json.dumps([PARSER_VERSION, document.sha256, *said]).encode()).hexdigest()


def current_generation(root: Path) -> Path | None:
    """The folder of the published generation, None where nothing was published yet."""
    pointer = root / "CURRENT"
    try:
        name = str(_read_pointer(root)["generation"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise IndexUnavailable(
            f"{pointer} can't be read ({error}); build the index again: {_rebuild_root(root)}"
        ) from error
    folder = root / "generations" / name
    if not name.isdigit() or not folder.is_dir():
        raise IndexUnavailable(
            f"{pointer} names {name!r}, which is not there; build the index again: {_rebuild_root(root)}"
        )
    return folder


def is_rolled_back(root: Path) -> bool:
    """Whether the current generation is an earlier one that somebody went back to."""
    try:
        return _read_pointer(root).get("rolled_back") is True
    except (ValueError, AttributeError, OSError):
        return False


def _read_pointer(root: Path) -> Any:
    return json.loads((root / "CURRENT").read_text(encoding="utf-8"))


def point_to(root: Path, generation: Path, rolled_back: bool = False) -> None:
    """Make a generation the current one, in one step that a crash can't halve."""
    # The sources a second time: where the manifest is damaged, they still tell how to build it again.
    pointer = {"generation": generation.name, "rolled_back": rolled_back, "sources": read_sources(generation)}
    write_json(root / "CURRENT.tmp", pointer)
    os.replace(root / "CURRENT.tmp", root / "CURRENT")
    _flush_one(root)


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Hold the index alone for writing. Raises IndexUnavailable at once where somebody else does."""
    from filelock import FileLock, Timeout

    try:
        lock = FileLock(root / "ingest.lock", timeout=0).acquire()
    except Timeout as error:
        raise IndexUnavailable(f"another ingest is writing {root}; try again when it has finished") from error
    with lock:
        yield


def read_sources(generation: Path) -> list[str]:
    """The paths a generation was built from, in whatever format its manifest is; empty where they can't be told."""
    return _sources_in(generation / "manifest.json")


def _sources_in(file: Path) -> list[str]:
    try:
        sources = json.loads(file.read_text(encoding="utf-8"))["sources"]
        return [source for source in sources if isinstance(source, str)]
    except (OSError, ValueError, TypeError, KeyError):
        return []


def rebuild_command(generation: Path) -> str:
    """The command line that builds the index of a generation from its documents again."""
    root = generation.parent.parent
    sources = read_sources(generation)
    return _ingest_command(sources, root) if sources else _rebuild_root(root)


def _rebuild_root(root: Path) -> str:
    """The same for the index at `root`, whose documents the pointer or the newest generation tells."""
    generations = [entry for entry in (root / "generations").glob("*") if entry.name.isdigit()]
    newest_first = sorted(generations, key=lambda entry: -int(entry.name))
    told = (_sources_in(root / "CURRENT"), *map(read_sources, newest_first))
    return _ingest_command(next(filter(None, told), []), root)


def _ingest_command(sources: Sequence[str], root: Path) -> str:
    return shlex.join(["fingerpost", "ingest", *sources, "--index", str(root)])


def read_manifest(generation: Path) -> Manifest:
    """Raises IndexUnavailable where the manifest is missing, damaged or of another format."""
    try:
        values = orjson.loads((generation / "manifest.json").read_bytes())
        version = values["format_version"]
        manifest = Manifest(**values) if version == FORMAT_VERSION else None
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexUnavailable(
            f"the index in {generation} has no readable manifest ({error}); "
            f"build it again: {rebuild_command(generation)}"
        ) from error
    if manifest is None:
        raise IndexUnavailable(
            f"the index in {generation} has format {version}, this version reads {FORMAT_VERSION}; "
            f"build it again: {rebuild_command(generation)}"
        )
    return manifest


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, which comes last: it holds the hashes of the other files."""
    write_json(folder / "manifest.json", vars(manifest))


def publish(root: Path, building: Path) -> Path:
    """Make a finished build the current generation, and remove all but it and the one before."""
    generations = root / "generations"
    before = _published_name(root)
    numbers = [int(entry.name) for entry in generations.iterdir() if entry.name.isdigit()]
    target = generations / str(max(numbers, default=0) + 1)
    _flush(building)  # on disk before anything points to it, or a power cut could publish empty files
    os.rename(building, target)
    _flush_one(generations)
    point_to(root, target)
    for entry in generations.iterdir():
        # A page that is open may still read the one before; others were left by builds that crashed here.
        if entry.name.isdigit() and entry.name not in {target.name, before}:
            shutil.rmtree(entry, ignore_errors=True)
    return target


def _published_name(root: Path) -> str | None:
    try:
        generation = current_generation(root)
    except IndexUnavailable:
        return None
    return generation.name if generation else None


def _flush(folder: Path) -> None:
    """Write a folder and all in it through to the disk."""
    for parent, _, files in os.walk(folder):
        for name in files:
            _flush_one(Path(parent, name))
        _flush_one(Path(parent))


def _flush_one(path: Path) -> None:
    if path.is_dir() and os.name == "nt":  # Windows can't open a folder
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_json(path: Path, value: object) -> None:
    """Write a value through to the disk."""
    with path.open("wb") as file:
        file.write(orjson.dumps(value))
        file.flush()
        os.fsync(file.fileno())
