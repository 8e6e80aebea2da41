"""The pages beside the chat and the addresses behind them, without a browser."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fake_assistant import FakeAssistant, make_document, passages
from fastapi.testclient import TestClient
from workspace_library import OWN, open_library

from assistant import Assistant
from ui.app import create_app
from ui.feedback import FeedbackFile
from ui.security import MAX_BODY
from ui.site import Site, UnsafePage
from ui.sources_page import sources_html
from ui.workspace.workspace import Workspace

PASSWORD = "a long enough password"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return open_library(tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module")
def client(library: Assistant, folder: Path) -> Iterator[TestClient]:
    workspace = Workspace(folder / "workspace", library)
    site = Site(workspace=workspace, feedback=FeedbackFile(folder / "feedback.jsonl"))
    with TestClient(create_app(library, site), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture(scope="module")
def plain() -> Iterator[TestClient]:
    with TestClient(create_app(FakeAssistant()), base_url="http://127.0.0.1") as client:
        yield client


def update(client: TestClient) -> dict[str, Any]:
    assert client.post("/workspace/update").status_code == 202
    deadline = time.monotonic() + 120
    while (state := client.get("/workspace/state").json())["running"]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return dict(state)


def test_a_document_is_added_read_shown_and_removed(client: TestClient) -> None:
    assert "Your documents" in client.get("/sources").text
    assert client.post("/workspace/file?path=trips/ferry.md", content=OWN.encode()).json() == {"reason": ""}
    refused = client.post("/workspace/file?path=tool.exe", content=b"MZ")
    assert "supported format" in refused.json()["reason"]
    state = update(client)
    assert state["error"] == "" and [path for path, _ in state["left_out"]] == ["tool.exe"]

    page = client.get("/sources").text
    assert "Notes on the ferry" in page and "trips/ferry.md" in page and "tool.exe" in page
    address = page.split('href="documents/uploads')[1].split('"')[0]
    for place in ("", "/mine"):
        assert "nine o&#x27;clock" in client.get(f"{place}/documents/uploads{address}").text
    assert client.get(f"/library/documents/uploads{address}").status_code == 404

    key = page.split('data-key="')[1].split('"')[0]
    assert client.post("/workspace/remove", json={"keys": [key]}).json() == {"removed": 1}
    update(client)
    assert "Notes on the ferry" not in client.get("/sources").text
    assert client.get(f"/documents/uploads{address}").status_code == 404


def test_the_library_is_listed_with_what_is_known_of_it(client: TestClient) -> None:
    page = client.get("/sources").text
    row = page.split('href="documents/parcels"')[1].split("</tr>")[0]
    assert "<td>The parcel club</td><td>2024-05-01</td><td>2</td>" in row


def test_what_a_document_does_not_say_of_itself_is_said_to_be_missing() -> None:
    library = SimpleNamespace(
        documents=(make_document("d", "D", "# D\n\nText.\n"),), knowledge=SimpleNamespace(passages=())
    )
    assert '<td>The parcel club</td><td><span class="aside">not stated</span></td>' in sources_html(library, None, True)


def test_each_chat_page_says_what_it_answers_from(client: TestClient) -> None:
    both = client.get("/").text
    assert "Choosing a parcel service" in both and "and your own documents" in both
    mine = client.get("/mine/").text
    assert "your own documents" in mine and "Choosing a parcel service" not in mine
    assert "Choosing a parcel service" in client.get("/library/").text
    assert client.get("/mine/page/page.js").status_code == 200
    assert "../sources" in mine


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"keys": 3}', b"[" * 50_000])
def test_what_is_no_list_of_keys_removes_nothing(client: TestClient, body: bytes) -> None:
    assert client.post("/workspace/remove", content=body).status_code == 422


def test_only_files_may_be_large(client: TestClient) -> None:
    assert client.post("/workspace/file?path=a.md", content=b"a " * MAX_BODY).status_code == 200
    client.post("/workspace/remove", json={"keys": ["x"]})
    assert client.post("/workspace/remove", content=b"a" * (MAX_BODY + 1)).status_code == 413
    assert client.post("/workspace/file?path=a.md", headers={"content-length": "60000000"}).status_code == 413


@pytest.mark.parametrize("path", ["/workspace/file?path=a.md", "/workspace/remove", "/workspace/update"])
def test_another_site_cannot_add_or_remove(client: TestClient, path: str) -> None:
    assert client.post(path, content=b"x", headers={"origin": "http://attacker.example"}).status_code == 403


@pytest.mark.parametrize("path", ["/workspace/file?path=a.md", "/workspace/remove", "/workspace/update"])
def test_without_the_setting_nothing_can_be_added(plain: TestClient, path: str) -> None:
    assert plain.post(path, content=b"x").status_code in {404, 405}
    assert plain.get("/mine/").status_code == 404


@pytest.mark.parametrize("prefix", ["", "/mine", "/library"])
@pytest.mark.parametrize("path", ["/gradio_api/upload", "/gradio_api/file=/etc/passwd", "/gradio_api/proxy=http://x/"])
def test_what_gradio_opens_is_closed_on_every_chat_page(client: TestClient, prefix: str, path: str) -> None:
    assert client.get(prefix + path).status_code == 404
    assert client.post(prefix + path).status_code == 404


def test_every_page_may_run_only_the_scripts_it_needs(client: TestClient) -> None:
    for path in ("/", "/mine/", "/library/"):
        policy = client.get(path).headers["content-security-policy"]
        assert policy.count("'sha256-") >= 4 and "script-src 'self' 'sha256-" in policy, path
    for path in ("/sources", "/quality", "/documents/parcels", "/config"):
        policy = client.get(path).headers["content-security-policy"]
        assert "script-src 'self';" in policy and "<script>" not in client.get(path).text, path


def test_titles_cannot_add_an_inline_script_to_the_chat_page() -> None:
    def scripts(title: str) -> int:
        assistant = FakeAssistant()
        assistant.documents = (make_document("d", title, f"# {title}\n\nText.\n"),)
        assistant.examples = (title,)
        with TestClient(create_app(assistant), base_url="http://127.0.0.1") as client:
            return client.get("/").headers["content-security-policy"].count("'sha256-")

    assert scripts("</script><script>document.title='hostile'</script>") == scripts("A plain title")


def test_uploads_are_for_this_machine_only(library: Assistant, tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, library)
    for site in (
        Site(host="0.0.0.0", password=PASSWORD, workspace=workspace),
        Site(names=("fingerpost.example",), password=PASSWORD, workspace=workspace),
    ):
        with pytest.raises(UnsafePage, match="own machine only"):
            create_app(library, site)


def test_everything_is_behind_the_password(library: Assistant, folder: Path) -> None:
    site = Site(password=PASSWORD, workspace=Workspace(folder / "other", library))
    client = TestClient(create_app(library, site), base_url="http://127.0.0.1", follow_redirects=False)
    for path in ("/", "/config", "/sources", "/quality", "/documents/parcels", "/mine/", "/workspace/state"):
        assert client.get(path).status_code == 401, path
    for path in ("/workspace/file?path=a.md", "/workspace/update", "/gradio_api/queue/join"):
        assert client.post(path).status_code == 401, path
    assert client.post("/login", data={"password": PASSWORD}).status_code == 303
    assert client.get("/sources").status_code == 200
    assert '"logout"' not in client.get("/sources").text and "Log out" in client.get("/").text


def test_what_documents_say_of_themselves_is_text_on_the_page() -> None:
    hostile = '<img src=http://127.0.0.2:9999/x onerror=alert(1)>"'
    document = make_document(hostile, hostile, f"# {hostile}\n\nText.\n", publisher=hostile, published=hostile)
    library = SimpleNamespace(documents=(document,), knowledge=SimpleNamespace(passages=tuple(passages(document))))
    html = sources_html(library, None, private=True)
    assert "<img" not in html and html.count("&lt;img") == 3
