from __future__ import annotations

import re

import pytest
from fake_assistant import GUIDE_DOCUMENT, make_document, passages
from html_check import faults, visible_text
from hypothesis import given
from hypothesis import strategies as st

from ui.quoted import escape_text, marked_block, marked_cells

HOSTILE = '# T\n\nOne <img src=x onerror=alert(1)> & **two `<b>`** "three"\n'


def marked(html: str) -> str:
    return "".join(visible_text(part) for part in re.findall(r"<mark>(.*?)</mark>", html))


def test_marks_the_quote_letter_by_letter() -> None:
    quote = "The van delivers a parcel in **two days** on the mainland."
    start = GUIDE_DOCUMENT.text.index(quote)
    passage = next(passage for passage in passages(GUIDE_DOCUMENT) if passage.start == start)
    html = marked_block(GUIDE_DOCUMENT, "paragraph", passage.start, passage.end, (start, start + len(quote)))
    assert marked(html) == quote
    assert visible_text(html) == passage.text
    assert '<span class="sign">**</span><strong>two days</strong><span class="sign">**</span>' in html


def test_document_text_never_becomes_html() -> None:
    document = make_document("hostile", "T", HOSTILE)
    html = marked_block(document, "paragraph", 5, len(HOSTILE), (9, 20))
    assert faults(html) == []
    assert visible_text(html) == HOSTILE[5:]


def test_output_is_one_line() -> None:
    assert escape_text("a\n\n<b>\r\n") == "a&#10;&#10;&lt;b&gt;&#13;&#10;"


def test_cells_of_a_row_are_marked_where_the_quote_reaches() -> None:
    row = "| Van | 7 euros | 20 kg |"
    start = GUIDE_DOCUMENT.text.index(row)
    price = GUIDE_DOCUMENT.text.index("7 euros")
    cells = marked_cells(GUIDE_DOCUMENT, start, start + len(row), (price, price + 7))
    assert cells == ["Van", "<mark>7 euros</mark>", "20 kg"]


def test_an_escaped_bar_does_not_end_a_cell() -> None:
    document = make_document("bars", "T", "| a \\| b |  |\n")
    assert marked_cells(document, 0, 13, (0, 0)) == ["a \\| b", ""]


def test_code_keeps_its_lines_and_hides_its_fence() -> None:
    listing = "```\nparcel send --by van\n```"
    start = GUIDE_DOCUMENT.text.index(listing)
    html = marked_block(GUIDE_DOCUMENT, "code", start, start + len(listing), (0, 0))
    assert html == (
        '<pre><code><span class="sign">```&#10;</span>parcel send --by van&#10;'
        '<span class="sign">```</span></code></pre>'
    )


@pytest.mark.parametrize("kind", ["paragraph", "list", "code"])
@given(
    text=st.text(alphabet="ab `*-<>&\"'\n|[]!#", max_size=60), ends=st.tuples(st.integers(0, 60), st.integers(0, 60))
)
def test_any_text_survives_whole_and_safe(kind: str, text: str, ends: tuple[int, int]) -> None:
    document = make_document("any", "T", text)
    start, end = sorted(min(place, len(text)) for place in ends)
    html = marked_block(document, kind, 0, len(text), (start, end))
    assert faults(html) == []
    assert visible_text(html) == text
    assert marked(html) == text[start:end]
    assert "\n" not in html
