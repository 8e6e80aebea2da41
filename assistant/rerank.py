"""Score how well a sentence answers a question, with a small cross-encoder. The only module that runs ONNX.

The weights are optional: without them the pipeline ranks by similarity and words alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from tokenizers import Tokenizer

WEIGHTS = Path(__file__).resolve().parent / "reranker.onnx"
_MAX_TOKENS = 128
_BATCH = 16


class Reranker:
    """A MiniLM cross-encoder, quantised to 8 bits."""

    def __init__(self, weights: Path, tokenizer: Path) -> None:
        """`tokenizer` is the `tokenizer.json` the weights were trained with."""
        self._weights = weights
        self._tokenizer_file = tokenizer

    def score(self, question: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """The probability that each text answers the question, 0..1; shape (texts,). Long texts are cut."""
        scores = np.empty(len(texts), dtype=np.float32)
        # Texts of one length together: little is spent on padding.
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        for first in range(0, len(order), _BATCH):
            rows = order[first : first + _BATCH]
            encoded = self._tokenizer.encode_batch([(question, texts[row]) for row in rows])
            inputs = {
                "input_ids": np.array([entry.ids for entry in encoded], dtype=np.int64),
                "attention_mask": np.array([entry.attention_mask for entry in encoded], dtype=np.int64),
                "token_type_ids": np.array([entry.type_ids for entry in encoded], dtype=np.int64),
            }
            logits = self._session.run(None, inputs)[0]
            scores[rows] = 1 / (1 + np.exp(-logits))
        return scores

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        return onnxruntime.InferenceSession(str(self._weights), providers=["CPUExecutionProvider"])

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._tokenizer_file))
        tokenizer.enable_truncation(_MAX_TOKENS, strategy="only_second")
        tokenizer.enable_padding()
        return tokenizer


def open_reranker(tokenizer: Path) -> Reranker | None:
    """The packaged cross-encoder, None where its weights are not installed."""
    return Reranker(WEIGHTS, tokenizer) if WEIGHTS.is_file() else None
