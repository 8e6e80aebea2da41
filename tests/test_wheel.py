"""The built wheel, installed on its own away from the checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Mapping
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("corpus", "ingest", "assistant", "ui")
QUESTION = "Can API routes hold a WebSocket?"

pytestmark = pytest.mark.slow


def run(*command: object, cwd: Path, env: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, since a build leaves its work in the source folder."""
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=shutil.ignore_patterns("__pycache__"))
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", source / "dist", cwd=source)
    (built,) = (source / "dist").glob("fingerpost-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("installed")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--no-deps", "--no-index")
    run(*pip, "--target", target, wheel, cwd=target)
    return target


def test_every_file_the_packages_need_is_in_the_wheel(wheel: Path) -> None:
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    wanted = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert packed == wanted
    assert {"corpus/rules.yaml", "assistant/judge.json", "ui/page.css", "ui/page.js"} <= packed


def test_the_wheel_names_its_licence_its_command_and_what_it_needs(wheel: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    with zipfile.ZipFile(wheel) as archive:
        (folder,) = {name.split("/")[0] for name in archive.namelist() if ".dist-info/" in name}
        metadata = Parser().parsestr(archive.read(f"{folder}/METADATA").decode("utf-8"))
        commands = archive.read(f"{folder}/entry_points.txt").decode("utf-8")
        assert archive.read(f"{folder}/licenses/LICENSE") == (ROOT / "LICENSE").read_bytes()
    needed = [entry for entry in metadata.get_all("Requires-Dist") or [] if "extra ==" not in entry]
    assert len(needed) == len(project["dependencies"])
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Requires-Python"] == ">=3.11"
    assert "fingerpost = assistant.cli:main" in commands


def test_the_installed_command_answers_away_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()  # a folder of the user's that happens to have the corpus's name
    environment = {"PYTHONPATH": str(installed), "FINGERPOST_INDEX": str(tmp_path / "index")}
    origins = "import assistant.cli, ingest, ui; print(*(m.__file__ for m in (assistant.cli, ingest, ui)), sep='\\n')"
    for origin in run(sys.executable, "-c", origins, cwd=tmp_path, env=environment).split():
        assert Path(origin).is_relative_to(installed)

    command = (sys.executable, installed / "bin" / "fingerpost")
    answer = json.loads(run(*command, "ask", "--json", QUESTION, cwd=tmp_path, env=environment))
    assert answer["outcome"] == "answered"
    assert answer["citations"]
    for citation in answer["citations"]:
        text = (installed / "corpus" / f"{citation['document']['id']}.md").read_bytes().decode("utf-8")
        assert text[citation["start"] : citation["end"]] == citation["quote"]

    manifest = next((tmp_path / "index" / "generations").glob("*/manifest.json"))
    assert json.loads(manifest.read_text(encoding="utf-8"))["sources"] == [str(installed / "corpus")]
    assert run(*command, "check", cwd=tmp_path, env=environment) == "All in order.\n"
