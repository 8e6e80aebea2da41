from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ui.policy import HEADERS
from ui.security import MAX_BODY, Guard, Limits


async def echo(scope: Any, receive: Any, send: Any) -> None:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    await send({"type": "http.response.start", "status": 200, "headers": [(b"X-Frame-Options", b"ALLOWALL")]})
    await send({"type": "http.response.body", "body": b"%d" % len(body)})


@pytest.fixture
def client() -> TestClient:
    return TestClient(Guard(echo), base_url="http://127.0.0.1:7860")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:7860", "localhost:1", "[::1]:7860", "LOCALHOST"])
def test_loopback_hosts_are_served(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["attacker.example", "127.0.0.1.attacker.example", "127.0.0.2", "", "[", "a@127.0.0.1.b"]
)
def test_other_hosts_are_refused(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize(
    "origin", ["http://attacker.example", "null", "http://127.0.0.1:9999", "http://localhost:7860"]
)
def test_posts_from_other_sites_are_refused(client: TestClient, origin: str) -> None:
    assert client.post("/", headers={"origin": origin}).status_code == 403


def test_a_cross_site_post_without_an_origin_is_refused(client: TestClient) -> None:
    assert client.post("/", headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_posts_from_the_page_and_from_scripts_pass(client: TestClient) -> None:
    assert client.post("/", headers={"origin": "http://127.0.0.1:7860"}, content=b"abc").text == "3"
    assert client.post("/", content=b"abc").text == "3"


def test_a_body_is_limited_whatever_it_claims(client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(20):
            yield b"x" * (MAX_BODY // 10)

    assert client.post("/", content=b"x" * MAX_BODY).text == str(MAX_BODY)
    assert client.post("/", content=b"x" * (MAX_BODY + 1)).status_code == 413
    assert client.post("/", content=chunks()).status_code == 413
    assert client.post("/", headers={"content-length": "-1"}).status_code == 413


@pytest.mark.parametrize(
    "path", ["/gradio_api/upload", "/gradio_api/file=/etc/passwd", "/gradio_api/proxy=http://x/", "/monitoring"]
)
def test_what_the_page_does_not_use_is_closed(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404


def test_every_response_has_the_headers_once(client: TestClient) -> None:
    for response in (client.get("/documents/x"), client.get("/documents/x", headers={"host": "x"})):
        for name, value in HEADERS.items():
            assert response.headers.get_list(name) == [value]


def test_the_policy_names_no_other_host_and_no_eval() -> None:
    policy = HEADERS["content-security-policy"]
    assert "http" not in policy
    assert "*" not in policy
    assert "unsafe" not in policy
    assert "script-src 'self';" in policy


def test_websockets_are_closed(client: TestClient) -> None:
    from starlette.websockets import WebSocketDisconnect

    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/"):
        pass


SCRIPTED = (
    "<html><head><script>let a = 1;</script><script src='x.js'></script><style>p { color: red; }</style></head></html>"
)


async def page(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
    await send({"type": "http.response.body", "body": SCRIPTED[:30].encode(), "more_body": True})
    await send({"type": "http.response.body", "body": SCRIPTED[30:].encode()})


def test_a_chat_page_may_use_the_inline_scripts_and_styles_it_was_sent_with_and_no_other_page_any() -> None:
    client = TestClient(Guard(page, Limits(chat_pages=frozenset({"/"}))), base_url="http://127.0.0.1")
    response = client.get("/")
    assert response.text == SCRIPTED
    # printf 'let a = 1;' | openssl dgst -sha256 -binary | base64
    own = "'sha256-xY6QKfH9PRsQnLz56nj6MBwiK5oHg+im1Jkpdp1x/Ck='"
    assert f"script-src 'self' {own};" in response.headers["content-security-policy"]
    style = "'sha256-pckGv9YvNcB5xy+Y4fbqhyo+ib850wyiuWeNbZvLi00='"
    assert f"style-src-elem 'self' {style} 'sha256-" in response.headers["content-security-policy"]
    other = client.get("/documents/x").headers["content-security-policy"]
    assert "script-src 'self';" in other and "style-src 'self';" in other and "style-src-" not in other


def test_one_path_may_take_a_larger_body() -> None:
    client = TestClient(Guard(echo, Limits(max_body=10, bodies={"/large": 20})), base_url="http://127.0.0.1")
    assert client.post("/large", content=b"x" * 20).text == "20"
    assert client.post("/large", content=b"x" * 21).status_code == 413
    assert client.post("/large/x", content=b"x" * 11).status_code == 413
