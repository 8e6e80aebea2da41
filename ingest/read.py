"""Read files into documents."""

from __future__ import annotations

import codecs
import hashlib
import re
import stat
from collections.abc import Iterable
from pathlib import Path

from ingest.blocks import Heading, find_sections, find_structure, front_matter_end
from ingest.document import Document
from ingest.errors import CorpusError
from ingest.files import COMPANIONS, FORMATS, Skipped, describe_format, find_files
from ingest.front_matter import read_front_matter

__all__ = ["COMPANIONS", "FORMATS", "MAX_BYTES", "Skipped", "read_document", "read_documents"]

MAX_BYTES = 10_000_000


def read_documents(paths: Iterable[Path]) -> tuple[list[Document], list[Skipped]]:
    """Read files and folders (recursively) into documents, ordered by path, with what was left out.

    A file given twice is read once. Raises CorpusError for a path that does not exist or is not a local
    file or folder.
    """
    documents: list[Document] = []
    skipped: list[Skipped] = []
    owners: dict[str, Path] = {}
    seen: set[Path] = set()
    for root in paths:
        files, left_out = find_files(root)
        for path in files:
            if path.resolve() in seen:
                continue
            seen.add(path.resolve())
            try:
                document = read_document(path, root if root.is_dir() else None)
            except CorpusError as error:
                skipped.append(Skipped(path, str(error)))
                continue
            owner = owners.setdefault(document.id, path)
            if owner == path:
                documents.append(document)
            else:
                reason = f"the id {document.id!r} is taken by {owner}; give it an id of its own in its front matter, "
                skipped.append(Skipped(path, reason + "or another name"))
        skipped.extend(left_out)
    return documents, skipped


def read_document(path: Path, root: Path | None = None) -> Document:
    """Read one Markdown or text file. Its id comes from the front matter, else from its path below `root`.

    Raises CorpusError, without the path, saying why it can't be used.
    """
    format = FORMATS.get(path.suffix.lower())
    if format is None:
        raise CorpusError(describe_format(path))
    raw = _read(path)
    text = _decode(raw)
    matter = read_front_matter(text) if format == "markdown" else {}
    body = front_matter_end(text) if format == "markdown" else 0
    headings, blocks = find_structure(text, format)
    if not blocks:
        raise CorpusError("empty")
    title = matter.get("title") or _guess_title(text[body : headings[0].start] if headings else text, headings, path)
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


def _read(path: Path) -> bytes:
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        raise CorpusError("its name is not UTF-8; rename it") from error
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # opening a named pipe would wait for ever
            raise CorpusError("not a regular file")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CorpusError(f"can't be read ({error.strerror}); change its permissions") from error
    if len(raw) > MAX_BYTES:
        raise CorpusError(f"larger than {MAX_BYTES:,} bytes; split it")
    return raw


def _decode(raw: bytes) -> str:
    if _is_utf16(raw):
        raise CorpusError("not UTF-8 but UTF-16; save it as UTF-8")
    if b"\0" in raw:
        raise CorpusError("not text (it holds NUL bytes)")
    try:
        # Newlines stay as they are: a quote must match the file letter by letter.
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorpusError(f"not UTF-8 (byte {error.start}); save it as UTF-8") from error


def _is_utf16(raw: bytes) -> bool:
    if not raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    try:
        raw.decode("utf-16")
    except UnicodeDecodeError:
        return False
    return True


def _guess_title(above: str, headings: list[Heading], path: Path) -> str:
    """The first heading where nothing stands above it, else the file's name."""
    if headings and not above.strip():
        return headings[0].title
    return re.sub(r"[-_]+", " ", path.stem).strip() or path.name
