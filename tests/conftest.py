"""The index of the built-in corpus, built once for all tests and never in the user's data folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from assistant import Assistant

ROOT = Path(__file__).resolve().parents[1]

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session", autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where indexes go by default while the tests run."""
    folder = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINGERPOST_INDEX", str(folder / "index"))
        patch.setenv("XDG_DATA_HOME", str(folder))
        yield folder


@pytest.fixture(scope="session")
def assistant(data_folder: Path) -> Assistant:
    """The assistant over the built-in corpus."""
    return Assistant.open()


@pytest.fixture(scope="session")
def index(assistant: Assistant) -> Path:
    """The folder of its index."""
    return assistant.index


@pytest.fixture(scope="session")
def run() -> Run:
    """Runs Python with these arguments in a process of its own, in an empty folder unless another is given."""

    def run_python(
        *arguments: str, cwd: Path, env: Mapping[str, str] | None = None, prefix: tuple[str, ...] = ()
    ) -> subprocess.CompletedProcess[str]:
        command = [*prefix, sys.executable, *arguments]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", **(env or {})}
        return subprocess.run(
            command, cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=240
        )

    return run_python


@pytest.fixture(scope="session")
def fingerpost(run: Run) -> Run:
    """Runs the `fingerpost` command with these arguments in a process of its own."""

    def run_command(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
        return run("-c", "from assistant.cli import main; main()", *arguments, **options)

    return run_command
