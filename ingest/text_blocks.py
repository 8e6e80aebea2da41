"""The headings and blocks of a plain text, told by how its lines look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from ingest.code_lines import find_listings
from ingest.document import row_cells
from ingest.layout import Block, Heading
from ingest.text_lines import (
    Line,
    fills_margin,
    is_flat_table,
    is_hard_wrapped,
    is_numbered_title,
    read_lines,
    title_of,
)

Run = tuple[str, Sequence[Line]]

_TITLE_LENGTH = 90
_TITLES_AT_MOST = 2  # more short lines in a row are no titles, but words of a list or a poem


def find_text_structure(text: str) -> tuple[list[Heading], list[Block]]:
    """The headings and blocks of a plain text, in order."""
    headings: list[Heading] = []
    blocks: list[Block] = []
    lines = read_lines(text)
    for kind, run in _runs(lines):
        if kind == "code":
            blocks.append(Block("code", run[0].start, run[-1].end))
        elif kind == "list":
            _add_list(run, headings, blocks)
        elif kind == "table":
            blocks.extend(_table_rows(run))
        elif kind == "title":
            headings.append(Heading(2, run[0].text, run[0].start, run[0].end))
        else:
            _add_prose(run, headings, blocks)
    return headings, blocks


def _runs(lines: Sequence[Line]) -> Iterator[Run]:
    """Lines of one kind that stand together."""
    position = 0
    for first, last in [*find_listings(lines), (len(lines), len(lines))]:
        while position < first:
            stop = next((n for n in range(position + 1, first) if lines[n].after_blank), first)
            group, following = lines[position:stop], lines[stop] if stop < len(lines) else None
            if len(group) == 1 and is_numbered_title(group[0]) and following and not following.is_bullet:
                yield "title", group
            else:
                yield from _runs_of_group(group)
            position = stop
        if first < len(lines):
            yield "code", lines[first : last + 1]
        position = last + 1


def _runs_of_group(group: Sequence[Line]) -> Iterator[Run]:
    has_rule = any(line.is_table_rule for line in group)
    kind, first = "", 0
    bullet: Line | None = None
    for position, line in enumerate(group):
        if line.is_table_rule or (line.text[0] + line.text[-1] == "||") or (has_rule and "|" in line.text):
            now, bullet = "table", None
        elif line.is_bullet:
            now, bullet = "list", line
        elif bullet and (line.indent > bullet.indent or line.text[0].islower()):
            now = "list"  # the rest of an item
        else:
            now, bullet = "prose", None
        if now != kind and position > first:
            yield kind, group[first:position]
            first = position
        kind = now
    yield kind, group[first:]


def _add_list(run: Sequence[Line], headings: list[Heading], blocks: list[Block]) -> None:
    """A list, joined to the one before where nothing but blank lines parts them."""
    above = blocks[-1] if blocks else None
    if above and above.kind == "list" and run[0].after_blank and not _parted(above, headings, run[0]):
        blocks[-1] = Block("list", above.start, run[-1].end)
    else:
        blocks.append(Block("list", run[0].start, run[-1].end))


def _parted(above: Block, headings: list[Heading], below: Line) -> bool:
    return bool(headings) and above.end <= headings[-1].start < below.start


def _table_rows(run: Sequence[Line]) -> Iterator[Block]:
    """The rows of a table with bars; the line above the first rule names the columns."""
    header: tuple[str, ...] = ()
    for position, line in enumerate(run):
        if line.is_table_rule:
            continue
        below = run[position + 1] if position + 1 < len(run) else None
        if not header and below and below.is_table_rule:
            header = row_cells(line.text)
        else:
            yield Block("table", line.start, line.end, header)


def _add_prose(run: Sequence[Line], headings: list[Heading], blocks: list[Block]) -> None:
    """Titles, paragraphs and flattened rows, between underlined titles."""
    first = 0
    for position, (line, below) in enumerate(pairwise(run)):
        if below.is_rule and not line.is_rule and len(line.text) <= _TITLE_LENGTH and not line.text.endswith("."):
            _add_lines(run[first:position], headings, blocks)
            headings.append(Heading(1 if below.text[0] == "=" else 2, line.text, line.start, line.end))
            first = position + 2
    _add_lines(run[first:], headings, blocks)


def _add_lines(run: Sequence[Line], headings: list[Heading], blocks: list[Block]) -> None:
    run = [line for line in run if not line.is_rule]
    if is_flat_table(run) and not is_hard_wrapped(run):
        blocks.extend(Block("table", line.start, line.end) for line in run)
        return
    level, title = title_of(run[0]) if run else (0, "")
    margin = max((len(line.text) for line in run), default=0)
    if level and is_hard_wrapped(run[1:]) and not fills_margin(run[0], run[1], margin):
        headings.append(Heading(level, title, run[0].start, run[0].end))
        run = run[1:]
    if is_hard_wrapped(run):
        blocks.append(Block("paragraph", run[0].start, run[-1].end))
    else:
        _add_single_lines(run, headings, blocks)


def _add_single_lines(run: Sequence[Line], headings: list[Heading], blocks: list[Block]) -> None:
    """Each line as a title or a paragraph of its own."""
    for is_title, group in groupby(run, lambda line: title_of(line)[0] > 0):
        lines = list(group)
        for line in lines:
            level, title = title_of(line)
            if is_title and (len(lines) <= _TITLES_AT_MOST or line.text.startswith("#")):
                headings.append(Heading(level, title, line.start, line.end))
            else:
                blocks.append(Block("paragraph", line.start, line.end))
