"""One visitor's conversation, as the page keeps it between events."""

from __future__ import annotations

import logging
import time
import traceback
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.answer import Answer, AnswerEvent
from assistant.decision.recommendation import Recommendation
from ingest.document import Document
from ui.record import MAX_BYTES, MAX_QUESTION, MAX_TURNS, HandSet, Record, answer_digest

SECONDS_BETWEEN_UPDATES = 0.05

FAILED = "Something went wrong while answering. Your question is kept: ask again, or rephrase it."
STOPPED = "Stopped. Ask again for the whole answer."
UNANSWERED = "This question was not answered to the end. Ask again for the whole answer."
CHANGED = "The sources, or how they are read, have changed since you first asked. This is the answer as of now."

log = logging.getLogger(__name__)


class Conversation(Protocol):
    """What the page needs of `assistant.conversation()`."""

    worded: bool

    @property
    def recommendation(self) -> Recommendation | None: ...

    def stream(self, question: str) -> Iterable[AnswerEvent]:
        """The first event comes at once and says what is being done."""

    def undo(self) -> Answer | None: ...

    def set_need(self, need: str, value: bool | None) -> None: ...


class Assistant(Protocol):
    """What the page needs of the assistant, which all visitors share."""

    @property
    def documents(self) -> tuple[Document, ...]: ...

    @property
    def examples(self) -> tuple[str, ...]: ...

    @property
    def version(self) -> str: ...

    @property
    def model(self) -> str | None: ...

    def ask(self, question: str) -> Answer: ...

    def conversation(self) -> Conversation: ...


@dataclass
class Turn:
    """A question and what has come back so far; `answer` is None until it is whole.

    `first_digest` is the digest of the answer when it was first given, where the turn comes from a record.
    `worded` says whether a language model may word the answer, where there is one.
    """

    question: str
    text: str = ""
    step: str = ""
    answer: Answer | None = None
    note: str = ""
    first_digest: str = ""
    worded: bool = True

    @property
    def running(self) -> bool:
        return self.answer is None and not self.note


class Visitor:
    """The turns of one visitor. Kept on the server, so that a page can't rewrite what was said."""

    def __init__(self, assistant: Assistant, identity: str = "") -> None:
        self._assistant = assistant
        self._conversation = assistant.conversation()
        self._run = 0
        self._by_hand: list[HandSet] = []
        self.identity = identity or uuid.uuid4().hex
        self.version = assistant.version
        self.restoring = False
        self.turns: list[Turn] = []

    @property
    def documents(self) -> tuple[Document, ...]:
        return self._assistant.documents

    @property
    def recommendation(self) -> Recommendation | None:
        """What the rules recommend now; None where the documents come without rules."""
        return self._conversation.recommendation

    @property
    def record(self) -> Record:
        """What the visitor's browser should keep."""
        turns = tuple((turn.question, turn.first_digest or _digest(turn)) for turn in self.turns)
        extracted = tuple(number for number, turn in enumerate(self.turns) if not turn.worded)
        return Record(self.identity, turns, tuple(self._by_hand), extracted)

    @property
    def running(self) -> bool:
        """Whether an answer is on its way."""
        return bool(self.turns) and self.turns[-1].running

    def ask(self, question: str, worded: bool = True) -> Iterator[None]:
        """Answer a question as a new turn, yielding whenever there is something new to show.

        An answer that is on its way is stopped. Not `worded`, the answer is in the sources' own sentences,
        although there may be a language model.
        """
        self.stop()
        run = self._run
        turn = Turn(question, worded=worded)
        self._conversation.worded = worded
        self.turns.append(turn)
        in_pieces = worded and self._assistant.model is not None  # without one, the whole text comes at once
        shown = 0.0
        try:
            for event in self._conversation.stream(question):
                if run != self._run:  # stopped, or a newer question took over
                    if event.answer is not None:
                        self._conversation.undo()  # it counts as said already, but nobody has read it
                    return
                _add(turn, event)
                due = in_pieces and time.monotonic() - shown >= SECONDS_BETWEEN_UPDATES
                if event.kind != "text" or due:
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
        if self.running:
            self.turns[-1].note = STOPPED

    def take_back(self) -> str | None:
        """Remove the last turn and return its question, as if it had not been asked."""
        self._run += 1
        if not self.turns:
            return None
        last = self.turns.pop()
        before = len(self.turns)
        if last.answer is not None:
            self._conversation.undo()
            for entry in self._by_hand:
                if entry.turns > before:  # set after the turn that goes, so it stays
                    self._conversation.set_need(entry.need, entry.value)
        self._by_hand = [replace(entry, turns=min(entry.turns, before)) for entry in self._by_hand]
        return last.question

    def set_need(self, need: str, value: bool | None) -> bool:
        """Set a need by hand; False where it can't be: there is no such need, or an answer is on its way."""
        if self.running:
            return False
        try:
            self._conversation.set_need(need, value)
        except KeyError:
            return False
        turns = len(self.turns)
        kept = [entry for entry in self._by_hand if (entry.turns, entry.need) != (turns, need)]
        self._by_hand = [*kept, HandSet(turns, need, value)]
        return True

    def replay(self, record: Record) -> Iterator[None]:
        """Ask the recorded questions again, yielding after each; an answer that is no longer the same says so."""
        self.restoring = True
        try:
            for number, (question, digest) in enumerate(record.turns):
                self._replay_needs(record, number)
                worded = number not in record.extracted
                if digest:
                    for _ in self.ask(question, worded):
                        pass
                    _compare(self.turns[-1], digest)
                else:
                    self.turns.append(Turn(question, note=UNANSWERED, worded=worded))
                yield
            self._replay_needs(record, len(record.turns))
        finally:
            self.restoring = False

    def _replay_needs(self, record: Record, turns: int) -> None:
        for entry in record.needs:
            if entry.turns == turns:
                self.set_need(entry.need, entry.value)


def refuse_question(question: str, visitor: Visitor) -> str:
    """Why a question can't be asked as it is, for the visitor to read; empty where it can."""
    if visitor.restoring:
        return "Your conversation is still being restored. One moment, please."
    if len(question) > MAX_QUESTION:
        return f"That is {len(question):,} characters; I read up to {MAX_QUESTION:,}. Please shorten the question."
    if len(visitor.turns) >= MAX_TURNS:
        return f"This conversation has {MAX_TURNS} questions, its limit. Please start a new one."
    if len((visitor.record.to_json() + question).encode("utf-8", "replace")) > MAX_BYTES:
        return "This conversation has become too long to be kept. Please start a new one."
    return ""


def _add(turn: Turn, event: AnswerEvent) -> None:
    if event.kind == "text":
        turn.text += event.text
    elif event.kind == "step":
        turn.step = event.text
    else:
        turn.answer = event.answer


def _digest(turn: Turn) -> str:
    return answer_digest(turn.answer) if turn.answer else ""


def _compare(turn: Turn, digest: str) -> None:
    turn.first_digest = digest
    if turn.answer is not None and answer_digest(turn.answer) != digest:
        turn.note = CHANGED
