"""HTML pages as Markdown: what a reader sees, its headings, lists, tables and code."""

from __future__ import annotations

import re

from ingest.formats.encoding import decode
from ingest.formats.html_markdown import write_markdown
from ingest.formats.invisible import describe_removed, remove_invisible
from ingest.formats.parsed import Content

_DECLARED = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w-]+)|<\?xml[^>]{0,200}encoding=["']([\w-]+)""", re.I)
_HEAD = 2_000


def read_html(raw: bytes) -> Content:
    """Raises CorpusError where the file is no text."""
    declared = _DECLARED.search(raw[:_HEAD])
    name = (declared[1] or declared[2]).decode() if declared else ""
    html, guessed = decode(raw, name)
    return html_content(html, f"read as {guessed}" if guessed else "")


def html_content(html: str, *notes: str) -> Content:
    """The visible text of a page."""
    markdown, title, hidden = write_markdown(html)
    text, removed = remove_invisible(markdown)
    notes = (*notes, f"{hidden} hidden piece{'s' * (hidden > 1)} of text removed" if hidden else "")
    return Content(text, "markdown", title, notes=tuple(filter(None, (*notes, describe_removed(removed)))))
