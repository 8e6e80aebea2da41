"""HTML tables as table passages whose cells know their column."""

from __future__ import annotations

import pytest

from ingest.blocks import find_structure
from ingest.document import row_cells
from ingest.errors import CorpusError
from ingest.formats.html import html_content

Row = tuple[tuple[str, ...], tuple[str, ...]]


def rows(html: str) -> list[Row]:
    """(column names, cells) of each table row."""
    text = html_content(html).text
    blocks = find_structure(text, "markdown")[1]
    return [(block.header, row_cells(text[block.start : block.end])) for block in blocks if block.kind == "table"]


def test_a_table_with_names() -> None:
    html = "<table><caption>Prices</caption><thead><tr><th>Plan<th>Price</thead><tr><td>Basic<td>10<tr><td>Pro<td>20"
    assert rows(html) == [(("Plan", "Price"), ("Basic", "10")), (("Plan", "Price"), ("Pro", "20"))]
    assert html_content(html).text.startswith("Prices\n\n| Plan | Price |")


def test_spanning_cells_stand_in_each_place() -> None:
    html = (
        "<table><tr><th>A<th colspan=2>B<th>C<tr><td rowspan=2>1<td>2<td>3<td rowspan=2>4<tr><td>5<td>6"
        "<tr><td colspan=4>7</table>"
    )
    assert rows(html) == [
        (("A", "B", "B", "C"), ("1", "2", "3", "4")),
        (("A", "B", "B", "C"), ("1", "5", "6", "4")),
        (("A", "B", "B", "C"), ("7", "7", "7", "7")),
    ]


def test_two_rows_of_names_are_joined() -> None:
    html = (
        "<table><thead><tr><th rowspan=2>Tool<th colspan=2>Speed<tr><th>cold<th>warm</thead><tr><td>x<td>1<td>2</table>"
    )
    assert rows(html) == [(("Tool", "Speed / cold", "Speed / warm"), ("x", "1", "2"))]


def test_a_table_without_names_keeps_its_first_row() -> None:
    assert rows("<table><tr><td>a<td>b<tr><td>c<td>d</table>") == [(("", ""), ("a", "b")), (("", ""), ("c", "d"))]
    assert rows("<table><tr><th>only<th>names</table>") == [(("", ""), ("only", "names"))]


def test_cells_are_one_line_and_keep_bars() -> None:
    html = "<table><tr><th>A<th>B<tr><td><p>one.</p><p>two</p><ul><li>x</ul><td>a|b <code>c</code></table>"
    assert rows(html) == [(("A", "B"), ("one. two; - x", "a|b `c`"))]


def test_hidden_cells_and_comments_are_left_out() -> None:
    html = "<table><tr><th>A<th>B<tr><td>1<td><span hidden>x</span>2<!-- y --></table>"
    assert rows(html) == [(("A", "B"), ("1", "2"))]


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td><h2>Left</h2><td>right</table>",
        "<table><tr><td>only<tr><td>column</table>",
        "<table role=presentation><tr><td>a<td>b</table>",
        "<table><tr><td>a<td><table><tr><td>b<td>c</table></table>",
    ],
)
def test_a_table_that_lays_out_the_page_is_text(html: str) -> None:
    outer = [row for row in rows(html) if row[1] != ("b", "c")]
    assert outer == []
    assert html_content(html).text.strip()


def test_spans_can_not_blow_up_a_table() -> None:
    row = "<tr>" + "<td colspan=1000 rowspan=1000>x" * 30
    with pytest.raises(CorpusError, match="more than 200,000 cells"):
        html_content(f"<table><tr><td>a<td>b{row * 20}</table>")
