"""Tracing is off unless it is asked for by a variable of our own; what LangSmith would get is caught here."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from assistant.quiet import SWITCHES, TRACING, TRACING_VARIABLE, stay_quiet
from ingest.errors import FingerpostError

# What every answer is made of: a LangChain runnable, run after the switches are set.
TRACED = """
from assistant.quiet import stay_quiet
stay_quiet()
from langchain_core.runnables import RunnableLambda
from langchain_core.tracers.langchain import wait_for_all_tracers
RunnableLambda(lambda text: text.upper()).invoke("canary")
wait_for_all_tracers()
"""
Trace = Callable[[dict[str, str]], list[bytes]]


@pytest.fixture
def trace() -> Iterator[Trace]:
    """What a traced run with these variables sends to its LangSmith server, which is one on loopback."""
    received: list[bytes] = []

    class Server(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers.get("content-length", 0))))
            self.send_response(202)
            self.end_headers()

        def do_GET(self) -> None:
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = {
        "LANGSMITH_ENDPOINT": f"http://127.0.0.1:{server.server_port}",
        "LANGSMITH_API_KEY": "none",
        "LANGSMITH_DISABLE_RUN_COMPRESSION": "true",  # so that the test can read it
    }

    def run(variables: dict[str, str]) -> list[bytes]:
        # Other tests of this process may have called stay_quiet().
        inherited = {name: value for name, value in os.environ.items() if name not in {*SWITCHES, *TRACING}}
        environment = {**inherited, **address, **variables}
        subprocess.run([sys.executable, "-c", TRACED], env=environment, check=True, capture_output=True, timeout=60)
        return received

    yield run
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.mark.parametrize("asked", ["LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"])
def test_nothing_is_traced_although_langsmith_is_set_up(trace: Trace, asked: str) -> None:
    assert trace({asked: "true"}) == []


def test_a_trace_is_sent_where_both_ask_for_it(trace: Trace) -> None:
    assert b"canary" in b"".join(trace({"LANGSMITH_TRACING": "true", TRACING_VARIABLE: "1"}))


def test_our_variable_alone_traces_nothing(trace: Trace) -> None:
    assert trace({TRACING_VARIABLE: "1"}) == []


@pytest.mark.parametrize(("value", "kept"), [("on", True), ("TRUE", True), ("0", False), ("", False), (" no ", False)])
def test_what_counts_as_on(monkeypatch: pytest.MonkeyPatch, value: str, kept: bool) -> None:
    for name in SWITCHES | TRACING:
        monkeypatch.setenv(name, "true")
    monkeypatch.setenv(TRACING_VARIABLE, value)
    stay_quiet()
    assert {os.environ[name] for name in TRACING} == {"true" if kept else "false"}
    assert {name: os.environ[name] for name in SWITCHES} == SWITCHES


def test_another_value_is_refused_with_the_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TRACING_VARIABLE, "maybe")
    with pytest.raises(FingerpostError, match="FINGERPOST_TRACING is 'maybe'; set it to 1"):
        stay_quiet()
