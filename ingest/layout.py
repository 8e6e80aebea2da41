"""The pieces of a document's layout, and the lines they lie on."""

from __future__ import annotations

import re
from dataclasses import dataclass

# The line ends that markdown-it counts; str.splitlines would count others too.
_LINE_END = re.compile(r"\r\n?|\n")


@dataclass(frozen=True)
class Heading:
    level: int
    title: str
    start: int
    end: int


@dataclass(frozen=True)
class Block:
    """A paragraph, list, table row or code listing, as a span of the text."""

    kind: str
    start: int
    end: int
    header: tuple[str, ...] = ()


def line_starts(text: str) -> list[int]:
    """The offset of each line, and the end of the text."""
    return [0, *(match.end() for match in _LINE_END.finditer(text)), len(text)]


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the white space around it; empty where there is nothing else."""
    piece = text[start:end]
    stripped = piece.lstrip()
    start = end - len(stripped)
    return start, start + len(stripped.rstrip())
