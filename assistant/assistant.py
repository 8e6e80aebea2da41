"""The way in: open an index, ask, converse."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answer import Answer, AnswerEvent
from assistant.chain import AnswerChain
from assistant.decision.guide import DecisionGuide, NeedFinding
from assistant.knowledge import Knowledge
from assistant.open_index import (
    check_model,
    default_index,
    holds_builtin,
    ingest,
    open_embedder,
    refuse_foreign_folder,
    stays_as_it_is,
)
from assistant.pipeline import Request
from assistant.quiet import stay_quiet
from ingest.build import Progress
from ingest.document import Document
from ingest.embed import Embedder
from ingest.errors import IndexUnavailable
from ingest.index import current_generation

if TYPE_CHECKING:
    from assistant.decision.recommendation import Recommendation
    from assistant.writer.writer import Writer

_REMEMBERED_TURNS = 6


class Assistant:
    """Answers questions from one index. Safe to share between threads; every visitor gets a `conversation()`."""

    def __init__(self, index: Path, embedder: Embedder, writer: Writer | None = None) -> None:
        """`index` must hold a published generation; `Assistant.open` builds one where there is none."""
        self.index = index
        self._embedder = embedder
        self._lock = threading.Lock()
        self._opened: Knowledge | None = None
        self.chain = AnswerChain(lambda: self.knowledge, writer)
        _ = self.knowledge  # opened now, so that a damaged index is an error here and not at the first question

    @classmethod
    def open(
        cls,
        corpus: str | Path | None = None,
        index: str | Path | None = None,
        model: object | None = None,
        progress: Progress | None = None,
    ) -> Assistant:
        """Open an index and bring it in line with its documents first.

        `corpus` is a folder of documents (None: what the index holds, or the built-in corpus), `index` a
        folder for the index (None: one in the user's data folder). `progress` gets (done, to do), first
        for the files that are read and then for the texts that are embedded.
        `model` words the answers: `provider:name`, `gguf:FILE` or a LangChain chat model (None: the one that
        FINGERPOST_MODEL names; without that, the sources' own sentences).
        Tracing and telemetry switches of the libraries below are turned off in the environment of the process.
        Raises a FingerpostError that says what to do where that fails.
        """
        stay_quiet()
        writer = open_writer(model)  # first, so that a mistake in its name shows before an index is built
        embedder = open_embedder()
        root = Path(index) if index else default_index(corpus)
        refuse_foreign_folder(root)
        generation = current_generation(root)
        if generation is not None and stays_as_it_is(root, generation, corpus):
            check_model(generation, embedder)
        elif corpus is not None or generation is None or holds_builtin(generation):
            ingest([Path(corpus)] if corpus is not None else None, root, embedder, progress, progress)
        else:
            check_model(generation, embedder)
        return cls(root, embedder, writer)

    @property
    def documents(self) -> tuple[Document, ...]:
        return self.knowledge.documents

    @property
    def guide(self) -> DecisionGuide | None:
        return self.knowledge.guide

    @property
    def examples(self) -> tuple[str, ...]:
        """Example questions that come with the corpus."""
        return self.knowledge.examples

    @property
    def model(self) -> str | None:
        """The name of the language model that words the answers; None without one."""
        return self.chain.writer.name if self.chain.writer else None

    @property
    def version(self) -> str:
        """The published generation of the index, as named in its folder."""
        return self.knowledge.generation.name

    def ask(self, question: str) -> Answer:
        """One answer, without a conversation."""
        return self.chain.invoke(question)

    def stream(self, question: str) -> Iterator[AnswerEvent]:
        """The same answer in pieces."""
        yield from as_events(self.chain.stream(question))

    def conversation(self) -> Conversation:
        """A conversation of one visitor, empty at first."""
        return Conversation(self)

    @property
    def knowledge(self) -> Knowledge:
        """The published generation; opened anew when another one has been published."""
        with self._lock:
            generation = current_generation(self.index)
            if generation is None:
                raise IndexUnavailable(f"no index in {self.index}; build it with: fingerpost ingest")
            if self._opened is None or self._opened.generation != generation:
                # The old one is not closed: questions in flight may still read it.
                self._opened = Knowledge(generation, self._embedder)
            return self._opened


class Conversation:
    """The turns of one visitor and the project profile they have stated."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.worded = True  # set to False for the sources' own sentences, although there is a language model
        self._profile: dict[str, NeedFinding] = {}
        self._asked: list[str] = []
        self._before: list[tuple[dict[str, NeedFinding], list[str]]] = []  # profile and needs asked, by turn
        self.answers: list[Answer] = []

    @property
    def profile(self) -> Mapping[str, bool]:
        """Needs stated so far, yes or no; those left out are unknown."""
        return {need: finding.value for need, finding in self._profile.items()}

    @property
    def recommendation(self) -> Recommendation | None:
        """What the rules recommend for the profile as it is now; None where the corpus has no decision guide."""
        guide = self._assistant.guide
        return guide.decide(self._profile, asked=self._asked) if guide else None

    def set_need(self, need: str, value: bool | None) -> None:
        """Set a need by hand; None makes it unknown. Raises KeyError for a need the guide does not have."""
        guide = self._assistant.guide
        if guide is None or need not in {entry.id for entry in guide.needs}:
            raise KeyError(f"{need!r} is not a need of the decision guide")
        self._profile.pop(need, None)
        if value is not None:
            self._profile[need] = NeedFinding(value)

    def ask(self, question: str) -> Answer:
        return self._remember(self._assistant.chain.invoke(self._request(question)))

    def stream(self, question: str) -> Iterator[AnswerEvent]:
        """The answer in pieces. It counts as said when the last piece has been taken."""
        for event in as_events(self._assistant.chain.stream(self._request(question))):
            if event.answer is not None:
                self._remember(event.answer)
            yield event

    def undo(self) -> Answer | None:
        """Take the last turn back as if it had not been asked; None where there is none.

        The profile is again as it was before that turn: needs set by hand since then are undone too.
        """
        if not self.answers:
            return None
        self._profile, self._asked = self._before.pop()
        return self.answers.pop()

    def _request(self, question: str) -> Request:
        earlier = tuple(self.answers[-_REMEMBERED_TURNS:])
        return Request(question, earlier, self._profile, tuple(self._asked), self.worded)

    def _remember(self, answer: Answer) -> Answer:
        self._before.append((dict(self._profile), list(self._asked)))
        self.answers.append(answer)
        self._profile = dict(answer.profile)
        guide = self._assistant.guide
        if guide and answer.question_back:
            self._asked += [need.id for need in guide.needs if need.question == answer.question_back]
        return answer


def as_events(pieces: Iterator[Answer]) -> Iterator[AnswerEvent]:
    """Streamed answers as events; the last holds their sum."""
    yield AnswerEvent("step", "Searching the sources")
    whole: Answer | None = None
    for piece in pieces:
        whole = piece if whole is None else whole + piece
        if piece.text:
            yield AnswerEvent("text", piece.text)
    yield AnswerEvent("answer", answer=whole)


def open_writer(model: object | None) -> Writer | None:
    """A writer with the model given or named by FINGERPOST_MODEL; None for neither."""
    from assistant.writer.open_model import chosen_model, open_model

    chosen = chosen_model(model)
    if chosen is None:
        return None
    from assistant.writer.writer import Writer

    return Writer(open_model(chosen))
