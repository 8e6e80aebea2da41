"""Hostile files added on the page: what they say reaches it as text only, in headless Chromium."""

from __future__ import annotations

import io
import pickle
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest
from conftest import Watched, served
from workspace_library import open_library

from assistant import Assistant
from ui.site import Site
from ui.workspace.workspace import Workspace

pytestmark = pytest.mark.browser

Tab = Callable[..., Watched]
ACTIVE = "img, form, iframe, video, audio, picture, object, embed, meta[http-equiv], style, [onerror], [onload]"
NEVER = f"{ACTIVE}, [style]"
NEVER_IN_CHAT = f"{ACTIVE}, [style*=fixed], [style*=url]"  # where Gradio has styles of its own


@pytest.fixture(scope="module")
def library(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return open_library(tmp_path_factory.mktemp("library"))


@pytest.fixture
def workspace(library: Assistant, tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "workspace", library)


@pytest.fixture
def address(library: Assistant, workspace: Workspace) -> Iterator[str]:
    with served(library, site=Site(workspace=workspace)) as address:
        yield address


def send(address: str, path: str, content: bytes) -> None:
    reply = httpx.post(f"{address}/workspace/file?path={quote(path, safe='')}", content=content, timeout=60)
    assert reply.status_code == 200


def archive(name: str, text: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, text)
    return file.getvalue()


def test_hostile_documents_and_names_are_shown_as_text(
    new_tab: Tab, address: str, workspace: Workspace, attacks: dict[str, str], listener: list[bytes]
) -> None:
    hostile = {name: text for name, text in attacks.items() if name.startswith(("C", "D01", "D02", "D06"))}
    assert len(hostile) > 12
    for name, text in hostile.items():
        body = f"---\ntitle: {text.splitlines()[0]!r}\npublisher: {text.splitlines()[0]!r}\n---\n\n"
        plain = f"The parcel of crate {name} holds this: {text}\n"
        send(address, f"{text[:60]}.md", (body + plain).encode("utf-8", "replace"))
    workspace.update()
    assert workspace.state.error == ""

    tab = new_tab()
    tab.page.goto(f"{address}/sources")
    own = [document for _, document in workspace.files() if document]
    assert len(own) > 8 and len(own) + len(workspace.state.left_out) == len(hostile)
    check(tab, address)
    for document in own:
        tab.page.goto(f"{address}/documents/{quote(document.id, safe='')}")
        check(tab, address)
    tab.open(f"{address}/mine/")
    for turn, name in enumerate(("C01", "C03", "C05", "C07", "D01")):
        tab.ask(f"What does the parcel of crate {name} hold?", turn)
    tab.page.wait_for_timeout(500)
    assert tab.page.locator(f"#chat .message :is({NEVER_IN_CHAT})").count() == 0
    assert tab.page.title() == "Fingerpost" and tab.errors == []
    assert {urlsplit(request).netloc for request in tab.requests} == {urlsplit(address).netloc}
    assert listener == []


def check(tab: Watched, address: str) -> None:
    assert tab.page.title().endswith("· Fingerpost")
    assert tab.page.locator(f"main :is({NEVER})").count() == 0
    assert tab.page.locator("script:not([src])").count() == 0
    strange = tab.page.evaluate(
        "[...document.querySelectorAll('main a')].map(a => a.href).filter(a => !a.startsWith(location.origin + '/'))"
    )
    assert strange == [] and tab.errors == []


def test_files_of_another_kind_than_their_name_are_left_out(address: str, workspace: Workspace, tmp_path: Path) -> None:
    before = {path for path in tmp_path.rglob("*") if path.is_file() and workspace.folder not in path.parents}
    send(address, "picture.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)))
    send(address, "archive.pdf", archive("a.txt", "text"))
    send(address, "pickle.txt", pickle.dumps({"a": [1, 2, 3]}))
    send(address, "page.docx", b"<html><body>text</body></html>")
    send(address, "empty.pdf", b"")
    send(address, "bomb.docx", archive("word/document.xml", "<w:t>" + "a" * 200_000_000))
    for name in ("../../../../tmp/evil.html", "C:\\x\\..\\y.md", "CON.md", ".env", "a" * 300 + ".md"):
        send(address, name, b"")
    workspace.update()
    left_out = [path for path, _ in workspace.state.left_out]
    assert {"picture.md", "archive.pdf", "pickle.txt", "page.docx", "empty.pdf", "bomb.docx"} <= set(left_out)
    assert workspace.files() == [] and workspace.state.error == ""
    after = {path for path in tmp_path.rglob("*") if path.is_file() and workspace.folder not in path.parents}
    assert after == before
    assert not Path("/tmp/evil.html").exists()


def test_another_site_adds_nothing(new_tab: Tab, address: str, workspace: Workspace) -> None:
    tab = new_tab()
    attacker = "http://127.0.0.2:9998"
    tab.page.route(f"{attacker}/**", lambda route: route.fulfill(content_type="text/html", body="<p>hello</p>"))
    tab.page.goto(f"{attacker}/")
    for path in ("file?path=a.md", "update"):
        options = "{method: 'POST', body: '# Text', mode: 'no-cors'}"
        tab.page.evaluate(f"fetch('{address}/workspace/{path}', {options}).catch(() => 0)")
    assert workspace.files() == [] and not workspace.state.running
    statuses = [httpx.get(f"{address}/config", headers={"host": "attacker.example"}).status_code]
    statuses += [httpx.get(f"{address}/gradio_api/file=https://127.0.0.2:9999/x").status_code]
    assert statuses == [400, 404]
