"""The response headers that every page is sent with."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from html.parser import HTMLParser

_RULES = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
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
# The one style element that Gradio makes while it runs; it stands in an icon.
_ICON_STYLE = ".cls-1 {\n\t\t\t\tfill: none;\n\t\t\t}"


def chat_page_policy(html: str) -> str:
    """The content security policy of a page of Gradio's: its own inline scripts and styles, and no others."""
    inline = _Inline()
    inline.feed(html)
    inline.close()
    return _policy(
        {
            **_RULES,
            "script-src": _with_hashes("'self'", inline.texts["script"]),
            "style-src-elem": _with_hashes("'self'", [*inline.texts["style"], _ICON_STYLE]),
            # Gradio's parts carry style attributes, in its page and in what its scripts make.
            "style-src-attr": "'unsafe-inline'",
        }
    )


def _policy(rules: Mapping[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _with_hashes(allowed: str, texts: list[str]) -> str:
    digests = (hashlib.sha256(text.encode()).digest() for text in dict.fromkeys(texts))
    return " ".join([allowed, *(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)])


HEADERS = {
    "content-security-policy": _policy(_RULES),
    "x-content-type-options": "nosniff",
    # Not "no-referrer": with it, browsers hide the origin of a form of our own, and the guard would refuse the form.
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class _Inline(HTMLParser):
    """The text of each script and style element of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[str, list[str]] = {"script": [], "style": []}
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.texts and "src" not in dict(attrs):
            self._inside = tag
            self.texts[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.texts[self._inside][-1] += data
