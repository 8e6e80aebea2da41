"""One visitor's conversation, as the page keeps it between events."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from assistant.answer import Answer, AnswerEvent
from ingest.document import Document

MAX_QUESTION = 2_000
MAX_TURNS = 100
SECONDS_BETWEEN_UPDATES = 0.05

FAILED = "Something went wrong while answering. Your question is kept: ask again, or rephrase it."
STOPPED = "Stopped. Ask again for the whole answer."

log = logging.getLogger(__name__)


class Conversation(Protocol):
    """What the page needs of `assistant.conversation()`."""

    def ask(self, question: str) -> Answer: ...

    def stream(self, question: str) -> Iterable[AnswerEvent]: ...


class Assistant(Protocol):
    """What the page needs of the assistant, which all visitors share."""

    @property
    def documents(self) -> tuple[Document, ...]: ...

    @property
    def examples(self) -> tuple[str, ...]: ...

    def conversation(self) -> Conversation: ...


@dataclass
class Turn:
    """A question and what has come back so far; `answer` is None until it is whole."""

    question: str
    text: str = ""
    step: str = ""
    answer: Answer | None = None
    note: str = ""


class Visitor:
    """The turns of one visitor. Kept on the server, so that a page can't rewrite what was said."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._conversation = assistant.conversation()
        self._run = 0
        self.turns: list[Turn] = []

    @property
    def documents(self) -> tuple[Document, ...]:
        return self._assistant.documents

    def ask(self, question: str) -> Iterator[None]:
        """Answer a question as a new turn, yielding whenever there is something new to show."""
        self._run += 1
        run = self._run
        turn = Turn(question)
        self.turns.append(turn)
        yield
        shown = 0.0
        try:
            for event in self._conversation.stream(question):
                if run != self._run:  # stopped, or a newer question took over
                    return
                _add(turn, event)
                if event.kind == "answer" or time.monotonic() - shown >= SECONDS_BETWEEN_UPDATES:
                    shown = time.monotonic()
                    yield
        except Exception as error:
            # What and where, but no message: it may quote the question, which is not ours to log.
            where = traceback.extract_tb(error.__traceback__)[-1]
            log.error("answering failed: %s at %s:%s", type(error).__qualname__, where.filename, where.lineno)
            turn.note = FAILED
            yield

    def stop(self) -> None:
        """End the answer that is on its way, keeping what has arrived."""
        self._run += 1
        if self.turns and self.turns[-1].answer is None and not self.turns[-1].note:
            self.turns[-1].note = STOPPED

    def take_back(self) -> str | None:
        """Remove the last turn and return its question, as if it had not been asked."""
        self._run += 1
        if not self.turns:
            return None
        last = self.turns.pop()
        self._conversation = self._assistant.conversation()
        for turn in self.turns:
            if turn.answer is not None:
                self._conversation.ask(turn.question)
        return last.question


def _add(turn: Turn, event: AnswerEvent) -> None:
    if event.kind == "text":
        turn.text += event.text
    elif event.kind == "step":
        turn.step = event.text
    else:
        turn.answer = event.answer


def refuse_question(question: str, turns: int) -> str:
    """Why a question can't be asked as it is, for the visitor to read; empty where it can."""
    if len(question) > MAX_QUESTION:
        return f"That is {len(question):,} characters; I read up to {MAX_QUESTION:,}. Please shorten the question."
    if turns >= MAX_TURNS:
        return f"This conversation has {MAX_TURNS} questions, its limit. Please start a new one."
    return ""
