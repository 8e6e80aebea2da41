"""Mark the rows of Word tables that name the columns."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FIRST_ROW = 0x20


def mark_header_rows(root: Element) -> None:
    """Make the first row of each table a header row where its look sets that row off.

    Word itself marks a header row only where it is repeated on each page.
    """
    for table in root.iter(f"{_W}tbl"):
        rows = table.findall(f"{_W}tr")
        look = table.find(f"{_W}tblPr/{_W}tblLook")
        if len(rows) > 1 and look is not None and _sets_off_first_row(look):
            properties = rows[0].find(f"{_W}trPr")
            if properties is None:
                properties = Element(f"{_W}trPr")
                rows[0].insert(0, properties)
            if properties.find(f"{_W}tblHeader") is None:
                SubElement(properties, f"{_W}tblHeader")


def _sets_off_first_row(look: Element) -> bool:
    stated = look.get(f"{_W}firstRow")
    if stated is not None:
        return stated not in ("0", "false", "off")
    value = look.get(f"{_W}val") or ""
    return all(digit in "0123456789abcdefABCDEF" for digit in value) and bool(int(value or "0", 16) & _FIRST_ROW)
