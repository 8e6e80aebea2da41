"""A model file (GGUF) in this process, through llama.cpp. The only module that talks to xllamacpp."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from queue import Queue
from threading import Event, Thread
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models.chat_models import BaseChatModel, generate_from_stream
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.utils import convert_to_openai_messages
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from ingest.errors import ModelUnavailable

_MAGIC = b"GGUF"
_QUIET = -1


class GgufChat(BaseChatModel):
    """Chat with one GGUF file; temperature 0, so that the same question gets the same words."""

    server: Any
    name: str = "gguf"
    max_tokens: int = 320

    @property
    def _llm_type(self) -> str:
        return "gguf"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model": self.name}

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return generate_from_stream(self._stream(messages, stop, run_manager, **kwargs))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for answer in self._answers(convert_to_openai_messages(messages), stop or []):
            chunk = ChatGenerationChunk(message=_as_chunk(answer, self.name))
            if run_manager and chunk.text:
                run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk

    def _answers(self, messages: Any, stop: Sequence[str]) -> Iterator[dict[str, Any]]:
        """The server's pieces as they come; closing the generator stops the model."""
        arriving: Queue[dict[str, Any] | BaseException | None] = Queue()
        given_up = Event()
        request = {
            "messages": messages,
            "temperature": 0,
            "max_tokens": self.max_tokens,
            "stop": list(stop),
            "stream": True,
            "stream_options": {"include_usage": True},
        }

        def take(piece: dict[str, Any]) -> bool:
            arriving.put(piece)
            return given_up.is_set()  # True stops the generation

        def work() -> None:
            try:
                self.server.handle_chat_completions(request, take)
                arriving.put(None)
            except BaseException as error:
                arriving.put(error)

        Thread(target=work, daemon=True, name="gguf").start()
        try:
            while (piece := arriving.get()) is not None:
                if isinstance(piece, BaseException):
                    raise piece
                if "error" in piece:
                    raise RuntimeError(str(piece["error"].get("message", piece["error"])))
                yield piece
        finally:
            given_up.set()


def open_gguf(file: Path) -> GgufChat:
    """Load a file; raises ModelUnavailable where that can't be done.

    FINGERPOST_MODEL_THREADS sets the number of threads: all cores but one unless given. llama.cpp's threads
    spin while they wait, and with as many as cores a busy machine makes it many times slower.
    """
    try:
        import xllamacpp
    except ImportError as error:
        raise ModelUnavailable(
            "a GGUF file needs the package xllamacpp; install it with: pip install 'fingerpost[gguf]'"
        ) from error
    _check_file(file)
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(file)
    parameters.n_ctx = 4096
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = _threads()
    parameters.verbosity = _QUIET
    parameters.warmup = False
    parameters.endpoint_slots = False
    # The server opens a port on loopback whether it is wanted or not; nobody else gets an answer there.
    parameters.api_keys = [secrets.token_urlsafe(24)]
    try:
        server = xllamacpp.Server(parameters)
    except Exception as error:
        raise ModelUnavailable(
            f"{file} can't be loaded as a model ({error}); give a GGUF file of a chat model"
        ) from error
    return GgufChat(server=server, name=f"gguf:{file.name}")


def _check_file(file: Path) -> None:
    try:
        with file.open("rb") as stream:
            magic = stream.read(len(_MAGIC))
    except OSError as error:
        raise ModelUnavailable(f"{file} can't be read ({error.strerror}); give the path of a GGUF file") from error
    if magic != _MAGIC:
        raise ModelUnavailable(f"{file} is not a GGUF file; give one of a chat model")


def _threads() -> int:
    given = os.environ.get("FINGERPOST_MODEL_THREADS", "")
    if given and not (given.isdigit() and int(given) > 0):
        raise ModelUnavailable(f"FINGERPOST_MODEL_THREADS is {given!r}; write a number from 1")
    return int(given) if given else max(1, (os.cpu_count() or 2) - 1)


def _as_chunk(answer: dict[str, Any], name: str) -> AIMessageChunk:
    choices = answer.get("choices") or [{}]
    text = (choices[0].get("delta") or {}).get("content") or ""
    usage = answer.get("usage")
    counted = (
        UsageMetadata(
            input_tokens=usage["prompt_tokens"],
            output_tokens=usage["completion_tokens"],
            total_tokens=usage["prompt_tokens"] + usage["completion_tokens"],
        )
        if usage
        else None
    )
    # The name once only: LangChain joins the values of all pieces.
    return AIMessageChunk(content=text, usage_metadata=counted, response_metadata={"model_name": name} if usage else {})
