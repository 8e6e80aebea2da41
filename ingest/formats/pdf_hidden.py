"""Leave out the text of a PDF page that is painted so that nobody sees it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

Matrix = Sequence[float]
Point = tuple[float, float]
Box = tuple[float, float, float, float]

_SMALLEST = 1.5  # points; smaller text is no more than a line to the eye
_WHITE = 0.97  # of full brightness
_OUTSIDE = 5  # points beyond the edge of the page
_SHOWING = (b"Tj", b"TJ", b"'", b'"')
_FILLING = (b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*")
_ENDING = (*_FILLING, b"n", b"S", b"s")


@dataclass(frozen=True)
class _State:
    """The part of the graphics state that q and Q keep: fill colour, font size, text rendering mode."""

    white: bool = False
    size: float = 0.0
    mode: int = 0


class HiddenText:
    """Watches the operators of a page and empties those that show text unseen.

    Unseen is text that is tiny, unpainted, outside of the page, or white where nothing coloured was
    painted before. `count` is how many pieces were emptied, `unpainted` how many of them had no paint.
    """

    def __init__(self, page: Box, keep_unpainted: bool) -> None:
        self._page = page
        self._keep_unpainted = keep_unpainted
        self._state = _State()
        self._saved: list[_State] = []
        self._path: list[Point] = []
        self._colored: list[Box] = []
        self._forms: list[_State] = []  # what is restored after each form we are in
        self._image: Box | None = None  # what "Do" paints, unless it turns out to be a form
        self._hiding = False
        self.count = self.unpainted = 0

    def before(self, operator: bytes, operands: list[Any], cm: Matrix, tm: Matrix) -> None:
        """Called by pypdf before it handles an operator; what is taken from `operands` is not extracted."""
        self._image = None  # an operator inside of it: a form
        if operator in _SHOWING:
            self._show(operands, cm, tm)
        elif operator == b"q":
            self._saved.append(self._state)
        elif operator == b"Q" and self._saved:
            self._state = self._saved.pop()
        elif operator == b"Tf" and len(operands) > 1:
            self._state = replace(self._state, size=float(operands[1]))
        elif operator == b"Tr" and operands:
            self._state = replace(self._state, mode=int(operands[0]))
        elif operator in (b"g", b"rg", b"k", b"sc", b"scn", b"cs"):
            self._state = replace(self._state, white=_is_white(operands))
        elif operator == b"Do":
            self._forms.append(self._state)
            self._image = _box([_apply(cm, corner) for corner in ((0, 0), (1, 0), (0, 1), (1, 1))])
        else:
            self._follow_path(operator, operands, cm)

    def after(self, operator: bytes, operands: list[Any], cm: Matrix, tm: Matrix) -> None:
        """Called by pypdf when it has handled an operator."""
        if operator == b"Do" and self._forms:
            self._state = self._forms.pop()
            if self._image:
                self._colored.append(self._image)

    def _follow_path(self, operator: bytes, operands: list[Any], cm: Matrix) -> None:
        if operator == b"re" and len(operands) == 4:
            x, y, width, height = map(float, operands)
            self._path += [_apply(cm, corner) for corner in ((x, y), (x + width, y + height))]
        elif operator in (b"m", b"l", b"c", b"v", b"y"):
            numbers = [float(number) for number in operands]
            self._path += [_apply(cm, corner) for corner in zip(numbers[::2], numbers[1::2], strict=False)]
        elif operator in (b"sh", b"INLINE IMAGE"):
            self._colored.append((-math.inf, -math.inf, math.inf, math.inf))
        elif operator in _ENDING:
            if operator in _FILLING and self._path and not self._state.white:
                self._colored.append(_box(self._path))
            self._path = []

    def _show(self, operands: list[Any], cm: Matrix, tm: Matrix) -> None:
        hidden = self._is_hidden(cm, tm)
        if hidden:
            said = _empty(operands)
            self.unpainted += said and self._state.mode in (3, 7)
            self.count += said and not self._hiding
        self._hiding = hidden

    def _is_hidden(self, cm: Matrix, tm: Matrix) -> bool:
        if self._state.mode in (3, 7) and not self._keep_unpainted:
            return True
        scale = math.sqrt(abs((cm[0] * cm[3] - cm[1] * cm[2]) * (tm[0] * tm[3] - tm[1] * tm[2])))
        if self._state.size * scale < _SMALLEST:
            return True
        x, y = _apply(cm, (tm[4], tm[5]))
        left, bottom, right, top = self._page
        # Inside a form the place on the page is not known.
        if not self._forms and not (
            left - _OUTSIDE <= x <= right + _OUTSIDE and bottom - _OUTSIDE <= y <= top + _OUTSIDE
        ):
            return True
        return self._state.white and self._state.mode == 0 and not self._stands_on_color(x, y)

    def _stands_on_color(self, x: float, y: float) -> bool:
        if self._forms:
            return bool(self._colored)
        return any(left - 1 <= x <= right + 1 and low - 1 <= y <= high + 1 for left, low, right, high in self._colored)


def _empty(operands: list[Any]) -> bool:
    """Take the strings out of the operands; whether there were any."""
    said = False
    for place, operand in enumerate(operands):
        if isinstance(operand, list):
            said = _empty(operand) or said
        elif isinstance(operand, (str, bytes)):
            said = said or bool(operand.strip())
            operands[place] = type(operand)()
    return said


def _is_white(operands: list[Any]) -> bool:
    """Whether a colour of one, three or four parts is white. A pattern or the start of a colour space is not."""
    try:
        parts = [float(part) for part in operands]
    except (TypeError, ValueError):
        return False
    if len(parts) == 4:
        return all(part <= 1 - _WHITE for part in parts)
    return len(parts) in (1, 3) and all(part >= _WHITE for part in parts)


def _apply(matrix: Matrix, point: Point) -> Point:
    x, y = point
    return matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]


def _box(points: Sequence[Point]) -> Box:
    return min(x for x, _ in points), min(y for _, y in points), max(x for x, _ in points), max(y for _, y in points)
