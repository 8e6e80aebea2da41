"""Run the cross-encoder on questions and sentences, in ONNX Runtime."""

from __future__ import annotations

import math
import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ingest.embed import Embedder

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MODEL_FILE = "reranker.onnx"
MAX_TOKENS = 128
_REMEMBERED = 4_000  # question/sentence pairs
_AT_ONCE = min(4, os.cpu_count() or 1)  # pairs read side by side


class Reranker:
    """Reads a question and a sentence together; safe to share between threads."""

    def __init__(self, model: Path, tokenizer: Tokenizer) -> None:
        """`tokenizer` is the one the model was trained with; it is given limits of its own."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 1  # a pair is too small to share out: threads that wait for each other cost more
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self._known: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="reranker")

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """For each text the probability (0..1) that it answers the question."""
        with self._lock:
            pairs = [(question, text) for text in dict.fromkeys(texts)]
            unread = [pair for pair in pairs if pair not in self._known]
            self._known.update(zip(unread, self._pool.map(self._run, unread), strict=True))
            for pair in pairs:
                self._known.move_to_end(pair)
            scores = [self._known[question, text] for text in texts]
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return scores

    def _run(self, pair: tuple[str, str]) -> float:
        # One at a time: with 8-bit weights a score depends on what else is in the batch, and an answer must not.
        encoded = self._tokenizer.encode(*pair)
        feed = {
            "input_ids": np.array([encoded.ids], dtype=np.int64),
            "attention_mask": np.array([encoded.attention_mask], dtype=np.int64),
            "token_type_ids": np.array([encoded.type_ids], dtype=np.int64),
        }
        logit = float(np.ravel(self._session.run(None, feed)[0])[0])
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, logit))))


def open_reranker() -> Reranker | None:
    """The packaged cross-encoder, or None where its weights or onnxruntime are not installed."""
    from tokenizers import Tokenizer

    model = files("assistant.reranker").joinpath(MODEL_FILE)
    if not model.is_file() or find_spec("onnxruntime") is None:
        return None
    with as_file(model) as path:
        return Reranker(path, Tokenizer.from_file(str(Embedder().folder / "tokenizer.json")))
