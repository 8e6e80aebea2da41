"""The page's framework stays in the one package that talks to it."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "ui" / "gradio_page"


def modules_imported(file: Path) -> set[str]:
    """The modules that a file names in its import statements, wherever in the file they stand."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def importers(package: str) -> set[Path]:
    """The project's files that import a package or a part of it."""
    files = [file for folder in ("ingest", "assistant", "ui") for file in (ROOT / folder).rglob("*.py")]
    names = {file: modules_imported(file) for file in files}
    return {file for file in files if any(f"{name}.".startswith(f"{package}.") for name in names[file])}


def test_gradio_is_imported_in_its_own_package_alone() -> None:
    users = importers("gradio") | importers("gradio_client")
    assert users and {file.parent for file in users} == {HOME}


def test_one_module_outside_the_package_opens_it() -> None:
    outside = {file for file in importers("ui.gradio_page") if file.parent != HOME}
    assert outside == {ROOT / "ui" / "app.py"}
