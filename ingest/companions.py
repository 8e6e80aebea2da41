"""The files read with the documents: the decision guide, synonyms, examples and known questions."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from ingest.errors import CorpusError
from ingest.files import COMPANIONS


def find_companions(sources: Sequence[Path]) -> dict[str, Path]:
    """The companion files that lie in the given folders, by file name."""
    found: dict[str, Path] = {}
    for path in (path for source in sources for pattern in sorted(COMPANIONS) for path in sorted(source.glob(pattern))):
        if path.is_symlink() or not path.is_file():
            continue
        first = found.setdefault(path.name, path)
        if first.resolve() != path.resolve():
            raise CorpusError(f"two files {path.name}: {first} and {path}; an index has one, give one of the folders")
    return found


def copy_companions(companions: Mapping[str, Path], hashes: Mapping[str, str], folder: Path) -> None:
    """Copy the files that were checked; raises CorpusError for one that has changed since it was hashed."""
    for name, path in companions.items():
        shutil.copyfile(path, folder / name)
        if hash_file(folder / name) != hashes[name]:
            raise CorpusError(f"{path} changed while it was read; run it again")


def hash_companions(companions: Mapping[str, Path]) -> dict[str, str]:
    """The hash of each file by its name; raises CorpusError for one that can't be read."""
    try:
        return {name: hash_file(path) for name, path in companions.items()}
    except OSError as error:
        raise CorpusError(f"{error.filename} can't be read ({error.strerror}); change its permissions") from error


def hash_file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
