"""The values that travel between modules: documents and their passages."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

SECTION_SEPARATOR = " › "
_CELL_BAR = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Section:
    """A heading path and the span of document text it covers, up to the next heading."""

    path: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Document:
    """One source. Every offset counts code points of `text`.

    `text` is what was read of the file, in the layout that `format` names: Markdown and text files as they
    are, but for what `notes` says was removed; pages and Word files as Markdown; PDF files as text.
    `pages` holds the offset at which each page begins, where the file has pages. `place` is the path of the file
    below the folder that was read.
    """

    id: str
    title: str
    publisher: str
    origin: str
    text: str = field(repr=False, compare=False)
    sections: tuple[Section, ...] = field(repr=False, compare=False)
    sha256: str
    published: str = ""
    format: str = "markdown"  # or "text"
    pages: tuple[int, ...] = field(default=(), repr=False, compare=False)
    notes: tuple[str, ...] = field(default=(), repr=False, compare=False)
    place: str = field(default="", repr=False, compare=False)

    def page_at(self, offset: int) -> int | None:
        """The number, from 1, of the page an offset lies on; None where the file has no pages."""
        return max(bisect_right(self.pages, offset), 1) if self.pages else None


@dataclass(frozen=True)
class Passage:
    """A citable stretch of one document: `document.text[start:end] == text`, always.

    `kind` is "paragraph", "list", "table" (one row) or "code". `header` holds the column names of a
    table row; it is empty for other kinds, and for a row whose columns are not known.
    """

    document: Document = field(repr=False)
    section: tuple[str, ...]
    text: str
    start: int
    end: int
    kind: str = "paragraph"
    header: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.document.id}:{self.start}-{self.end}"

    @property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """(column name, cell text) pairs of a table row; empty for other kinds."""
        if self.kind != "table" or not self.header:
            return ()
        row = row_cells(self.text)
        last = len(self.header) - 1
        # A cell too many is text all the same: it stays with the last column.
        row = (*row[:last], " | ".join(row[last:])) if len(row) > last else row
        return tuple(zip(self.header, row, strict=False))

    @property
    def section_path(self) -> str:
        return SECTION_SEPARATOR.join(self.section)


def row_cells(row: str) -> tuple[str, ...]:
    """The cells of one line of a table with bars; an escaped bar belongs to its cell."""
    cells = [cell.replace("\\|", "|").strip() for cell in _CELL_BAR.split(row.strip())]
    if len(cells) > 1 and not cells[0]:
        cells = cells[1:]
    if len(cells) > 1 and not cells[-1]:
        cells = cells[:-1]
    return tuple(cells)
