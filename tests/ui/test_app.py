"""The assembled page, without a browser."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_assistant import GUIDE_DOCUMENT, FakeAssistant
from fastapi.testclient import TestClient

from ui.app import create_app
from ui.record import MAX_QUESTION
from ui.site import Site


@pytest.fixture(scope="module")
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture(scope="module")
def client(assistant: FakeAssistant) -> Iterator[TestClient]:
    before = dict(os.environ)
    os.environ.update(GRADIO_ANALYTICS_ENABLED="True", GRADIO_SHARE="True", GRADIO_MCP_SERVER="True")
    with TestClient(create_app(assistant), base_url="http://127.0.0.1") as client:
        yield client
    os.environ.clear()
    os.environ.update(before)


def config(client: TestClient) -> dict[str, Any]:
    return client.get("/config").json()  # type: ignore[no-any-return]


def ask(client: TestClient, question: str) -> tuple[str, Any]:
    """The last event of the endpoint for scripts, and its data."""
    event = client.post("/gradio_api/call/ask", json={"data": [question]}).json()["event_id"]
    lines = client.get(f"/gradio_api/call/ask/{event}").text.splitlines()
    kinds = [line[7:] for line in lines if line.startswith("event: ")]
    return kinds[-1], json.loads([line[6:] for line in lines if line.startswith("data: ")][-1])


def test_the_page_and_its_files_are_served(client: TestClient) -> None:
    from ui.gradio_page.mount import STYLESHEETS  # imports Gradio, which reads the environment

    page = client.get("/")
    assert page.status_code == 200
    assert "Fingerpost" in page.text
    assert client.get("/page/page.css").headers["content-type"].startswith("text/css")
    for name in ("page.js", "panels.js", "conversations.js", "command.js"):
        assert client.get(f"/page/{name}").headers["content-type"].startswith("text/javascript")
    assert all(client.get(f"/page/{name}").status_code == 200 for name in STYLESHEETS)
    assert client.get("/page/app.py").status_code == 404
    assert client.get("/page/..%2fapp.py").status_code == 404


def test_nothing_reports_home_whatever_the_environment_says(client: TestClient) -> None:
    values = config(client)
    assert values["analytics_enabled"] is False
    assert not values.get("run_history")
    assert values["footer_links"] == []
    assert not values.get("mcp_server")
    assert client.get("/monitoring").status_code == 404
    assert client.get("/gradio_api/mcp/sse").status_code == 404
    assert os.environ["GRADIO_SHARE"] == "False"


def test_only_asking_is_open_to_scripts(client: TestClient) -> None:
    assert list(client.get("/gradio_api/info").json()["named_endpoints"]) == ["/ask"]


def test_a_script_gets_the_answer_as_json(client: TestClient, assistant: FakeAssistant) -> None:
    question = "How long does the van take?"
    assert ask(client, question) == ("complete", [assistant.ask(question).to_dict()])


def test_a_script_s_question_may_not_be_too_long(client: TestClient, assistant: FakeAssistant) -> None:
    before = len(assistant.asked)
    assert ask(client, "a" * (MAX_QUESTION + 1))[0] == "error"
    assert len(assistant.asked) == before


def test_a_document_opens_at_the_quote(client: TestClient) -> None:
    start = GUIDE_DOCUMENT.text.index("9 days")
    page = client.get(f"/documents/guide?start={start}&end={start + 6}")
    assert '<mark id="quote">9 days</mark>' in page.text
    assert client.get("/documents/guide?start=x&end=99999999999999999999").status_code == 200
    assert client.get("/documents/missing").status_code == 404
    assert client.get("/documents/..%2f..%2fetc%2fpasswd").status_code == 404


def test_the_guard_stands_in_front(client: TestClient) -> None:
    assert client.get("/config", headers={"host": "attacker.example"}).status_code == 400
    posted = client.post("/gradio_api/call/ask", json={"data": ["van"]}, headers={"origin": "http://attacker.example"})
    assert posted.status_code == 403
    assert client.post("/gradio_api/call/ask", json={"data": ["a" * 200_000]}).status_code == 413
    assert client.post("/gradio_api/upload", files={"files": b"x"}).status_code == 404


def test_gradio_works_out_no_statistics_of_what_is_asked(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    tables: list[Any] = []
    monkeypatch.setattr("gradio.queueing.Queue._get_df", staticmethod(tables.append))
    assert [ask(client, "van")[0] for _ in range(3)] == ["complete"] * 3
    assert tables == []


@pytest.mark.parametrize("path", ["/gradio_api/file=/etc/passwd", "/file=/etc/passwd", "/static/..%2f..%2fetc/passwd"])
def test_no_file_of_the_machine_is_served(client: TestClient, path: str) -> None:
    response = client.get(path, follow_redirects=False)
    assert response.status_code in {403, 404}
    assert "location" not in response.headers


@pytest.mark.parametrize("model", ["qwen3:4b", None])
def test_every_chat_page_lets_a_model_s_wording_be_switched_off(tmp_path: Path, model: str | None) -> None:
    from ui.workspace.workspace import Workspace

    library: Any = FakeAssistant(model=model)
    app = create_app(library, Site(workspace=Workspace(tmp_path, library)))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        for page in ("", "/mine", "/library"):
            parts = client.get(f"{page}/config").json()["components"]
            [box] = [part["props"] for part in parts if part["props"].get("elem_id") == "worded"]
            assert (box["visible"], box["value"]) == (model is not None, True)
            assert model is None or box["label"] == f"Worded by {model}"
