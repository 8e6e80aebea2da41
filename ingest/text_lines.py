"""What the lines of a plain text look like: bullets, rules, titles, rows, wrapped prose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.layout import line_starts, trim

BULLETS = r"(?:[-*+•➢▪◦‣·]|\d{1,3}[.)])"  # what opens a list item
_BULLET = re.compile(BULLETS + r"[ \t]+\S")
_NUMBERED = re.compile(r"\d{1,3}[.)][ \t]+(?=\S)")
_ATX = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_RULE = re.compile(r"([=~*_#-])(?:[ \t]*\1){2,}")
_TABLE_RULE = re.compile(r"[|+](?=.*[-=])[-=:|+ \t]*|:?-+:?[ \t]*(?:[|+][ \t]*:?-+:?[ \t]*)+[|+]?")
_SMALL_WORDS = re.compile(r"an?|and|as|at|but|by|for|in|is|of|on|or|the|to|vs|with")


@dataclass(frozen=True)
class Line:
    """A line that is not blank: its span without surrounding space, and how it is set off."""

    start: int
    end: int
    text: str
    indent: int
    after_blank: bool

    @property
    def is_bullet(self) -> bool:
        return bool(_BULLET.match(self.text))

    @property
    def is_rule(self) -> bool:
        """Whether the line is a row of dashes or the like, as under a title."""
        return bool(_RULE.fullmatch(self.text))

    @property
    def is_table_rule(self) -> bool:
        return bool(_TABLE_RULE.fullmatch(self.text))

    @property
    def ends_sentence(self) -> bool:
        return self.text.endswith((".", "!", "?", ":", "”", '"'))


def read_lines(text: str) -> list[Line]:
    """The lines of a text that are not blank."""
    lines: list[Line] = []
    starts = line_starts(text)
    blank = True
    for first, last in pairwise(starts):
        start, end = trim(text, first, last)
        if start < end:
            lines.append(Line(start, end, text[start:end], start - first, blank))
        blank = start == end
    return lines


def is_hard_wrapped(lines: Sequence[Line]) -> bool:
    """Whether the lines are one paragraph broken at a margin, not paragraphs of their own."""
    if len(lines) < 2 or not all(30 <= len(line.text) <= 120 for line in lines[:-1]):
        return False
    open_ended = sum(not line.ends_sentence for line in lines[:-1])
    if open_ended * 2 <= len(lines) - 1:
        return False
    margin = max(len(line.text) for line in lines)
    full = sum(fills_margin(line, below, margin) for line, below in pairwise(lines))
    run_on = sum(below.text[0].islower() for below in lines[1:])
    return full * 5 >= (len(lines) - 1) * 4 or run_on * 2 > len(lines) - 1


def fills_margin(line: Line, below: Line, margin: int) -> bool:
    """Whether the next word had no room on a line of `margin` characters."""
    return len(line.text) + 1 + len(below.text.split(maxsplit=1)[0]) > margin


def is_flat_table(lines: Sequence[Line]) -> bool:
    """Whether the lines are rows of a table that has lost its bars: wordy, and none ends a sentence."""
    words = sum(len(line.text.split()) for line in lines)
    return (
        len(lines) >= 3
        and words >= 5 * len(lines)
        and not any(line.text.endswith((".", "!", "?", ":", ";", ",")) for line in lines)
    )


def title_of(line: Line) -> tuple[int, str]:
    """(level, title) of a line that can be a heading, else (0, "")."""
    if marked := _ATX.match(line.text):
        return len(marked[1]), line.text[marked.end() :].rstrip("# \t") or line.text
    return (2, line.text) if _looks_like_title(line.text) else (0, "")


def is_numbered_title(line: Line) -> bool:
    """Whether a line like "2. Set up" can be a heading, its number taken off."""
    number = _NUMBERED.match(line.text)
    return bool(number) and _looks_like_title(line.text[number.end() :]) if number else False


def _looks_like_title(line: str) -> bool:
    words = line.split()
    return (
        len(line) <= 90
        and len(words) <= 12
        and line[0].isalnum()
        and not line[0].islower()
        and (_is_title_case(words) or not line.endswith((".", "!")))
        and not line.endswith((",", ";", ":", ")", "}", "{", "]"))
        and not re.search(r"[{}=<>|]|//", line)
    )


def _is_title_case(words: Sequence[str]) -> bool:
    if any(word.endswith(",") for word in words):  # names in a row
        return False
    return len(words) >= 5 and not any(word[0].islower() and not _SMALL_WORDS.fullmatch(word) for word in words)
