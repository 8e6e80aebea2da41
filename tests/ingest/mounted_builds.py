"""Builds and readers on a file system of their own; run inside `unshare -rm`.

    python mounted_builds.py full SOURCE INDEX
    python mounted_builds.py read-only SOURCE INDEX

Prints what the index holds and which errors came, one JSON value a line.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from built import passages  # noqa: E402
from word_embedder import WordEmbedder  # noqa: E402

from ingest.build import build_index  # noqa: E402
from ingest.errors import IndexUnavailable  # noqa: E402


def say(value: object) -> None:
    print(json.dumps(value), flush=True)


def try_build(source: Path, index: Path) -> None:
    try:
        say(build_index([source], index, WordEmbedder()).documents)
    except IndexUnavailable as error:
        say(str(error))


def fill_up(source: Path, index: Path) -> None:
    index.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(index)], check=True)
    try_build(source, index)
    (source / "large.md").write_text("# Large\n\n" + "A cat. " * 400_000)
    try_build(source, index)
    say(passages(index))
    say(sorted(entry.name for entry in (index / "generations").iterdir()))
    (source / "large.md").unlink()
    (source / "cat.md").write_text("# About cat\n\nAnother cat.\n")
    try_build(source, index)
    say(passages(index))


def read_only(source: Path, index: Path) -> None:
    try_build(source, index)
    subprocess.run(["mount", "--bind", str(index), str(index)], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", str(index)], check=True)
    say(passages(index))
    try_build(source, index)
    say(passages(index))


if __name__ == "__main__":
    {"full": fill_up, "read-only": read_only}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
