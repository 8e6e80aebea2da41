"""The files that were added on the page, in a folder of their own under names that this module chooses."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ingest.errors import CorpusError
from ingest.files import is_companion_name
from ingest.read import FORMATS, MAX_BINARY_BYTES, MAX_BYTES

MAX_FILES = 500
MAX_TOTAL_BYTES = 500_000_000
_MAX_DEPTH = 8
_MAX_PART = 80  # characters of a file's or folder's name
_MAX_BYTES = 200  # of the same: a name on disk has at most 255
_MAX_SUFFIX = 10
_TOP = "uploads"  # not the top of what is indexed, where files may have a meaning beyond their text
_UNWANTED = re.compile(r"[^\w .,()+-]")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


@dataclass(frozen=True)
class StoredFile:
    """`key` names the file among the others; `path` is the one it came with, in letters that are safe to show."""

    key: str
    path: str
    size: int
    sha256: str


class UploadFolder:
    """Files below `root / uploads`, each in a folder named for the path it came with, so that none meets another."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def store(self, path: str, content: bytes) -> StoredFile:
        """Keep a file, in the place of one that came with the same path. Raises CorpusError saying why not."""
        clean = clean_path(path)
        if is_companion_name(clean.name):
            raise CorpusError("decision rules and synonyms belong to the library; only documents can be added")
        if clean.suffix.lower() not in FORMATS:
            raise CorpusError(f"not a supported format; use {', '.join(FORMATS)}")
        if len(content) > max(MAX_BYTES, MAX_BINARY_BYTES):
            raise CorpusError(f"larger than {max(MAX_BYTES, MAX_BINARY_BYTES):,} bytes; split it")
        target = self.root / _TOP / hashlib.sha256(path.encode("utf-8", "replace")).hexdigest()[:12] / clean
        others = [stored for stored in self.list() if self.root / _TOP / stored.key != target]
        if len(others) >= MAX_FILES:
            raise CorpusError(f"there are {MAX_FILES} files already; remove some first")
        if sum(stored.size for stored in others) + len(content) > MAX_TOTAL_BYTES:
            raise CorpusError(f"together larger than {MAX_TOTAL_BYTES:,} bytes; remove some first")
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = target.with_name(f".{target.name}")  # hidden files are not read
        partial.write_bytes(content)
        os.replace(partial, target)
        return self._stored(target)

    def list(self) -> list[StoredFile]:
        top = self.root / _TOP
        files = (path for path in top.rglob("*") if path.is_file() and not path.is_symlink())
        return [self._stored(path) for path in sorted(files) if not path.name.startswith(".")]

    def remove(self, key: str) -> bool:
        """Delete one file; False where there is none with this key."""
        stored = next((stored for stored in self.list() if stored.key == key), None)
        if stored is None:  # compared with what lies there, never joined: a key is not a path to follow
            return False
        shutil.rmtree(self.root / _TOP / stored.key.split("/")[0])
        return True

    def clear(self) -> None:
        shutil.rmtree(self.root / _TOP, ignore_errors=True)

    def key_of(self, path: Path) -> str | None:
        """The key of a file by where it lies; None for a file from elsewhere."""
        top = self.root / _TOP
        return path.relative_to(top).as_posix() if path.is_relative_to(top) else None

    def _stored(self, path: Path) -> StoredFile:
        key = path.relative_to(self.root / _TOP).as_posix()
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        return StoredFile(key, key.partition("/")[2], path.stat().st_size, digest)


def clean_path(path: str) -> PurePosixPath:
    """A relative path of harmless names, made from whatever a browser sent. Raises CorpusError for no name at all."""
    parts = [_clean_part(part) for part in re.split(r"[/\\]", unicodedata.normalize("NFC", path))]
    parts = [part for part in parts if part]
    if not parts:
        raise CorpusError("the file has no name; give it one")
    return PurePosixPath(*parts[-_MAX_DEPTH:])


def _clean_part(part: str) -> str:
    cleaned = _UNWANTED.sub("_", part).strip(" .")
    stem, dot, suffix = cleaned.rpartition(".")
    if not dot or len(suffix) > _MAX_SUFFIX:
        stem, suffix = cleaned, ""
    stem = stem[: _MAX_PART - len(suffix)]
    while len(stem.encode()) > _MAX_BYTES:
        stem = stem[:-1]
    cleaned = f"{stem.rstrip(' .')}.{suffix}" if suffix else stem.rstrip(" .")
    return f"_{cleaned}" if _RESERVED.fullmatch(cleaned) else cleaned
