"""Builds that are killed after a given time, one after the other.

    python fork_builds.py SOURCE INDEX

Each line read is a time in seconds: a build is forked off, killed that long after its start unless it has ended,
and answered with "killed" or "finished" and how long it ran. Forked, so that thirty builds import Chroma once.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

import chromadb  # noqa: E402, F401
from word_embedder import WordEmbedder  # noqa: E402

from ingest.build import build_index  # noqa: E402


def run_build(source: Path, index: Path, seconds: float) -> None:
    started = time.perf_counter()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            build_index([source], index, WordEmbedder())
            status = 0
        finally:
            os._exit(status)
    ended, status = os.waitpid(child, os.WNOHANG)
    while not ended and time.perf_counter() - started < seconds:
        time.sleep(0.0005)
        ended, status = os.waitpid(child, os.WNOHANG)
    if not ended:
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0:
        raise SystemExit("a build failed by itself")
    what = "killed" if os.WIFSIGNALED(status) else "finished"
    print(what, time.perf_counter() - started, flush=True)


if __name__ == "__main__":
    for line in sys.stdin:
        run_build(Path(sys.argv[1]), Path(sys.argv[2]), float(line))
