"""Split a document into passages by its structure, sized for the embedding model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from ingest.blocks import Block, find_structure
from ingest.document import Document, Passage
from ingest.sentences import sentence_spans

SPLITTER_VERSION = 1

CountTokens = Callable[[str], int]

_MERGE_BELOW_WORDS = 20  # a shorter paragraph says too little to be found on its own
_LIST_WORDS = 120  # a longer list is one passage per item
_CONTEXT_SHARE = 4  # the title and section path may take a quarter of the model's window


def embedded_text(passage: Passage, count_tokens: CountTokens, limit: int) -> str:
    """What is embedded for a passage: its place in the document, then its words.

    The place is shortened from the left, never the words, so that the whole fits `limit` tokens.
    """
    body = row_in_words(passage) if passage.kind == "table" else passage.text
    if count_tokens(body) > limit:
        body = passage.text
    place = [passage.document.title, *passage.section]
    while place:
        context = " > ".join(place) + "\n"
        tokens = count_tokens(context)
        if tokens <= limit // _CONTEXT_SHARE and tokens + count_tokens(body) <= limit:
            return context + body
        place = place[1:]
    return body


def row_in_words(passage: Passage) -> str:
    """A table row with each cell named by its column."""
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in passage.cells) or passage.text


def split_document(document: Document, count_tokens: CountTokens, limit: int = 256) -> tuple[Passage, ...]:
    """The passages of a document in order, each of at most `limit` tokens.

    Paragraphs, lists, table rows and code listings stay whole where they fit; longer ones are cut
    between sentences, items or lines, and only a single longer sentence between words.
    """
    _, blocks = find_structure(document.text, document.format)
    passages: list[Passage] = []
    for block in _merge_short(document, blocks):
        section = _section_at(document, block.start)
        for start, end in _fit(document.text, block, count_tokens, limit):
            passages.append(Passage(document, section, document.text[start:end], start, end, block.kind, block.header))
    return tuple(passages)


def _section_at(document: Document, offset: int) -> tuple[str, ...]:
    for section in document.sections:
        if section.start <= offset < section.end:
            return section.path
    return (document.title,)


def _section_start(document: Document, offset: int) -> int:
    return next((s.start for s in document.sections if s.start <= offset < s.end), 0)


def _merge_short(document: Document, blocks: list[Block]) -> Iterator[Block]:
    """Join a short paragraph to what follows it in its section: "Limits:" belongs to the list below."""
    pending: Block | None = None
    for block in blocks:
        if pending is not None:
            same_section = _section_start(document, pending.start) == _section_start(document, block.start)
            if same_section and block.kind in {"paragraph", "list"}:
                block = replace(block, start=pending.start)
            else:
                yield pending
            pending = None
        words = len(document.text[block.start : block.end].split())
        if block.kind == "paragraph" and words < _MERGE_BELOW_WORDS:
            pending = block
        else:
            yield block
    if pending is not None:
        yield pending


def _fit(text: str, block: Block, count_tokens: CountTokens, limit: int) -> Iterator[tuple[int, int]]:
    """Spans of a block that fit the limit, as few as possible."""
    whole = text[block.start : block.end]
    too_long_list = block.kind == "list" and len(whole.split()) > _LIST_WORDS
    if count_tokens(whole) <= limit and not too_long_list:
        yield block.start, block.end
        return
    pieces = list(_pieces(text, block))
    start, end = pieces[0]
    for next_start, next_end in pieces[1:]:
        joined = text[start:next_end]
        fits = count_tokens(joined) <= limit and not (too_long_list and len(joined.split()) > _LIST_WORDS // 2)
        if fits:
            end = next_end
            continue
        yield from _cut_words(text, start, end, count_tokens, limit)
        start, end = next_start, next_end
    yield from _cut_words(text, start, end, count_tokens, limit)


def _pieces(text: str, block: Block) -> Iterator[tuple[int, int]]:
    whole = text[block.start : block.end]
    if block.kind == "code":
        spans: Iterator[tuple[int, int]] = (match.span() for match in re.finditer(r"[^\n]*\S[^\n]*", whole))
    else:
        spans = sentence_spans(whole)
    for start, end in spans:
        yield block.start + start, block.start + end


def _cut_words(text: str, start: int, end: int, count_tokens: CountTokens, limit: int) -> Iterator[tuple[int, int]]:
    """The span itself where it fits; else cut between words, or inside a word that alone is too long."""
    while count_tokens(text[start:end]) > limit:
        low, high = start + 1, end
        while low < high:  # the longest prefix that fits
            middle = (low + high + 1) // 2
            low, high = (middle, high) if count_tokens(text[start:middle]) <= limit else (low, middle - 1)
        space = max(text.rfind(" ", start + 1, low), text.rfind("\n", start + 1, low))
        stop = space if space > start else low
        yield start, stop
        start = stop + (len(text[stop:end]) - len(text[stop:end].lstrip()))
    if end > start:
        yield start, end
