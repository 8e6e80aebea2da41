"""The forward pass without PyTorch gives the vectors of sentence-transformers, or leaves the model to it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ingest.bert import BertEncoder, _batches
from ingest.bert_shape import BertShape, read_shape
from ingest.embed import Embedder, Vectors

TEXTS = [
    "",
    "a",
    "Can API routes hold a WebSocket?",
    "MIXED case, Éclair, naïve",
    "日本語 😀 text\u200d",
    "x" * 300,
    "word " * 254,
    "word " * 255,
    "routing " * 5000,
]


def reference(folder: Path, texts: list[str]) -> Vectors:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    return np.asarray(model.encode(texts, normalize_embeddings=True, show_progress_bar=False), dtype=np.float32)


def cosines(one: Vectors, other: Vectors) -> Vectors:
    return np.einsum("ij,ij->i", one, other)


def test_the_packaged_model_gives_the_vectors_of_the_library(minilm: Embedder) -> None:
    assert minilm._bert is not None
    expected = reference(minilm.folder, TEXTS)
    assert cosines(minilm._bert.encode(TEXTS), expected).min() > 0.99999
    assert cosines(minilm.embed(TEXTS), expected).min() > 0.99999
    for text, row in zip(TEXTS, expected, strict=True):
        assert float(minilm.embed_query(text) @ row) > 0.99999
    # what every text has in common must not hide a difference
    assert float(cosines(expected[1:2], expected[2:3])[0]) < 0.3


def test_a_vector_does_not_depend_on_what_else_is_embedded(minilm: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"text number {number} on routing" for number in range(40)] + TEXTS
    alone = np.stack([minilm.embed_query(text) for text in texts])
    for threads in ("1", "4"):
        monkeypatch.setenv("OMP_NUM_THREADS", threads)
        np.testing.assert_allclose(minilm.embed(texts), alone, atol=1e-6)


def test_a_batch_holds_texts_of_one_length() -> None:
    # 600 tokens are more than a batch takes, and still one; of 100 tokens, five texts are one
    assert list(_batches([2, 600, 2, 100, *[100] * 5, 600])) == [[1], [9], [3, 4, 5, 6, 7], [8], [0, 2]]
    assert [len(batch) for batch in _batches([2] * 70)] == [32, 32, 6]
    assert list(_batches([])) == []


def test_an_interrupted_run_ends_at_once(minilm: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    encoder, run = minilm._bert, BertEncoder._run_one
    assert encoder is not None
    read: list[int] = []

    def count(self: BertEncoder, batch: list[list[int]]) -> Vectors:
        read.append(len(batch))
        return run(self, batch)

    def stop(done: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(BertEncoder, "_run_one", count)
    with pytest.raises(KeyboardInterrupt):
        encoder.encode(["routing " * 250] * 200, stop)
    assert sum(read) < 100


def test_every_length_up_to_the_window(minilm: Embedder) -> None:
    words = ["servers", "send", "pages", "to", "each", "of", "the", "many", "clients", "that", "ask"]
    texts = [" ".join(words[n % len(words)] for n in range(length)) for length in range(1, 257, 15)]
    assert cosines(minilm.embed(texts), reference(minilm.folder, texts)).min() > 0.99999


def small_model(minilm: Embedder, folder: Path, pooling: str = "mean_tokens", **changes: Any) -> Path:
    """A BERT of two small layers with weights drawn by lot, and the tokenizer of the packaged model."""
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    changes = {"initializer_range": 0.5, "layer_norm_eps": 1e-3, **changes}
    config = BertConfig(
        hidden_size=24, num_hidden_layers=2, num_attention_heads=3, intermediate_size=48,
        max_position_embeddings=64, **changes,
    )  # fmt: skip
    BertModel(config).save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt", "modules.json"):
        shutil.copy(minilm.folder / name, folder / name)
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 20, "do_lower_case": false}')
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(
        json.dumps({"word_embedding_dimension": 24, f"pooling_mode_{pooling}": True})
    )
    return folder


@pytest.mark.parametrize("pooling", ["mean_tokens", "cls_token"])
def test_other_models_of_the_kind(minilm: Embedder, tmp_path: Path, pooling: str) -> None:
    embedder = Embedder(small_model(minilm, tmp_path / "model", pooling))
    assert embedder._bert is not None
    assert cosines(embedder.embed(TEXTS), reference(embedder.folder, TEXTS)).min() > 0.9999


@pytest.mark.parametrize(
    ("file", "values"),
    [
        ("config.json", {"hidden_act": "relu"}),
        ("config.json", {"model_type": "roberta"}),
        ("config.json", {"position_embedding_type": "relative_key"}),
        ("1_Pooling/config.json", {"pooling_mode_mean_tokens": True, "pooling_mode_cls_token": True}),
        ("1_Pooling/config.json", {"pooling_mode_mean_tokens": False, "pooling_mode_max_tokens": True}),
        ("1_Pooling/config.json", {"pooling_mode": "lasttoken"}),
        ("sentence_bert_config.json", {"do_lower_case": True}),
        ("config_sentence_transformers.json", {"prompts": {"query": "query: "}}),
        ("config_sentence_transformers.json", {"default_prompt_name": "query"}),
    ],
)
def test_a_model_of_another_kind_is_left_to_the_library(
    minilm: Embedder, tmp_path: Path, file: str, values: dict[str, object]
) -> None:
    folder = tmp_path / "model"
    ignored = shutil.ignore_patterns("*.safetensors")
    shutil.copytree(minilm.folder, folder, ignore=ignored)
    assert read_shape(folder, 256) == BertShape(6, 12, 1e-12, "mean", 256)
    (folder / file).write_text(json.dumps({**json.loads((folder / file).read_text()), **values}))
    assert read_shape(folder, 256) is None


def test_more_modules_are_left_to_the_library(minilm: Embedder, tmp_path: Path) -> None:
    shutil.copytree(minilm.folder, tmp_path / "model", ignore=shutil.ignore_patterns("*.safetensors"))
    modules = json.loads((minilm.folder / "modules.json").read_text())
    modules.insert(2, {"idx": 2, "name": "2", "path": "2_Dense", "type": "sentence_transformers.models.Dense"})
    (tmp_path / "model" / "modules.json").write_text(json.dumps(modules))
    assert read_shape(tmp_path / "model", 256) is None


def test_the_library_embeds_what_is_left_to_it(minilm: Embedder, tmp_path: Path) -> None:
    embedder = Embedder(small_model(minilm, tmp_path / "model", hidden_act="relu"))
    assert embedder._bert is None
    texts = TEXTS[1:5]
    np.testing.assert_allclose(embedder.embed(texts), reference(embedder.folder, texts), atol=1e-5)
    np.testing.assert_allclose(embedder.embed_query(texts[2]), reference(embedder.folder, texts)[2], atol=1e-5)
    assert embedder.embed([]).shape == (0, 24)


def test_weights_of_another_precision_are_left_to_the_library(minilm: Embedder, tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    folder = small_model(minilm, tmp_path / "model")
    weights = {name: tensor.astype(np.float16) for name, tensor in load_file(folder / "model.safetensors").items()}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    embedder = Embedder(folder)
    assert embedder._bert is None
    assert embedder.embed(["text"]).shape == (1, 24)
