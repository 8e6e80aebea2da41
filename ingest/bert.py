"""Run a BERT sentence model in ONNX Runtime, from the weights that sentence-transformers would load.

Loading PyTorch takes seconds and half a gigabyte, which is more than a whole question needs, and it takes half as
long again for the same vectors.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ingest.bert_graph import TOKENS, write_bert
from ingest.bert_shape import BertShape

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Array = npt.NDArray[np.float32]

_BATCH = 32  # texts at a time, and ...
_BATCH_TOKENS = 512  # ... tokens: what they become spills out of the processor's cache beyond that
_TOKENIZED = 1000  # texts at a time: the tokenizer's account of a text is much larger than the text


class BertEncoder:
    """A sentence model; safe to share between threads."""

    def __init__(self, weights: Path, tokenizer: Tokenizer, shape: BertShape) -> None:
        """`tokenizer` must neither cut nor pad. Raises KeyError or ValueError for weights of another layout."""
        import onnxruntime
        from safetensors import safe_open

        weights = weights.resolve()  # the runtime follows no link to the weights out of their folder
        with safe_open(weights, framework="numpy"):
            pass  # a damaged file raises
        model, self.dimension = write_bert(weights, shape)
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 1  # threads that wait for each other cost more; `encode` shares batches out
        options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(weights.parent))
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._tokenizer = tokenizer
        self._window = shape.window

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Array:
        """Unit-length rows of shape (len(texts), dimension); a text longer than the window is cut at its end.

        `progress` is called with how many are done.
        """
        tokens = [
            ids for first in range(0, len(texts), _TOKENIZED) for ids in self._read(texts[first : first + _TOKENIZED])
        ]
        rows = np.empty((len(texts), self.dimension), dtype=np.float32)
        batches = list(_batches([len(ids) for ids in tokens]))
        done = 0
        for batch, vectors in zip(batches, self._run([[tokens[n] for n in batch] for batch in batches]), strict=True):
            rows[batch] = vectors
            done += len(batch)
            if progress:
                progress(done)
        return rows

    def _run(self, batches: Sequence[list[list[int]]]) -> Iterator[Array]:
        workers = min(len(batches), _workers())
        if workers < 2:
            yield from map(self._run_one, batches)
            return
        pool = ThreadPoolExecutor(workers, thread_name_prefix="encoder")
        try:
            yield from pool.map(self._run_one, batches)
        finally:
            pool.shutdown(cancel_futures=True)

    def _run_one(self, batch: list[list[int]]) -> Array:
        return np.asarray(self._session.run(None, {TOKENS: np.array(batch, dtype=np.int64)})[0], dtype=np.float32)

    def _read(self, texts: Sequence[str]) -> list[list[int]]:
        return [self._cut(encoding.ids) for encoding in self._tokenizer.encode_batch(list(texts))]

    def _cut(self, ids: list[int]) -> list[int]:
        return ids if len(ids) <= self._window else [*ids[: self._window - 1], ids[-1]]


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The numbers of the texts, the longest first; those of one batch have one length, so that none is filled up."""
    alike: dict[int, list[int]] = defaultdict(list)
    for number, length in enumerate(lengths):
        alike[length].append(number)
    for length in sorted(alike, reverse=True):
        step = max(1, min(_BATCH, _BATCH_TOKENS // length))
        for first in range(0, len(alike[length]), step):
            yield alike[length][first : first + step]


def _workers() -> int:
    """Threads to compute with: as many as cores, or as OMP_NUM_THREADS says, which PyTorch heeds too."""
    stated = os.environ.get("OMP_NUM_THREADS", "")
    return int(stated) if stated.isdigit() and int(stated) else os.cpu_count() or 1
