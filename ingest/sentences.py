"""Cut text into sentences with exact offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex

from ingest.text_lines import BULLETS

# sentencex splits after these; a sentence does not end with them.
_NEVER_LAST = re.compile(r"(?:\b(?:e\.g|i\.e|cf|vs|resp|Dr|Mr|Mrs|Ms|Prof|St|Inc|Ltd)|\b[A-Z])\.$")
# These belong to what follows unless that opens a sentence: "approx. 3", "etc. are", but "in 5 min. Then".
_BEFORE_MORE = re.compile(r"\b(?:approx|ca|est|etc|fig|figs|incl|max|min|no|nos|p|pp|sec|secs|vol|v)\.$", re.IGNORECASE)
_NUMBER_ALONE = re.compile(r"\(?\d{1,3}[.)]")
_CLOSING = re.compile(r"[*_`\"'”’»)\]]+(?=\s|\Z)")
_ITEM_START = re.compile(rf"^[ \t]*(?:>[ \t]?)*{BULLETS}[ \t]+", re.MULTILINE)
_QUOTE_MARK = re.compile(r"\s*(?:>[ \t]?)+")
_SPACE = re.compile(r"\s*")


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence, stripped of surrounding space, list bullets and quote marks."""
    for start, end in _item_spans(text):
        begin = start
        for boundary in sentencex.get_sentence_boundaries("en", text[start:end]):
            stop = _end_of_marks(text, start + boundary["end_index"], end)
            if stop > begin and not _runs_on(text, begin, stop, end):
                yield from _stripped(text, begin, stop)
                begin = stop
        yield from _stripped(text, begin, end)


def _end_of_marks(text: str, stop: int, end: int) -> int:
    """The boundary after closing quotes and emphasis marks that belong to the sentence."""
    closing = _CLOSING.match(text, stop, end)
    return closing.end() if closing and not text[stop - 1].isspace() else stop


def _runs_on(text: str, begin: int, stop: int, end: int) -> bool:
    """Whether what sentencex takes for the end of a sentence is not: an abbreviation, or a name like Node.Js."""
    following = _next_character(text, stop, end)
    if not following:
        return False
    if not text[stop - 1].isspace() and not text[stop].isspace() and text[stop - 1] in ".!?":
        return True
    piece = text[max(begin, stop - 40) : stop].rstrip()
    if _NEVER_LAST.search(piece) or _NUMBER_ALONE.fullmatch(piece.strip()):
        return True
    return bool(_BEFORE_MORE.search(piece)) and not following.isupper()


def _next_character(text: str, stop: int, end: int) -> str:
    space = _SPACE.match(text, stop, end)
    after = space.end() if space else stop
    return text[after] if after < end else ""


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    quoted = _QUOTE_MARK.match(text, start, end)
    piece = text[quoted.end() if quoted else start : end].rstrip()
    if piece.strip():
        stop = (quoted.end() if quoted else start) + len(piece)
        yield stop - len(piece.lstrip()), stop


def _item_spans(text: str) -> Iterator[tuple[int, int]]:
    """Spans between list bullets, so that two items never share a sentence."""
    start = 0
    for match in _ITEM_START.finditer(text):
        if text[start : match.start()].strip():
            yield start, match.start()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)
