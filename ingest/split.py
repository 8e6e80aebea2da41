"""Split a document into passages by its structure, sized for the embedding model."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from ingest.blocks import Block, find_structure
from ingest.document import Document, Passage, Section
from ingest.fit import CountTokens, Size, fit_block

SPLITTER_VERSION = 2

_MERGE_BELOW_WORDS = 20  # a shorter paragraph says too little to be found on its own
_INTRO_WORDS = 60  # a paragraph up to this long that ends in a colon stays with the list it announces
_CONTEXT_SHARE = 4  # the title and section path may take a quarter of the model's window


def embedded_text(passage: Passage, count_tokens: CountTokens, limit: int) -> str:
    """What is embedded for a passage: its place in the document, then its words.

    The place is shortened from the left, never the words, so that the whole fits `limit` tokens.
    """
    body = passage.text
    if passage.kind == "table" and count_tokens(row := row_in_words(passage)) <= limit:
        body = row
    place = [passage.document.title, *passage.section]
    while place:
        context = " > ".join(place) + "\n"
        if count_tokens(context) <= limit // _CONTEXT_SHARE and count_tokens(context + body) <= limit:
            return context + body
        place = place[1:]
    return body


def row_in_words(passage: Passage) -> str:
    """A table row with each cell named by its column; cells that are empty say nothing."""
    named = (f"{name}: {cell}" if name else cell for name, cell in passage.cells if cell)
    return "; ".join(named) or passage.text


def split_document(document: Document, count_tokens: CountTokens, limit: int = 256) -> tuple[Passage, ...]:
    """The passages of a document in order, each of at most `limit` tokens.

    Paragraphs, lists, table rows and code listings stay whole where they fit; longer ones are cut
    between sentences, items or lines, and only a single longer sentence between words. Together the
    passages cover every block of the document.
    """
    _, blocks = find_structure(document.text, document.format)
    sections = _Sections(document)
    size = Size(count_tokens, limit)
    passages: list[Passage] = []
    for block in _merge_short(document.text, blocks, sections):
        spans = list(fit_block(document.text, block, size))
        if block.kind == "table" and len(spans) > 1:  # a part of a row has no columns
            block = replace(block, kind="paragraph", header=())
        path = sections.at(block.start).path
        for start, end in spans:
            passages.append(Passage(document, path, document.text[start:end], start, end, block.kind, block.header))
    return tuple(passages)


class _Sections:
    def __init__(self, document: Document) -> None:
        self._sections = document.sections or (Section((document.title,), 0, len(document.text)),)
        self._starts = [section.start for section in self._sections]

    def at(self, offset: int) -> Section:
        return self._sections[max(bisect_right(self._starts, offset) - 1, 0)]


def _merge_short(text: str, blocks: list[Block], sections: _Sections) -> Iterator[Block]:
    """Join a short paragraph to what follows it in its section: "Limits:" belongs to the list below."""
    pending: Block | None = None
    for block in blocks:
        if pending is not None:
            together = sections.at(pending.start) == sections.at(block.start)
            if together and _belongs_to(text, pending, block):
                block = replace(block, start=pending.start)
            else:
                yield pending
            pending = None
        if block.kind == "paragraph" and _may_wait(text[block.start : block.end]):
            pending = block
        else:
            yield block
    if pending is not None:
        yield pending


def _may_wait(paragraph: str) -> bool:
    words = len(paragraph.split())
    return words < _MERGE_BELOW_WORDS or (words <= _INTRO_WORDS and paragraph.endswith(":"))


def _belongs_to(text: str, above: Block, below: Block) -> bool:
    if text[above.end : below.start].strip():  # a rule or a comment between them
        return False
    short = len(text[above.start : above.end].split()) < _MERGE_BELOW_WORDS
    return below.kind == "list" or (below.kind == "paragraph" and short)
