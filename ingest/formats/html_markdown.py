"""Write the visible text of an HTML tree as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.formats.escape import escape_opening, fenced
from ingest.formats.hidden import is_hidden
from ingest.formats.html_table import read_grid, table_markdown
from ingest.formats.stylesheet import find_hidden

_NO_TEXT = re.compile(
    "script|style|template|noscript|svg|canvas|iframe|object|embed|video|audio|map|head|nav|button|input|select|"
    "textarea|datalist|progress|meter|img|picture"
)
_BLOCK = re.compile(
    "address|article|aside|body|center|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer|form|header|"
    "hgroup|html|legend|li|main|p|search|section|summary|td|th|tr|tbody|thead|tfoot|caption"
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_SPACE_RUN = re.compile(" {2,}")
_AROUND_BREAK = re.compile(r" *\n *")
_SUPERSCRIPT = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_PERMALINKS = frozenset({"#", "¶", "§", "🔗", "↑"})

# Text within a paragraph, a finished block, or None for the end of a paragraph.
Piece = str | tuple[str] | None


def write_markdown(html: str) -> tuple[str, str, int]:
    """The text of a page, its title, and how many pieces of it a reader would not have seen."""
    tree = LexborHTMLParser(html)
    writer = _Writer(find_hidden(tree))
    root = tree.body or tree.root
    blocks = writer.blocks(root) if root is not None else []
    return "\n\n".join(blocks) + "\n", _title(tree), writer.hidden


def _title(tree: LexborHTMLParser) -> str:
    """What the page is about: other headings may be those of the site, or of a menu."""
    for selector in ("main h1", "article h1", "head > title"):
        node = tree.css_first(selector)
        if node and (title := _one_line(node.text()).rstrip("".join(_PERMALINKS) + " ")):
            return title
    return ""


class _Writer:
    def __init__(self, hidden: set[int]) -> None:
        self._hidden_ids = hidden
        self.hidden = 0

    def blocks(self, node: LexborNode) -> list[str]:
        """The blocks inside a node, each one Markdown text."""
        return list(_as_blocks(self._pieces(node)))

    def _children(self, node: LexborNode) -> Iterator[LexborNode]:
        child = node.child
        while child is not None:
            if child.is_comment_node:
                self.hidden += 1
            elif child.is_element_node and self._is_hidden(child):
                self.hidden += bool(child.text().strip())
            elif not _NO_TEXT.fullmatch(child.tag or ""):
                yield child
            child = child.next

    def _is_hidden(self, node: LexborNode) -> bool:
        return node.mem_id in self._hidden_ids or is_hidden(node.tag or "", node.attributes, _ancestors(node))

    def _pieces(self, node: LexborNode) -> Iterator[Piece]:
        for child in self._children(node):
            tag = child.tag or ""
            if child.is_text_node:
                yield _SPACE.sub(" ", child.text_content or "")
            elif tag == "br":
                yield "\n"
            elif tag == "table":
                yield from self._table(child)
            elif _BLOCK.fullmatch(tag):
                yield from (None, *self._pieces(child), None)
            elif write := _WRITERS.get(tag):
                block = write(self, child)
                yield (block,) if block else None
            else:
                yield from self._inline(child, tag)

    def _inline(self, node: LexborNode, tag: str) -> Iterator[Piece]:
        if tag in ("code", "kbd", "samp", "tt"):
            yield _code_span(_one_line(self._verbatim(node)))
            return
        if tag == "a" and (node.text().strip() in _PERMALINKS):
            return
        pieces = list(self._pieces(node))
        if any(not isinstance(piece, str) for piece in pieces):  # a link or the like around blocks
            yield from pieces
            return
        text = "".join(piece for piece in pieces if isinstance(piece, str))
        yield _marked(text, tag)

    def _heading(self, node: LexborNode) -> str:
        title = " ".join(" ".join(self.blocks(node)).split())
        return f"{'#' * int((node.tag or 'h6')[1])} {title}" if title else ""

    def _listing(self, node: LexborNode) -> str:
        code = self._verbatim(node).replace("\r\n", "\n").strip("\n")
        if not code.strip():
            return ""
        return fenced(code, _language(node))

    def _verbatim(self, node: LexborNode) -> str:
        parts = []
        for child in self._children(node):
            if child.is_text_node:
                parts.append(child.text_content or "")
            else:
                parts.append("\n" if child.tag == "br" else self._verbatim(child))
        return "".join(parts)

    def _list(self, node: LexborNode) -> str:
        start = node.attributes.get("start") or ""
        number = int(start) if start.isdecimal() and len(start) < 9 else 1
        items: list[str] = []
        for child in self._children(node):
            # A list straight inside a list is not valid, and common.
            blocks = self.blocks(child) if child.tag == "li" else list(_as_blocks(self._pieces_of(child)))
            if not blocks:
                continue
            marker = f"{number + len(items)}. " if node.tag == "ol" else "- "
            items.append(marker + _indent(_join_item(blocks), " " * len(marker)))
        return "\n".join(items)

    def _pieces_of(self, node: LexborNode) -> Iterator[Piece]:
        """A node that is no item, in the place of one."""
        write = _WRITERS.get(node.tag or "")
        if node.is_text_node:
            yield _SPACE.sub(" ", node.text_content or "")
        elif write:
            yield (write(self, node),)
        else:
            yield from self._pieces(node)

    def _quotation(self, node: LexborNode) -> str:
        lines = "\n\n".join(self.blocks(node)).split("\n")
        return "\n".join(f"> {line}".rstrip() for line in lines) if any(lines) else ""

    def _rule(self, _: LexborNode) -> str:
        return "* * *"  # dashes at the top of a document would open front matter

    def _table(self, table: LexborNode) -> Iterator[Piece]:
        grid = read_grid(table, self.blocks)
        yield None
        if grid is None:  # used for the layout of the page
            yield from self._pieces(table)
        else:
            if grid.caption:
                yield from ((block,) for block in grid.caption)
            yield (table_markdown(grid),) if grid.rows else None
        yield None


_WRITERS = {
    **dict.fromkeys(_HEADINGS, _Writer._heading),
    **dict.fromkeys(("pre", "listing", "xmp"), _Writer._listing),
    **dict.fromkeys(("ul", "ol", "menu", "dir"), _Writer._list),
    "blockquote": _Writer._quotation,
    "hr": _Writer._rule,
}


def _as_blocks(pieces: Iterable[Piece]) -> Iterator[str]:
    for inline, run in groupby(pieces, lambda piece: isinstance(piece, str)):
        if inline:
            text = _SPACE_RUN.sub(" ", "".join(piece for piece in run if isinstance(piece, str)))
            text = _AROUND_BREAK.sub("\n", text).strip()
            for paragraph in re.split(r"\n{2,}", text):
                if paragraph:
                    yield "\n".join(map(escape_opening, paragraph.split("\n")))
        else:
            yield from (piece[0] for piece in run if isinstance(piece, tuple) and piece[0])


def _marked(text: str, tag: str) -> str:
    """Inline text with the signs of its element, inside the spaces around it."""
    stripped = text.strip()
    if not stripped:
        return text
    lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    if tag in ("b", "strong") and "**" not in stripped:
        stripped = f"**{stripped}**"
    elif tag in ("del", "s", "strike"):
        stripped = f"~~{stripped}~~"
    elif tag == "q":
        stripped = f"“{stripped}”"
    elif tag == "sup" and re.fullmatch(r"[0-9+−-]+", stripped):  # "10" and "2" would read as 102
        stripped = stripped.translate(_SUPERSCRIPT)
    return lead + stripped + tail


def _code_span(code: str) -> str:
    if not code:
        return ""
    ticks = "`" * (max((len(run) for run in re.findall("`+", code)), default=0) + 1)
    return f"{ticks} {code} {ticks}" if len(ticks) > 1 else f"`{code}`"


def _language(node: LexborNode) -> str:
    inner = node.css_first("code[class]")
    for holder in (node, inner):
        names = (holder.attributes.get("class") or "") if holder else ""
        if found := re.search(r"\blang(?:uage)?-([\w+#-]+)", names):
            return found[1]
    return ""


def _join_item(blocks: list[str]) -> str:
    """The blocks of a list item; a nested list follows its words without a blank line."""
    text = blocks[0]
    for block in blocks[1:]:
        text += ("\n" if re.match(r"- |\d+\. ", block) else "\n\n") + block
    return text


def _indent(text: str, margin: str) -> str:
    return text.replace("\n", "\n" + margin).replace("\n" + margin + "\n", "\n\n")


def _one_line(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _ancestors(node: LexborNode) -> Iterator[dict[str, str | None]]:
    parent = node.parent
    while parent is not None:
        yield parent.attributes
        parent = parent.parent
