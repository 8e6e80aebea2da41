"""The set-up commands: what they would run, without installing anything."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="needs make")


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    # Options of a make that runs these tests are not meant for this one.
    environment = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "ARGS"}}
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


def script(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """An environment in which everything has been installed after the last change of pyproject.toml."""
    for name in ("bin/python", "installed-app", "installed-test", "installed-dev"):
        script(tmp_path / "venv" / name, "exit 1")
    return tmp_path / "venv"


def test_the_targets_are_listed() -> None:
    done = make("help")
    assert done.returncode == 0
    assert all(f"make {target} " in done.stdout for target in ("chat", "test", "check", "clean"))


def test_an_old_python_is_named_with_what_to_do(tmp_path: Path) -> None:
    old = script(tmp_path / "python", 'case "$1" in --version) echo Python 3.9.1;; *) exit 1;; esac')
    done = make(f"PYTHON={old}", f"VENV={tmp_path / 'venv'}", "chat")
    assert done.returncode != 0
    assert f"needs Python 3.11 or later, and {old} is: Python 3.9.1" in done.stderr
    assert "make PYTHON=python3.12 chat" in done.stderr
    assert not (tmp_path / "venv").exists()


@pytest.mark.parametrize(("target", "command"), [("chat", "fingerpost chat --port 7860"), ("test", "-m pytest")])
def test_what_is_installed_is_not_installed_again(installed: Path, target: str, command: str) -> None:
    done = make("-n", f"VENV={installed}", "BROWSER_OPTION=", target)
    assert done.stdout.splitlines() == [f"{installed}/bin/{'python ' if target == 'test' else ''}{command} "]


def test_a_changed_pyproject_is_installed_torch_first(installed: Path) -> None:
    older = (ROOT / "pyproject.toml").stat().st_mtime - 10
    os.utime(installed / "installed-test", (older, older))
    lines = make("-n", f"VENV={installed}", "test").stdout.splitlines()
    installs = [line for line in lines if "pip" in line]
    assert len(installs) == 2
    assert installs[0].endswith('install "torch==2.13.0"')
    assert installs[1].endswith('install --editable ".[test]"')
    assert make("-n", f"VENV={installed}", "TORCH=torch==9", "test").stdout.count('"torch==9"') == 1


def test_the_page_reads_every_format(installed: Path) -> None:
    (installed / "installed-app").unlink()
    lines = make("-n", f"VENV={installed}", "chat").stdout.splitlines()
    assert any(line.endswith('install --editable ".[documents]"') for line in lines)
