"""What visitors think of answers: one file on this computer, to which lines of JSON are only ever added."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.answer import Answer
from ingest.errors import FingerpostError

MAX_REASON = 2_000  # characters
MAX_BYTES = 100_000_000
_SECONDS_TO_WAIT = 5


class FeedbackUnavailable(FingerpostError):
    """The file of feedback can't be written or read."""


@dataclass(frozen=True)
class Opinion:
    """One answer with what was said of it last; `liked` is None where it was taken back."""

    identity: str
    liked: bool | None
    turns: tuple[str, ...]
    answer: dict[str, Any]
    index_version: str
    reason: str = ""
    when: str = ""
    line: dict[str, Any] = field(default_factory=dict, repr=False)


class FeedbackFile:
    """Safe to write from several threads and processes: each line is added under a lock."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def rate(self, liked: bool | None, turns: Sequence[str], answer: Answer, index_version: str) -> str:
        """Add an opinion and return its id. `turns` are the questions up to the one that was answered."""
        identity = secrets.token_hex(8)
        line = {"liked": liked, "turns": list(turns), "answer": answer.to_dict(), "index_version": index_version}
        self._add({"id": identity, **line})
        return identity

    def explain(self, identity: str, reason: str) -> None:
        """Add the reason for an opinion."""
        self._add({"id": identity, "reason": reason[:MAX_REASON]})

    def take_back(self, identity: str) -> None:
        """Add that an opinion no longer holds."""
        self._add({"id": identity, "liked": None})

    def read(self) -> list[Opinion]:
        """Every opinion that still holds, in the order they were given. Raises FeedbackUnavailable."""
        merged: dict[str, dict[str, Any]] = {}
        for number, text in enumerate(self._lines(), 1):
            try:
                line = json.loads(text)
                merged[line["id"]] = {**merged.get(line["id"], {}), **line}
            except (ValueError, TypeError, KeyError) as error:
                raise FeedbackUnavailable(f"{self.path}:{number}: no line of feedback; remove it") from error
        return [_opinion(line) for line in merged.values() if line.get("liked") is not None]

    def _lines(self) -> list[str]:
        try:
            return [line for line in self.path.read_text(encoding="utf-8").split("\n") if line.strip()]
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError) as error:
            raise FeedbackUnavailable(f"{self.path} can't be read ({error}); check the file") from error

    def _add(self, line: dict[str, Any]) -> None:
        from filelock import FileLock, Timeout

        when = datetime.now(UTC).isoformat(timespec="seconds")
        text = json.dumps({"when": when, **line}, ensure_ascii=True) + "\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with FileLock(f"{self.path}.lock", timeout=_SECONDS_TO_WAIT):
                if self.path.exists() and self.path.stat().st_size + len(text) > MAX_BYTES:
                    raise FeedbackUnavailable(f"{self.path} has reached {MAX_BYTES:,} bytes; move it away")
                descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
                with os.fdopen(descriptor, "a", encoding="utf-8") as file:
                    file.write(text)
        except Timeout as error:
            raise FeedbackUnavailable(f"{self.path} is locked by another program; try again") from error
        except OSError as error:
            raise FeedbackUnavailable(f"{self.path} can't be written ({error.strerror}); check its folder") from error


def _opinion(line: dict[str, Any]) -> Opinion:
    return Opinion(
        identity=line["id"],
        liked=line["liked"],
        turns=tuple(line["turns"]),
        answer=line["answer"],
        index_version=line["index_version"],
        reason=line.get("reason", ""),
        when=line.get("when", ""),
        line=line,
    )
