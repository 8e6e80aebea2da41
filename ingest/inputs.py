"""A hash over everything that an index is built from, so that an unchanged corpus need not be parsed again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.companions import find_companions
from ingest.document import Document
from ingest.files import Found, find_files
from ingest.formats.parsed import PARSER_VERSION


@dataclass(frozen=True)
class Inputs:
    """The files below the paths given to ingest, as they lie there."""

    digest: str
    hashes: Mapping[Path, str]  # of each file
    found: Mapping[Path, Found]  # at each of the paths

    def agree_with(self, documents: Sequence[Document]) -> bool:
        """Whether the documents were read from these very files: one may have changed in between."""
        return set(self.hashes.values()).issuperset(document.sha256 for document in documents)


def hash_inputs(sources: Sequence[Path], root: Path) -> Inputs:
    """The files at or below `sources`, those of the index at `root` left out. Raises CorpusError as `find_files` does.

    The digest also changes with a path, with what is left out and why, and with the parsers.
    """
    own = root.resolve()
    listed: list[object] = [PARSER_VERSION]
    all_hashes: dict[Path, str] = {}
    all_found = {source: find_files(source) for source in sources}
    for source, found in all_found.items():
        companions = find_companions([source]).values()
        hashes = {path: _hash(path) for path in (*found.files, *companions)}
        all_hashes |= hashes
        listed.append([str(source.resolve()), str(found.base)])
        listed.append(sorted((str(path), digest) for path, digest in hashes.items()))
        listed.append([(str(s.path), s.reason) for s in found.skipped if own not in s.path.absolute().parents])
    return Inputs(hashlib.sha256(json.dumps(listed).encode()).hexdigest(), all_hashes, all_found)


def _hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError) as error:  # skipped with its reason when it is read
        return f"unreadable: {error}"
