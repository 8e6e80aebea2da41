"""Cut a block that is too long for the embedding model, at the best places there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from ingest.layout import Block, line_starts
from ingest.sentences import sentence_spans

CountTokens = Callable[[str], int]
Span = tuple[int, int]

_LIST_WORDS = 120  # a longer list is one passage per few items
# A token that stands for more characters than this is noise to the model: to WordPiece, a word of 10,000
# characters is one unknown token.
_CHARACTERS_PER_TOKEN = 16
_SPACE = re.compile(r"\s*")


@dataclass(frozen=True)
class Size:
    """What fits into one passage."""

    count_tokens: CountTokens
    limit: int

    @property
    def characters(self) -> int:
        return self.limit * _CHARACTERS_PER_TOKEN

    def fits(self, text: str) -> bool:
        # Length first: counting the tokens of a whole book to learn that it is too long takes seconds.
        return len(text) <= self.characters and self.count_tokens(text) <= self.limit


def fit_block(text: str, block: Block, size: Size) -> Iterator[Span]:
    """Spans of a block that fit, as few as possible; together they hold every character but space."""
    whole = text[block.start : block.end]
    too_long_list = block.kind == "list" and len(whole.split()) > _LIST_WORDS
    if size.fits(whole) and not too_long_list:
        yield block.start, block.end
        return
    pieces = _lines(text, block) if block.kind == "code" else _sentences(text, block)
    start, end = next(pieces)
    for next_start, next_end in pieces:
        joined = text[start:next_end]
        if size.fits(joined) and not (too_long_list and len(joined.split()) > _LIST_WORDS // 2):
            end = next_end
            continue
        yield from _cut_words(text, start, end, size)
        start, end = next_start, next_end
    yield from _cut_words(text, start, end, size)


def _lines(text: str, block: Block) -> Iterator[Span]:
    whole = text[block.start : block.end]
    for first, last in pairwise(line_starts(whole)):
        line = whole[first:last].rstrip()
        if line:  # its indentation is part of it
            yield block.start + first, block.start + first + len(line)


def _sentences(text: str, block: Block) -> Iterator[Span]:
    """The sentences, each with the bullet or quote mark in front of it."""
    whole = text[block.start : block.end]
    ends = [end for _, end in sentence_spans(whole)]
    start = 0
    for end in [*ends[:-1], len(whole)]:  # what follows the last sentence is text as well
        start = _skip_space(whole, start)
        yield block.start + start, block.start + end
        start = end


def _cut_words(text: str, start: int, end: int, size: Size) -> Iterator[Span]:
    """The span itself where it fits; else cut between words, or inside a word that alone is too long."""
    while not size.fits(text[start : min(end, start + size.characters + 1)]):
        start = _skip_space(text, start)  # a part that is indentation alone says nothing
        low, high = start + 1, min(end, start + size.characters)
        while low < high:  # the longest prefix that fits
            middle = (low + high + 1) // 2
            low, high = (middle, high) if size.fits(text[start:middle]) else (low, middle - 1)
        if low == end:
            break
        space = max(text.rfind(sign, start + 1, low) for sign in " \t\r\n")
        stop = space if space > start and size.fits(text[start:space]) else low
        yield start, start + len(text[start:stop].rstrip())
        start = _skip_space(text, stop)
    if end > start:
        yield start, end


def _skip_space(text: str, start: int) -> int:
    space = _SPACE.match(text, start)
    return space.end() if space else start
