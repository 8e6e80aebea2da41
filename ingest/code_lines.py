"""Find code listings among the lines of a plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.text_lines import Line

_FENCE = re.compile(r"(```+|~~~+)")
_TREE = re.compile(r"[│├└┌]")  # a folder tree
_COMMENT = re.compile(r"//|/\*|\*/|#!")
_DECLARATION = re.compile(r"(?:import|export|const|let|var|function|async|return|await)\b.*[=({;'\"]")
_CALL = re.compile(r"=|\w[(\[]|\{")
_TRAILING_COMMENT = re.compile(r"\s//.*")
_CLOSING = re.compile(r"[)}\]]+[;,)]*")


def find_listings(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """(first, last) positions of the lines of each listing; blank lines inside do not part one."""
    found: list[tuple[int, int]] = []
    position = 0
    while position < len(lines):
        if fence := _FENCE.match(lines[position].text):
            last = _fence_end(lines, position, fence[1])
        elif is_code(lines[position]) or _heads_tree(lines, position):
            last = _listing_end(lines, position)
        else:
            position += 1
            continue
        found.append((position, last))
        position = last + 1
    return found


def is_code(line: Line) -> bool:
    """Whether a line on its own is code rather than prose."""
    text = line.text
    if _TREE.match(text) or _COMMENT.match(text) or _DECLARATION.match(text):
        return True
    text = _TRAILING_COMMENT.sub("", text).rstrip()
    if text.endswith("{") or _CLOSING.fullmatch(text):
        return True
    return text.endswith((";", "});", "})")) and bool(_CALL.search(text))


def _heads_tree(lines: Sequence[Line], position: int) -> bool:
    """Whether the line names the root of the folder tree below it."""
    below = lines[position + 1] if position + 1 < len(lines) else None
    return bool(below and not below.after_blank and _TREE.match(below.text) and len(lines[position].text.split()) == 1)


def _fence_end(lines: Sequence[Line], first: int, fence: str) -> int:
    """The closing fence; as in Markdown, a listing that is never closed runs to the end."""
    for position in range(first + 1, len(lines)):
        text = lines[position].text
        if text.startswith(fence) and not text.strip(fence[0]):
            return position
    return len(lines) - 1


def _listing_end(lines: Sequence[Line], first: int) -> int:
    last, depth = first, _opened(lines[first])
    for position in range(first + 1, len(lines)):
        line = lines[position]
        if not is_code(line) and (depth <= 0 or _is_prose(line)):
            break
        last, depth = position, depth + _opened(line)
    return last


def _opened(line: Line) -> int:
    """How many more brackets the line opens than it closes."""
    return sum(line.text.count(sign) for sign in "([{") - sum(line.text.count(sign) for sign in ")]}")


def _is_prose(line: Line) -> bool:
    return line.text[0].isupper() and line.ends_sentence and len(line.text.split()) >= 6
