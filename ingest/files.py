"""Find the files to read below a path, and say which are left out."""

from __future__ import annotations

import glob
import itertools
import os
import re
import stat
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from ingest.errors import CorpusError
from ingest.formats.parse import FORMATS as FORMATS

# Read with the corpus, but not documents.
COMPANIONS = ("rules.yaml", "synonyms.yaml", "examples.yaml", "known-questions*.yaml")

# pathlib makes "https:/host" of "https://host"; one letter is a Windows drive, two bars another computer.
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/|\\\\")


@dataclass(frozen=True)
class Skipped:
    """A file that was left out, and why."""

    path: Path
    reason: str


@dataclass(frozen=True)
class Found:
    """The documents at a path, what else lies there, and the folder that their ids leave out, if any."""

    files: list[Path]
    skipped: list[Skipped]
    base: Path | None = None


def find_files(root: Path) -> Found:
    """The documents at or below `root`, a file, folder or pattern like `docs/**/*.md`, by path.

    Hidden files and folders, `__pycache__` and `__init__.py` are passed over without a word. A link given
    as `root` is followed, one that is found is not. Raises CorpusError where `root` does not exist or is
    not a local file or folder.
    """
    if _ADDRESS.match(str(root)):
        raise CorpusError(f"{root} is not a local path; download it first and give the file")
    if root.is_file():
        return Found([root], [])
    if not root.is_dir():
        if root.exists():
            raise CorpusError(f"{root} is neither a file nor a folder; give a document or a folder of documents")
        if glob.has_magic(str(root)):
            return _match(root)
        raise CorpusError(f"{root} does not exist; give a file or folder that does")
    skipped: list[Skipped] = []
    return _sorted_out(_walk(root, skipped), root, skipped)


def _match(pattern: Path) -> Found:
    """What matches a pattern that the shell has left as it is."""
    fixed = list(itertools.takewhile(lambda part: not glob.has_magic(part), pattern.parts))
    base = Path(*fixed)
    paths = [Path(name) for name in glob.glob(str(pattern), recursive=True)]
    paths = sorted(path for path in paths if path.is_symlink() or not path.is_dir())
    if not paths:
        raise CorpusError(f"nothing matches {pattern}; give a file, a folder or a pattern that matches")
    return _sorted_out([path for path in paths if not _is_companion(path, base)], base, [])


def _sorted_out(paths: list[Path], base: Path, skipped: list[Skipped]) -> Found:
    files: list[Path] = []
    for path in paths:
        if reason := _reason_to_skip(path, base):
            skipped.append(Skipped(path, reason))
        else:
            files.append(path)
    return Found(files, sorted(skipped, key=lambda entry: entry.path), base)


def _walk(root: Path, skipped: list[Skipped]) -> list[Path]:
    """The visible files, and links to folders, below a folder; folders that can't be listed are skipped."""

    def leave_out(error: OSError) -> None:
        skipped.append(Skipped(Path(error.filename), f"can't be listed ({error.strerror}); change its permissions"))

    found: list[Path] = []
    for folder, folders, files in os.walk(root, onerror=leave_out):
        folders[:] = [name for name in folders if not name.startswith(".") and name != "__pycache__"]
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        visible = [name for name in files if not name.startswith(".") and name != "__init__.py"]
        found += [Path(folder, name) for name in links + visible]
    # By parts, which takes a path apart once: paths that compare themselves do it each time.
    return sorted((path for path in found if not _is_companion(path, root)), key=lambda path: path.parts)


def _is_companion(path: Path, root: Path) -> bool:
    return is_companion_name(path.name) and path.parent == root and not path.is_symlink()


def is_companion_name(name: str) -> bool:
    """Whether a file so named at the top of a corpus folder is read beside the documents."""
    return any(fnmatchcase(name, pattern) for pattern in COMPANIONS)


def _reason_to_skip(path: Path, root: Path) -> str | None:
    if path.is_symlink():
        return "a symbolic link; links are not followed, give what it points to"
    if not stat.S_ISREG(path.lstat().st_mode):
        return "not a regular file"
    if is_companion_name(path.name):
        return f"read only at the top of a folder of documents; move it to {root}"
    if path.suffix.lower() not in FORMATS:
        return describe_format(path)
    return None


def describe_format(path: Path) -> str:
    """Why a file of a format that is not read is left out."""
    return f"not a supported format ({path.suffix or 'no extension'}); use {', '.join(FORMATS)}"
