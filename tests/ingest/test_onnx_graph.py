"""What is written is what the package `onnx` would write, and ONNX Runtime computes it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from ingest.onnx_graph import OnnxGraph


@pytest.fixture
def model(tmp_path: Path) -> bytes:
    """The mean of each text's tokens as numbers, minus 1.5, times two weights that lie in a file."""
    (tmp_path / "weights.bin").write_bytes(b"header" + np.array([9, 2, -0.5], dtype=np.float32).tobytes())
    graph = OnnxGraph(tmp_path / "weights.bin")
    numbers = graph.node("Cast", "tokens", to=1)
    less = graph.node("Sub", numbers, graph.constant(1.5))
    mean = graph.node("ReduceMean", less, graph.constant([-1]), keepdims=1)
    rows = graph.node("Mul", mean, graph.weight("weights", [1, 2], 10))
    return graph.model("tokens", graph.node("LeakyRelu", rows, alpha=0.25), 2)


def test_it_is_computed(tmp_path: Path, model: bytes) -> None:
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(tmp_path))
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    (rows,) = session.run(None, {"tokens": np.array([[1, 4], [300, 0]], dtype=np.int64)})
    # (1 + 4) / 2 - 1.5 = 1 and (300 + 0) / 2 - 1.5 = 148.5, times 2 and -0.5; a quarter of what is below zero
    assert rows.tolist() == [[2, -0.125], [297, -18.5625]]


def test_another_reader_reads_the_same(model: bytes) -> None:
    onnx = pytest.importorskip("onnx", reason="needs the extra train")
    read = onnx.ModelProto.FromString(model)
    assert (read.ir_version, [entry.version for entry in read.opset_import]) == (9, [20])
    assert [node.op_type for node in read.graph.node] == ["Cast", "Sub", "ReduceMean", "Mul", "LeakyRelu"]
    assert onnx.helper.get_attribute_value(read.graph.node[4].attribute[0]) == 0.25
    number, axis, weights = read.graph.initializer
    assert onnx.numpy_helper.to_array(number) == np.float32(1.5)
    assert onnx.numpy_helper.to_array(axis).tolist() == [-1]
    places = {entry.key: entry.value for entry in weights.external_data}
    assert (list(weights.dims), places) == ([1, 2], {"location": "weights.bin", "offset": "10", "length": "8"})
    shapes = [
        [dimension.dim_param or dimension.dim_value for dimension in value.type.tensor_type.shape.dim]
        for value in (*read.graph.input, *read.graph.output)
    ]
    assert shapes == [["texts", "tokens"], ["texts", 2]]
