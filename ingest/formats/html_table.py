"""The cells of an HTML table, spanning ones repeated, as a Markdown table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from ingest.errors import CorpusError

MAX_CELLS = 200_000
_MAX_SPAN = 1000
_SECTIONS = ("thead", "tbody", "tfoot")

Blocks = Callable[[LexborNode], list[str]]
Row = list[str]


@dataclass(frozen=True)
class Grid:
    """A table of equally long rows; `names` are empty where the table doesn't name its columns."""

    caption: list[str]
    names: Row
    rows: list[Row]


def read_grid(table: LexborNode, blocks: Blocks) -> Grid | None:
    """The table with spanning cells repeated in each place, None where it only arranges other things.

    Raises CorpusError where spans would blow it up beyond `MAX_CELLS`.
    """
    if _is_layout(table):
        return None
    caption: list[str] = []
    heads: list[Row] = []
    rows: list[Row] = []
    pending: dict[int, tuple[str, int]] = {}  # column -> (text, rows still to fill)
    count = 0
    for tag, row in _rows(table):
        if tag == "caption":
            caption = blocks(row)
            continue
        cells, all_names = _fill(row, pending, blocks)
        count += len(cells)
        if count > MAX_CELLS:
            raise CorpusError(f"a table has more than {MAX_CELLS:,} cells; split it")
        if not rows and (tag == "thead" or (all_names and not heads)):
            heads.append(cells)
        elif any(cells):
            rows.append(cells)
    width = max(map(len, heads + rows), default=0)
    names = [_column_name(heads, column) for column in range(width)]
    if heads and not rows:  # nothing but names: they are what it says
        rows, names = heads, [""] * width
    return Grid(caption, names, [row + [""] * (width - len(row)) for row in rows])


def table_markdown(grid: Grid) -> str:
    rule = ["---"] * len(grid.names)
    return "\n".join(f"| {' | '.join(row)} |" for row in (grid.names, rule, *grid.rows))


def _is_layout(table: LexborNode) -> bool:
    if table.css_first("table table, h1, h2, h3, h4, h5, h6, pre, blockquote") is not None:
        return True
    return (table.attributes.get("role") or "") in ("presentation", "none") or table.css_first(
        "td ~ td, th ~ td, th ~ th, td ~ th"
    ) is None


def _rows(table: LexborNode) -> Iterator[tuple[str, LexborNode]]:
    """(the part it stands in, row or caption), in order."""
    for part in table.iter():
        if part.tag == "caption":
            yield "caption", part
        elif part.tag in _SECTIONS:
            yield from ((part.tag or "", row) for row in part.iter() if row.tag == "tr")
        elif part.tag == "tr":
            yield "tbody", part


def _fill(row: LexborNode, pending: dict[int, tuple[str, int]], blocks: Blocks) -> tuple[Row, bool]:
    """The cells of a row with those that reach down from above, and whether all its own are names."""
    cells: Row = []
    own = []

    def take_pending() -> None:
        while (waiting := pending.pop(len(cells), None)) is not None:
            if waiting[1] > 1:
                pending[len(cells)] = (waiting[0], waiting[1] - 1)
            cells.append(waiting[0])

    for cell in row.iter():
        if cell.tag not in ("td", "th"):
            continue
        take_pending()
        own.append(cell.tag)
        text = _cell_text(blocks(cell))
        down = _span(cell, "rowspan")
        for _ in range(_span(cell, "colspan")):
            if down > 1:
                pending[len(cells)] = (text, down - 1)
            cells.append(text)
    take_pending()
    return cells, bool(own) and set(own) == {"th"}


def _span(cell: LexborNode, name: str) -> int:
    value = cell.attributes.get(name) or ""
    return min(max(int(value), 1), _MAX_SPAN) if value.isdecimal() and len(value) < 7 else 1


def _cell_text(blocks: list[str]) -> str:
    """The blocks of a cell on one line, parted by semicolons where nothing else parts them."""
    text = ""
    for line in (" ".join(block.split()) for block in blocks):
        text += ("" if not text else " " if text[-1] in ".!?:;," else "; ") + line
    return text.replace("|", "\\|")


def _column_name(heads: list[Row], column: int) -> str:
    """The names above a column, from the top; a name that spans several rows once."""
    names = dict.fromkeys(row[column] for row in heads if column < len(row) and row[column])
    return " / ".join(names)
