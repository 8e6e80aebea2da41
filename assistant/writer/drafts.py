"""Read a model's output as it arrives: sentences with the numbers of the passages they cite.

Models cite in many ways: `[1]`, `[1, 3]`, `[1][3]`, `[^1]`, `【1】`, `(source 1)`, superscripts, before or after the
full stop, in front of the sentence, not at all, or in JSON although nobody asked for it. All become `Draft`s.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.writer.drafts_json import json_drafts
from ingest.sentences import sentence_spans

_WORD = r"(?:(?:sources?|passages?|documents?|docs?|refs?|references?|citations?)\.?:?\s*#?)?"
_LIST = rf"(?:(?:see|from|per|cf\.?)\s+)?{_WORD}\^?\d{{1,3}}(?:\s*(?:,|;|&|and|-|–)\s*{_WORD}\^?\d{{1,3}})*"
_MARK = re.compile(
    rf"\[\s*{_LIST}\s*\](?:\([^)\s]*\))?|【\s*{_LIST}[^】]{{0,40}}】|\((?=\s*[a-z]){_LIST}\s*\)|<sup>\s*{_LIST}\s*</sup>",
    re.IGNORECASE,
)
_MARKS = re.compile(rf"\s*(?:(?:{_MARK.pattern})[\s,.;]*)+", re.IGNORECASE)
_TRAILING_MARKS = re.compile(rf"(?<=[.!?])\s*(?:(?:{_MARK.pattern})\s*)+$", re.IGNORECASE)
_UNFINISHED_MARK = re.compile(r"\s*(?:[\[【(<][^\]】)>]{0,30})?\s*$")
_NUMBER = re.compile(r"(\d{1,3})(?:\s*[-–]\s*(\d{1,3}))?")
_SUPERSCRIPT = re.compile(r"(?:(?<=[.!?)\"”\s])|(?<=\w{4}))[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:,?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)*")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_FOOTNOTE = re.compile(r"\s*(?:[-*]\s*)?\[\^?\d+\]:")
_LISTING_OF_SOURCES = re.compile(r"\W*(?:sources?|references?|citations?|footnotes?)\W*$", re.IGNORECASE)
_LABEL = re.compile(r"^(?:\W*(?:final )?answer\W*:\W*|#+\s.*$)", re.IGNORECASE)
_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_JSON_START = re.compile(r"\s*(?:```(?:json)?\s*)?[\"\[]?\s*\\?[{\[]\s*[\\\"{\]}]|\s*```json", re.IGNORECASE)
_MOST_RANGE = 20


@dataclass(frozen=True)
class Draft:
    """One sentence of a model and the passage numbers it gives."""

    text: str
    numbers: tuple[int, ...] = ()


class DraftReader:
    """Takes the output in pieces and gives each sentence once, as soon as the next one has begun."""

    def __init__(self) -> None:
        self._text = ""
        self._given = 0

    def feed(self, piece: str) -> list[Draft]:
        """The sentences that this piece completes."""
        self._text += piece
        return self._new(complete=False)

    def finish(self) -> list[Draft]:
        """What is left at the end of the output."""
        return self._new(complete=True)

    def _new(self, *, complete: bool) -> list[Draft]:
        drafts = list(_drafts(_THOUGHT.sub("", self._text), complete=complete))
        new = drafts[self._given :]
        self._given = max(self._given, len(drafts))
        return new


def read_drafts(text: str) -> list[Draft]:
    """All sentences of a whole output."""
    reader = DraftReader()
    return [*reader.feed(text), *reader.finish()]


def sentence_drafts(text: str, numbers: tuple[int, ...] = ()) -> list[Draft]:
    """The sentences of a text that comes with its passage numbers; numbers in the text itself count as well."""
    drafts = list(_sentences(text, complete=True))
    return [Draft(draft.text, tuple(dict.fromkeys((*draft.numbers, *numbers)))) for draft in drafts]


def _drafts(text: str, *, complete: bool) -> Iterator[Draft]:
    if _JSON_START.match(text):
        found = json_drafts(text, complete=complete)
        if found is not None:
            for sentence, numbers in found:
                yield from sentence_drafts(sentence, numbers)
            return
        if not complete:
            return
    yield from _sentences(text, complete=complete)


def _sentences(text: str, *, complete: bool) -> Iterator[Draft]:
    """Sentences and their marks. The last one is held back while more of it, or its marks, may come."""
    waiting: Draft | None = None
    ahead: tuple[int, ...] = ()  # marks that stand before the sentence they belong to
    text = _SUPERSCRIPT.sub(lambda match: f" [{match.group().translate(_SUPERSCRIPTS)}]", text)
    lines = _lines(text)
    leads = bool(_MARKS.match(text))
    for number, line in enumerate(lines):
        last_line = number == len(lines) - 1 and not complete
        for start, end in sentence_spans(line):
            part = line[start:end]
            marks = _MARKS.match(part)
            rest = part[marks.end() :] if marks else part
            if last_line and end == len(line.rstrip()) and _UNFINISHED_MARK.fullmatch(rest):
                return
            if marks and waiting and not leads:
                waiting = Draft(waiting.text, (*waiting.numbers, *_numbers_in(marks.group())))
            elif marks:
                ahead = _numbers_in(marks.group())
            trailing = _TRAILING_MARKS.search(rest) if leads else None
            draft = _as_draft(rest[: trailing.start()] if trailing else rest, ahead)
            if draft is None:
                continue
            ahead = _numbers_in(trailing.group()) if trailing else ()
            if waiting:
                yield waiting
            waiting = draft
    if waiting and complete:
        yield waiting


def _lines(text: str) -> list[str]:
    """The lines that can hold statements: no listings, headings, footnotes or closing lists of sources."""
    lines: list[str] = []
    in_code = False
    for line in text.split("\n"):
        if line.lstrip().startswith("```"):
            in_code = not in_code
        elif _LISTING_OF_SOURCES.fullmatch(line) and lines:
            break
        elif not in_code and not _FOOTNOTE.match(line):
            lines.append(_LABEL.sub("", line))
    return lines or [""]


def _as_draft(text: str, ahead: tuple[int, ...]) -> Draft | None:
    numbers = (*ahead, *(n for mark in _MARK.finditer(text) for n in _numbers_in(mark.group())))
    said = _clean(_MARK.sub("", text))
    return Draft(said, tuple(dict.fromkeys(numbers))) if re.search(r"\w", said) else None


def _clean(text: str) -> str:
    """A sentence without marks, emphasis and characters that can't be seen, closed by a full stop."""
    seen = "".join(c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    plain = re.sub(r"\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)", "", seen)
    plain = re.sub(r"\s+([.,;:!?])", r"\1", " ".join(plain.split())).strip(" -•")
    plain = re.sub(r"([.!?])[.]+$", r"\1", plain)
    return plain if not plain or plain.endswith((".", "!", "?", ".”", '."', ".)")) else f"{plain.rstrip(',;:')}."


def _numbers_in(mark: str) -> tuple[int, ...]:
    digits = mark.split("](", 1)[0].split("†", 1)[0]
    numbers: list[int] = []
    for match in _NUMBER.finditer(digits):
        first, last = int(match.group(1)), int(match.group(2) or match.group(1))
        numbers += range(first, last + 1) if first <= last <= first + _MOST_RANGE else (first, last)
    return tuple(dict.fromkeys(numbers))
