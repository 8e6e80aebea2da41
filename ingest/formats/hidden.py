"""Tell whether an HTML element is hidden from the reader, by its attributes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

Attributes = Mapping[str, str | None]

_HIDING = re.compile(
    r"""(?:^|;)\s*(?:
    display\s*:\s*none | visibility\s*:\s*(?:hidden|collapse)
    | opacity\s*:\s*0*\.?0+%?\s*(?:;|!|$)
    | font-size\s*:\s*(?:0*[01](?:\.\d*)?|0*\.\d+)\s*(?:px|pt)\b | font-size\s*:\s*0*\.?0+\s*(?:[a-z%]+\s*)?(?:;|!|$)
    | (?:left|right|top|bottom|text-indent|margin-(?:left|top))\s*:\s*-\d{3,}
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_COLOR = re.compile(r"(?:^|;)\s*color\s*:\s*([^;!]+)", re.IGNORECASE)
_BACKGROUND = re.compile(r"(?:^|;)\s*background(?:-color|-image)?\s*:\s*([^;!]+)", re.IGNORECASE)
_NUMBERS = re.compile(r"[\d.]+")
_NAMED = {"white": "ffffff", "black": "000000"}


def hides(style: str) -> bool:
    """Whether CSS declarations hide what they are for, whatever its surroundings."""
    return bool(_HIDING.search(style))


def is_hidden(tag: str, attributes: Attributes, ancestors: Iterable[Attributes]) -> bool:
    """Whether an element is hidden; the attributes of its `ancestors`, the nearest first, tell what it stands on."""
    if not attributes:
        return False
    if "hidden" in attributes or (attributes.get("aria-hidden") or "").strip("{}\"' ").lower() == "true":
        return True
    style = attributes.get("style") or ""
    if hides(style):
        return True
    color = _COLOR.search(style)
    written = color[1] if color else attributes.get("color") if tag == "font" else None
    return bool(written) and _is_unseen(_normal(written or ""), [attributes, *ancestors])


def _is_unseen(color: str, surroundings: Iterable[Attributes]) -> bool:
    """Whether text of this colour can't be told from what is behind it. Unknown stylesheets get the benefit."""
    if color == "transparent":
        return True
    for attributes in surroundings:
        background = _BACKGROUND.search(attributes.get("style") or "")
        written = background[1] if background else attributes.get("bgcolor")
        if written:
            return _normal(written) == color
        if attributes.get("class") or attributes.get("id"):
            return False
    return color == "ffffff"


def _normal(color: str) -> str:
    """A colour as six hexadecimal digits where it is written in one of the usual ways."""
    color = color.strip().lower()
    if color.startswith("rgb"):
        numbers = _NUMBERS.findall(color)
        if len(numbers) == 4 and float(numbers[3]) == 0:
            return "transparent"
        return "".join(f"{min(int(float(number)), 255):02x}" for number in numbers[:3])
    digits = color.removeprefix("#")
    if color.startswith("#") and len(digits) == 3:
        return "".join(digit * 2 for digit in digits)
    return _NAMED.get(color, digits)
