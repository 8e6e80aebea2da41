"""Whatever a page holds: words stay words, hidden ones stay out, and nothing breaks."""

from __future__ import annotations

import html

from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import find_structure
from ingest.formats.html import html_content

SIGNS = st.text(alphabet="ab1 .)(#*-+=_`~<>|[]:!\\&/\n\"'", max_size=40)
ELEMENTS = (
    "<p> </p> <div> <ul> <li> <ol> <table> <tr> <td> <th> <b> </b> <code> <pre> <br> <h2> </h2> <blockquote> <a> "
    "</table> </ul> </li> <hr> <sup> <!-- --> <td%colspan=3%rowspan=2> <script> <span%hidden> a 1. # - | `"
)
PIECES = st.sampled_from(ELEMENTS.split()).map(lambda piece: piece.replace("%", " "))


@given(SIGNS)
def test_words_of_a_paragraph_come_out_as_one_paragraph(words: str) -> None:
    text = html_content(f"<p>x{html.escape(words)}</p><p>{html.escape(words)}</p>").text
    headings, blocks = find_structure(text, "markdown")
    assert headings == []
    said = [part for part in (f"x{words}", words) if part.strip()]
    # But for a backslash that keeps Markdown from taking a word for something else.
    read = [text[block.start : block.end].replace("\\", "").split() for block in blocks]
    assert [block.kind for block in blocks] == ["paragraph"] * len(said)
    assert read == [part.replace("\\", "").split() for part in said]


@given(st.lists(PIECES, max_size=30))
def test_any_mixture_of_elements_can_be_read(pieces: list[str]) -> None:
    content = html_content(" ".join(pieces))
    headings, blocks = find_structure(content.text, "markdown")
    spans = sorted((piece.start, piece.end) for piece in [*headings, *blocks])
    assert all(content.text[start:end].strip() == content.text[start:end] != "" for start, end in spans)
    assert "<!--" not in content.text
