"""Chat models for tests: one that says what it is told to, piece by piece, and keeps what it was asked."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

from langchain_core.language_models.chat_models import BaseChatModel, generate_from_stream
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk, ChatResult

Reply = str | Exception
Script = Callable[[str], list[Reply]]  # the prompt -> pieces; an exception is raised in its place


class ScriptedChat(BaseChatModel):
    """Answers with the pieces that `script` makes of the prompt; `delay` seconds lie before each."""

    script: Any
    delay: float = 0.0
    prompts: list[str] = []  # noqa: RUF012 (pydantic copies it for each model)
    times: list[float] = []  # noqa: RUF012
    model_name: str = "scripted"

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **_: Any) -> ChatResult:
        return generate_from_stream(self._stream(messages, stop, run_manager))

    def _stream(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **_: Any
    ) -> Iterator[ChatGenerationChunk]:
        prompt = "\n\n".join(str(message.text) for message in messages)
        self.prompts.append(prompt)
        for piece in self.script(prompt):
            time.sleep(self.delay)
            if isinstance(piece, Exception):
                raise piece
            self.times.append(time.perf_counter())
            chunk = ChatGenerationChunk(message=AIMessageChunk(content=piece))
            if run_manager:
                run_manager.on_llm_new_token(piece, chunk=chunk)
            yield chunk
        asked = len(prompt.split())
        usage = UsageMetadata(input_tokens=asked, output_tokens=7, total_tokens=asked + 7)
        yield ChatGenerationChunk(message=AIMessageChunk(content="", usage_metadata=usage))


def says(*pieces: Reply) -> ScriptedChat:
    """A model that always says the same."""
    return ScriptedChat(script=lambda _: list(pieces))


def passages_in(prompt: str) -> dict[int, str]:
    """The numbered passages of a prompt."""
    found = re.findall(r"^\[(\d+)\] (.*?)(?=^-----)", prompt, re.MULTILINE | re.DOTALL)
    return {int(number): text.strip() for number, text in found}
