"""Naming a model: what opens it, and what is said where that fails."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from scripted_chat import says

from assistant import Assistant
from assistant.writer.open_model import chosen_model, model_name, open_model
from ingest.errors import ModelUnavailable


def test_a_chat_model_is_taken_as_it_is() -> None:
    model = says("hello")
    assert open_model(model) is model
    assert model_name(model) == "scripted"


def test_the_environment_names_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FINGERPOST_MODEL", raising=False)
    assert chosen_model(None) is None
    monkeypatch.setenv("FINGERPOST_MODEL", "ollama:somebody")
    assert (chosen_model(None), chosen_model("openai:other")) == ("ollama:somebody", "openai:other")
    monkeypatch.setenv("FINGERPOST_MODEL", "")
    assert chosen_model(None) is None


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("", "provider:name"),
        ("qwen3", "provider:name"),
        ("openai:", "provider:name"),
        ("nobody:x", "nobody"),
        (7, "not int"),
        ("gguf:/no/such/file.gguf", "/no/such/file.gguf"),
        (f"gguf:{__file__}", "not a GGUF file"),
    ],
)
def test_a_mistake_is_named_with_what_to_do(model: object, said: str) -> None:
    with pytest.raises(ModelUnavailable) as raised:
        open_model(model)
    assert said in str(raised.value) and "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("model", "package"),
    [
        ("ollama:qwen3:4b", "fingerpost[ollama]"),
        ("mistralai:small", "langchain-mistralai"),
        ("gguf:x", "fingerpost[gguf]"),
    ],
)
def test_a_missing_package_is_named(model: str, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("langchain_ollama", "langchain_mistralai", "xllamacpp"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ModelUnavailable, match="pip install") as raised:
        open_model(model)
    assert package in str(raised.value)


def test_a_key_that_is_missing_or_wrong_never_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("langchain_openai", reason="pip install 'fingerpost[openai]'")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ModelUnavailable, match="key"):
        open_model("openai:gpt-4o-mini")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary")
    assert "canary" not in repr(open_model("openai:gpt-4o-mini"))


def test_the_command_says_it_in_one_line(
    fingerpost: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    done = fingerpost("ask", "hello", "--model", "qwen3", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "'qwen3'" in done.stderr and "provider:name" in done.stderr


def test_a_wrong_name_is_noticed_before_an_index_is_built(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable):
        Assistant.open(index=tmp_path / "index", model="qwen3")
    assert not os.path.exists(tmp_path / "index")
