"""Read files into documents."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from functools import cache
from pathlib import Path

from ingest.document import Document
from ingest.errors import CorpusError
from ingest.files import FORMATS, Found, Skipped, describe_format, find_files
from ingest.formats.invisible import remove_invisible
from ingest.formats.parsed import Limits
from ingest.formats.process import ParserProcess

__all__ = ["FORMATS", "MAX_BYTES", "Limits", "Skipped", "read_document", "read_documents"]

MAX_BYTES = 10_000_000
MAX_BINARY_BYTES = 50_000_000  # pictures and fonts take most of a PDF or Word file

ReadBefore = Callable[[Path, str], Document | None]  # gives what is known of a file, by its path and its place

_BINARY = (".pdf", ".docx")
# A report is often there as a page, a Word file and a PDF file: each gets an id of its own.
_EXTENSION_IN_ID = (*_BINARY, ".html", ".htm", ".xhtml")


def read_documents(
    paths: Iterable[Path],
    limits: Limits | None = None,
    progress: Callable[[int, int], None] | None = None,
    kept: ReadBefore | None = None,
    parser: ParserProcess | None = None,
    find: Callable[[Path], Found] = find_files,
) -> tuple[list[Document], list[Skipped]]:
    """Read files, folders (recursively) and patterns like `docs/*.md` into documents, with what was left out.

    Ordered by path; a file given twice is read once. `progress` gets (read so far, to read). `kept` gives documents
    read before, whose files are not read again. `parser` is one that was started before and stays open, in place of
    `limits`; `find` spares looking for the files once more. Raises CorpusError for a path that does not exist or is
    not a local file or folder.
    """
    documents: list[Document] = []
    skipped: list[Skipped] = []
    owners: dict[str, Path] = {}
    files: dict[str, tuple[Path, Path | None]] = {}
    real_folder = cache(os.path.realpath)
    left_out: list[Skipped] = []
    with nullcontext(parser) if parser else ParserProcess(limits) as process:
        process.start()  # so that it is ready when the files have been found
        for found in map(find, paths):
            for path in found.files:
                # What is found below a folder is no link, so that the real path of its own folder is enough.
                real = os.path.join(real_folder(path.parent), path.name) if found.base else os.path.realpath(path)
                files.setdefault(real, (path, found.base))
            left_out += found.skipped
        for number, (path, base) in enumerate(files.values(), 1):
            try:
                document = read_document(path, base, process, kept)
            except CorpusError as error:
                skipped.append(Skipped(path, str(error)))
                continue
            finally:
                if progress:
                    progress(number, len(files))
            owner = owners.setdefault(document.id, path)
            if owner == path:
                documents.append(document)
            else:
                reason = f"the id {document.id!r} is taken by {owner}; give it an id of its own in its front matter, "
                skipped.append(Skipped(path, reason + "or another name"))
    return documents, [*skipped, *left_out]


def read_document(
    path: Path, base: Path | None = None, parser: ParserProcess | None = None, kept: ReadBefore | None = None
) -> Document:
    """Read one file. Its id comes from the front matter, else from its path below `base`.

    `parser` spares a start of its own for each of many files. `kept` as in `read_documents`. Raises CorpusError,
    without the path, saying why it can't be used.
    """
    if path.suffix.lower() not in FORMATS:
        raise CorpusError(describe_format(path))
    place = path.relative_to(base) if base else Path(path.name)
    if kept and (document := kept(path, place.as_posix())):
        return document
    _check_name(place)
    raw = _read(path)
    with nullcontext(parser) if parser else ParserProcess() as process:
        parsed = process.parse(raw, path.name)
    matter, content = parsed.matter, parsed.content
    default_id = place if path.suffix.lower() in _EXTENSION_IN_ID else place.with_suffix("")
    return Document(
        id=matter.get("id") or default_id.as_posix(),
        title=parsed.title,
        publisher=matter.get("publisher", ""),
        origin=matter.get("origin") or path.name,
        text=content.text,
        sections=parsed.sections,
        sha256=hashlib.sha256(raw).hexdigest(),
        published=matter.get("published") or matter.get("date", ""),
        format=content.layout,
        pages=content.pages,
        notes=content.notes,
        place=place.as_posix(),
    )


def _check_name(place: Path) -> None:
    """Refuse a name that reads as another one, or breaks a line: it becomes the id and the title."""
    name = str(place)
    try:
        name.encode()
    except UnicodeEncodeError as error:
        raise CorpusError("its name is not UTF-8; rename it") from error
    if remove_invisible(name)[0] != name or any(sign in name for sign in "\t\n\r"):
        raise CorpusError(f"its name holds a character that can't be shown ({name!a}); rename it")


def _read(path: Path) -> bytes:
    limit = MAX_BINARY_BYTES if path.suffix.lower() in _BINARY else MAX_BYTES
    try:
        # Looked at when open, and opened without waiting: a named pipe in the place of the file would wait for ever.
        with open(path, "rb", opener=_open_at_once) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise CorpusError("not a regular file")
            raw = file.read(limit + 1)
    except OSError as error:
        raise CorpusError(f"can't be read ({error.strerror}); change its permissions") from error
    if len(raw) > limit:
        raise CorpusError(f"larger than {limit:,} bytes; split it")
    return raw


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
