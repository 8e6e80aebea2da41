"""How the command line takes a user's mistakes: one line that says what to do, and no traceback."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import Assistant

HEAVY = ("torch", "chromadb", "gradio", "langchain", "langchain_core", "sentence_transformers", "transformers")
ESCAPE = "\x1b"

Printed = tuple[int, str, str]
Command = Callable[..., Printed]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["ask", ""],
        ["ask", "  \t "],
        ["ask", "hi", "--nope"],
        ["ask", "hi", "--index"],
        ["ask", "hi", "--corpus", "/no/such/folder"],
        ["ask", "hi", "--corpus", "https://example.org/a.md"],
        ["ask", "hi", "--index", "/dev/null"],
        ["ask", "hi", "--index", "/dev/null/index"],
        ["nope"],
        ["ingest", "/no/such/file.md"],
        ["ingest", "https://example.org/a.md"],
        ["ingest", "/dev/null"],
        ["ingest", "--index", "/dev/null/index"],
        ["evaluate", "/no/such/questions.yaml"],
        ["evaluate", "--system", "crystal-ball"],
        ["evaluate", "--split", "test"],
        ["evaluate", "--floor", "90"],
        ["evaluate", "--floor", "-0.1"],
        ["evaluate", "--floor", "high"],
        ["evaluate", "--floor", "nan"],
        ["evaluate", "--compare", "/no/such/record.json"],
        ["chat", "--port", "http"],
        ["chat", "--port", "70000"],
        ["chat", "--host", "0.0.0.0"],
        ["check", "--corpus", "/no/such/folder"],
    ],
    ids=" ".join,
)
def test_a_mistake_is_one_line_with_a_next_step(command: Command, index: Path, arguments: list[str]) -> None:
    code, out, err = command(*arguments)
    assert code != 0
    assert out == ""
    assert err.startswith("fingerpost: ") and err.count("\n") == 1
    assert ";" in err  # what was wrong; what to do
    # The value or its option is named; a path can't hold a doubled slash.
    assert len(arguments) == 1 or any(part.strip().replace("//", "/") in err for part in arguments[1:])


def test_the_public_sets_take_no_model(command: Command) -> None:
    code, out, err = command("evaluate", "--public", "sets", "--model", "ollama:qwen3:4b")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "--public sets goes with --json alone; leave the other options out" in err


def test_a_wrong_variable_is_one_line_too(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINGERPOST_TRACING", "maybe")
    code, out, err = command("check")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "FINGERPOST_TRACING is 'maybe'" in err


def test_a_folder_with_other_files_is_not_taken_for_an_index(command: Command, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all,", encoding="utf-8")
    for arguments in (["ask", "hi"], ["ingest"]):
        code, out, err = command(*arguments, "--index", tmp_path)
        assert (code, out) == (1, "")
        assert str(tmp_path) in err and "letter.txt" in err and err.count("\n") == 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["letter.txt"]


def test_a_damaged_index_says_how_to_build_it_again(command: Command, tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("{", encoding="utf-8")
    code, _, err = command("ask", "hi", "--index", tmp_path)
    assert code == 1
    assert "CURRENT" in err and "fingerpost ingest" in err and err.count("\n") == 1


def test_an_unreadable_question_file_is_named(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "questions.yaml"
    file.write_bytes(b"\xff\xfe")
    code, out, err = command("evaluate", file)
    assert (code, out) == (1, "")
    assert str(file) in err and err.count("\n") == 1


@pytest.mark.parametrize("option", ["--json", "--report"])
def test_an_output_that_cannot_be_written_is_named(
    command: Command, opened: Assistant, tmp_path: Path, option: str
) -> None:
    questions = tmp_path / "questions.yaml"
    questions.write_text("- {q: hello, outcome: social}\n", encoding="utf-8")
    code, _, err = command("evaluate", questions, option, "/dev/null/file")
    assert code == 1
    assert "/dev/null/file" in err and err.count("\n") == 1


def test_a_record_that_cannot_be_written_is_named(command: Command, opened: Assistant) -> None:
    question = "We have a Vue frontend already and need live chat. What should the backend run on?"
    code, _, err = command("ask", question, "--adr", "/dev/null/adr.md")
    assert code == 1
    assert "/dev/null/adr.md" in err and err.count("\n") == 1
    code, _, err = command("ask", "hello", "--adr", "/dev/null/adr.md")
    assert code == 1
    assert "no recommendation" in err


def test_a_port_in_use_is_named(command: Command, opened: Assistant) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, out, err = command("chat", "--port", port)
    assert (code, out) == (1, "")
    assert f"127.0.0.1:{port}" in err and "--port" in err and err.count("\n") == 1


def test_an_error_of_the_system_is_one_line_too(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "/somewhere/vectors.npy")

    monkeypatch.setattr("assistant.open_index.build_index", full)
    code, out, err = command("ingest", "--index", tmp_path / "index")
    assert (code, out) == (1, "")
    assert "/somewhere/vectors.npy: No space left on device" in err and err.count("\n") == 1
