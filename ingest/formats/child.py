"""The process that parses: reads files from stdin, writes what they hold to stdout, one after the other.

A request is one line of JSON (`name`, `size`, `limits`) and `size` bytes of the file; a reply is one line
of JSON with `parsed` or `error`. The limits are set here because a process can only limit itself.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from ingest.errors import CorpusError
from ingest.formats.parse import parse
from ingest.formats.parsed import Limits

OUT_OF_MEMORY = 3  # exit status
_GRACE = 5  # seconds after which a parser whose parent is gone ends by itself


def main() -> None:
    """Serve requests until stdin ends."""
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What a library prints must not get between the replies.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    while line := requests.readline():
        request = json.loads(line)
        limits = Limits(**request["limits"])
        raw = requests.read(request["size"])
        _limit_memory(limits)
        _end_after(limits.seconds + _GRACE)
        try:
            reply = _reply(raw, request["name"], limits)
        except MemoryError:
            # What is left of the memory may be in pieces: the next file gets a new process.
            os._exit(OUT_OF_MEMORY)
        replies.write(reply + b"\n")
        replies.flush()
        _end_after(0)


def _reply(raw: bytes, name: str, limits: Limits) -> bytes:
    answer: dict[str, Any]
    try:
        answer = {"parsed": asdict(parse(raw, name, limits))}
    except CorpusError as error:
        answer = {"error": str(error)}
    except RecursionError:
        answer = {"error": "nested too deeply; simplify it"}
    return json.dumps(answer, ensure_ascii=False).encode()


def _limit_memory(limits: Limits) -> None:
    with suppress(ImportError, ValueError):  # Windows has no such limits; a lower one may be set already
        import resource

        size = limits.megabytes << 20
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # a parser has nothing to write


def _end_after(seconds: float) -> None:
    with suppress(ImportError, AttributeError):
        import signal

        signal.setitimer(signal.ITIMER_REAL, seconds)
