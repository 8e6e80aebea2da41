"""The log-in page, and the wall that lets nobody past it without the password. Plain ASGI, like the guard."""

from __future__ import annotations

from html import escape
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from ui.login import SECONDS_LOGGED_IN, Login
from ui.security import App, Receive, Scope, Send, read_body, refuse

COOKIE = "fingerpost-session"
MAX_FORM = 4_096
# What the log-in page itself is made of; it holds nothing of the documents.
OPEN_FILES = frozenset({"/page/page.css", "/page/pages.css", "/page/document.js"})

_FORM = """<form method="post" action="login">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required autofocus>
<button type="submit">Log in</button>
</form>"""
_LOG_OUT = """<form method="post" action="logout"><button type="submit">Log out</button></form>"""
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Log in · Fingerpost</title>
<link rel="stylesheet" href="page/page.css">
<link rel="stylesheet" href="page/pages.css">
<script src="page/document.js" defer></script>
</head>
<body class="document login">
<main>
<h1>Fingerpost</h1>
{form}
{notice}
</main>
</body>
</html>
"""


class LoginWall:
    """Wrap an ASGI app; only who is logged in reaches it."""

    def __init__(self, app: App, login: Login) -> None:
        self.app = app
        self.login = login

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path, method, token = scope["path"], scope["method"], _token(scope)
        if path == "/login":
            await self._log_in(scope, receive, send)
        elif path == "/logout" and method == "POST":
            self.login.close_session(token)
            await _redirect(send, "login", _cookie(scope, "", 0))
        elif path == "/logout":
            await _show(send, 200, form=_LOG_OUT)
        elif self.login.knows(token) or (path in OPEN_FILES and method in {"GET", "HEAD"}):
            await self.app(scope, receive, send)
        elif method == "GET" and b"text/html" in dict(scope["headers"]).get(b"accept", b""):
            await _redirect(send, "/login")
        else:
            await refuse(send, 401, "log in first")

    async def _log_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            await _show(send, 200)
            return
        address = scope["client"][0] if scope.get("client") else ""
        if seconds := self.login.wait(address):
            await _show(send, 429, f"Too many wrong passwords. Try again in {seconds} seconds.", seconds)
            return
        body = await read_body(receive, MAX_FORM)
        given = parse_qs((body or b"").decode("utf-8", "replace")).get("password", [""])[0]
        if token := self.login.open_session(given, address):
            await _redirect(send, "./", _cookie(scope, token, SECONDS_LOGGED_IN))
        else:
            await _show(send, 403, "That is not the password.")


def _token(scope: Scope) -> str:
    """The session token the browser sent, "" where there is none."""
    cookies: SimpleCookie = SimpleCookie()
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                cookies.load(value.decode("latin-1"))
            except CookieError:  # another application's, with a name that is none
                continue
    return cookies[COOKIE].value if COOKIE in cookies else ""


def _cookie(scope: Scope, token: str, seconds: int) -> str:
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    return f"{COOKIE}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"


async def _redirect(send: Send, where: str, cookie: str = "") -> None:
    headers = [(b"location", where.encode()), (b"content-length", b"0"), (b"cache-control", b"no-store")]
    if cookie:
        headers.append((b"set-cookie", cookie.encode()))
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _show(send: Send, status: int, notice: str = "", wait: int = 0, form: str = _FORM) -> None:
    body = _PAGE.format(form=form, notice=f'<p role="alert">{escape(notice)}</p>' if notice else "").encode()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    if wait:
        headers.append((b"retry-after", str(wait).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
