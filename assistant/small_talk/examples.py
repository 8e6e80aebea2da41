"""Labelled examples of small talk, and of turns that look like it but are for the sources."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

EXAMPLES_FILE = "examples.yaml"
QUESTION = "question"  # the kind of those that are for the sources


@dataclass(frozen=True)
class Example:
    """A turn as somebody may say it, and its kind."""

    turn: str
    kind: str


@cache
def load_examples() -> tuple[Example, ...]:
    """Every example that comes with the package, each once."""
    text = files("assistant.small_talk").joinpath(EXAMPLES_FILE).read_text(encoding="utf-8")
    # The C parser takes a tenth of the time; it is missing only where PyYAML was built without it.
    by_kind = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return tuple(Example(turn, kind) for kind, turns in by_kind.items() for turn in turns)
