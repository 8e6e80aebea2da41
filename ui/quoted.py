"""Turn document text into safe HTML, with one quote marked.

Every character of the document stays in the output, in order, so that the marked text is the quote
letter by letter. Markdown signs such as `**` stay too, in elements that the stylesheet hides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby, pairwise

from ingest.document import Document

Span = tuple[int, int]

_INLINE = re.compile(r"(?P<tick>`+)(?P<code>[^`\n]+)(?P=tick)|\*\*(?P<strong>[^*\n]+)\*\*")
_BULLET = re.compile(r"^[ \t]*[-*+][ \t]+", re.MULTILINE)
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)[^\n]*\n?", re.MULTILINE)
_CELL_BAR = re.compile(r"(?<!\\)\|")

_TAGS = {
    "": ("", ""),
    "code": ("<code>", "</code>"),
    "strong": ("<strong>", "</strong>"),
    "sign": ('<span class="sign">', "</span>"),
    "bullet": ('<span class="bullet">', "</span>"),
}


def escape_text(text: str) -> str:
    """Text as HTML on one line: a line break inside an HTML block would let Markdown parse what follows."""
    return escape(text).replace("\r", "&#13;").replace("\n", "&#10;")


def marked_block(document: Document, kind: str, start: int, end: int, quote: Span) -> str:
    """A paragraph, list or code listing of the document as HTML, with what falls in `quote` in <mark>."""
    styles = _styles(document.text[start:end], kind)
    inner = "".join(_styled(document.text, start, styles, quote))
    if kind == "code":
        return f"<pre><code>{inner}</code></pre>"
    return f'<p class="passage">{inner}</p>'


def marked_cells(document: Document, start: int, end: int, quote: Span) -> list[str]:
    """The cells of a table row as HTML, with what falls in `quote` in <mark>."""
    cells = []
    for cell_start, cell_end in _cell_spans(document.text, start, end):
        styles = _styles(document.text[cell_start:cell_end], "table")
        cells.append("".join(_styled(document.text, cell_start, styles, quote)))
    return cells


def _cell_spans(text: str, start: int, end: int) -> Iterator[Span]:
    row = text[start:end]
    bars = [-1, *(match.start() for match in _CELL_BAR.finditer(row)), len(row)]
    spans = [(left + 1, right) for left, right in pairwise(bars)]
    if row.startswith("|"):
        spans = spans[1:]
    if row.endswith("|"):
        spans = spans[:-1]
    for left, right in spans:
        cell = row[left:right]
        lead = len(cell) - len(cell.lstrip())
        yield start + left + lead, start + left + max(lead, len(cell.rstrip()))


def _styles(text: str, kind: str) -> list[str]:
    """How each character is shown: "" as it is, "code", "strong", or "sign"/"bullet" for Markdown signs."""
    styles = [""] * len(text)
    if kind == "code":
        for match in _FENCE.finditer(text):
            styles[match.start() : match.end()] = ["sign"] * (match.end() - match.start())
        return styles
    for match in _INLINE.finditer(text):
        name = "code" if match["code"] is not None else "strong"
        styles[match.start() : match.end()] = ["sign"] * (match.end() - match.start())
        styles[match.start(name) : match.end(name)] = [name] * (match.end(name) - match.start(name))
    for match in _BULLET.finditer(text) if kind == "list" else ():
        styles[match.start() : match.end()] = ["bullet"] * (match.end() - match.start())
    return styles


def _styled(text: str, start: int, styles: list[str], quote: Span) -> Iterator[str]:
    length = len(styles)
    first, last = (min(max(place - start, 0), length) for place in quote)
    for begin, end, in_quote in ((0, first, False), (first, last, True), (last, length, False)):
        inner, place = "", start + begin
        for style, run in groupby(styles[begin:end]):
            stop = place + sum(1 for _ in run)
            opening, closing = _TAGS[style]
            inner += opening + escape_text(text[place:stop]) + closing
            place = stop
        if inner:
            yield f"<mark>{inner}</mark>" if in_quote else inner
