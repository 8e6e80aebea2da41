"""Find the structure of a document: headings and the blocks of text between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.document import Section

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n.*?^---[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)
_BULLET = re.compile(r"[ \t]*(?:[-*+•➢▪◦‣·]|\d{1,3}[.)])[ \t]+")
_CODE_LINE = re.compile(r"[;{}]$|^(?://|/\*|import |export |const |[│├└])|\}\);?$")


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


def front_matter_end(text: str) -> int:
    """The offset after the YAML front matter, 0 where there is none."""
    match = _FRONT_MATTER.match(text)
    return match.end() if match else 0


def find_structure(text: str, format: str) -> tuple[list[Heading], list[Block]]:
    """The headings and blocks of a Markdown ("markdown") or plain ("text") document, in order."""
    if format == "markdown":
        return _markdown_structure(text)
    return _plain_structure(text)


def find_sections(text: str, headings: list[Heading], title: str) -> tuple[Section, ...]:
    """One section per heading, with the path of headings above it; text before the first has the title."""
    sections = []
    first = headings[0].start if headings else len(text)
    if text[:first].strip():
        sections.append(Section((title,), 0, first))
    open_headings: list[Heading] = []
    for number, heading in enumerate(headings):
        while open_headings and open_headings[-1].level >= heading.level:
            open_headings.pop()
        open_headings.append(heading)
        end = headings[number + 1].start if number + 1 < len(headings) else len(text)
        path = tuple(entry.title for entry in open_headings)
        # The document's own title adds nothing to a path that has more to say.
        if len(path) > 1 and path[0] == title:
            path = path[1:]
        sections.append(Section(path, heading.start, end))
    return tuple(sections)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


def _line_starts(text: str) -> list[int]:
    # markdown-it counts lines by "\n" only, as this does; str.splitlines would count others too.
    starts = [0] + [match.end() for match in re.finditer("\n", text)]
    return [*starts, len(text)]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _markdown_structure(text: str) -> tuple[list[Heading], list[Block]]:
    offset = front_matter_end(text)
    body = text[offset:]
    lines = _line_starts(body)
    headings: list[Heading] = []
    blocks: list[Block] = []

    def span(token: Token) -> tuple[int, int]:
        first, last = token.map or (0, 0)
        start, end = _trim(body, lines[first], lines[min(last, len(lines) - 1)])
        return start + offset, end + offset

    tokens = _parser().parse(body)
    header: tuple[str, ...] = ()
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            title = _plain_inline(tokens[number + 1])
            headings.append(Heading(int(token.tag[1:]), title, *span(token)))
        elif token.type == "table_open":
            header = _row_cells(tokens, number + 2)
        elif token.type == "tr_open" and token.level == 2 and tokens[number - 1].type != "thead_open":
            blocks.append(Block("table", *span(token), header))
        elif token.level == 0 and token.type in _TOP_LEVEL_KINDS:
            start, end = span(token)
            if end > start:
                blocks.append(Block(_TOP_LEVEL_KINDS[token.type], start, end))
    return headings, blocks


_TOP_LEVEL_KINDS = {
    "paragraph_open": "paragraph",
    "blockquote_open": "paragraph",
    "html_block": "paragraph",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "fence": "code",
    "code_block": "code",
}


def _plain_inline(token: Token) -> str:
    children = token.children or []
    return "".join(child.content for child in children if child.type in {"text", "code_inline"}).strip()


def _row_cells(tokens: list[Token], row: int) -> tuple[str, ...]:
    cells = []
    for token in tokens[row + 1 :]:
        if token.type == "tr_close":
            break
        if token.type == "inline":
            cells.append(_plain_inline(token))
    return tuple(cells)


def _plain_structure(text: str) -> tuple[list[Heading], list[Block]]:
    headings: list[Heading] = []
    blocks: list[Block] = []
    for group in _line_groups(text):
        hard_wrapped = _is_hard_wrapped(text, group)
        header: tuple[str, ...] = ()
        for number, (start, end) in enumerate(group):
            line = text[start:end]
            follows = group[number + 1] if number + 1 < len(group) else None
            if _BULLET.match(line):
                _extend_or_add(text, blocks, "list", start, end)
            elif line.startswith("|") and line.endswith("|"):
                header = _add_row(text, blocks, group, number, header)
            elif _CODE_LINE.search(line):
                _extend_or_add(text, blocks, "code", start, end)
            elif hard_wrapped and number > 0:
                _extend_or_add(text, blocks, blocks[-1].kind if blocks else "paragraph", start, end)
            elif _looks_like_heading(line) and (follows is None or not hard_wrapped):
                headings.append(Heading(2, line, start, end))
            else:
                blocks.append(Block("paragraph", start, end))
    return headings, blocks


def _add_row(
    text: str, blocks: list[Block], group: list[tuple[int, int]], number: int, header: tuple[str, ...]
) -> tuple[str, ...]:
    """Take one line of a bar table: its header (returned), its rule, or a row."""
    start, end = group[number]
    line = text[start:end]
    if not set(line) - set("|-: "):
        return header
    following = group[number + 1] if number + 1 < len(group) else (end, end)
    rule = text[following[0] : following[1]]
    if rule and not set(rule) - set("|-: "):
        return tuple(cell.strip() for cell in line.strip("|").split("|"))
    blocks.append(Block("table" if header else "paragraph", start, end, header))
    return header


def _line_groups(text: str) -> Iterator[list[tuple[int, int]]]:
    """Spans of the stripped lines, grouped between blank lines."""
    group: list[tuple[int, int]] = []
    for match in re.finditer(r"[^\n]*(?:\n|\Z)", text):
        start, end = _trim(text, match.start(), match.end())
        if end > start:
            group.append((start, end))
        elif group:
            yield group
            group = []
    if group:
        yield group


def _is_hard_wrapped(text: str, group: list[tuple[int, int]]) -> bool:
    """Whether the lines of a group are one paragraph broken at a margin, not paragraphs of their own."""
    lines = [text[start:end] for start, end in group]
    if len(lines) < 2 or any(_BULLET.match(line) for line in lines):
        return False
    open_ended = sum(not line.endswith((".", "!", "?", ":", "”", '"')) for line in lines[:-1])
    return open_ended * 2 > len(lines) - 1 and all(30 <= len(line) <= 120 for line in lines[:-1])


def _looks_like_heading(line: str) -> bool:
    words = line.split()
    return (
        len(line) <= 90
        and len(words) <= 12
        and line[0].isalnum()
        and not line[0].islower()
        and not line.endswith((".", ",", ";", ":", "!", ")", "}", "{", "]"))
        and not re.search(r"[{}=<>|]|//", line)
    )


def _extend_or_add(text: str, blocks: list[Block], kind: str, start: int, end: int) -> None:
    """Join a line to the block right above it where that is of the same kind."""
    if blocks and blocks[-1].kind == kind and not text[blocks[-1].end : start].strip(" \t\r\n"):
        gap = text[blocks[-1].end : start]
        if gap.count("\n") <= 1:
            blocks[-1] = Block(kind, blocks[-1].start, end)
            return
    blocks.append(Block(kind, start, end))
