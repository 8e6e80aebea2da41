"""Answers worded by models that lie, obey, never cite or break: what is said stays what the sources say."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import BaseChatModel
from scripted_chat import Reply, ScriptedChat, passages_in, says

from assistant import Answer, Assistant, Outcome
from assistant.verify import verify_answer
from assistant.writer import model_call

QUESTION = "What is Express.js?"
DECISION = "Our Next.js app must keep WebSocket connections open and is deployed on Vercel. What should we use?"
Open = Callable[[BaseChatModel], Assistant]


def first_sentences(prompt: str) -> dict[int, str]:
    return {number: text.split("\n")[0] for number, text in passages_in(prompt).items()}


def honest(prompt: str) -> list[Reply]:
    """Says the first sentence of each of the first two passages."""
    return [f"{text} [{number}] " for number, text in list(first_sentences(prompt).items())[:2]]


def ask(assistant: Assistant, question: str = QUESTION) -> Answer:
    return verify_answer(assistant.ask(question))


def test_supported_statements_are_said_with_their_quotes(worded: Open) -> None:
    model = ScriptedChat(script=honest)
    answer = ask(worded(model))
    said = list(first_sentences(model.prompts[0]).values())[:2]
    assert [statement.text for statement in answer.statements][: len(said)] == said
    assert answer.trace is not None
    assert (answer.trace.kept, answer.trace.dropped, answer.trace.fallback) == (len(said), (), "")
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))


def test_a_liar_is_not_heard(worded: Open, assistant: Assistant) -> None:
    def lie(prompt: str) -> list[Reply]:
        text = next(t for t in first_sentences(prompt).values() if "Express.js" in t and " is " in t)
        return [
            text.replace("Express.js", "Next.js") + " [1] ",
            "Express.js was written in COBOL by Grace Hopper [1]. It serves 9,000,000 requests a second [2]. ",
            text.replace(" is ", " is not ") + " [1]",
        ]

    answer = ask(worded(ScriptedChat(script=lie)))
    extracted = assistant.ask(QUESTION)
    assert (answer.text, answer.statements) == (extracted.text, extracted.statements)
    assert answer.trace is not None and answer.trace.kept == 0 and len(answer.trace.dropped) == 4
    assert answer.trace.fallback and all(reason for _, reason in answer.trace.dropped)


def test_one_that_never_cites_is_repaired_where_one_passage_only_says_it(worded: Open) -> None:
    def silent_on_sources(prompt: str) -> list[Reply]:
        return [next(iter(first_sentences(prompt).values()))]

    answer = ask(worded(ScriptedChat(script=silent_on_sources)))
    assert answer.trace is not None and answer.trace.kept == 1
    assert answer.statements[0].citations


@pytest.mark.parametrize("number", ["[99]", "", "【99】"])
def test_a_number_that_is_no_passage_counts_as_none(worded: Open, number: str) -> None:
    answer = ask(worded(ScriptedChat(script=lambda prompt: [f"{first_sentences(prompt)[1]} {number}"])))
    assert answer.trace is not None and answer.trace.kept == 1


def test_a_sentence_under_the_wrong_number_is_dropped(worded: Open) -> None:
    answer = ask(worded(ScriptedChat(script=lambda prompt: [f"{first_sentences(prompt)[1]} [2]"])))
    assert answer.trace is not None and (answer.trace.kept, len(answer.trace.dropped)) == (0, 1)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (TimeoutError("key=sk-canary"), "took too long"),
        (ConnectionError("http://canary"), "could not be reached"),
        (type("RateLimitError", (Exception,), {})("sk-canary"), "takes no more requests now (rate limit)"),
        (type("AuthenticationError", (Exception,), {})("sk-canary"), "refused the key"),
        (RuntimeError("canary"), "failed (RuntimeError)"),
    ],
)
def test_a_model_that_fails_gives_the_extracted_answer_and_says_so(
    worded: Open, assistant: Assistant, error: Exception, said: str
) -> None:
    answer = ask(worded(says(error)))
    extracted = assistant.ask(QUESTION)
    assert answer.statements == extracted.statements
    assert answer.text.startswith(extracted.text) and f"The language model {said};" in answer.text
    assert answer.trace is not None and answer.trace.fallback == said
    assert "canary" not in str(answer.to_dict())


def test_one_that_breaks_off_keeps_what_has_been_said(worded: Open, assistant: Assistant) -> None:
    def breaks(prompt: str) -> list[Reply]:
        return [f"{first_sentences(prompt)[1]} [1] And ", ConnectionError()]

    opened = worded(ScriptedChat(script=breaks))
    pieces = list(opened.chain.stream(QUESTION))
    answer = ask(opened)
    assert "".join(piece.text for piece in pieces) == answer.text
    assert answer.trace is not None and answer.trace.kept == 1
    spans = {(c.document.id, c.start) for c in answer.citations}
    assert {(c.document.id, c.start) for c in assistant.ask(QUESTION).citations} <= spans
    assert answer.text.endswith("these are the sources' own sentences.*")


def test_one_that_hangs_is_given_up(worded: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_call.in_time, "__defaults__", (0.2, 0.4))
    opened = worded(ScriptedChat(script=lambda _: ["never"], delay=5))
    start = time.perf_counter()
    answer = ask(opened)
    assert time.perf_counter() - start < 4
    assert answer.trace is not None and answer.trace.fallback == "took too long"


def test_a_statement_appears_as_soon_as_it_is_complete(worded: Open) -> None:
    def slowly(prompt: str) -> list[Reply]:
        one, two = list(first_sentences(prompt).items())[:2]
        return [f"{one[1]} [{one[0]}] ", "Next ", "comes ", f"this. {two[1]} [{two[0]}]", " ", " "]

    model = ScriptedChat(script=slowly, delay=0.3)
    opened = worded(model)
    seen: list[tuple[float, str]] = []
    for event in opened.stream(QUESTION):
        if event.kind == "text":
            seen.append((time.perf_counter(), event.text))
    complete = model.times[1]  # the first word of the next sentence
    assert seen[0][0] - complete < 1.0
    assert seen[0][0] < model.times[-1]
    assert "".join(text for _, text in seen) == opened.ask(QUESTION).text


def test_every_way_of_asking_gives_the_same(worded: Open) -> None:
    opened = worded(ScriptedChat(script=honest))
    expected = opened.ask(QUESTION)

    async def by_stream() -> str:
        return "".join([piece.text async for piece in opened.chain.astream(QUESTION)])

    assert asyncio.run(by_stream()) == expected.text
    assert opened.chain.batch([QUESTION, QUESTION]) == [expected, expected]
    assert opened.conversation().ask(QUESTION) == expected


def test_a_conversation_may_do_without_the_model(worded: Open, assistant: Assistant) -> None:
    model = ScriptedChat(script=honest)
    chat = worded(model).conversation()
    chat.worded = False
    assert chat.ask(QUESTION).to_dict() == assistant.ask(QUESTION).to_dict()
    assert model.prompts == []


def test_the_best_of_the_extracted_answer_is_always_said(worded: Open, assistant: Assistant) -> None:
    def beside_the_point(prompt: str) -> list[Reply]:
        number, text = list(passages_in(prompt).items())[-1]
        return [f"{text.split(chr(10))[-1]} [{number}]"]

    answer = ask(worded(ScriptedChat(script=beside_the_point)))
    best = assistant.ask(QUESTION).citations[0]
    assert (best.start, best.document.id) in {(c.start, c.document.id) for c in answer.citations}


def test_silent_social_and_conflicting_answers_are_left_alone(worded: Open, assistant: Assistant) -> None:
    model = says("Everything is fine [1].")
    opened = worded(model)
    for question in ("hello", "Who invented the telephone?", "How long does a cold start take?"):
        assert opened.ask(question).to_dict() == assistant.ask(question).to_dict()
    assert model.prompts == []


def test_the_recommendation_stays_that_of_the_rules(worded: Open, assistant: Assistant) -> None:
    expected = assistant.ask(DECISION)
    assert expected.recommendation is not None and expected.recommendation.option is not None
    others = [option.name for option in assistant.guide.options] if assistant.guide else []

    def another(prompt: str) -> list[Reply]:
        passages = first_sentences(prompt)
        chosen = [f"Choose {name}: it is the best choice [{number}]. " for number in passages for name in others]
        return [*chosen[:6], *(f"{text} [{number}] " for number, text in passages.items())]

    model = ScriptedChat(script=another)
    answer = ask(worded(model), DECISION)
    assert answer.recommendation == expected.recommendation
    assert answer.statements[0] == expected.statements[0]
    assert expected.statements[0].text in model.prompts[-1]
    assert answer.question_back == expected.question_back and (answer.question_back or "") in answer.text
    said = {(c.document.id, c.start, c.end) for c in answer.citations}
    assert {(c.document.id, c.start, c.end) for c in expected.citations} <= said
    chosen = [statement.text for statement in answer.statements if statement.text.startswith("Choose")]
    assert chosen == [expected.statements[0].text]


def test_the_trace_tells_what_it_cost(worded: Open) -> None:
    model = ScriptedChat(script=lambda prompt: [*honest(prompt), "Grass is blue [1]."])
    trace: Any = worded(model).ask(QUESTION).to_dict()["trace"]
    assert trace["model"] == "scripted"
    assert trace["input_tokens"] == len(model.prompts[0].split()) and trace["output_tokens"] == 7
    assert trace["milliseconds"] >= trace["first_statement_milliseconds"] > 0
    assert [entry["text"] for entry in trace["dropped"]] == ["Grass is blue."]
    assert trace["dropped"][0]["reason"]


def test_callbacks_and_tags_reach_the_model(worded: Open) -> None:
    class Seen(BaseCallbackHandler):
        def __init__(self) -> None:
            self.starts: list[tuple[str, list[str]]] = []

        def on_chat_model_start(self, serialized: Any, messages: Any, **rest: Any) -> None:
            self.starts.append((rest["name"], rest["tags"]))
            self.parent = rest["parent_run_id"]

        def on_chain_start(self, serialized: Any, inputs: Any, **rest: Any) -> None:
            self.chain = rest["run_id"]

    seen = Seen()
    worded(ScriptedChat(script=honest)).chain.invoke(QUESTION, {"callbacks": [seen], "tags": ["mine"]})
    assert [name for name, _ in seen.starts] == ["writer"]
    assert {"mine", "writer"} <= set(seen.starts[0][1])
    assert seen.parent == seen.chain


def test_structured_output_is_read_where_the_model_has_it(worded: Open) -> None:
    class Structured(ScriptedChat):
        def with_structured_output(self, schema: Any, **_: Any) -> Any:
            from langchain_core.output_parsers import JsonOutputParser

            assert schema["properties"]["statements"]
            return self | JsonOutputParser()

    def as_json(prompt: str) -> list[Reply]:
        text = first_sentences(prompt)[1]
        return [
            '{"statements": [{"text": "',
            text,
            '", "passages": [1]}, {"text": "Grass is blue',
            '.", "passages": [1]}]}',
        ]

    model = Structured(script=as_json, profile={"structured_output": True})
    answer = ask(worded(model))
    assert answer.trace is not None
    assert (answer.trace.kept, len(answer.trace.dropped)) == (1, 1)
    assert answer.trace.output_tokens == 7


def test_going_round_in_circles_is_stopped(worded: Open) -> None:
    model = says(*["Grass is blue [1]. "] * 500)
    answer = ask(worded(model))
    assert answer.trace is not None and len(answer.trace.dropped) < 10
    assert answer.outcome is Outcome.ANSWERED


def test_a_model_that_says_nothing_leaves_a_decision_as_it_is(worded: Open, assistant: Assistant) -> None:
    answer, expected = ask(worded(says("NOTHING.")), DECISION), assistant.ask(DECISION)
    assert (answer.text, answer.statements) == (expected.text, expected.statements)
