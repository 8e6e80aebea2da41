"""Tell whether a sentence-transformers model folder holds a model that `ingest.bert` computes exactly."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_POOLINGS = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "cls"}


@dataclass(frozen=True)
class BertShape:
    """What the forward pass has to know beside the weights."""

    layers: int
    heads: int
    epsilon: float
    pooling: str
    window: int  # tokens of the longest text, with the two at its ends


def read_shape(folder: Path, window: int) -> BertShape | None:
    """The shape of the model in `folder`, None where it is not one that this module computes exactly."""
    config = _read(folder / "config.json")
    modules = _read(folder / "modules.json")
    kinds = [str(module.get("type", "")).rpartition(".")[2] for module in modules] if isinstance(modules, list) else []
    usual = (
        isinstance(config, dict)
        and config.get("model_type") == "bert"
        and config.get("hidden_act") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and kinds in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])
    )
    if not usual or _read(folder / "sentence_bert_config.json").get("do_lower_case"):
        return None
    settings = _read(folder / "config_sentence_transformers.json")
    if settings.get("default_prompt_name") or any((settings.get("prompts") or {}).values()):
        return None
    pooling = _pooling(_read(folder / str(modules[1].get("path")) / "config.json"))
    if pooling is None:
        return None
    heads, layers = int(config["num_attention_heads"]), int(config["num_hidden_layers"])
    return BertShape(layers, heads, float(config.get("layer_norm_eps", 1e-12)), pooling, window)


def _pooling(config: dict[str, Any]) -> str | None:
    if "pooling_mode" in config:  # how newer releases write it
        mode = config["pooling_mode"]
        return mode if mode in _POOLINGS.values() else None
    chosen = [name for name, on in config.items() if name.startswith("pooling_mode_") and on]
    return _POOLINGS.get(chosen[0]) if len(chosen) == 1 else None


def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
