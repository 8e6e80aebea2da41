"""What the README shows is what happens."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant
from assistant.cli import main

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
SHOWN = [block.removeprefix("$ fingerpost ").split("\n", 1) for kind, block in BLOCKS if kind == "console"]


def test_the_python_example_runs(assistant: Assistant, capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = [block for kind, block in BLOCKS if kind == "python"]
    assert len(re.findall(r"^\S", example, re.MULTILINE)) <= 10
    names: dict[str, Any] = {}
    exec(compile(example, "README.md", "exec"), names)
    answer, recommended = names["answer"], names["chat"].answers[-1].recommendation.option.id
    printed = capsys.readouterr().out
    assert printed.startswith(f"answered {answer.text}\n")
    assert printed.endswith(f" {recommended}\n")
    assert answer.citations
    assert [answer.outcome for answer in names["answers"]] == ["answered", "silent"]


@pytest.mark.parametrize(("arguments", "output"), SHOWN, ids=[arguments for arguments, _ in SHOWN])
def test_a_command_prints_what_is_shown(
    assistant: Assistant,
    arguments: str,
    output: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("assistant.cli.open_assistant", lambda corpus, index, model=None: assistant)
    monkeypatch.setattr(sys, "argv", ["fingerpost", *shlex.split(arguments)])
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit):
        main()
    assert capsys.readouterr().out.strip() == output.strip()


def test_the_decision_record_is_the_one_for_the_question_shown(assistant: Assistant) -> None:
    (record,) = [block for kind, block in BLOCKS if kind == "markdown"]
    question = shlex.split(SHOWN[1][0])[1]
    recommendation = assistant.ask(question).recommendation
    assert recommendation is not None and recommendation.to_adr().strip() == record.strip()


def test_help_and_a_cited_answer_are_shown() -> None:
    assert [arguments.split()[0] for arguments, _ in SHOWN] == ["ask", "ask", "--help"]
    assert all("Sources" in output for _, output in SHOWN[:2])


def test_every_command_and_target_named_exists() -> None:
    commands = set(re.findall(r"fingerpost (\w+)", README))
    assert (
        {"chat", "ask", "evaluate", "check"} <= commands <= {"chat", "ask", "ingest", "evaluate", "check", "feedback"}
    )
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)]+)\)|src=\"([^\"]+)\"", README)
    assert len(links) >= 5
    for link in (markdown or html for markdown, html in links):
        assert (ROOT / link).is_file(), link
