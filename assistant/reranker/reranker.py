"""Run the cross-encoder on questions and sentences. The only module that talks to onnxruntime."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ingest.embed import Embedder

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MODEL_FILE = "reranker.onnx"
MAX_TOKENS = 128
_REMEMBERED = 4_000  # question/sentence pairs
_BATCH = 16


class Reranker:
    """Reads a question and a sentence together; safe to share between threads."""

    def __init__(self, model: Path, tokenizer: Tokenizer) -> None:
        """`tokenizer` is the one the model was trained with; it is given limits of its own."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
        tokenizer.enable_padding()
        self._tokenizer = tokenizer
        self._known: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._lock = threading.Lock()

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """For each text the probability (0..1) that it answers the question."""
        with self._lock:
            missing = [text for text in dict.fromkeys(texts) if (question, text) not in self._known]
            # Texts of about one length together: less padding to read.
            missing.sort(key=len)
            for first in range(0, len(missing), _BATCH):
                batch = missing[first : first + _BATCH]
                for text, probability in zip(batch, self._run(question, batch), strict=True):
                    self._known[question, text] = probability
            scores = [self._known[question, text] for text in texts]
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return scores

    def _run(self, question: str, texts: Sequence[str]) -> list[float]:
        encoded = self._tokenizer.encode_batch([(question, text) for text in texts])
        feed: dict[str, npt.NDArray[np.int64]] = {
            "input_ids": np.array([entry.ids for entry in encoded], dtype=np.int64),
            "attention_mask": np.array([entry.attention_mask for entry in encoded], dtype=np.int64),
            "token_type_ids": np.array([entry.type_ids for entry in encoded], dtype=np.int64),
        }
        logits: npt.NDArray[Any] = self._session.run(None, feed)[0]
        return [float(value) for value in 1 / (1 + np.exp(-logits.astype(np.float64).reshape(-1)))]


def open_reranker() -> Reranker | None:
    """The packaged cross-encoder, or None where its weights or onnxruntime are not installed."""
    from tokenizers import Tokenizer

    model = files("assistant.reranker").joinpath(MODEL_FILE)
    if not model.is_file() or find_spec("onnxruntime") is None:
        return None
    with as_file(model) as path:
        return Reranker(path, Tokenizer.from_file(str(Embedder().folder / "tokenizer.json")))
