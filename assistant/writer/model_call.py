"""One request to a chat model: its sentences as they come, in time, and what they cost."""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Generator, Iterator, Sequence
from queue import Empty, Queue
from threading import Event, Thread
from time import monotonic
from typing import Any, TypeVar

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessageChunk
from langchain_core.outputs import ChatGeneration, LLMResult
from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.config import merge_configs

from assistant.writer.drafts import Draft, DraftReader, sentence_drafts
from assistant.writer.drafts_json import value_drafts
from assistant.writer.prompt import Message

FIRST_SECONDS = 60.0  # until the first piece; a model on a laptop reads the passages slowly
ALL_SECONDS = 120.0
MOST_OUTPUT = 4_000  # characters
SCHEMA: dict[str, Any] = {
    "title": "statements",
    "description": "The answer, sentence by sentence.",
    "type": "object",
    "properties": {
        "statements": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string", "description": "One sentence."},
                    "passages": {"type": "array", "items": {"type": "integer"}, "description": "Its passage numbers."},
                },
                "required": ["text", "passages"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["statements"],
    "additionalProperties": False,
}

T = TypeVar("T")


class ModelFailed(Exception):
    """The model gave no answer, or none in time; the message completes "it ..." and holds nothing secret."""


class Usage(BaseCallbackHandler):
    """Adds up what one answer takes: milliseconds, and the tokens that a provider reports (None for nothing)."""

    def __init__(self) -> None:
        self.input_tokens: int | None = None
        self.output_tokens: int | None = None
        self.milliseconds = 0.0
        self.asked = False  # whether the model was asked at all

    def on_llm_end(self, response: LLMResult, **_: Any) -> None:
        for generation in (entry for entries in response.generations for entry in entries):
            message = generation.message if isinstance(generation, ChatGeneration) else None
            if isinstance(message, AIMessage) and message.usage_metadata:
                self.input_tokens = (self.input_tokens or 0) + message.usage_metadata["input_tokens"]
                self.output_tokens = (self.output_tokens or 0) + message.usage_metadata["output_tokens"]


def stream_drafts(
    model: BaseChatModel, messages: Sequence[Message], config: RunnableConfig | None, usage: Usage
) -> Generator[Draft, None, None]:
    """The sentences of a model's answer. Raises ModelFailed where it fails or takes too long."""
    inner = merge_configs(config, {"callbacks": [usage], "tags": ["writer"], "run_name": "writer"})
    if structured(model):
        yield from _structured(model, messages, inner)
        return
    reader, length = DraftReader(), 0
    for piece in in_time(lambda: model.stream(list(messages), inner)):
        text = str(piece.text) if isinstance(piece, BaseMessageChunk) else str(piece.content)
        yield from reader.feed(text)
        length += len(text)
        if length > MOST_OUTPUT:
            break
    yield from reader.finish()


def stream_text(
    model: BaseChatModel, messages: Sequence[Message], config: RunnableConfig | None, usage: Usage
) -> Iterator[str]:
    """The words of a short reading of a turn. Raises ModelFailed like `stream_drafts`."""
    inner = merge_configs(config, {"callbacks": [usage], "tags": ["reader"], "run_name": "reader"})
    start, length = monotonic(), 0
    usage.asked = True
    try:
        for piece in in_time(lambda: model.stream(list(messages), inner)):
            text = str(piece.text) if isinstance(piece, BaseMessageChunk) else str(piece.content)
            yield text
            length += len(text)
            if length > MOST_OUTPUT // 4:
                return
    finally:
        usage.milliseconds += 1000 * (monotonic() - start)


def structured(model: BaseChatModel) -> bool:
    """Whether a model is known to keep to a schema."""
    profile = getattr(model, "profile", None) or {}
    return bool(profile.get("structured_output"))


def _structured(model: BaseChatModel, messages: Sequence[Message], config: RunnableConfig) -> Iterator[Draft]:
    given, value = 0, None
    for value in in_time(lambda: model.with_structured_output(SCHEMA).stream(list(messages), config)):
        found = value_drafts(value)
        for text, numbers in found[given : len(found) - 1]:  # the last one may still grow
            yield from sentence_drafts(text, numbers)
        given = max(given, len(found) - 1)
    for text, numbers in value_drafts(value)[given:] if value is not None else ():
        yield from sentence_drafts(text, numbers)


def in_time(
    start: Callable[[], Iterator[T]], first_seconds: float = FIRST_SECONDS, all_seconds: float = ALL_SECONDS
) -> Iterator[T]:
    """The items of an iterator that runs in a thread of its own; a provider's own time-outs are not relied on."""
    arriving: Queue[tuple[str, Any]] = Queue()
    given_up = Event()

    def work() -> None:
        try:
            for item in start():
                arriving.put(("item", item))
                if given_up.is_set():
                    return
            arriving.put(("end", None))
        except BaseException as error:
            arriving.put(("error", error))

    Thread(target=contextvars.copy_context().run, args=(work,), daemon=True, name="model").start()
    deadline, wait = monotonic() + all_seconds, first_seconds
    try:
        while True:
            try:
                kind, value = arriving.get(timeout=max(0.0, min(wait, deadline - monotonic())))
            except Empty:
                raise ModelFailed("took too long") from None
            if kind == "end":
                return
            if kind == "error":
                raise ModelFailed(describe_failure(value)) from value
            wait = all_seconds
            yield value
    finally:
        given_up.set()


def describe_failure(error: BaseException) -> str:
    """What went wrong, by the kinds of errors that providers raise; never their text, which may hold keys."""
    names: list[str] = []
    status = None
    cause: BaseException | None = error
    while cause is not None and len(names) < 50:
        names += [kind.__name__.lower() for kind in type(cause).__mro__]
        status = status or getattr(cause, "status_code", None)
        cause = cause.__cause__ or cause.__context__
    said = " ".join(names)
    if "timeout" in said:
        return "took too long"
    if status == 429 or "ratelimit" in said:
        return "takes no more requests now (rate limit)"
    if status in (401, 403) or "authentication" in said or "permission" in said:
        return "refused the key"
    if "connect" in said:
        return "could not be reached"
    return f"failed ({type(error).__name__})"
