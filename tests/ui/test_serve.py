from __future__ import annotations

import socket
import time

import pytest
import threadpoolctl
from fake_assistant import EXAMPLES, FakeAssistant

from ingest.errors import FingerpostError
from ui.serve import serve
from ui.site import Site


def test_a_port_in_use_is_said_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(FingerpostError, match=rf"127\.0\.0\.1:{port} .*in use.*--port"):
            serve(FakeAssistant(), port=port)


def test_an_impossible_port_is_said_in_one_line() -> None:
    with pytest.raises(FingerpostError, match="70000"):
        serve(FakeAssistant(), port=70_000)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org"])
def test_only_loopback_is_served(host: str) -> None:
    with pytest.raises(FingerpostError, match="no password"):
        serve(FakeAssistant(), Site(host=host))


def test_the_models_are_loaded_before_the_page_is_announced(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assistant = FakeAssistant()
    announced: list[str] = []
    monkeypatch.setattr(
        "uvicorn.Server.run", lambda server, sockets: announced.append(f":{sockets[0].getsockname()[1]} ")
    )
    serve(assistant, port=0)
    assert assistant.asked[:1] == [EXAMPLES[0]]
    output = capsys.readouterr()
    assert output.out == ""
    assert f"http://127.0.0.1{announced[0]}" in output.err


def test_the_other_examples_are_asked_without_the_model_while_the_page_is_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assistant = FakeAssistant(model="slow")

    def until_all_are_asked(server: object, sockets: object) -> None:
        deadline = time.monotonic() + 20
        while len(assistant.asked) < len(EXAMPLES) and time.monotonic() < deadline:
            time.sleep(0.01)

    monkeypatch.setattr("uvicorn.Server.run", until_all_are_asked)
    serve(assistant, port=0)
    assert assistant.asked == list(EXAMPLES)
    worded = [chosen for conversation in assistant.conversations for chosen in conversation.asked_worded]
    assert worded == [False] * (len(EXAMPLES) - 1)


def test_stopping_waits_for_one_example_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    assistant = FakeAssistant(seconds_a_word=0.02)
    monkeypatch.setattr("uvicorn.Server.run", lambda server, sockets: None)
    serve(assistant, port=0)
    asked = len(assistant.asked)
    assert asked <= 2
    time.sleep(1)
    assert len(assistant.asked) == asked


def test_one_question_keeps_to_one_core_while_the_page_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    def threads() -> set[int]:
        return {library["num_threads"] for library in threadpoolctl.threadpool_info() if library["user_api"] == "blas"}

    served: list[set[int]] = []
    monkeypatch.setattr("uvicorn.Server.run", lambda server, sockets: served.append(threads()))
    with threadpoolctl.threadpool_limits(2, user_api="blas"):
        serve(FakeAssistant(), port=0)
        assert (served, threads()) == ([{1}], {2})
