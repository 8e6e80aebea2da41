"""The response headers that every page is sent with."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from html.parser import HTMLParser

_RULES = {
    "default-src": "'self'",
    "script-src": "'self'",
    # Gradio styles its parts with style elements and attributes that it makes while it runs.
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "media-src": "'self' blob:",
    "worker-src": "'self' blob:",
    "frame-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def content_policy(script_hashes: Iterable[str] = ()) -> str:
    """The content security policy; of inline scripts, only those with these hashes run."""
    rules = {**_RULES, "script-src": " ".join((_RULES["script-src"], *script_hashes))}
    return "; ".join(f"{name} {value}" for name, value in rules.items())


HEADERS = {
    "content-security-policy": content_policy(),
    "x-content-type-options": "nosniff",
    # Not "no-referrer": with it, browsers hide the origin of a form of our own, and the guard would refuse the form.
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


def inline_script_hashes(html: str) -> list[str]:
    """The hash of each inline script of a page, as a content security policy names it."""
    finder = _Scripts()
    finder.feed(html)
    finder.close()
    digests = (hashlib.sha256(script.encode()).digest() for script in finder.scripts)
    return list(dict.fromkeys(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests))


class _Scripts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script" and "src" not in dict(attrs):
            self._inside = True
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.scripts[-1] += data
