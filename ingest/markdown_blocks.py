"""The headings and blocks of a Markdown document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.layout import Block, Heading, line_starts, trim

_KINDS = {
    "paragraph_open": "paragraph",
    "blockquote_open": "paragraph",
    "html_block": "paragraph",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "fence": "code",
    "code_block": "code",
}
_MARKUP = re.compile(r"<!--.*?(?:-->|\Z)|<[/!?]?[A-Za-z][^<>]*>|<!\[CDATA\[|\]\]>|<\?.*?\?>", re.DOTALL)
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_RAW_ELEMENT = re.compile(r"<(?:pre|script|style|textarea)\b", re.IGNORECASE)
# MDX: a paragraph that opens like this is JavaScript.
_MODULE_LINE = re.compile(
    r"import\s+(?:[\w*{][^;]*?\sfrom\s+)?[\"']|export\s+(?:default|const|let|var|function|async|class)\b"
)


def find_markdown_structure(text: str, offset: int) -> tuple[list[Heading], list[Block]]:
    """The headings and blocks of `text` from `offset`, where its front matter ends."""
    lines = [offset + start for start in line_starts(text[offset:])]
    environment: dict[str, object] = {}
    tokens = _parser().parse(text[offset:], environment)
    headings: list[Heading] = []
    blocks: list[Block] = []
    header: tuple[str, ...] = ()
    for number, token in enumerate(tokens):
        if token.type == "table_open":
            header = _header_cells(tokens[number:], environment)
        start, end = _span(text, lines, token)
        if end == start:
            continue
        if token.level == 2 and token.type == "tr_open" and tokens[number - 1].type != "thead_open":
            blocks.append(Block("table", start, end, header))
        elif token.level == 0 and token.type == "heading_open":
            # A heading without words names no section.
            if title := _plain_inline(tokens[number + 1], environment):
                headings.append(Heading(int(token.tag[1:]), title, start, end))
        elif token.level == 0 and (kind := _kind(token, text[start:end])):
            blocks.append(Block(kind, start, end))
    return headings, blocks


def find_code_spans(text: str, offset: int) -> Iterator[tuple[int, int]]:
    """The spans of code from `offset`, in order: listings as whole lines, and code within a line."""
    lines = [offset + start for start in line_starts(text[offset:])]
    for token in _parser().parse(text[offset:]):
        if token.map is None:
            continue
        start, end = lines[token.map[0]], lines[min(token.map[1], len(lines) - 1)]
        if token.type in ("fence", "code_block"):
            yield start, end
        elif token.type == "inline":
            yield from (match.span() for match in _CODE_SPAN.finditer(text, start, end))


@cache
def _parser() -> MarkdownIt:
    # Inline marks matter in titles alone; parsing them everywhere takes most of the time.
    return MarkdownIt("commonmark").enable("table").disable("inline")


def _span(text: str, lines: list[int], token: Token) -> tuple[int, int]:
    if token.map is None:
        return 0, 0
    first, last = token.map
    return trim(text, lines[first], lines[min(last, len(lines) - 1)])


def _kind(token: Token, text: str) -> str | None:
    """The kind of a top-level block, None where it has no text of its own."""
    kind = _KINDS.get(token.type)
    if token.type == "paragraph_open" and _MODULE_LINE.match(text):
        return "code"
    if token.type == "html_block":
        if _RAW_ELEMENT.match(text):
            return "code"
        return kind if _MARKUP.sub("", text).strip() else None
    return kind


def _plain_inline(token: Token, environment: dict[str, object]) -> str:
    """The words of an inline token, without marks."""
    parser = _parser()
    children: list[Token] = []
    parser.inline.parse(token.content, parser, environment, children)
    words = {"text", "text_special", "code_inline", "image"}
    pieces = (" " if child.type.endswith("break") else child.content for child in children if _is_word(child, words))
    return " ".join("".join(pieces).split())


def _is_word(token: Token, words: set[str]) -> bool:
    return token.type in words or token.type.endswith("break")


def _header_cells(tokens: list[Token], environment: dict[str, object]) -> tuple[str, ...]:
    """The column names of the table that `tokens` begin with."""
    cells = []
    for token in tokens:
        if token.type == "tr_close":
            break
        if token.type == "inline":
            cells.append(_plain_inline(token, environment))
    return tuple(cells)
