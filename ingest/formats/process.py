"""Parse files in a child process, where a hostile one can take neither time nor memory nor the program with it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event, Timer
from typing import Any

from ingest.document import Section
from ingest.errors import CorpusError
from ingest.formats.child import OUT_OF_MEMORY
from ingest.formats.parsed import Content, Limits, Parsed

# Appended, not put first: a file in the working folder or beside the package must not pass for a library.
_START = "import sys; sys.path.append(sys.argv[1]); from ingest.formats.child import main; main()"
_PACKAGES = str(Path(__file__).resolve().parents[2])
# What Python needs to start. Keys and tokens in the environment are no business of a parser.
_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMP")


class ParserProcess:
    """A process that parses one file after the other; it starts with the first or when told, and anew after a crash."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> ParserProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> subprocess.Popen[bytes]:
        """Start the process, unless it runs, without waiting until it is ready."""
        if self._process is None:
            command = [sys.executable, "-P", "-B", "-c", _START, _PACKAGES]
            environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
            )
        return self._process

    def parse(self, raw: bytes, name: str) -> Parsed:
        """The content of a file. Raises CorpusError, without the name, saying why it can't be used."""
        process = self.start()
        header = json.dumps({"name": name, "size": len(raw), "limits": vars(self.limits)}).encode()
        expired = Event()

        def end() -> None:
            expired.set()
            process.kill()

        timer = Timer(self.limits.seconds, end)
        timer.start()
        try:
            reply = _exchange(process, header + b"\n", raw)
        except BaseException:  # interrupted: the answer to this file must not be taken for that to the next
            self.close()
            raise
        finally:
            timer.cancel()
        if not reply.endswith(b"\n"):
            raise CorpusError(self._end(expired.is_set()))
        answer = json.loads(reply)
        if "error" in answer:
            raise CorpusError(answer["error"])
        return _parsed(answer["parsed"])

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _end(self, expired: bool) -> str:
        """Why the process gave no answer, in words for the report."""
        assert self._process is not None
        if not expired:
            self._process.communicate()
        code = self._process.poll()
        self.close()
        if expired:
            return f"took longer than {self.limits.seconds:g} s to read; split it"
        if code == OUT_OF_MEMORY or code == -getattr(signal, "SIGKILL", 9):
            return f"takes more than {self.limits.megabytes:,} MB of memory to read; split it"
        return f"its parser crashed (status {code}); save it anew with another program"


def _exchange(process: subprocess.Popen[bytes], header: bytes, raw: bytes) -> bytes:
    """Send a request and wait for the reply; cut short where the process ends."""
    requests, replies = process.stdin, process.stdout
    assert requests is not None and replies is not None
    try:
        requests.write(header)
        requests.write(raw)
        requests.flush()
    except OSError:
        return b""
    return replies.readline()


def _parsed(values: dict[str, Any]) -> Parsed:
    content = values["content"]
    content = Content(**{**content, "pages": tuple(content["pages"]), "notes": tuple(content["notes"])})
    sections = tuple(Section(tuple(s["path"]), s["start"], s["end"]) for s in values["sections"])
    return Parsed(content, values["title"], sections, values["matter"])
