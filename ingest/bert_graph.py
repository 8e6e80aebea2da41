"""The forward pass of a BERT sentence model, over the weights in its safetensors file."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ingest.bert_shape import BertShape
from ingest.onnx_graph import OnnxGraph

TOKENS = "tokens"  # the input: one row of token ids a text, all of one length, so that none is filled up
_PREFIX = "bert."  # in front of every name where the weights were saved with a head on top


def write_bert(weights: Path, shape: BertShape) -> tuple[bytes, int]:
    """An ONNX model from tokens to unit-length rows, and the length of a row.

    The weights stay where they are: the model points into `weights`. Raises KeyError or ValueError for weights of
    another layout.
    """
    network = _Bert(weights, shape)
    states = network.embed()
    for number in range(shape.layers):
        states = network.layer(states, f"encoder.layer.{number}")
    return network.model(network.pool(states)), network.width


class _Bert:
    def __init__(self, weights: Path, shape: BertShape) -> None:
        self._graph = OnnxGraph(weights)
        self._node = self._graph.node
        self._shape = shape
        self._tensors, self._start = _read_header(weights)
        self.width: int = self._tensors["embeddings.word_embeddings.weight"]["shape"][1]
        self._split = self._graph.constant([0, 0, shape.heads, self.width // shape.heads])
        self._join = self._graph.constant([0, 0, self.width])
        self._scale = self._graph.constant((self.width // shape.heads) ** -0.5)

    def embed(self) -> str:
        places = self._tensors["embeddings.position_embeddings.weight"]["shape"][0]
        if places < self._shape.window:
            raise ValueError(f"{places} positions for a window of {self._shape.window} tokens")
        length = self._node("Shape", TOKENS, start=1, end=2)
        place = self._node("Slice", self._weight("embeddings.position_embeddings"), self._graph.constant([0]), length)
        # Every text is one segment: the vector of that segment belongs to each position.
        segment = self._node("Gather", self._weight("embeddings.token_type_embeddings"), self._graph.constant([0]))
        words = self._node("Gather", self._weight("embeddings.word_embeddings"), TOKENS)
        return self._norm(self._node("Add", words, self._node("Add", place, segment)), "embeddings.LayerNorm")

    def layer(self, states: str, name: str) -> str:
        mixed = self._linear(self._attend(states, f"{name}.attention.self"), f"{name}.attention.output.dense")
        states = self._norm(self._node("Add", mixed, states), f"{name}.attention.output.LayerNorm")
        wide = self._node("Gelu", self._linear(states, f"{name}.intermediate.dense"))
        return self._norm(
            self._node("Add", self._linear(wide, f"{name}.output.dense"), states), f"{name}.output.LayerNorm"
        )

    def pool(self, states: str) -> str:
        """A unit-length row for each text, from the states of its tokens."""
        first = self._graph.constant([1])
        if self._shape.pooling == "cls":
            states = self._node("Slice", states, self._graph.constant([0]), first, first)
        rows = self._node("ReduceMean", states, first, keepdims=0)
        return self._node("LpNormalization", rows, axis=-1, p=2)

    def model(self, vectors: str) -> bytes:
        return self._graph.model(TOKENS, vectors, self.width)

    def _attend(self, states: str, name: str) -> str:
        """Attention of the tokens of each text to each other."""
        query, key, value = (
            self._node("Reshape", self._linear(states, f"{name}.{part}"), self._split)
            for part in ("query", "key", "value")
        )
        query = self._node("Mul", self._node("Transpose", query, perm=[0, 2, 1, 3]), self._scale)
        scores = self._node("MatMul", query, self._node("Transpose", key, perm=[0, 2, 3, 1]))
        value = self._node("Transpose", value, perm=[0, 2, 1, 3])
        attended = self._node("MatMul", self._node("Softmax", scores, axis=-1), value)
        return self._node("Reshape", self._node("Transpose", attended, perm=[0, 2, 1, 3]), self._join)

    def _linear(self, states: str, name: str) -> str:
        weight = self._node("Transpose", self._weight(name), perm=[1, 0])
        return self._node("Add", self._node("MatMul", states, weight), self._weight(name, "bias"))

    def _norm(self, states: str, name: str) -> str:
        scale, shift = self._weight(name), self._weight(name, "bias")
        return self._node("LayerNormalization", states, scale, shift, axis=-1, epsilon=self._shape.epsilon)

    def _weight(self, name: str, kind: str = "weight") -> str:
        tensor = self._tensors[f"{name}.{kind}"]
        return self._graph.weight(f"{name}.{kind}", tensor["shape"], self._start + tensor["data_offsets"][0])


def _read_header(weights: Path) -> tuple[Mapping[str, Any], int]:
    """Where each tensor lies, by its name, and the offset from which that counts."""
    with weights.open("rb") as file:
        (size,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(size))
    tensors = {
        name.removeprefix(_PREFIX): tensor
        for name, tensor in header.items()
        if name != "__metadata__" and not name.endswith("position_ids")
    }
    if any(tensor["dtype"] != "F32" for tensor in tensors.values()):
        raise ValueError("weights that are not float32")
    return tensors, 8 + size
