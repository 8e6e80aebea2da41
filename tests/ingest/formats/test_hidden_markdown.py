"""Comments and hidden elements in Markdown and MDX."""

from __future__ import annotations

import pytest

from ingest.formats.markdown import read_markdown, remove_hidden


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Seen. <!-- unseen\n\nstill --> Seen.", "Seen.  Seen."),
        ("Seen.\n\n<!-- never closed\n\nto the end", "Seen.\n\n"),
        ("A <span style='display:none'>b <b>c</b> d</span> e", "A  e"),
        ("A <span style='color:red; font-size:0'>b</span> e", "A  e"),
        ("<div hidden>\n\nUnseen **words**.\n\n</div>\n\nSeen.", "\n\nSeen."),
        ('<p aria-hidden="true">a</p>b', "b"),
        ("<div hidden><div>a</div><!-- b --></div>c", "c"),
        ("<Script><p hidden>a</p></Script>", "<Script></Script>"),
    ],
)
def test_what_is_removed(text: str, left: str) -> None:
    assert remove_hidden(text) == (left, 1)


@pytest.mark.parametrize(
    "text",
    [
        "Write `<!-- a comment -->` and ``<p hidden>`x`</p>``.",
        "```html\n<!-- a comment -->\n<p hidden>x</p>\n```",
        "- item\n  ```\n  <!-- nested -->\n  ```",
        "    <!-- indented code -->",
        "---\ntitle: <!-- not a comment -->\n---\n\nText.",
        "<div hidden>\n\nNever closed.",
        "<input hidden> <img hidden> a < b and style=x > y",
        "</p> <p style='color:#333'>text</p>",
        "<Badge color='white'>new</Badge>",  # what a component makes of it is not known
        "{/* a comment in MDX alone */}",
    ],
)
def test_what_stays(text: str) -> None:
    assert remove_hidden(text) == (text, 0)


def test_mdx_has_comments_in_braces() -> None:
    assert remove_hidden("a {/* b\n\nc */} d `{/* e */}`", mdx=True) == ("a  d `{/* e */}`", 1)


def test_the_report_counts_pieces_and_characters() -> None:
    content = read_markdown("# H\n\nA\u200b<!-- x --><i hidden>y</i> b\xe9.".encode("cp1252", "ignore") + b"\x93")
    assert content.notes == ("read as cp1252", "2 hidden pieces of text removed")
    content = read_markdown("A\u200b <!-- x --> b".encode())
    assert (content.text, content.layout) == ("A  b", "markdown")
    assert content.notes == ("1 invisible character removed (1 zero-width)", "1 hidden piece of text removed")
