"""The forward pass of a BERT sentence model in NumPy, from the weights that sentence-transformers would load.

Loading PyTorch takes seconds and half a gigabyte, which is more than a whole question needs. Texts are not padded
to one length: their tokens lie one after another, and only attention looks at each text apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ingest.bert_shape import BertShape

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Array = npt.NDArray[np.float32]

_BLOCK = 1 << 15  # numbers that one step of a computation without matrices takes at a time
_PREFIX = "bert."  # in front of every name where the weights were saved with a head on top


class BertEncoder:
    """A sentence model; safe to share between threads."""

    def __init__(self, weights: Path, tokenizer: Tokenizer, shape: BertShape) -> None:
        """`tokenizer` must neither cut nor pad. Raises KeyError or ValueError for weights of another layout."""
        self._tokenizer = tokenizer
        self._shape = shape
        tensors = _load(weights)
        self._words = tensors["embeddings.word_embeddings.weight"]
        places = tensors["embeddings.position_embeddings.weight"]
        if len(places) < shape.window:
            raise ValueError(f"{len(places)} positions for a window of {shape.window} tokens")
        # Every text is one segment: the vector of that segment belongs to each position.
        self._places = places + tensors["embeddings.token_type_embeddings.weight"][0]
        self._norm = _Norm(tensors, "embeddings.LayerNorm", shape.epsilon)
        self._layers = [_Layer(tensors, f"encoder.layer.{number}", shape) for number in range(shape.layers)]
        self.dimension = int(self._words.shape[1])

    def encode(self, texts: Sequence[str]) -> Array:
        """Unit-length rows of shape (len(texts), dimension); a text longer than the window is cut at its end."""
        tokens = [self._cut(encoding.ids) for encoding in self._tokenizer.encode_batch(list(texts))]
        ends = np.cumsum([len(ids) for ids in tokens])
        spans = [slice(int(end) - len(ids), int(end)) for end, ids in zip(ends, tokens, strict=True)]
        places = np.concatenate([np.arange(len(ids)) for ids in tokens])
        states = self._norm(self._words[np.concatenate(tokens)] + self._places[places])
        for layer in self._layers:
            states = layer(states, spans)
        if self._shape.pooling == "cls":
            rows = np.stack([states[span.start] for span in spans])
        else:
            rows = np.stack([states[span].mean(axis=0) for span in spans])
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)

    def _cut(self, ids: list[int]) -> list[int]:
        return ids if len(ids) <= self._shape.window else [*ids[: self._shape.window - 1], ids[-1]]


class _Norm:
    def __init__(self, tensors: dict[str, Array], name: str, epsilon: float) -> None:
        self._scale, self._shift = tensors[f"{name}.weight"], tensors[f"{name}.bias"]
        self._epsilon = np.float32(epsilon)

    def __call__(self, states: Array) -> Array:
        centred: Array = states - states.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", centred, centred)[:, np.newaxis] / np.float32(states.shape[1])
        centred /= np.sqrt(variance + self._epsilon)
        centred *= self._scale
        centred += self._shift
        return centred


class _Linear:
    def __init__(self, tensors: dict[str, Array], *names: str) -> None:
        """Several names make one layer whose outputs lie side by side."""
        joined = np.concatenate([tensors[f"{name}.weight"] for name in names])
        self._weights = np.ascontiguousarray(joined.T)  # a product with few rows is half as fast with the transpose
        self._bias = np.concatenate([tensors[f"{name}.bias"] for name in names])

    def __call__(self, states: Array) -> Array:
        result: Array = states @ self._weights
        result += self._bias
        return result


class _Layer:
    def __init__(self, tensors: dict[str, Array], name: str, shape: BertShape) -> None:
        self._heads = shape.heads
        attention = f"{name}.attention.self"
        self._mix = _Linear(tensors, f"{attention}.query", f"{attention}.key", f"{attention}.value")
        self._mixed = _Linear(tensors, f"{name}.attention.output.dense")
        self._mixed_norm = _Norm(tensors, f"{name}.attention.output.LayerNorm", shape.epsilon)
        self._widen = _Linear(tensors, f"{name}.intermediate.dense")
        self._narrow = _Linear(tensors, f"{name}.output.dense")
        self._norm = _Norm(tensors, f"{name}.output.LayerNorm", shape.epsilon)

    def __call__(self, states: Array, spans: Sequence[slice]) -> Array:
        mixed = self._mix(states)
        attended = np.empty_like(states)
        for span in spans:
            attended[span] = _attend(mixed[span], self._heads)
        states = self._mixed_norm(self._mixed(attended) + states)
        return self._norm(self._narrow(_gelu(self._widen(states))) + states)


def _attend(mixed: Array, heads: int) -> Array:
    """Attention of the tokens of one text to each other, from their queries, keys and values side by side."""
    length, width = mixed.shape[0], mixed.shape[1] // 3
    queries, keys, values = mixed.reshape(length, 3, heads, width // heads).transpose(1, 2, 0, 3)
    scores = (queries * np.float32((width // heads) ** -0.5)) @ keys.transpose(0, 2, 1)
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    attended = scores @ values
    attended /= scores.sum(axis=-1, keepdims=True)
    return np.asarray(attended.transpose(1, 0, 2).reshape(length, width))


def _gelu(values: Array) -> Array:
    """The exact unit, x * P(X <= x) of a normal X, in place; `values` must be contiguous.

    In blocks that stay in the processor's cache: whole arrays as large as these would be fetched from memory, and
    asked of the system anew, for each step.
    """
    flat = values.reshape(-1)
    for first in range(0, flat.size, _BLOCK):
        block = flat[first : first + _BLOCK]
        block *= np.float32(0.5) * (1 + _error_function(block * np.float32(0.5**0.5)))
    return values


def _error_function(values: Array) -> Array:
    """Abramowitz and Stegun, Handbook of Mathematical Functions, formula 7.1.26: off by 1.5e-7 at the most."""
    size = np.abs(values)
    part = 1 / (1 + np.float32(0.3275911) * size)
    series = np.float32(1.061405429) * part
    for factor in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series += np.float32(factor)
        series *= part
    np.square(size, out=size)
    series *= np.exp(-size)
    return np.copysign(1 - series, values)


def _load(weights: Path) -> dict[str, Array]:
    from safetensors import safe_open

    with safe_open(weights, framework="numpy") as file:
        names = [name for name in file.keys() if not name.endswith("position_ids")]  # noqa: SIM118 (no mapping)
        tensors = {name.removeprefix(_PREFIX): file.get_tensor(name) for name in names}
    if any(tensor.dtype != np.float32 for tensor in tensors.values()):
        raise ValueError("weights that are not float32")
    return tensors
