"""The lines at the edges of PDF pages that repeat from page to page: numbers, titles, names of chapters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_PAGES_AT_LEAST = 3  # fewer pages may open with the same words by chance
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Line:
    """A line of a page; `y`, from below, and `size` are in points."""

    text: str
    y: float
    size: float
    is_code: bool


def without_running_lines(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages without the line at their top and at their foot where it runs through the document.

    Such a line stands at the same edge of at least three pages and of one page in four, numbers aside.
    It would end up in the middle of a sentence that goes on from page to page.
    """
    edges = [_edges(page) for page in pages]
    count = Counter((edge, _look(line)) for page in edges for edge, line in page.items())
    needed = max(_PAGES_AT_LEAST, len(pages) / 4)
    running = [{id(line) for edge, line in page.items() if count[edge, _look(line)] >= needed} for page in edges]
    return [[line for line in page if id(line) not in drop] for page, drop in zip(pages, running, strict=True)]


def _edges(page: Sequence[Line]) -> dict[str, Line]:
    if len(page) < 2:  # the only line of a page is what it says
        return {}
    return {"top": max(page, key=lambda line: line.y), "foot": min(page, key=lambda line: line.y)}


def _look(line: Line) -> tuple[str, float]:
    """The words and their size: the title of the document is larger than the line that repeats it."""
    return _NUMBER.sub("#", line.text).strip().lower(), line.size
