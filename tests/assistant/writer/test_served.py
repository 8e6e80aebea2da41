"""Models behind a server: the same promises over HTTP, whichever protocol it speaks and however it fails."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from model_server import serve
from scripted_chat import passages_in

from assistant import Answer, Assistant
from assistant.verify import verify_answer
from assistant.writer import model_call
from assistant.writer.open_model import open_model

QUESTION = "What is Express.js?"
PROVIDERS = {
    "openai": ("langchain_openai", "OPENAI_BASE_URL", "/v1", "OPENAI_API_KEY"),
    "anthropic": ("langchain_anthropic", "ANTHROPIC_BASE_URL", "", "ANTHROPIC_API_KEY"),
    "ollama": ("langchain_ollama", "OLLAMA_HOST", "", "OLLAMA_API_KEY"),
}
Worded = Callable[[BaseChatModel], Assistant]


@pytest.fixture(params=PROVIDERS)
def connect(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, worded: Worded
) -> Callable[[str], Assistant]:
    """The assistant with a model of one provider, which listens at an address."""
    package, variable, path, key = PROVIDERS[request.param]
    pytest.importorskip(package, reason=f"pip install 'fingerpost[{request.param}]'")

    def at(address: str) -> Assistant:
        monkeypatch.setenv(variable, f"{address}{path}")
        monkeypatch.setenv(key, "sk-canary")
        model: Any = open_model(f"{request.param}:served")
        # The providers try again by themselves, with pauses that a test need not wait for.
        return worded(model.model_copy(update={"max_retries": 0}) if hasattr(model, "max_retries") else model)

    return at


def first_of(prompt: str) -> str:
    return passages_in(prompt)[1].split("\n")[0]


def honest_and_not(prompt: str) -> str:
    return f"{first_of(prompt)} [1] Express.js was written in COBOL by Grace Hopper [1]."


def ask(assistant: Assistant) -> Answer:
    answer = verify_answer(assistant.ask(QUESTION))
    assert "canary" not in str(answer.to_dict()) + answer.text
    return answer


def test_what_is_supported_is_said_and_the_rest_is_dropped(connect: Callable[[str], Assistant]) -> None:
    with serve(honest_and_not) as server:
        answer = ask(connect(server.address))
    assert answer.trace is not None
    assert (answer.trace.kept, [text for text, _ in answer.trace.dropped]) == (
        1,
        ["Express.js was written in COBOL by Grace Hopper."],
    )
    assert (answer.trace.input_tokens, answer.trace.output_tokens) == (50, 9)
    body = server.requests[0]["body"]
    assert len(server.requests) == 1 and body["stream"] is True and not body.get("tools")
    assert answer.trace.fallback == ""


@pytest.mark.parametrize(
    ("status", "said"),
    [(429, "takes no more requests now (rate limit)"), (401, "refused the key"), (403, "refused the key")],
)
def test_a_refusal_is_named(connect: Callable[[str], Assistant], assistant: Assistant, status: int, said: str) -> None:
    with serve(honest_and_not, status=status) as server:
        answer = ask(connect(server.address))
    assert answer.trace is not None and answer.trace.fallback == said
    assert answer.statements == assistant.ask(QUESTION).statements
    assert f"The language model {said};" in answer.text


def test_an_error_of_the_server_gives_the_extracted_answer(
    connect: Callable[[str], Assistant], assistant: Assistant
) -> None:
    with serve(honest_and_not, status=500) as server:
        answer = ask(connect(server.address))
    assert answer.trace is not None and answer.trace.fallback.startswith("failed (")
    assert answer.statements == assistant.ask(QUESTION).statements


def test_a_server_that_is_not_there_gives_the_extracted_answer(connect: Callable[[str], Assistant]) -> None:
    with serve(honest_and_not) as server:
        address = server.address
    answer = ask(connect(address))
    assert answer.trace is not None and answer.trace.fallback == "could not be reached"


def test_a_line_that_breaks_keeps_what_was_said(connect: Callable[[str], Assistant], assistant: Assistant) -> None:
    def long(prompt: str) -> str:
        return f"{first_of(prompt)} [1] And then " + "so on " * 40

    with serve(long, breaks_after=80) as server:
        answer = ask(connect(server.address))
    assert answer.trace is not None and answer.trace.kept == 1 and answer.trace.fallback
    spans = {(c.document.id, c.start) for c in answer.citations}
    assert {(c.document.id, c.start) for c in assistant.ask(QUESTION).citations} <= spans


def test_a_server_that_is_slow_is_given_up(
    connect: Callable[[str], Assistant], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_call.in_time, "__defaults__", (0.5, 0.5))
    with serve(honest_and_not, delay=3) as server:
        opened = connect(server.address)
        start = time.perf_counter()
        answer = ask(opened)
        assert time.perf_counter() - start < 3
    assert answer.trace is not None and answer.trace.fallback == "took too long"


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_a_server_that_refuses_once_is_asked_again(
    worded: Worded, monkeypatch: pytest.MonkeyPatch, provider: str
) -> None:
    package, variable, path, key = PROVIDERS[provider]
    pytest.importorskip(package, reason=f"pip install 'fingerpost[{provider}]'")
    monkeypatch.setenv(key, "sk-canary")
    with serve(honest_and_not, status=429, refusals=1) as server:
        monkeypatch.setenv(variable, f"{server.address}{path}")
        answer = ask(worded(open_model(f"{provider}:served")))
    assert len(server.requests) == 2
    assert answer.trace is not None and (answer.trace.kept, answer.trace.fallback) == (1, "")
