from __future__ import annotations

from fake_assistant import GUIDE_DOCUMENT, make_document
from html_check import visible_text

from ui.document_page import document_html


def test_shows_the_whole_document_once_and_marks_the_quote() -> None:
    start = GUIDE_DOCUMENT.text.index("9 days")
    html = document_html(GUIDE_DOCUMENT, (start, start + 6))
    assert '<mark id="quote">9 days</mark>' in html
    for phrase in ("<h2>Speed</h2>", '<th scope="col">Limit</th>', "<td>90 kg</td>", "parcel send --by van"):
        assert html.count(phrase) == 1, phrase
    assert "title: Choosing" not in html  # front matter is not for reading


def test_only_the_first_piece_of_a_split_quote_is_the_target() -> None:
    row = "| Van | 7 euros | 20 kg |"
    start = GUIDE_DOCUMENT.text.index(row)
    html = document_html(GUIDE_DOCUMENT, (start, start + len(row)))
    assert html.count('id="quote"') == 1
    assert html.count("<mark") == 3


def test_markup_in_a_document_is_text() -> None:
    text = "# <script>x</script>\n\n<img src=http://127.0.0.2/p> {title} {0}\n"
    html = document_html(make_document("d", "<script>t</script>", text, publisher="<b>p</b>"))
    assert "<img" not in html
    assert html.count("<script") == 1  # our own
    assert "<img src=http://127.0.0.2/p> {title} {0}" in visible_text(html)
