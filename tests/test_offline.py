"""Nothing is sent anywhere: with no network at all, and with the libraries' own tracing asked for."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant import Assistant

ROOT = Path(__file__).resolve().parents[1]
QUESTION = "Can API routes hold a WebSocket?"
LOUD = {
    "LANGSMITH_TRACING": "true",
    "LANGSMITH_TRACING_V2": "true",
    "LANGCHAIN_TRACING_V2": "true",
    "LANGSMITH_API_KEY": "canary-key",
    "GRADIO_ANALYTICS_ENABLED": "True",
    "GRADIO_SHARE": "True",
    "GRADIO_SERVER_NAME": "0.0.0.0",
    "ANONYMIZED_TELEMETRY": "True",
    "CHROMA_OTEL_COLLECTION_ENDPOINT": "http://192.0.2.1:4317",
    "HF_HUB_OFFLINE": "0",
    "TRANSFORMERS_OFFLINE": "0",
}
# Runs the command with every look-up and connection that leaves the machine written down.
WATCHED = """
import sys
log = open(sys.argv.pop(1), "a", buffering=1)
LOCAL = ("127.", "::1", "localhost")

def watch(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto", "socket.bind"):
        host = arguments[1][0] if isinstance(arguments[1], tuple) else "localhost"
    else:
        return
    if host is not None and not str(host).startswith(LOCAL):
        log.write(f"{event} {host}\\n")

sys.addaudithook(watch)
from assistant.cli import main
main()
"""


@pytest.fixture
def connections(tmp_path: Path) -> Path:
    """The file that names what left the machine; there is one only once a watched command has run."""
    return tmp_path / "connections.txt"


@pytest.fixture
def loud_page(connections: Path, index: Path, tmp_path: Path) -> Iterator[str]:
    """The address of the page, served by a watched process that was asked to be loud."""
    environment = {**os.environ, **LOUD, "PYTHONPATH": str(ROOT), "FINGERPOST_INDEX": str(index)}
    command = [sys.executable, "-c", WATCHED, str(connections), "chat", "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        for line in process.stderr:
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                yield found.group()
                break
        else:
            pytest.fail("the page was never announced")
        process.send_signal(signal.SIGINT)
        process.stderr.read()
        assert process.wait(timeout=30) in (0, 130)


def test_the_watcher_sees_connections(
    run: Callable[..., subprocess.CompletedProcess[str]], connections: Path, tmp_path: Path
) -> None:
    module = tmp_path / "assistant"
    module.mkdir()
    (module / "cli.py").write_text(
        "import socket\n"
        "def main():\n"
        "    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as near, socket.socket() as far:\n"
        "        near.connect(('127.0.0.1', 9))\n"
        "        far.settimeout(0.01)\n"
        "        far.connect_ex(('192.0.2.1', 9))\n",
        encoding="utf-8",
    )
    run("-c", WATCHED, str(connections), cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)})
    assert connections.read_text() == "socket.connect 192.0.2.1\n"


def test_a_question_sends_nothing_even_with_tracing_asked_for(
    run: Callable[..., subprocess.CompletedProcess[str]], connections: Path, index: Path, tmp_path: Path
) -> None:
    done = run("-c", WATCHED, str(connections), "ask", "--json", QUESTION, cwd=tmp_path, env=LOUD)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["outcome"] == "answered"
    assert connections.read_text() == ""


def test_the_page_sends_nothing_even_with_telemetry_asked_for(loud_page: str, connections: Path) -> None:
    with urllib.request.urlopen(loud_page, timeout=30) as response:
        assert "Fingerpost" in response.read().decode("utf-8")
    assert connections.read_text() == ""


def test_everything_works_without_a_network(assistant: Assistant, tmp_path: Path) -> None:
    """A network namespace of its own, which code below Python can't leave either."""
    unshare = shutil.which("unshare")
    if not unshare or subprocess.run([unshare, "-rn", "true"], capture_output=True).returncode != 0:
        pytest.skip("needs permission to make a network namespace: unshare -rn")
    code = "from assistant.cli import main; main()"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "FINGERPOST_INDEX": str(tmp_path / "index")}
    for arguments in (["ingest"], ["ask", "--json", QUESTION]):
        command = [unshare, "-rn", sys.executable, "-c", code, *arguments]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=240
        )
        assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == assistant.ask(QUESTION).to_dict()
