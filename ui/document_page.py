"""A whole document as a page of its own, with one quote marked."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from ingest.blocks import Block, Heading, find_structure
from ingest.document import Document
from ui.quoted import Span, marked_block, marked_cells

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Fingerpost</title>
<link rel="stylesheet" href="../page/page.css">
<script src="../page/document.js" defer></script>
</head>
<body class="document">
<main>
<header><p class="crumb"><a href="../">Fingerpost</a></p><h1>{title}</h1><p class="origin">{origin}</p></header>
{body}
</main>
</body>
</html>
"""


def document_html(document: Document, quote: Span = (0, 0)) -> str:
    """The page; the first marked piece has the id "quote", so that the address can point at it."""
    headings, blocks = find_structure(document.text, document.format)
    parts = [(heading.start, _heading(heading, document)) for heading in headings]
    for rows in _tables(blocks):
        parts.append((rows[0].start, _table(document, rows, quote)))
    for block in blocks:
        if block.kind != "table":
            parts.append((block.start, marked_block(document, block.kind, block.start, block.end, quote)))
    body = "\n".join(html for _, html in sorted(parts)).replace("<mark>", '<mark id="quote">', 1)
    origin = " · ".join(part for part in (document.publisher, document.published, document.origin) if part)
    return _PAGE.format(title=escape(document.title), origin=escape(origin), body=body)


def _tables(blocks: list[Block]) -> Iterator[list[Block]]:
    """Runs of rows that follow each other under the same column names."""
    for header, run in groupby(blocks, lambda block: block.header if block.kind == "table" else None):
        if header is not None:
            yield list(run)


def _heading(heading: Heading, document: Document) -> str:
    if heading.title == document.title:
        return ""
    level = min(max(heading.level, 2), 4)
    return f"<h{level}>{escape(heading.title)}</h{level}>"


def _table(document: Document, rows: list[Block], quote: Span) -> str:
    names = "".join(f'<th scope="col">{escape(name)}</th>' for name in rows[0].header)
    lines = []
    for row in rows:
        cells = "".join(f"<td>{cell}</td>" for cell in marked_cells(document, row.start, row.end, quote))
        lines.append(f"<tr>{cells}</tr>")
    body = f"<thead><tr>{names}</tr></thead><tbody>{''.join(lines)}</tbody>"
    return f'<div class="wide" tabindex="0"><table>{body}</table></div>'
