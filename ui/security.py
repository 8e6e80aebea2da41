"""What guards the page: which hosts and origins may talk to it, how much they may send, and response headers.

Plain ASGI, so that streamed answers pass through untouched.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from ui.policy import HEADERS, chat_page_policy

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
MAX_BODY = 64 * 1024
# Gradio serves these whether the page uses them or not; this page does not.
CLOSED_PATHS = ("/gradio_api/upload", "/gradio_api/proxy=", "/gradio_api/file=", "/gradio_api/stream/", "/monitoring")


@dataclass(frozen=True)
class Limits:
    """What the guard lets through.

    `any_address` also serves whoever names the host by an address of the machine and not by a name: another
    site can make a name of its own point here, but not an address. `bodies` gives single paths a limit, in
    bytes, other than `max_body`. `chat_pages` are the paths whose HTML is Gradio's, with inline scripts and styles.
    """

    hosts: frozenset[str] = LOOPBACK_HOSTS
    any_address: bool = False
    max_body: int = MAX_BODY
    bodies: Mapping[str, int] = field(default_factory=dict)
    chat_pages: frozenset[str] = frozenset({"/"})

    def serves(self, host: str) -> bool:
        return host in self.hosts or (self.any_address and _is_address(host))

    def body(self, path: str) -> int:
        return self.bodies.get(path, self.max_body)


class Guard:
    """Wrap an ASGI app; what it refuses never reaches the app."""

    def __init__(self, app: App, limits: Limits | None = None) -> None:
        self.app = app
        self.limits = limits or Limits()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._guard(scope, receive, send)
        elif scope["type"] == "websocket":  # the page uses none
            await send({"type": "websocket.close", "code": 1008})

    async def _guard(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        send = _with_inline_hashes(send) if scope["path"] in self.limits.chat_pages else _with_headers(send)
        if refusal := self._refusal(scope, headers):
            await refuse(send, *refusal)
            return
        if scope["method"] not in {"GET", "HEAD"}:
            limit = self.limits.body(scope["path"])
            body = await read_body(receive, limit)
            if body is None:
                await refuse(send, 413, _too_large(limit))
                return
            receive = _replay(body, receive)
        await self.app(scope, receive, send)

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str] | None:
        if not self.limits.serves(_hostname(headers.get("host", ""))):
            return 400, "this address is not served here"
        if any(closed in scope["path"] for closed in CLOSED_PATHS):
            return 404, "not found"
        if scope["method"] in {"GET", "HEAD"}:
            return None
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != headers["host"]:
            return 403, "requests from other sites are refused"
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return 403, "requests from other sites are refused"
        length, limit = headers.get("content-length", "0"), self.limits.body(scope["path"])
        if not length.isdigit() or int(length) > limit:
            return 413, _too_large(limit)
        return None


def _too_large(limit: int) -> str:
    return f"the request is larger than {limit:,} bytes"


def _hostname(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:  # "[" without "]"
        return ""


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


async def read_body(receive: Receive, limit: int) -> bytes | None:
    """The whole body, counted as it comes in; None where it passes the limit."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return bytes(body)
        body += message.get("body", b"")
        if len(body) > limit:
            return None
        if not message.get("more_body"):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def replayed() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed


def _with_headers(send: Send, headers: Mapping[str, str] = HEADERS) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(name, value) for name, value in message.get("headers", ()) if name.decode().lower() not in headers]
            message = {**message, "headers": kept + [(n.encode(), v.encode()) for n, v in headers.items()]}
        await send(message)

    return sending


def _with_inline_hashes(send: Send) -> Send:
    """Hold a page back until it is whole, and allow the inline scripts and styles it was sent with and no others."""
    start: Message = {}
    body = bytearray()

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
            return
        if message["type"] != "http.response.body":
            await send(message)
            return
        body.extend(message.get("body", b""))
        if message.get("more_body"):
            return
        policy = chat_page_policy(body.decode("utf-8", "replace"))
        sending_on = _with_headers(send, {**HEADERS, "content-security-policy": policy})
        await sending_on(start)
        await sending_on({**message, "body": bytes(body)})

    return sending


async def refuse(send: Send, status: int, reason: str) -> None:
    """Answer with one line of plain text."""
    body = reason.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
