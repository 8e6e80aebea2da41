"""Remove the text of a Word file that is formatted not to be seen."""

from __future__ import annotations

from xml.etree.ElementTree import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = ("0", "false", "off")
_TINY = 4  # half points
_NO_FILL = ("auto", "FFFFFF", "none", None)
_TEXT = (f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}sym", f"{_W}noBreakHyphen")


def remove_hidden_runs(root: Element) -> int:
    """Empty the hidden runs of a part, and count those that held any text.

    Hidden is what Word marks so, what is not larger than two points, and white on no other colour.
    """
    return _clear(root, False)


def _clear(element: Element, on_color: bool) -> int:
    """Empty the hidden runs below; `on_color` where something above may be filled with a colour."""
    count = 0
    for child in element:
        if child.tag == f"{_W}r":
            count += _clear_run(child, on_color)
        else:
            count += _clear(child, on_color or _is_filled(child))
    return count


def _is_filled(element: Element) -> bool:
    for name in ("pPr", "tcPr", "tblPr"):
        properties = element.find(_W + name)
        if properties is not None:
            if name == "tblPr" and properties.find(f"{_W}tblStyle") is not None:
                return True  # a table style may fill its cells
            if _has_fill(properties):
                return True
    return element.tag.endswith("}txbxContent")  # a text box may be filled


def _has_fill(properties: Element) -> bool:
    shading = properties.find(f"{_W}shd")
    return shading is not None and shading.get(f"{_W}fill") not in _NO_FILL


def _clear_run(run: Element, on_color: bool) -> int:
    properties = run.find(f"{_W}rPr")
    if properties is None or not _hides(properties, on_color):
        return _clear(run, on_color)
    texts = [child for child in run if child.tag in _TEXT]
    said = any((child.text or "").strip() for child in texts)
    for child in texts:
        run.remove(child)
    return int(said)


def _hides(properties: Element, on_color: bool) -> bool:
    if any(_is_on(properties.find(_W + name)) for name in ("vanish", "webHidden", "specVanish")):
        return True
    size = _value(properties, "sz")
    if size and size.isdecimal() and int(size) <= _TINY:
        return True
    white = (_value(properties, "color") or "").upper() == "FFFFFF"
    marked = _value(properties, "highlight") not in (None, "white", "none")
    return white and not (on_color or marked or _has_fill(properties))


def _is_on(element: Element | None) -> bool:
    return element is not None and element.get(f"{_W}val") not in _OFF


def _value(properties: Element, name: str) -> str | None:
    element = properties.find(_W + name)
    return None if element is None else element.get(f"{_W}val")
