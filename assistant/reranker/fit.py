"""Fit a cross-encoder to labelled pairs. Needs the extra `train`; nothing at run time imports this."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from datasets import Dataset
from sentence_transformers.cross_encoder import CrossEncoder, CrossEncoderTrainer, CrossEncoderTrainingArguments
from sentence_transformers.cross_encoder.losses import BinaryCrossEntropyLoss
from torch.utils.data import BatchSampler, SequentialSampler

from assistant.reranker.pair import Pair

MAX_TOKENS = 128
_BATCH = 32
_BLOCK = 20  # batches whose pairs are sorted by length together, so that little is spent on padding


def open_model(folder: Path) -> CrossEncoder:
    """The model in a folder with one output; a sentence-transformers model gets a new output layer."""
    model: CrossEncoder = CrossEncoder(str(folder), num_labels=1, max_length=MAX_TOKENS, local_files_only=True)
    return model


def fit(model: CrossEncoder, pairs: Sequence[Pair], epochs: int, learning_rate: float, seed: int = 7) -> None:
    """Binary cross-entropy with a linear warm-up and decay. About 0.6 s for 32 pairs on two cores."""
    chooser = random.Random(seed)
    rows = [pair for _ in range(epochs) for pair in _in_batches(pairs, chooser)]
    data = Dataset.from_dict(
        {
            "question": [pair.question for pair in rows],
            "text": [pair.text for pair in rows],
            "label": [float(pair.answers) for pair in rows],
        }
    )
    with TemporaryDirectory() as scratch:
        arguments = CrossEncoderTrainingArguments(
            output_dir=scratch,
            num_train_epochs=1,  # the rows hold every epoch, each in an order of its own
            per_device_train_batch_size=_BATCH,
            learning_rate=learning_rate,
            warmup_steps=0.1,  # as a share of all steps
            weight_decay=0.01,
            bf16=True,
            use_cpu=not torch.cuda.is_available(),
            seed=seed,
            save_strategy="no",
            report_to="none",
            logging_steps=50,
        )
        trainer = _InOrder(model=model, args=arguments, train_dataset=data, loss=BinaryCrossEntropyLoss(model))
        trainer.train()


class _InOrder(CrossEncoderTrainer):
    """Takes the rows as they come: they are shuffled and sorted by length already."""

    def get_batch_sampler(
        self,
        dataset: Dataset,
        batch_size: int,
        drop_last: bool,
        valid_label_columns: list[str] | None = None,
        generator: torch.Generator | None = None,
        seed: int = 0,
    ) -> BatchSampler:
        return BatchSampler(SequentialSampler(dataset), batch_size, drop_last)


def _in_batches(pairs: Sequence[Pair], chooser: random.Random) -> list[Pair]:
    """The pairs in a new order in which batches hold texts of about one length."""
    shuffled = list(pairs)
    chooser.shuffle(shuffled)
    ordered: list[Pair] = []
    for first in range(0, len(shuffled), _BATCH * _BLOCK):
        block = sorted(shuffled[first : first + _BATCH * _BLOCK], key=lambda pair: len(pair.question + pair.text))
        batches = [block[at : at + _BATCH] for at in range(0, len(block), _BATCH)]
        chooser.shuffle(batches)
        ordered += [pair for batch in batches for pair in batch]
    return ordered
