"""Open the language model that a name stands for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import ModelUnavailable

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

MODEL_VARIABLE = "FINGERPOST_MODEL"
_GGUF = "gguf:"
_EXTRAS = ("openai", "anthropic", "ollama")  # providers whose package is an extra of this project


def chosen_model(model: object | None) -> object | None:
    """The model given, else the one that FINGERPOST_MODEL names, else None."""
    return model if model is not None else os.environ.get(MODEL_VARIABLE) or None


def open_model(model: object) -> BaseChatModel:
    """`provider:name`, `gguf:FILE`, or a LangChain chat model as it is. Raises ModelUnavailable with what to do."""
    from langchain_core.language_models import BaseChatModel

    if isinstance(model, BaseChatModel):
        return model
    if not isinstance(model, str):
        raise ModelUnavailable(
            f"a model is given as text like 'ollama:qwen3:4b' or a LangChain chat model, not {type(model).__name__}"
        )
    if model.startswith(_GGUF):
        from assistant.writer.gguf import open_gguf

        return open_gguf(Path(model.removeprefix(_GGUF)).expanduser())
    return _open_provider(model)


def model_name(model: BaseChatModel) -> str:
    """How a model calls itself, without keys or addresses."""
    for attribute in ("model_name", "model", "model_id", "name"):
        value = getattr(model, attribute, None)
        if isinstance(value, str) and value:
            return value
    return type(model).__name__


def _open_provider(name: str) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    provider, separator, rest = name.partition(":")
    if not separator or not provider or not rest:
        raise ModelUnavailable(f"{name!r} is not a model; write provider:name, like 'ollama:qwen3:4b', or gguf:FILE")
    try:
        return init_chat_model(rest, model_provider=provider)
    except ImportError as error:
        package = f"'fingerpost[{provider}]'" if provider in _EXTRAS else f"langchain-{provider.replace('_', '-')}"
        raise ModelUnavailable(
            f"the model {name!r} needs a package that is not installed; install it with: pip install {package}"
        ) from error
    except Exception as error:
        reason = str(error).strip().split("\n", 1)[0]
        raise ModelUnavailable(f"the model {name!r} can't be opened ({reason}); check its name and its key") from error
