"""The pipeline as one LangChain `Runnable`. The only module that talks to LangChain.

`invoke`, `batch`, `stream` and `ainvoke` take a question, or a mapping with `question` and optionally
`earlier` (the answers before it), `profile`, `asked` and `worded` (False: not by the language model).
Callbacks see the retriever, and the model where there is one, as steps of their own.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import replace
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any, cast

from langchain_core.callbacks import (
    AsyncCallbackManagerForChainRun,
    CallbackManagerForChainRun,
    CallbackManagerForRetrieverRun,
)
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import patch_config, run_in_executor

from assistant.answer import Answer, Hit
from assistant.knowledge import Knowledge
from assistant.pipeline import Request, answer_request

if TYPE_CHECKING:
    from assistant.writer.writer import Writer

Input = str | Mapping[str, Any] | Request

_PIECE = re.compile(r"\S+\s*|\s+")


class PassageRetriever(BaseRetriever):
    """Hybrid search as a LangChain retriever; `metadata["hit"]` of a document holds our own value."""

    knowledge: Any
    k: int = 12

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        hits = self.knowledge.retriever.search(query, self.k)
        return [
            LangChainDocument(page_content=hit.passage.text, id=hit.passage.id, metadata=_metadata(hit)) for hit in hits
        ]


class AnswerChain(Runnable[Input, Answer]):
    """A question in, an `Answer` out. Streamed pieces are answers whose sum is the whole."""

    name = "fingerpost"

    @property
    def InputType(self) -> type[Any]:
        # What LangChain makes schemas and graphs from; our own dataclasses are more than its tools can describe.
        return cast(type[Any], str | dict[str, Any])

    @property
    def OutputType(self) -> type[Any]:
        return cast(type[Any], Any)

    def __init__(self, knowledge: Callable[[], Knowledge], writer: Writer | None = None) -> None:
        """`knowledge` is called for every question, so that a newly published index is noticed.

        `writer` words the answers with a language model; None gives them in the sources' own sentences.
        """
        self._knowledge = knowledge
        self.writer = writer

    def invoke(self, input: Input, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        return self._call_with_config(self._answer, input, config, run_type="chain", **kwargs)

    def stream(self, input: Input, config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[Answer]:
        yield from self._transform_stream_with_config(iter([input]), self._stream, config, run_type="chain", **kwargs)

    async def astream(self, input: Input, config: RunnableConfig | None = None, **kwargs: Any) -> AsyncIterator[Answer]:
        async def inputs() -> AsyncIterator[Input]:
            yield input

        async for piece in self._atransform_stream_with_config(
            inputs(), self._astream, config, run_type="chain", **kwargs
        ):
            yield piece

    def _answer(self, input: Input, run_manager: CallbackManagerForChainRun, config: RunnableConfig) -> Answer:
        return reduce(add, self._pieces(input, run_manager, config))

    def _pieces(
        self, input: Input, run_manager: CallbackManagerForChainRun, config: RunnableConfig
    ) -> Iterator[Answer]:
        """The answer in pieces; with a language model, each statement when it has been checked."""
        knowledge, request, writer = self._knowledge(), as_request(input), self.writer
        inner = patch_config(config, callbacks=run_manager.get_child())
        retriever = PassageRetriever(knowledge=knowledge)
        found: list[Hit] = []

        def retrieve(question: str) -> list[Hit]:
            found[:] = [document.metadata["hit"] for document in retriever.invoke(question, inner)]
            return found

        if writer is None or not request.worded:
            yield from pieces_of(answer_request(request, knowledge, retrieve))
            return
        request, spent = writer.understand(request, knowledge, inner)
        answer = answer_request(request, knowledge, retrieve)
        yield from writer.write(answer, found, knowledge, inner, spent)

    def _stream(
        self, inputs: Iterator[Input], run_manager: CallbackManagerForChainRun, config: RunnableConfig
    ) -> Iterator[Answer]:
        for input in inputs:
            yield from self._pieces(input, run_manager, config)

    async def _astream(
        self, inputs: AsyncIterator[Input], run_manager: AsyncCallbackManagerForChainRun, config: RunnableConfig
    ) -> AsyncIterator[Answer]:
        async for input in inputs:
            # In a thread: searching, embedding and waiting for a model would block the event loop.
            pieces = self._pieces(input, run_manager.get_sync(), config)
            while (piece := await run_in_executor(config, next, pieces, None)) is not None:
                yield piece


def as_request(input: Input) -> Request:
    """Raises TypeError for what is neither a question nor a mapping with one."""
    if isinstance(input, Request):
        return input
    if isinstance(input, str):
        return Request(input)
    if isinstance(input, Mapping) and isinstance(input.get("question"), str):
        return Request(
            input["question"],
            tuple(input.get("earlier", ())),
            input.get("profile", {}),
            tuple(input.get("asked", ())),
            bool(input.get("worded", True)),
        )
    raise TypeError(f"give a question, or a mapping with the key 'question', not {type(input).__name__}")


def pieces_of(answer: Answer) -> Iterator[Answer]:
    """The answer in pieces: words of the text, then everything else with the last of them."""
    words = _PIECE.findall(answer.text)
    for word in words[:-1]:
        yield Answer(answer.question, answer.outcome, word)
    yield replace(answer, text=words[-1] if words else "")


def _metadata(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "hit": hit,
        "document": passage.document.id,
        "section": passage.section_path,
        "start": passage.start,
        "end": passage.end,
        "score": hit.score,
    }
