"""What is promised of every answer, whichever way it is asked for, over the built-in corpus."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import assistant as package
from assistant import Answer, Assistant, Outcome
from assistant.builtin import builtin_corpus

WEBSOCKET = "Can API routes hold a WebSocket?"
VUE = "We have a Vue frontend already and need live chat. What should the backend run on?"
UNDECIDED = "Which framework should we use?"
STATING = {Outcome.ANSWERED, Outcome.CONFLICTING}
QUESTIONS = [
    WEBSOCKET,
    VUE,
    UNDECIDED,
    "How long does a cold start take?",
    "What is Express.js?",
    "Express or Next.js: how do their middleware models differ?",
    "Is Bun faster than Node.js?",
    "Who invented the telephone?",
    "What will the weather be in Oslo tomorrow?",
    "Should an online shop that needs SEO be built with Next.js?",
    "Show me the code of a custom server",
    "hello",
    "thanks",
]
OPTIONS = {
    "nodejs",
    "express",
    "nestjs",
    "nextjs",
    "nextjs-api-routes",
    "nextjs-with-service",
    "nextjs-custom-server",
}
MARKER = re.compile(r"\[(\d+)\]")


@pytest.fixture(scope="module", params=QUESTIONS)
def answer(request: pytest.FixtureRequest, assistant: Assistant) -> Answer:
    return assistant.ask(request.param)


def without_code(text: str) -> str:
    return re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)


def test_every_quote_is_in_the_file_letter_by_letter(answer: Answer) -> None:
    for citation in answer.citations:
        text = (builtin_corpus() / f"{citation.document.id}.md").read_bytes().decode("utf-8")
        assert text == citation.document.text
        assert citation.quote.strip()
        assert text[citation.start : citation.end] == citation.quote
        assert citation.passage.start <= citation.start < citation.end <= citation.passage.end
        assert citation.quote in citation.passage.text
        assert citation.document.title and citation.section


def test_every_statement_is_cited_and_the_text_is_its_statements(answer: Answer) -> None:
    rest = answer.text
    for statement in answer.statements:
        assert statement.citations
        assert statement.marked in rest
        rest = rest.replace(statement.marked, "", 1)
    if answer.outcome in STATING:
        assert answer.statements
        # What is left is what asks back, and says nothing about the subject.
        left = rest.replace(answer.question_back or "", "").strip()
        assert not left or (answer.question_back and left.endswith(":") and len(left.split()) <= 6)


def test_citations_are_exactly_those_used(answer: Answer) -> None:
    used = list(dict.fromkeys(citation for statement in answer.statements for citation in statement.citations))
    assert sorted(used, key=lambda citation: citation.number) == list(answer.citations)
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    markers = {int(number) for number in MARKER.findall(without_code(answer.text))}
    assert markers == {citation.number for citation in answer.citations}


def test_silent_and_social_answers_cite_nothing(answer: Answer) -> None:
    if answer.outcome in {Outcome.SILENT, Outcome.SOCIAL}:
        assert (answer.citations, answer.statements, answer.recommendation) == ((), (), None)
        assert answer.text
    elif answer.outcome is Outcome.ASKING:
        assert answer.question_back and answer.question_back in answer.text


def test_only_a_decision_is_recommended(answer: Answer) -> None:
    if answer.recommendation and answer.outcome is not Outcome.ASKING:
        assert answer.recommendation.option
        assert answer.recommendation.option.id in OPTIONS
        assert answer.recommendation.option.name in answer.text
    if answer.question in {WEBSOCKET, "What is Express.js?", "hello"}:
        assert answer.recommendation is None


def test_the_outcomes_are_those_of_the_design(assistant: Assistant) -> None:
    assert [outcome.value for outcome in Outcome] == ["answered", "conflicting", "silent", "asking", "social"]
    assert isinstance(Outcome.SILENT, str)
    assert assistant.ask(WEBSOCKET).outcome == "answered"
    assert assistant.ask("hello").outcome == "social"
    assert assistant.ask("What will the weather be in Oslo tomorrow?").outcome == "silent"
    assert assistant.ask(UNDECIDED).outcome == "asking"
    assert assistant.ask(VUE).outcome == "answered"


def test_every_way_gives_the_same_answer(answer: Answer, assistant: Assistant) -> None:
    question = answer.question
    expected = answer.to_dict()
    assert assistant.ask(question).to_dict() == expected
    assert assistant.chain.invoke(question).to_dict() == expected
    assert assistant.conversation().ask(question).to_dict() == expected
    for stream in (assistant.stream, assistant.conversation().stream):
        events = list(stream(question))
        assert "".join(event.text for event in events if event.kind == "text") == answer.text
        assert {event.kind for event in events[:-1]} <= {"step", "text"}
        assert events[-1].kind == "answer" and events[-1].answer is not None
        assert events[-1].answer.to_dict() == expected


def test_an_answer_survives_json(answer: Answer) -> None:
    values = answer.to_dict()
    assert json.loads(json.dumps(values)) == values
    assert values["outcome"] == answer.outcome.value
    assert values["text"] == answer.text


def test_markdown_and_record_carry_the_quotes(answer: Answer) -> None:
    markdown = answer.to_markdown()
    assert answer.text in markdown
    for citation in answer.citations:
        assert all(f"> {line}" in markdown for line in citation.quote.splitlines())
    if answer.recommendation and answer.outcome in STATING:
        assert answer.recommendation.option is not None
        assert answer.recommendation.option.name in answer.recommendation.to_adr()


def test_reopening_the_index_changes_nothing(assistant: Assistant) -> None:
    again = Assistant.open(index=assistant.index)
    assert again.version == assistant.version
    for question in (WEBSOCKET, VUE):
        assert again.ask(question).to_dict() == assistant.ask(question).to_dict()


def test_the_options_are_those_of_the_design(assistant: Assistant) -> None:
    assert assistant.guide is not None
    assert {option.id for option in assistant.guide.options} == OPTIONS


def test_the_package_offers_what_it_lists() -> None:
    assert package.__all__ == sorted(package.__all__)
    assert {"Assistant", "Answer", "Outcome"} <= set(package.__all__)
    for name in package.__all__:
        assert getattr(package, name).__name__ == name
    with pytest.raises(AttributeError, match="nothing_of_that_name"):
        _ = package.nothing_of_that_name


def test_importing_is_light(run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    heavy = ("torch", "chromadb", "gradio", "langchain_core", "sentence_transformers", "numpy", "yaml")
    code = f"import assistant, sys; print([name for name in {heavy!r} if name in sys.modules])"
    done = run("-c", code, cwd=tmp_path)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_importing_every_module_starts_nothing(
    run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """An import loads no model, starts no thread and writes nothing; the modules on Gradio are left out."""
    code = (
        "import importlib, os, pathlib, pkgutil, sys, threading\n"
        "import assistant, ingest, ui\n"
        "before = dict(os.environ)\n"
        "for package in (ingest, assistant, ui):\n"
        "    for module in pkgutil.iter_modules(package.__path__):\n"
        "        if module.name not in ('page', 'events', 'feedback_box'):\n"
        "            importlib.import_module(f'{package.__name__}.{module.name}')\n"
        "heavy = [name for name in ('torch', 'chromadb', 'gradio', 'sentence_transformers') if name in sys.modules]\n"
        "print(heavy, dict(os.environ) == before, threading.active_count(), list(pathlib.Path('.').iterdir()))"
    )
    done = run("-c", code, cwd=tmp_path)
    assert (done.stdout, done.stderr) == ("[] True 1 []\n", "")
