"""Write a computation in the ONNX format, for ONNX Runtime to run.

The package `onnx` does this too, but takes a quarter of a second to import, at every start. Numbers of fields and
types are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

_IR_VERSION = 9
_OPERATORS = 20  # version of the operator set
_FLOAT, _INT64 = 1, 7
_EXTERNAL = 1
_ATTRIBUTE_FLOAT, _ATTRIBUTE_INT, _ATTRIBUTE_INTS = 1, 2, 7


class OnnxGraph:
    """A graph under construction; every method gives the name of a value that nodes can take as input."""

    def __init__(self, weights: Path) -> None:
        """`weights` is the file in which the bytes of the weights lie; its name alone goes into the model."""
        self._file = weights.name
        self._nodes: list[bytes] = []
        self._initializers: dict[str, bytes] = {}

    def weight(self, name: str, shape: Sequence[int], offset: int) -> str:
        """An array of float32 that lies at `offset` in the file of weights."""
        size = 4 * int(np.prod(shape))
        places = {"location": self._file, "offset": str(offset), "length": str(size)}
        entries = [_message(13, _text(1, key), _text(2, value)) for key, value in places.items()]
        dimensions = [_integer(1, length) for length in shape]
        self._initializers[name] = _message(
            5, *dimensions, _integer(2, _FLOAT), _text(8, name), *entries, _integer(14, _EXTERNAL)
        )
        return name

    def constant(self, value: float | Sequence[int]) -> str:
        """A number as float32, or a list of numbers as int64."""
        if isinstance(value, float):
            array: npt.NDArray[np.generic] = np.array(value, dtype="<f4")
        else:
            array = np.array(value, dtype="<i8")
        kind = _FLOAT if isinstance(value, float) else _INT64
        name = f"constant {len(self._initializers)}"
        dimensions = [_integer(1, length) for length in array.shape]
        self._initializers[name] = _message(
            5, *dimensions, _integer(2, kind), _text(8, name), _bytes(9, array.tobytes())
        )
        return name

    def node(self, operator: str, *inputs: str, **attributes: int | float | Sequence[int]) -> str:
        """The one output of an operator."""
        name = f"value {len(self._nodes)}"
        given = [_text(1, value) for value in inputs]
        settings = [_attribute(key, value) for key, value in attributes.items()]
        self._nodes.append(_message(1, *given, _text(2, name), _text(4, operator), *settings))
        return name

    def model(self, tokens: str, vectors: str, width: int) -> bytes:
        """The whole model: `tokens` is its input, int64 of any two dimensions, and `vectors` its output of rows."""
        graph = _message(
            7,
            *self._nodes,
            _text(2, "graph"),
            *self._initializers.values(),
            _value(11, tokens, _INT64, ("texts", "tokens")),
            _value(12, vectors, _FLOAT, ("texts", width)),
        )
        return _integer(1, _IR_VERSION) + graph + _message(8, _integer(2, _OPERATORS))


def _attribute(name: str, value: int | float | Sequence[int]) -> bytes:
    if isinstance(value, float):
        return _message(5, _text(1, name), _tag(2, 5), struct.pack("<f", value), _integer(20, _ATTRIBUTE_FLOAT))
    if isinstance(value, int):
        return _message(5, _text(1, name), _integer(3, value), _integer(20, _ATTRIBUTE_INT))
    return _message(5, _text(1, name), *(_integer(8, entry) for entry in value), _integer(20, _ATTRIBUTE_INTS))


def _value(number: int, name: str, kind: int, shape: Sequence[int | str]) -> bytes:
    lengths = [_message(1, _text(2, length) if isinstance(length, str) else _integer(1, length)) for length in shape]
    return _message(number, _text(1, name), _message(2, _message(1, _integer(1, kind), _message(2, *lengths))))


def _message(number: int, *fields: bytes) -> bytes:
    return _bytes(number, b"".join(fields))


def _text(number: int, value: str) -> bytes:
    return _bytes(number, value.encode())


def _bytes(number: int, value: bytes) -> bytes:
    return _tag(number, 2) + _varint(len(value)) + value


def _integer(number: int, value: int) -> bytes:
    return _tag(number, 0) + _varint(value)


def _tag(number: int, wire: int) -> bytes:
    return _varint(number << 3 | wire)


def _varint(value: int) -> bytes:
    """Protocol buffers' form of an integer: seven bits a byte, the lowest first; a negative one has 64 bits."""
    value &= (1 << 64) - 1
    digits = bytearray()
    while value > 0x7F:
        digits.append(value & 0x7F | 0x80)
        value >>= 7
    digits.append(value)
    return bytes(digits)
