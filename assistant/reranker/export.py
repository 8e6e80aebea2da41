"""Write a trained cross-encoder as an ONNX file with 8-bit weights. Needs the extra `train`."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from sentence_transformers.cross_encoder import CrossEncoder
from tokenizers import Tokenizer
from transformers import PreTrainedModel

from assistant.reranker.reranker import Reranker
from ingest.embed import Embedder

_QUESTION = "Which port does the server listen on?"
_TEXTS = ("Set-up: The server listens on port 3000.", "Prices: A licence costs nothing.", "Set-up: Install it first.")
_TOLERANCE = 0.15  # 8-bit weights move a probability a little
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class _Logit(torch.nn.Module):
    """The transformer with its output layer, as a function of the tokenizer's three arrays."""

    def __init__(self, transformer: PreTrainedModel) -> None:
        super().__init__()
        self.transformer = transformer

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        read = self.transformer(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
        logits: torch.Tensor = read.logits
        return logits[:, 0]


def export(model: CrossEncoder, target: Path) -> None:
    """Write `model` to `target`: inputs of shape (pairs, tokens), one logit a pair; about a quarter of its size."""
    transformer = model.transformers_model
    if transformer is None:
        raise ValueError("the cross-encoder holds no transformer; train it from a sentence-transformers model")
    transformer.config._attn_implementation = "eager"  # the other kinds don't export
    network = _Logit(transformer).eval()
    example = torch.ones(2, 16, dtype=torch.long)
    free = {0: "pairs", 1: "tokens"}
    with TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        # The newer exporter (dynamo=True) loses the attention mask of this model without a word.
        torch.onnx.export(
            network,
            (example, example, torch.zeros_like(example)),
            str(whole),
            input_names=list(_INPUTS),
            output_names=["logit"],
            dynamic_axes={**dict.fromkeys(_INPUTS, free), "logit": {0: "pairs"}},
            dynamo=False,
            opset_version=17,
        )
        quantize_dynamic(
            whole,
            target,
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        )
    _check_same(model, target)


def _check_same(model: CrossEncoder, target: Path) -> None:
    """Raise ValueError where the file says something else than the model it was made from."""
    tokenizer = Tokenizer.from_file(str(Embedder().folder / "tokenizer.json"))
    expected = model.predict([(_QUESTION, text) for text in _TEXTS], show_progress_bar=False)
    found = Reranker(target, tokenizer).score(_QUESTION, _TEXTS)
    if max(abs(a - float(b)) for a, b in zip(found, expected, strict=True)) > _TOLERANCE:
        raise ValueError(f"{target} gives {found} where the model gives {list(expected)}; try another exporter")
