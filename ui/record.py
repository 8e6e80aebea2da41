"""What a visitor's browser keeps of a conversation: enough to have it again, and to notice a changed answer."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from assistant.answer import Answer
from ui.quoted import escape_text

MAX_QUESTION = 2_000
MAX_TURNS = 100
MAX_BYTES = 40_000  # must fit into one request, whose body is limited, along with the JSON around it

_ID = re.compile(r"[0-9a-f]{32}")
_DIGEST = re.compile(r"[0-9a-f]{16}|")
_NEED = re.compile(r"[^\x00-\x1f]{1,80}")


class BadRecord(ValueError):
    """What the browser sent is no record of a conversation."""


@dataclass(frozen=True)
class HandSet:
    """A need set by hand after so many turns; None made it unknown."""

    turns: int
    need: str
    value: bool | None


@dataclass(frozen=True)
class Record:
    """The questions of a conversation, each with the digest of its answer ("" where none came).

    `extracted` has the numbers, from 0, of the turns that no language model was to word.
    """

    identity: str
    turns: tuple[tuple[str, str], ...] = ()
    needs: tuple[HandSet, ...] = ()
    extracted: tuple[int, ...] = ()

    @property
    def empty(self) -> bool:
        return not self.turns and not self.needs

    def to_json(self) -> str:
        needs = [[entry.turns, entry.need, entry.value] for entry in self.needs]
        values = {"id": self.identity, "turns": self.turns, "needs": needs, "extracted": self.extracted}
        return json.dumps(values, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Record:
        """Raises BadRecord: a browser can send anything."""
        try:
            values = json.loads(text)
            turns = tuple((_question(question), _text(digest, _DIGEST)) for question, digest in values["turns"])
            needs = tuple(_hand_set(*entry) for entry in values["needs"])
            # Absent from what a browser has kept since before there was such a choice.
            extracted = tuple(_turn_number(number, len(turns)) for number in values.get("extracted", ()))
            record = cls(_text(values["id"], _ID), turns, needs, extracted)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise BadRecord(f"no record of a conversation ({type(error).__name__})") from error
        if len(turns) > MAX_TURNS or len(text.encode("utf-8", "replace")) > 2 * MAX_BYTES:
            raise BadRecord(f"the record is longer than {MAX_TURNS} turns or {2 * MAX_BYTES:,} bytes")
        return record

    def to_html(self) -> str:
        """The record as the page carries it; empty for an empty conversation."""
        return "" if self.empty else f"<pre>{escape_text(self.to_json())}</pre>"

    @classmethod
    def from_html(cls, html: str) -> Record:
        return cls.from_json(unescape(html.strip().removeprefix("<pre>").removesuffix("</pre>")))


def answer_digest(answer: Answer) -> str:
    """Equal for answers that say the same words and rest on the same quotes."""
    said = [answer.text, *(f"{citation.document.id} {citation.quote}" for citation in answer.citations)]
    return hashlib.sha256("\0".join(said).encode("utf-8", "replace")).hexdigest()[:16]


def _question(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_QUESTION:
        raise ValueError("no question")
    return value


def _text(value: Any, pattern: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError(f"expected {pattern.pattern}")
    return value


def _turn_number(value: Any, turns: int) -> int:
    if type(value) is not int or not 0 <= value < turns:
        raise ValueError("no number of a turn")
    return value


def _hand_set(turns: Any, need: Any, value: Any) -> HandSet:
    if type(turns) is not int or not 0 <= turns <= MAX_TURNS or not (value is None or isinstance(value, bool)):
        raise ValueError("no need set by hand")
    return HandSet(turns, _text(need, _NEED), value)
