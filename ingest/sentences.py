"""Cut text into sentences with exact offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex

# sentencex splits after these; a sentence rarely ends with them.
_ABBREVIATION = re.compile(
    r"(?:\b(?:approx|ca|cf|e\.g|i\.e|etc|est|fig|incl|max|min|no|nos|p|pp|resp|sec|vs|vol|Dr|Mr|Mrs|Ms|Prof|St|Inc|Ltd)|\b[A-Z])\.$"
)
_ITEM_START = re.compile(r"^[ \t]*(?:[-*+•➢▪◦‣·]|\d{1,3}[.)])[ \t]+", re.MULTILINE)


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence, stripped of surrounding space and list bullets."""
    for start, end in _item_spans(text):
        begin = start
        for boundary in sentencex.get_sentence_boundaries("en", text[start:end]):
            stop = start + boundary["end_index"]
            piece = text[begin:stop].rstrip()
            following = text[stop:end].lstrip()
            if following and _ABBREVIATION.search(piece) and not _starts_sentence(piece, following):
                continue
            if piece.strip():
                yield begin + len(piece) - len(piece.lstrip()), begin + len(piece)
            begin = stop


def _starts_sentence(piece: str, following: str) -> bool:
    # "etc. The next" does end a sentence; "approx. 3" and "p. 5" do not.
    return piece.endswith("etc.") and following[0].isupper()


def _item_spans(text: str) -> Iterator[tuple[int, int]]:
    """Spans between list bullets, so that two items never share a sentence."""
    start = 0
    for match in _ITEM_START.finditer(text):
        if text[start : match.start()].strip():
            yield start, match.start()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)
