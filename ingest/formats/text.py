"""Plain text as it is, without characters that can't be seen."""

from __future__ import annotations

from ingest.errors import CorpusError
from ingest.formats.encoding import decode
from ingest.formats.invisible import describe_removed, remove_invisible
from ingest.formats.parsed import Content


def read_text(raw: bytes) -> Content:
    """Raises CorpusError where the file is no text, or of another kind than its name says."""
    if raw.startswith(b"%PDF-"):
        raise CorpusError("a PDF file by its content; give it the extension .pdf")
    return text_content(raw)


def text_content(raw: bytes) -> Content:
    text, guessed = decode(raw)
    text, removed = remove_invisible(text)
    notes = (f"read as {guessed}" if guessed else "", describe_removed(removed))
    return Content(text, "text", notes=tuple(filter(None, notes)))
