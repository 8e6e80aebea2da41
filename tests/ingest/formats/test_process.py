"""The process that parses: limits that hold, and a crash that costs one file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest
from docx_file import docx, paragraph
from pdf_file import assemble, pdf, stream, text

from ingest.errors import CorpusError
from ingest.formats import process
from ingest.formats.parsed import Limits
from ingest.formats.process import ParserProcess


def refusal(parser: ParserProcess, raw: bytes, name: str) -> str:
    with pytest.raises(CorpusError) as caught:
        parser.parse(raw, name)
    return str(caught.value)


def start(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let the child do this instead of parsing a file that is called bad.txt."""
    patch = (
        "import sys, os, time, signal; sys.path.append(sys.argv[1]); from ingest.formats import child\n"
        "parse = child.parse\n"
        "def broken(raw, name, limits):\n"
        "    if name != 'bad.txt': return parse(raw, name, limits)\n"
        f"    {code}\n"
        "child.parse = broken; child.main()"
    )
    monkeypatch.setattr(process, "_START", patch)


def test_one_process_parses_many_files() -> None:
    with ParserProcess() as parser:
        parsed = parser.parse(b"---\nid: x\n---\n# A title\n\nText.\n", "a.md")
        assert (parsed.title, parsed.matter) == ("A title", {"id": "x"})
        assert [section.path for section in parsed.sections] == [("A title",)] * 2
        first = parser._process
        assert parser.parse(b"Text \xf0\x9f\x98\x80 of it.", "a_b.txt").content.text == "Text 😀 of it."
        assert refusal(parser, b"", "a.md") == "empty"
        assert parser._process is first


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("while True: pass", "took longer than 1 s to read; split it"),
        ("time.sleep(60)", "took longer than 1 s to read; split it"),
        ("return 'x' * (1 << 31)", "takes more than 512 MB of memory to read; split it"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "its parser crashed (status -11); save it anew with another program"),
        ("os._exit(7)", "its parser crashed (status 7); save it anew with another program"),
        ("f = lambda: f(); f()", "nested too deeply; simplify it"),
    ],
)
def test_what_goes_wrong_costs_one_file(monkeypatch: pytest.MonkeyPatch, code: str, reason: str) -> None:
    start(monkeypatch, code)
    with ParserProcess(Limits(seconds=1, megabytes=512)) as parser:
        parser.parse(b"Before.", "a.txt")
        assert refusal(parser, b"Text.", "bad.txt") == reason
        assert parser.parse(b"After.", "a.txt").content.text == "After."


def test_what_a_library_prints_is_no_answer(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    start(monkeypatch, "print('{}'); os.write(1, b'{}\\n'); os.write(2, b'x'); return parse(raw, 'a.txt', limits)")
    with ParserProcess() as parser:
        assert parser.parse(b"Text.", "bad.txt").content.text == "Text."
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs a timer signal")
def test_a_parser_without_its_parent_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.formats.child._GRACE", 0)
    start(monkeypatch, "child._end_after(0.2); time.sleep(60)")
    with ParserProcess() as parser:
        assert refusal(parser, b"Text.", "bad.txt").startswith(f"its parser crashed (status -{int(signal.SIGALRM)})")


def test_the_environment_and_the_working_folder_are_not_trusted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "yaml.py").write_text("raise SystemExit('taken from the working folder')")
    (tmp_path / "json.py").write_text("raise SystemExit('taken from the working folder')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    start(monkeypatch, "return parse(' '.join(os.environ).encode(), 'a.txt', limits)")
    with ParserProcess() as parser:
        names = parser.parse(b"Text.", "bad.txt").content.text
    assert "PATH" in names
    assert "OPENAI_API_KEY" not in names


def test_an_interrupt_leaves_no_answer_for_the_next_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> bytes:
        raise KeyboardInterrupt

    with ParserProcess() as parser:
        parser.parse(b"Text.", "a.txt")
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(process, "_exchange", interrupt)
            parser.parse(b"Lost.", "a.txt")
        assert parser.parse(b"After.", "a.txt").content.text == "After."


def test_no_process_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    with ParserProcess() as parser:
        parser.parse(b"Text.", "a.txt")
        child = parser._process
        assert child is not None
    with pytest.raises(ProcessLookupError):
        os.kill(child.pid, 0)


def test_characters_and_paragraphs_are_limited() -> None:
    with ParserProcess(Limits(characters=10, blocks=2)) as parser:
        assert refusal(parser, b"eleven sign", "a.txt") == "holds 11 characters, more than 10; split it"
        assert refusal(parser, b"a\n\nb\n\nc", "a.md") == "holds 3 paragraphs, more than 2; split it"
        assert parser.parse(b"a\n\nb", "a.md").title == "a"


BOMB = assemble(
    [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        b"<< >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /Font << >> >> /Contents 5 0 R >>",
        stream(zlib.compress(b"0" * 300_000_000, 9), b"/Filter /FlateDecode "),
    ]
)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (BOMB, "bomb.pdf"),
        (pdf(text("x ", 700) * 200_000), "long.pdf"),
        (b"<div>" * 100_000 + b"x", "deep.html"),
        (docx(paragraph("x") * 300_000), "long.docx"),
        (b"> " * 100_000 + b"x", "quotes.md"),
        (b"[" * 300_000, "brackets.md"),
        (b"| " * 200_000 + b"\n" + b"|-" * 200_000, "wide.md"),
        (b"a" * 4_999_999, "line.txt"),
        (b"<a" * 500_000, "tags.md"),
        (b"<!--" * 300_000 + b"hidden", "comments.md"),
        (b"`" * 500_000, "ticks.md"),
    ],
)
def test_heavy_files_end_in_time_and_memory(raw: bytes, name: str) -> None:
    """Read or refused, either is right: what counts is that the next file gets its turn."""
    if name.endswith((".pdf", ".docx")):
        pytest.importorskip({"f": "pypdf", "x": "mammoth"}[name[-1]])
    started = time.monotonic()
    with ParserProcess(Limits(seconds=3, megabytes=512)) as parser:
        try:
            parser.parse(raw, name)
        except CorpusError as error:
            assert "\n" not in str(error)
        assert parser.parse(b"After.", "a.txt").content.text == "After."
    assert time.monotonic() - started < 15


def test_starting_takes_no_heavy_library() -> None:
    names = ("numpy", "torch", "chromadb", "pypdf", "mammoth", "selectolax")
    code = f"import sys, ingest.formats.child; print([name for name in {names} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
