"""Read files into documents."""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from ingest.blocks import Heading, find_sections, find_structure, front_matter_end
from ingest.document import Document
from ingest.errors import CorpusError

FORMATS = {".md": "markdown", ".mdx": "markdown", ".markdown": "markdown", ".txt": "text"}
COMPANIONS = {"rules.yaml", "synonyms.yaml", "examples.yaml"}  # read with the corpus, but not documents
MAX_BYTES = 10_000_000


@dataclass(frozen=True)
class Skipped:
    """A file that was left out, and why."""

    path: Path
    reason: str


def read_documents(paths: Iterable[Path]) -> tuple[list[Document], list[Skipped]]:
    """Read files and folders (recursively) into documents, ordered by path, with what was left out.

    Raises CorpusError for a path that does not exist or is not a local file or folder.
    """
    documents: dict[str, Document] = {}
    skipped: list[Skipped] = []
    for root in paths:
        for path in _files_under(root):
            try:
                document = read_document(path, root if root.is_dir() else None)
            except CorpusError as error:
                skipped.append(Skipped(path, str(error)))
                continue
            if document.id in documents:
                reason = f"the id {document.id!r} is already used by {documents[document.id].origin}; give it another"
                skipped.append(Skipped(path, reason))
            else:
                documents[document.id] = document
        skipped.extend(_unreadable_under(root))
    return list(documents.values()), skipped


def read_document(path: Path, root: Path | None = None) -> Document:
    """Read one Markdown or text file. Its id comes from the front matter, else from its path below `root`."""
    format = FORMATS.get(path.suffix.lower())
    if format is None:
        raise CorpusError(f"not a supported format ({path.suffix or 'no extension'}); use {', '.join(FORMATS)}")
    if path.stat().st_size > MAX_BYTES:
        raise CorpusError(f"larger than {MAX_BYTES:,} bytes; split it")
    raw = path.read_bytes()
    text = _decode(raw)
    if not text[front_matter_end(text) :].strip():
        raise CorpusError("empty")
    matter = _front_matter(text) if format == "markdown" else {}
    headings, _ = find_structure(text, format)
    title = matter.get("title") or _guess_title(text, headings, path)
    default_id = (path.relative_to(root) if root else Path(path.name)).with_suffix("").as_posix()
    return Document(
        id=matter.get("id") or default_id,
        title=title,
        publisher=matter.get("publisher", ""),
        origin=matter.get("origin") or path.name,
        text=text,
        sections=find_sections(text, headings, title),
        sha256=hashlib.sha256(raw).hexdigest(),
        published=matter.get("published") or matter.get("date", ""),
        format=format,
    )


def _decode(raw: bytes) -> str:
    if b"\0" in raw:
        raise CorpusError("not text (it holds NUL bytes)")
    try:
        # Newlines stay as they are: a quote must match the file letter by letter.
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorpusError(f"not UTF-8 (byte {error.start}); save it as UTF-8") from error


def _front_matter(text: str) -> dict[str, str]:
    end = front_matter_end(text)
    if not end:
        return {}
    try:
        values = yaml.safe_load(text[:end].strip().strip("-"))
    except yaml.YAMLError as error:
        raise CorpusError(f"front matter is not YAML: {str(error).splitlines()[0]}") from error
    if not isinstance(values, dict):
        return {}
    return {str(key): str(value) for key, value in values.items() if value is not None}


def _guess_title(text: str, headings: list[Heading], path: Path) -> str:
    if headings and not text[: headings[0].start].strip():
        return headings[0].title
    return re.sub(r"[-_]+", " ", path.stem).strip() or path.name


def _files_under(root: Path) -> Iterator[Path]:
    if "://" in str(root) or str(root).startswith("\\\\") or re.match(r"(?i)file:", str(root)):
        raise CorpusError(f"{root} is not a local path; download it first and give the file")
    if not root.exists():
        raise CorpusError(f"{root} does not exist; give a file or folder that does")
    if root.is_file():
        yield root
        return
    if not root.is_dir():
        raise CorpusError(f"{root} is neither a file nor a folder; give a Markdown or text file")
    for path in _visible(root):
        if path.suffix.lower() in FORMATS and _is_plain_file(path):
            yield path


def _unreadable_under(root: Path) -> Iterator[Skipped]:
    if not root.is_dir():
        return
    for path in _visible(root):
        if path.is_symlink():
            yield Skipped(path, "a symbolic link; links are not followed")
        elif path.is_dir() or path.name in COMPANIONS or path.suffix in {".py", ".pyc"}:
            continue
        elif not _is_plain_file(path):
            yield Skipped(path, "not a regular file")
        elif path.suffix.lower() not in FORMATS:
            yield Skipped(path, f"not a supported format ({path.suffix or 'no extension'})")


def _visible(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if not any(part.startswith(".") or part == "__pycache__" for part in parts):
            yield path


def _is_plain_file(path: Path) -> bool:
    return stat.S_ISREG(path.lstat().st_mode)
