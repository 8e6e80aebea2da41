from __future__ import annotations

import socket

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
    assert assistant.asked == [EXAMPLES[0]]
    output = capsys.readouterr()
    assert output.out == ""
    assert f"http://127.0.0.1{announced[0]}" in output.err


def test_one_question_keeps_to_one_core_while_the_page_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    def threads() -> set[int]:
        return {library["num_threads"] for library in threadpoolctl.threadpool_info() if library["user_api"] == "blas"}

    served: list[set[int]] = []
    monkeypatch.setattr("uvicorn.Server.run", lambda server, sockets: served.append(threads()))
    with threadpoolctl.threadpool_limits(2, user_api="blas"):
        serve(FakeAssistant(), port=0)
        assert (served, threads()) == ([{1}], {2})
