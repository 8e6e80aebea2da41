"""Write a trained cross-encoder as an ONNX file with 8-bit weights. Needs the extra `train`."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from sentence_transformers.cross_encoder import CrossEncoder
from transformers import PreTrainedModel

_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class _Logit(torch.nn.Module):
    """The transformer with its output layer, as a function of the tokenizer's three arrays."""

    def __init__(self, transformer: PreTrainedModel) -> None:
        super().__init__()
        self.transformer = transformer

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.transformer(input_ids=ids, attention_mask=mask, token_type_ids=types).logits
        return logits[:, 0]


def export(model: CrossEncoder, target: Path) -> None:
    """Write `model` to `target`: inputs of shape (pairs, tokens), one logit a pair; about a quarter of its size."""
    transformer = model.transformers_model
    if transformer is None:
        raise ValueError("the cross-encoder holds no transformer; train it from a sentence-transformers model")
    transformer.config._attn_implementation = "eager"  # the other kinds don't export
    network = _Logit(transformer).eval()
    ones = torch.ones(2, 16, dtype=torch.long)
    shape = {0: torch.export.Dim("pairs", max=1024), 1: torch.export.Dim("tokens", min=2, max=512)}
    with TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        torch.onnx.export(
            network,
            (ones, ones, torch.zeros_like(ones)),
            str(whole),
            input_names=list(_INPUTS),
            output_names=["logit"],
            dynamic_shapes=(shape, shape, shape),
            dynamo=True,
            external_data=False,
        )
        graph = onnx.load(whole)
        # The exporter notes shapes that the quantizer, which works them out anew, takes for contradictions.
        del graph.graph.value_info[:]
        quantize_dynamic(
            graph,
            target,
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        )
