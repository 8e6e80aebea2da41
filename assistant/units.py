"""The smallest citable pieces of a passage: a sentence, a table row, a code listing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ingest.document import Passage
from ingest.sentences import sentence_spans
from ingest.split import row_in_words

_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_EMPHASIS = re.compile(r"(\*\*|__|\*)(?=\S)(.+?)(?<=\S)\1")
_REMEMBERED = 4096  # passages whose units are kept: the same ones are found again and again
_SPACE = re.compile(r"\s+")
# A sentence that opens like this leans on the one before it.
_LEANING = re.compile(
    r"(?i)^(?:it|its|this|that|these|those|they|their|he|she|such|here|there|also|but|and|so|then|both|instead|"
    r"otherwise|however|therefore|thus)\b"
)


@dataclass(frozen=True)
class Unit:
    """A span of a passage that can be quoted and said: `passage.document.text[start:end]` is the quote."""

    passage: Passage
    start: int
    end: int

    @property
    def quote(self) -> str:
        return self.passage.document.text[self.start : self.end]

    @cached_property
    def plain(self) -> str:
        """The quote in reading form: without Markdown marks, a table row in words."""
        if self.passage.kind == "table":
            return row_in_words(self.passage)
        if self.passage.kind == "code":
            return self.quote
        text = _LINK.sub(r"\1", self.quote)
        text = _EMPHASIS.sub(r"\2", text)
        return _SPACE.sub(" ", text).strip()

    @cached_property
    def leans(self) -> bool:
        """Whether the sentence can't be understood without the one before it."""
        return self.passage.kind != "table" and bool(_LEANING.match(self.plain))


@lru_cache(_REMEMBERED)
def split_units(passage: Passage) -> tuple[Unit, ...]:
    """The units of a passage in order. A leaning sentence is joined to the one before it in its passage."""
    if passage.kind in {"table", "code"}:
        return (Unit(passage, passage.start, passage.end),)
    units: list[Unit] = []
    for start, end in sentence_spans(passage.text):
        unit = Unit(passage, passage.start + start, passage.start + end)
        if unit.leans and units:
            unit = Unit(passage, units[-1].start, unit.end)
        units.append(unit)
    return tuple(units)
