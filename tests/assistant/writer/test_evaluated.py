"""Scoring answers that a model has worded: the same table as without it, and its name in the record."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from scripted_chat import ScriptedChat, passages_in

from assistant import Assistant
from assistant.cli import main

QUESTIONS = "- id: express\n  q: What is Express.js?\n  facts: ['Express']\n  evidence: ['Express']\n"


def evaluate(monkeypatch: pytest.MonkeyPatch, folder: Path, assistant: Assistant) -> dict[str, Any]:
    """The record that `fingerpost evaluate --model NAME` writes."""
    asked: list[object] = []
    questions, record = folder / "questions.yaml", folder / "record.json"
    questions.write_text(QUESTIONS, encoding="utf-8")

    def opened(corpus: object, index: object, model: object = None) -> Assistant:
        asked.append(model)
        return assistant

    monkeypatch.setattr("assistant.cli.open_assistant", opened)
    monkeypatch.setattr(
        sys, "argv", ["fingerpost", "evaluate", str(questions), "--model", "x:y", "--json", str(record)]
    )
    with pytest.raises(SystemExit) as stopped:
        main()
    assert not stopped.value.code and asked == ["x:y"]
    values: dict[str, Any] = json.loads(record.read_text(encoding="utf-8"))
    return values


def test_the_answers_of_a_model_are_scored_alike(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    assistant: Assistant,
    worded: Callable[[BaseChatModel], Assistant],
) -> None:
    model = ScriptedChat(script=lambda prompt: [f"{passages_in(prompt)[1].splitlines()[0]} [1]"])
    without = evaluate(monkeypatch, tmp_path, assistant)
    assert model.prompts == []
    with_model = evaluate(monkeypatch, tmp_path, worded(model))
    assert model.prompts
    assert with_model["settings"]["model"] == "scripted" and "model" not in without["settings"]
    assert with_model.keys() == without.keys()
