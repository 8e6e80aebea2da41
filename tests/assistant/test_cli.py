"""The command line: what it prints, where, and how it takes a user's mistakes."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from assistant import Assistant, Outcome

HEAVY = ("torch", "chromadb", "gradio", "langchain", "langchain_core", "sentence_transformers", "transformers")
ESCAPE = "\x1b"

Printed = tuple[int, str, str]
Command = Callable[..., Printed]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_help_is_quick_and_loads_nothing_heavy(run: Run, tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['fingerpost', '--help']\n"
        "from assistant.cli import main\n"
        "try: main()\n"
        f"finally: print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    start = time.perf_counter()
    done = run("-c", code, cwd=tmp_path)
    seconds = time.perf_counter() - start
    assert done.returncode == 0, done.stderr
    assert "chat" in done.stdout and "evaluate" in done.stdout
    assert done.stdout.rstrip().endswith("[]")
    assert seconds < 3  # 0.2 s on an idle machine; loading any of the libraries above takes longer than this


def test_without_a_command_the_help_is_shown(command: Command) -> None:
    assert command() == command("--help")


def test_an_answer_is_printed_with_its_sources(command: Command, opened: Assistant) -> None:
    question = "Can API routes hold a WebSocket?"
    code, out, err = command("ask", question)
    answer = opened.ask(question)
    assert (code, err) == (0, "")
    assert answer.citations
    assert out.startswith(answer.text)
    for citation in answer.citations:
        assert f"[{citation.number}] {citation.document.title}: {citation.section}" in out
        assert " ".join(citation.quote.split()) in " ".join(out.split())


def test_json_is_the_answer_as_values(command: Command, opened: Assistant) -> None:
    question = "How long does a cold start take?"
    code, out, err = command("ask", question, "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == opened.ask(question).to_dict()


def test_a_decision_record_is_written(command: Command, opened: Assistant, tmp_path: Path) -> None:
    question = "We have a Vue frontend already and need live chat. What should the backend run on?"
    record = tmp_path / "adr.md"
    assert command("ask", question, "--adr", record)[0] == 0
    recommendation = opened.ask(question).recommendation
    assert recommendation is not None
    assert recommendation.option.name in record.read_text(encoding="utf-8")


def test_the_real_command_answers_from_the_index(fingerpost: Run, assistant: Assistant, tmp_path: Path) -> None:
    question = "Can API routes hold a WebSocket?"
    done = fingerpost("ask", "--json", question, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == assistant.ask(question).to_dict()


def test_ingest_reports_what_it_did_and_what_it_skipped(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "tea.md").write_text("# Tea\n\nGreen tea is steeped at 80 °C.\n", encoding="utf-8")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    (folder / "broken.txt").write_bytes(b"\xff\xfe\x00")
    code, out, err = command("ingest", folder, "--index", tmp_path / "index")
    assert code == 3
    assert out.startswith("documents: 1, passages: 1 (1 embedded), skipped files: 2, ")
    assert f"skipped {folder / 'photo.jpg'}: not a supported format" in err
    assert f"skipped {folder / 'broken.txt'}: not text" in err
    for name in ("photo.jpg", "broken.txt"):
        (folder / name).unlink()
    code, out, _ = command("ingest", folder, "--index", tmp_path / "index")
    assert code == 0
    assert "passages: 1 (nothing changed)" in out


def test_check_lists_what_is_wrong(command: Command, tmp_path: Path) -> None:
    (tmp_path / "tea.md").write_text("# Tea\n\nGreen tea is steeped at 80 °C.\n", encoding="utf-8")
    assert command("check", "--corpus", tmp_path) == (0, "All in order.\n", "")
    (tmp_path / "examples.yaml").write_text("questions: [", encoding="utf-8")
    code, out, err = command("check", "--corpus", tmp_path)
    assert code == 1
    assert out.count("\n") == 1 and str(tmp_path / "examples.yaml") in out
    assert err == "fingerpost: 1 to mend, listed above; then check again\n"


def test_the_built_in_corpus_is_in_order(command: Command) -> None:
    assert command("check") == (0, "All in order.\n", "")


def test_evaluate_prints_a_table_and_keeps_the_floor(command: Command, opened: Assistant, tmp_path: Path) -> None:
    questions = tmp_path / "questions.yaml"
    questions.write_text("- {q: hello, outcome: social}\n- {q: goodbye, outcome: silent}\n", encoding="utf-8")
    record = tmp_path / "record.json"
    code, out, _ = command("evaluate", questions, "--json", record)
    assert code == 0
    assert "50" in out
    assert json.loads(record.read_text(encoding="utf-8"))["settings"] == {"index": opened.version}
    assert command("evaluate", questions, "--floor", "0.5")[0] == 0
    code, _, err = command("evaluate", questions, "--floor", "0.6")
    assert code == 1
    assert "below the floor" in err


def test_evaluate_scores_the_tutorial_system_too(command: Command, opened: Assistant, tmp_path: Path) -> None:
    questions = tmp_path / "questions.yaml"
    questions.write_text("- {q: 'Where do WebSockets fit?', facts: [websocket]}\n", encoding="utf-8")
    code, out, _ = command("evaluate", questions, "--system", "naive")
    assert (code, "naive" in out) == (0, True)


def test_control_characters_never_reach_the_terminal(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    hostile = f"# Kettles{ESCAPE}]0;owned\x07\n\nThe Alpha kettle {ESCAPE}[2J boils\x9b31m at 100 degrees\x08\x08.\n"
    (folder / "kettles.md").write_text(hostile, encoding="utf-8")
    (folder / f"bad{ESCAPE}[2J.bin").write_bytes(b"x")
    index = tmp_path / "index"
    outputs = [
        command("ingest", folder, "--index", index),
        command("ask", f"Does the Alpha kettle boil?{ESCAPE}[2J", "--index", index),
        command("ask", f"Does the Alpha kettle boil?{ESCAPE}[2J", "--index", index, "--json"),
        command("check", "--corpus", folder),
        command("ask", "hi", "--corpus", f"/no/such{ESCAPE}[2J"),
        command(f"x{ESCAPE}[2J"),
    ]
    assert "Alpha kettle" in outputs[1][1]
    for _, out, err in outputs:
        for text in (out, err):
            assert not [hex(ord(c)) for c in text if (ord(c) < 32 and c not in "\t\n") or 127 <= ord(c) < 160]


def test_a_question_that_is_not_text_is_answered(command: Command, opened: Assistant) -> None:
    code, out, err = command("ask", "What is Express\udcff?")
    assert (code, err) == (0, "") and out


def test_a_terminal_without_unicode_and_a_closed_pipe_do_no_harm(fingerpost: Run, index: Path, tmp_path: Path) -> None:
    plain = fingerpost("ask", "hello", cwd=tmp_path, env={"PYTHONIOENCODING": "ascii"})
    assert (plain.returncode, plain.stderr) == (0, "")
    closed = fingerpost("--help", cwd=tmp_path, prefix=("sh", "-c", '"$@" | true', "sh"))
    assert closed.stderr == ""


def test_a_silent_answer_prints_no_sources(command: Command, opened: Assistant) -> None:
    question = "What will the weather be in Oslo tomorrow?"
    code, out, _ = command("ask", question)
    assert code == 0  # an answer too
    assert opened.ask(question).outcome is Outcome.SILENT
    assert "Sources" not in out


def test_ingest_says_what_was_removed_but_not_without_end(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    for number in range(22):
        (folder / f"tea-{number:02}.md").write_text(f"Tea {number}.<!-- x -->", encoding="utf-8")
    code, _, err = command("ingest", folder, "--index", tmp_path / "index")
    assert code == 0
    lines = [line for line in err.splitlines() if "removed" in line]
    assert lines[0] == "tea-00: 1 hidden piece of text removed"
    assert lines[20:] == ["and 2 more notes on what was removed or guessed"]
