"""The documents a chat page answers from: looked up for each use, since adding and removing changes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from assistant.answer import Answer, AnswerEvent, Outcome
from assistant.decision.recommendation import Recommendation
from ingest.document import Document
from ui.visitor import Assistant, Conversation

NO_DOCUMENTS = "There are no documents here yet. Add some on the page of sources, then ask again."


class ChangingLibrary:
    """Stands for whichever assistant `choose` returns now. A conversation stays with the one it began with."""

    def __init__(self, choose: Callable[[], Assistant | None]) -> None:
        self._choose = choose

    @property
    def current(self) -> Assistant:
        return self._choose() or EmptyLibrary()

    @property
    def documents(self) -> tuple[Document, ...]:
        return self.current.documents

    @property
    def examples(self) -> tuple[str, ...]:
        return self.current.examples

    @property
    def version(self) -> str:
        return self.current.version

    @property
    def model(self) -> str | None:
        return self.current.model

    def ask(self, question: str) -> Answer:
        return self.current.ask(question)

    def conversation(self) -> Conversation:
        return self.current.conversation()


class EmptyLibrary:
    """Answers that there is nothing to answer from."""

    documents: tuple[Document, ...] = ()
    examples: tuple[str, ...] = ()
    version = "empty"
    model: str | None = None

    def ask(self, question: str) -> Answer:
        return Answer(question, Outcome.SILENT, NO_DOCUMENTS)

    def conversation(self) -> Conversation:
        return _EmptyConversation(self)


class _EmptyConversation:
    recommendation: Recommendation | None = None
    worded = True

    def __init__(self, library: EmptyLibrary) -> None:
        self._library = library
        self._answers: list[Answer] = []

    def stream(self, question: str) -> Iterable[AnswerEvent]:
        return self._events(question)

    def _events(self, question: str) -> Iterator[AnswerEvent]:
        self._answers.append(self._library.ask(question))
        yield AnswerEvent("answer", answer=self._answers[-1])

    def undo(self) -> Answer | None:
        return self._answers.pop() if self._answers else None

    def set_need(self, need: str, value: bool | None) -> None:
        raise KeyError(f"{need!r} is not a need: there is no decision guide")
