"""What may appear in HTML that this project makes from text."""

from __future__ import annotations

from html.parser import HTMLParser

TAGS = {
    *("div", "p", "span", "a", "strong", "em", "code", "pre", "ul", "ol", "li", "br", "hr", "mark", "q"),
    *("table", "thead", "tbody", "tr", "th", "td", "h2", "h3", "h4", "section", "article", "blockquote"),
    *("button", "details", "summary", "fieldset", "legend", "label", "input"),
    *("svg", "title", "desc", "g", "rect", "path", "text"),
}
ATTRIBUTES = {
    "class",
    "id",
    "href",
    "title",
    "tabindex",
    "type",
    "hidden",
    "scope",
    "target",
    "rel",
    "role",
    "start",
    "open",
    *("for", "name", "value", "checked"),
    *("width", "height", "x", "y", "rx", "d"),
}


class _Check(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self.faults.append(f"<{tag} {name}>")
            if name == "href" and not (value or "").startswith(("#", "documents/")):
                self.faults.append(f"href={value}")

    def handle_data(self, data: str) -> None:
        self.text += data


def faults(html: str) -> list[str]:
    """Tags, attributes and addresses that have no business in the page."""
    check = _Check()
    check.feed(html)
    check.close()
    return check.faults


def visible_text(html: str) -> str:
    check = _Check()
    check.feed(html)
    check.close()
    return check.text
