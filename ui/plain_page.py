"""The frame of the pages beside the chat: plain HTML without any inline script or style."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Fingerpost</title>
<link rel="stylesheet" href="page/page.css">
<link rel="stylesheet" href="page/pages.css">
{scripts}
</head>
<body class="document">
<main>
<p class="crumb"><a href="./">Fingerpost</a></p>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""


def plain_page(title: str, body: str, scripts: Sequence[str] = ()) -> str:
    """A whole page at the top of the site; `body` is HTML, `title` text, `scripts` names of files of ours."""
    tags = "\n".join(f'<script src="page/{name}" defer></script>' for name in ("document.js", *scripts))
    return _PAGE.format(title=escape(title), body=body, scripts=tags)


def table_html(headings: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "") -> str:
    """A table that scrolls on narrow screens; the cells are HTML, the headings text."""
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<div class="wide" tabindex="0"><table class="{escape(kind)}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
