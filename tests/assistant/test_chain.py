"""The pipeline as a LangChain runnable, over the built-in corpus."""

from __future__ import annotations

import asyncio
import functools
import operator
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import Runnable, RunnableGenerator, RunnableLambda

from assistant import Answer, Assistant, Outcome
from ingest.errors import IndexUnavailable

QUESTION = "Can API routes hold a WebSocket?"
QUESTIONS = [
    QUESTION,
    "How long does a cold start take?",
    "What is Express.js?",
    "We have a Vue frontend already and need live chat. What should the backend run on?",
    "Is Bun faster than Node.js?",
    "hello",
]


class Recorder(BaseCallbackHandler):
    """Every step seen, as (what, run, parent run)."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, UUID, UUID | None]] = []

    def on_chain_start(self, serialized: Any, inputs: Any, *, run_id: UUID, **rest: Any) -> None:
        self.steps.append(("chain starts", run_id, rest.get("parent_run_id")))

    def on_chain_end(self, outputs: Any, *, run_id: UUID, **rest: Any) -> None:
        self.steps.append(("chain ends", run_id, rest.get("parent_run_id")))

    def on_chain_error(self, error: BaseException, *, run_id: UUID, **rest: Any) -> None:
        self.steps.append((f"chain fails: {error}", run_id, rest.get("parent_run_id")))

    def on_retriever_start(self, serialized: Any, query: str, *, run_id: UUID, **rest: Any) -> None:
        self.steps.append(("retriever starts", run_id, rest.get("parent_run_id")))

    def on_retriever_end(self, documents: Any, *, run_id: UUID, **rest: Any) -> None:
        self.documents = documents
        self.steps.append(("retriever ends", run_id, rest.get("parent_run_id")))


def joined(pieces: Iterable[Answer]) -> Answer:
    return functools.reduce(operator.add, pieces)


@pytest.fixture(scope="module")
def expected(assistant: Assistant) -> list[Answer]:
    return [assistant.ask(question) for question in QUESTIONS]


def test_it_is_a_runnable(assistant: Assistant) -> None:
    chain = assistant.chain
    assert isinstance(chain, Runnable)
    assert chain.get_name() == "fingerpost"
    assert chain.get_input_jsonschema() and chain.get_output_jsonschema()
    assert len(chain.get_graph().nodes) == 3


def test_invoke_takes_a_question_or_a_mapping_with_one(assistant: Assistant, expected: list[Answer]) -> None:
    assert assistant.chain.invoke(QUESTION) == expected[0]
    assert assistant.chain.invoke({"question": QUESTION, "for": "somebody"}) == expected[0]


def test_a_mapping_may_bring_the_conversation(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    first = conversation.ask("What is middleware in Express.js?")
    second = conversation.ask("and in Next.js?")
    assert assistant.chain.invoke({"question": "and in Next.js?", "earlier": [first]}) == second


def test_batch_answers_in_order(assistant: Assistant, expected: list[Answer]) -> None:
    assert assistant.chain.batch(QUESTIONS) == expected
    assert assistant.chain.batch(QUESTIONS, {"max_concurrency": 2}) == expected


def test_the_pieces_of_a_stream_add_up_to_the_answer(assistant: Assistant, expected: list[Answer]) -> None:
    for question, answer in zip(QUESTIONS, expected, strict=True):
        pieces = list(assistant.chain.stream(question))
        assert "".join(piece.text for piece in pieces) == answer.text
        assert joined(pieces) == answer
        assert len(pieces) > 1 or " " not in answer.text


def test_the_asynchronous_ways_give_the_same(assistant: Assistant, expected: list[Answer]) -> None:
    async def every_way() -> tuple[Answer, list[Answer], list[Answer]]:
        single = await assistant.chain.ainvoke(QUESTION)
        several = await assistant.chain.abatch(QUESTIONS)
        pieces = [piece async for piece in assistant.chain.astream(QUESTION)]
        return single, several, pieces

    single, several, pieces = asyncio.run(every_way())
    assert single == expected[0]
    assert several == expected
    assert len(pieces) > 1
    assert joined(pieces) == expected[0]


def test_answering_does_not_block_the_event_loop(assistant: Assistant) -> None:
    async def count_ticks(work: Any) -> int:
        ticks = 0
        running = asyncio.ensure_future(work)
        while not running.done():
            await asyncio.sleep(0.001)
            ticks += 1
        return ticks

    async def drain() -> None:
        async for _ in assistant.chain.astream("What limits does the serverless runtime of Vercel have?"):
            pass

    assert asyncio.run(count_ticks(drain())) > 1
    assert asyncio.run(count_ticks(assistant.chain.ainvoke("Which teams moved from Express.js to Next.js?"))) > 1


def test_it_composes(assistant: Assistant, expected: list[Answer]) -> None:
    chain = RunnableLambda(str.strip) | assistant.chain | RunnableLambda(lambda answer: answer.outcome)
    assert chain.invoke(f"  {QUESTION} ") is expected[0].outcome
    assert asyncio.run(chain.ainvoke(f"  {QUESTION} ")) is expected[0].outcome
    both = {"answer": assistant.chain, "length": RunnableLambda(len)} | RunnableLambda(lambda both: both["length"])
    assert both.invoke(QUESTION) == len(QUESTION)
    assert assistant.chain.map().invoke(QUESTIONS[:2]) == expected[:2]
    assert assistant.chain.with_retry().invoke(QUESTION) == expected[0]


def test_a_question_that_comes_in_pieces_is_one_question(assistant: Assistant, expected: list[Answer]) -> None:
    def words(texts: Iterator[str]) -> Iterator[str]:
        for text in texts:
            yield from (text[at : at + 5] for at in range(0, len(text), 5))

    chain = RunnableGenerator(words) | assistant.chain
    assert joined(chain.stream(QUESTION)) == expected[0]
    assert chain.invoke(QUESTION) == expected[0]


def test_callbacks_see_the_retriever_inside_the_chain(assistant: Assistant) -> None:
    def by_stream(config: Any) -> None:
        list(assistant.chain.stream(QUESTION, config))

    def by_ainvoke(config: Any) -> None:
        asyncio.run(assistant.chain.ainvoke(QUESTION, config))

    for ask in (lambda config: assistant.chain.invoke(QUESTION, config), by_stream, by_ainvoke):
        recorder = Recorder()
        ask({"callbacks": [recorder]})
        names = [what for what, _, _ in recorder.steps]
        assert names == ["chain starts", "retriever starts", "retriever ends", "chain ends"]
        chain_run = recorder.steps[0][1]
        assert [parent for _, _, parent in recorder.steps] == [None, chain_run, chain_run, None]
        cited = {citation.passage for citation in assistant.ask(QUESTION).citations}
        found = {document.metadata["hit"].passage for document in recorder.documents}
        assert cited & found


def test_events_are_streamed_with_their_parents(assistant: Assistant, expected: list[Answer]) -> None:
    async def collect() -> list[Any]:
        return [event async for event in assistant.chain.astream_events(QUESTION, version="v2")]

    events = asyncio.run(collect())
    kinds = list(dict.fromkeys(event["event"] for event in events))
    assert kinds == ["on_chain_start", "on_retriever_start", "on_retriever_end", "on_chain_stream", "on_chain_end"]
    retrieving = [event for event in events if event["event"].startswith("on_retriever")]
    assert [event["parent_ids"] for event in retrieving] == [[events[0]["run_id"]]] * 2
    streamed = [event["data"]["chunk"] for event in events if event["event"] == "on_chain_stream"]
    assert joined(streamed) == expected[0]
    assert events[-1]["data"]["output"] == expected[0]


def test_an_error_reaches_the_caller_and_the_callbacks(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise IndexUnavailable("the shelf is empty; fill it")

    monkeypatch.setattr("assistant.chain.answer_request", fail)
    recorder = Recorder()
    for ask in (
        assistant.chain.invoke,
        lambda *arguments: list(assistant.chain.stream(*arguments)),
        lambda *arguments: asyncio.run(assistant.chain.ainvoke(*arguments)),
    ):
        recorder.steps.clear()
        with pytest.raises(IndexUnavailable, match="the shelf is empty"):
            ask(QUESTION, {"callbacks": [recorder]})
        assert [what for what, _, _ in recorder.steps] == ["chain starts", "chain fails: the shelf is empty; fill it"]
    results = assistant.chain.batch(QUESTIONS[:2], return_exceptions=True)
    assert all(isinstance(result, IndexUnavailable) for result in results)


@pytest.mark.parametrize("wrong", [None, 7, ["a", "list"], {"q": "no such key"}, {"question": 7}])
def test_what_is_no_question_is_refused(assistant: Assistant, wrong: Any) -> None:
    with pytest.raises(TypeError, match="give a question, or a mapping with the key 'question'"):
        assistant.chain.invoke(wrong)


def test_an_empty_question_is_answered_without_the_sources(assistant: Assistant) -> None:
    for empty in ("", " \n\t "):
        answer = assistant.chain.invoke(empty)
        assert (answer.outcome, answer.citations) == (Outcome.SOCIAL, ())
        assert answer.text


def test_eight_threads_get_the_answers_of_one(assistant: Assistant, expected: list[Answer]) -> None:
    asked = QUESTIONS * 4
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(assistant.ask, asked))
    assert answers == expected * 4


def test_threads_may_open_the_same_index_and_ask_at_once(assistant: Assistant, expected: list[Answer]) -> None:
    fresh = Assistant.open(index=assistant.index)  # nothing loaded yet
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(fresh.ask, QUESTIONS + QUESTIONS[:2]))
    assert answers == expected + expected[:2]
