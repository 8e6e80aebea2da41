"""Lay Markdown tables out for a terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.document import row_cells

_TABLE = re.compile(r"^\|.*\|\n\|(?: *:?-+:? *\|)+(?:\n\|.*\|)*$", re.MULTILINE)


def lay_out_tables(text: str, width: int) -> str:
    """The text with each Markdown table drawn in columns of at most `width` characters together."""
    return _TABLE.sub(lambda match: _drawn([row_cells(line) for line in match.group().splitlines()], width), text)


def _drawn(rows: Sequence[Sequence[str]], width: int) -> str:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 1, 0))
    for name in rows[0]:
        table.add_column(Text(name))
    for row in rows[2:]:
        table.add_row(*(Text(cell) for cell in row))
    console = Console(width=width, color_system=None, force_terminal=False)
    with console.capture() as captured:
        console.print(table)
    return "\n".join(line.rstrip() for line in captured.get().strip("\n").splitlines()).rstrip()
