"""Runs the command line in this process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from assistant import Assistant
from assistant.cli import main

Printed = tuple[int, str, str]
Command = Callable[..., Printed]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs the command in this process; exit status, stdout and stderr."""

    def run_command(*arguments: object) -> Printed:
        monkeypatch.setattr(sys, "argv", ["fingerpost", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as stopped:
            main()
        output = capsys.readouterr()
        return int(stopped.value.code or 0), output.out, output.err

    return run_command


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, assistant: Assistant) -> Assistant:
    """The assistant that `ask` and `evaluate` get, opened only once."""
    monkeypatch.setattr("assistant.cli.open_assistant", lambda corpus, index, model=None: assistant)
    return assistant
