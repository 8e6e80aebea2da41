"""A full disk and a read-only one."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import mounted_builds
import pytest
from built import ALL

SOME = "check free space and permissions, or give another folder"


def run(what: str, folder: Path, index: Path) -> list[object]:
    unshare = shutil.which("unshare")
    if not unshare or subprocess.run([unshare, "-rm", "true"], capture_output=True).returncode != 0:
        pytest.skip("needs permission to mount in a namespace of its own: unshare -rm")
    command = [unshare, "-rm", sys.executable, mounted_builds.__file__, what, str(folder), str(index)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_full_disk_leaves_the_index_working(folder: Path, index: Path) -> None:
    first, error, held, generations, third, renewed = run("full", folder, index)
    assert first == 3
    assert str(error).endswith((SOME, "check the free space"))
    assert held == ALL
    assert generations == ["1"]  # nothing of the build that failed takes up room
    assert (third, renewed) == (3, [ALL[0], "Another cat.", ALL[2]])


def test_an_index_that_cannot_be_written_to_is_read(folder: Path, index: Path) -> None:
    first, held, error, again = run("read-only", folder, index)
    assert (first, held, again) == (3, ALL, ALL)
    assert error == f"the index can't be written to {index} (Read-only file system); {SOME}"
