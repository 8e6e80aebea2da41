"""The lines of PDF pages, and the paragraphs, headings and listings they make up."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise

from ingest.formats.escape import escape_opening, fenced
from ingest.formats.pdf_edges import Line, without_running_lines

Matrix = Sequence[float]

_MONOSPACED = re.compile(r"mono|courier|consol|menlo|typewriter|cmtt", re.IGNORECASE)
_BULLET = re.compile(r"[•◦▪‣·●○■–][ \t]+(?=\S)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_HALVES = re.compile(r"([^\W\d_]+)-\n([a-zß-ÿ][^\W\d_]*)")
_HEADING_RATIO = 1.15  # to the size of most of the text
_HEADING_LENGTH = 120
_PARAGRAPH_RATIO = 1.3  # to the usual distance of two lines
_WIDEST_SPACING = 2.5  # times the size of the text, as in a double-spaced draft


class LineReader:
    """Collects what pypdf extracts, piece by piece, into lines."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._text = ""
        self._place: tuple[float, float, bool] | None = None

    def take(self, text: str, cm: Matrix, tm: Matrix, font: Mapping[str, object] | None, size: float) -> None:
        """Called by pypdf with each piece of text and where it stands."""
        first, *more = text.split("\n")
        self._add(first, cm, tm, font, size)
        for line in more:
            self._end_line()
            self._add(line, cm, tm, font, size)

    def lines(self) -> list[Line]:
        self._end_line()
        return self._lines

    def _add(self, text: str, cm: Matrix, tm: Matrix, font: Mapping[str, object] | None, size: float) -> None:
        self._text += text
        if text.strip():
            scale = math.sqrt(abs((cm[0] * cm[3] - cm[1] * cm[2]) * (tm[0] * tm[3] - tm[1] * tm[2])))
            y = cm[1] * tm[4] + cm[3] * tm[5] + cm[5]
            is_code = bool(_MONOSPACED.search(str((font or {}).get("/BaseFont", ""))))
            if self._place is None:
                self._place = (y, size * scale, is_code)
            else:  # a line is as large as its largest piece, and code when all of it is
                self._place = (self._place[0], max(self._place[1], size * scale), self._place[2] and is_code)

    def _end_line(self) -> None:
        if self._place is not None:
            y, size, is_code = self._place
            text = self._text.rstrip() if is_code else " ".join(self._text.split())
            self._lines.append(Line(text, y, round(size, 1), is_code))
        self._text, self._place = "", None


def write_pages(pages: Sequence[Sequence[Line]]) -> list[str]:
    """Each page as Markdown. Sizes are judged over the whole document."""
    sizes: Counter[float] = Counter()
    for line in (line for page in pages for line in page):
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    larger = sorted({size for size in sizes if size > body * _HEADING_RATIO}, reverse=True)
    levels = {size: min(rank, 6) for rank, size in enumerate(larger, 1)}
    words = {word.lower() for page in pages for line in page for word in _WORD.findall(line.text)}
    return [_join_halves(_write_page(page, levels), words) for page in without_running_lines(pages)]


def _join_halves(text: str, words: set[str]) -> str:
    """Put words together that are parted at the end of a line; a hyphen that is their own stays."""

    def joined(match: re.Match[str]) -> str:
        return match[1] + ("-" if f"{match[1]}-{match[2]}".lower() in words else "") + match[2]

    return _HALVES.sub(joined, text)


def _write_page(lines: Sequence[Line], levels: Mapping[float, int]) -> str:
    blocks: list[str] = []
    distance = _usual_distance(lines)
    for (level, is_code), run in groupby(lines, lambda line: (_level(line, levels), line.is_code)):
        group = list(run)
        if level:
            blocks.append("#" * level + " " + " ".join(line.text for line in group))
        elif is_code:
            blocks.append(fenced("\n".join(line.text for line in group)))
        else:
            blocks += _paragraphs(group, distance)
    return "\n\n".join(blocks)


def _level(line: Line, levels: Mapping[float, int]) -> int:
    """The level of a heading, 0 for other lines."""
    is_heading = not line.is_code and len(line.text) <= _HEADING_LENGTH and any(map(str.isalpha, line.text))
    return levels.get(line.size, 0) if is_heading else 0


def _usual_distance(lines: Sequence[Line]) -> float:
    """From one line of a paragraph to the next: on a page of short paragraphs most gaps are wider."""
    gaps = sorted(above.y - below.y for above, below in pairwise(lines) if above.y > below.y)
    return gaps[len(gaps) // 4] if gaps else 0.0


def _paragraphs(lines: Sequence[Line], distance: float) -> list[str]:
    found: list[list[str]] = []
    above: Line | None = None
    for line in lines:
        text, bullets = _BULLET.subn("- ", line.text, count=1) if _BULLET.match(line.text) else (line.text, 0)
        shown = text if bullets else escape_opening(text)
        if above is None or bullets or _starts_paragraph(above, line, distance):
            found.append([shown])
        else:
            found[-1].append(shown)
        above = line
    return ["\n".join(paragraph) for paragraph in found]


def _starts_paragraph(above: Line, line: Line, distance: float) -> bool:
    if not above.text.endswith((".", "!", "?", ":")) and line.text[:1].islower():
        return False  # a sentence that goes on, as in the next column
    gap = above.y - line.y
    usual = min(max(distance, line.size), line.size * _WIDEST_SPACING)
    return gap < -line.size or gap > usual * _PARAGRAPH_RATIO
