"""PDF files as Markdown, page by page. The only module that talks to pypdf, with `pdf_hidden`."""

from __future__ import annotations

import io
from collections import Counter
from typing import TYPE_CHECKING

from ingest.errors import CorpusError
from ingest.formats.invisible import describe_removed, remove_invisible
from ingest.formats.parsed import Content, Limits
from ingest.formats.pdf_edges import Line
from ingest.formats.pdf_hidden import HiddenText
from ingest.formats.pdf_lines import LineReader, write_pages

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_MARK_WITHIN = 1024  # readers take a file for a PDF that has its mark there
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_LETTERS = str.maketrans(_LIGATURES)


def read_pdf(raw: bytes, limits: Limits) -> Content:
    """Raises CorpusError where the file is damaged, encrypted, too long, or holds no text."""
    try:
        import pypdf
    except ImportError as error:
        raise CorpusError("PDF files need an extra; run: pip install 'fingerpost[documents]'") from error
    if b"%PDF-" not in raw[:_MARK_WITHIN]:
        raise CorpusError("no PDF file by its content; give it the extension of what it is")
    try:
        return _read(pypdf.PdfReader(io.BytesIO(raw)), limits)
    except (CorpusError, MemoryError, RecursionError):
        raise
    except Exception as error:  # pypdf meets broken files with errors of many kinds
        reason = " ".join(str(error).split())[:120]
        raise CorpusError(f"damaged ({type(error).__name__}: {reason}); save it anew") from error


def _read(reader: PdfReader, limits: Limits) -> Content:
    if reader.is_encrypted and not _open_locked(reader):
        raise CorpusError("encrypted; save it without a password")
    count = len(reader.pages)
    if count > limits.pages:
        raise CorpusError(f"has {count:,} pages, more than {limits.pages:,}; split it")
    pages: list[list[Line]] = []
    hidden = characters = 0
    for page in reader.pages:
        lines, removed = _page_lines(page)
        hidden += removed
        characters += sum(len(line.text) for line in lines)
        if characters > limits.characters:
            raise CorpusError(f"holds more than {limits.characters:,} characters; split it")
        pages.append(lines)
    if not characters:
        raise CorpusError("holds no text, like a scan; run text recognition on it first")
    text, offsets, removed_characters = _join(write_pages(pages))
    note = f"{hidden} hidden piece{'s' * (hidden > 1)} of text removed" if hidden else ""
    notes = tuple(filter(None, (note, describe_removed(removed_characters))))
    return Content(text, "markdown", _title(reader, text), offsets, notes)


def _open_locked(reader: PdfReader) -> bool:
    """Many files are encrypted against changes alone, and open with the empty password."""
    from pypdf.errors import DependencyError, PdfReadError

    try:
        return bool(reader.decrypt(""))
    except (DependencyError, PdfReadError, NotImplementedError):
        return False


def _page_lines(page: PageObject) -> tuple[list[Line], int]:
    """The lines a reader sees on a page, and how many pieces of text are hidden there."""
    lines, hidden = _extract(page, keep_unpainted=False)
    if lines or not hidden.unpainted:
        return lines, hidden.count
    # All text unpainted: the page is a picture, and this is what text recognition read in it.
    lines, hidden = _extract(page, keep_unpainted=True)
    return lines, hidden.count


def _extract(page: PageObject, keep_unpainted: bool) -> tuple[list[Line], HiddenText]:
    left, bottom, right, top = page.mediabox
    hidden = HiddenText((float(left), float(bottom), float(right), float(top)), keep_unpainted)
    reader = LineReader()
    page.extract_text(
        visitor_operand_before=hidden.before, visitor_operand_after=hidden.after, visitor_text=reader.take
    )
    return reader.lines(), hidden


def _join(pages: list[str]) -> tuple[str, tuple[int, ...], Counter[str]]:
    """The text, the offset of each page, and the invisible characters that were removed."""
    offsets: list[int] = []
    removed: Counter[str] = Counter()
    parts: list[str] = []
    length = 0
    for page in pages:
        offsets.append(length)
        text, gone = remove_invisible(page.translate(_LETTERS))
        removed += gone
        parts.append(text + "\n\n" if text else "")
        length += len(parts[-1])
    return "".join(parts), tuple(offsets), removed


def _title(reader: PdfReader, text: str) -> str:
    """The title in the file's properties, where the text bears it out: often it is left from a template."""
    stated = " ".join(str((reader.metadata and reader.metadata.title) or "").split())
    return stated if stated and stated.casefold() in " ".join(text[:5000].split()).casefold() else ""
