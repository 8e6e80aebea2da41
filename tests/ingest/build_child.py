"""A build in a process of its own, for tests that kill it or let it wait.

    python build_child.py SOURCE INDEX MOMENT

The process kills itself at MOMENT, or with "wait" prints "building" and goes on when it is sent a line.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from word_embedder import WordEmbedder  # noqa: E402

import ingest.build  # noqa: E402
from ingest.embed import Vectors  # noqa: E402


class ChildEmbedder(WordEmbedder):
    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        if MOMENT == "wait":
            print("building", flush=True)
            sys.stdin.readline()
        return super().embed(texts, progress)


def die_before(holder: object, name: str) -> None:
    """Make the process kill itself where `holder.name` would be called."""
    setattr(holder, name, lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL))


def die_after(holder: object, name: str) -> None:
    real = getattr(holder, name)

    def last(*args: object, **kwargs: object) -> None:
        real(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(holder, name, last)


MOMENTS: dict[str, Callable[[], None]] = {
    "wait": lambda: None,
    "before the vectors": lambda: die_before(ChildEmbedder, "embed"),
    "before the files": lambda: die_before(ingest.build, "write_generation"),
    "before the collection": lambda: die_before(ingest.build, "write_vectors"),
    "before the check": lambda: die_before(ingest.build, "verify_generation"),
    "before the new folder has its name": lambda: die_before(os, "rename"),
    "before the pointer moves": lambda: die_before(os, "replace"),
    "after the pointer moved": lambda: die_after(os, "replace"),
}

if __name__ == "__main__":
    MOMENT = sys.argv[3]
    MOMENTS[MOMENT]()
    report = ingest.build.build_index([Path(sys.argv[1])], Path(sys.argv[2]), ChildEmbedder())
    print(f"embedded {report.embedded}", flush=True)
