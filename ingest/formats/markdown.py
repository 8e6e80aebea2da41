"""Markdown and MDX as they are, without comments and hidden elements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from ingest.blocks import front_matter_end
from ingest.formats.hidden import Attributes, is_hidden
from ingest.formats.parsed import Content
from ingest.formats.text import text_content
from ingest.markdown_blocks import find_code_spans

Span = tuple[int, int]

# Without one of these, nothing in a text can be hidden; most texts need no second look.
_MAY_HIDE = re.compile(r"<!--|\{/\*|<[^<>]*(?:hidden|style|color)", re.IGNORECASE)
_OPENS_LINE = re.compile(r"^ {0,3}<!--", re.MULTILINE)
_EXPRESSION_COMMENT = re.compile(r"\{\s*/\*.*?\*/\s*\}", re.DOTALL)
_VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")


def read_markdown(raw: bytes, mdx: bool = False) -> Content:
    """Raises CorpusError where the file is no text. MDX has comments in braces as well."""
    content = text_content(raw)
    text, removed = remove_hidden(content.text, mdx)
    note = (f"{removed} hidden piece{'s' * (removed > 1)} of text removed",) if removed else ()
    return Content(text, "markdown", notes=(*content.notes, *note))


def remove_hidden(text: str, mdx: bool = False) -> tuple[str, int]:
    """The text without HTML comments and elements hidden by their attributes, and how many there were."""
    if not _MAY_HIDE.search(text):
        return text, 0
    body = front_matter_end(text)
    masked = _masked(text, [(0, body), *find_code_spans(text, body)])  # where hidden things are shown
    comments = _outermost(list(_comments(masked, mdx)))
    # The parser takes a time that grows with the square for comments that are never closed.
    elements = _Finder().find(_masked(masked, comments).replace("<!--", "xxxx"))
    spans = _outermost([*elements, *comments])
    kept, position = [], 0
    for start, end in spans:
        kept.append(text[position:start])
        position = end
    return "".join([*kept, text[position:]]), len(spans)


def _masked(text: str, spans: Iterable[Span]) -> str:
    """The text with these spans, in order, written over."""
    parts, position = [], 0
    for start, end in spans:
        parts += [text[position:start], "x" * (end - start)]
        position = end
    return "".join([*parts, text[position:]])


def _comments(masked: str, mdx: bool) -> Iterator[Span]:
    position = 0
    while (start := masked.find("<!--", position)) >= 0 and (end := masked.find("-->", start + 4)) >= 0:
        yield start, (position := end + 3)
    if start >= 0 and (unclosed := _OPENS_LINE.search(masked, masked.rfind("\n", 0, start) + 1)):
        yield unclosed.start(), len(masked)  # it runs to the end, as it does where Markdown is shown
    if mdx:
        yield from (match.span() for match in _EXPRESSION_COMMENT.finditer(masked))


def _outermost(spans: list[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found


class _Finder(HTMLParser):
    """The spans of hidden elements; an element that is never closed hides nothing."""

    def set_cdata_mode(self, elem: str, *, escapable: bool = False) -> None:
        pass  # a component called Script or Title is no reason to look for no more tags

    def find(self, text: str) -> list[Span]:
        self._text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._open: list[tuple[str, int, Attributes]] = []
        self._hidden: list[bool] = []
        self.found: list[Span] = []
        self.feed(text)
        self.close()
        return self.found

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if _VOID.fullmatch(tag):
            return
        attributes = dict(attrs)
        above = (entry[2] for entry in reversed(self._open))
        self._hidden.append(is_hidden(tag, attributes, above))
        self._open.append((tag, self._offset(), attributes))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass  # it has no content

    def handle_endtag(self, tag: str) -> None:
        position = next((n for n in range(len(self._open) - 1, -1, -1) if self._open[n][0] == tag), -1)
        if position < 0:
            return
        offset = self._offset()
        if self._hidden[position]:
            end = self._text.find(">", offset)
            self.found.append((self._open[position][1], len(self._text) if end < 0 else end + 1))
        del self._open[position:], self._hidden[position:]
