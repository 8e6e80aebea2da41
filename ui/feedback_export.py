"""Feedback as entries of a question set, to measure later versions with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import yaml

from ui.feedback import Opinion

CATEGORY = "feedback"
_HEADER = """\
# Entries made from feedback. A liked answer is held to what it was: its outcome, recommendation and quotes.
# For an answer that was not liked nobody has said what a good one holds, so its entry is a comment:
# write the outcome and the facts it should have, and remove the signs before it.
"""


def question_set(opinions: Sequence[Opinion]) -> str:
    """YAML that `fingerpost evaluate` reads. Where the same question was judged twice, the last time counts."""
    latest = {opinion.turns: opinion for opinion in opinions}
    parts = [_HEADER]
    liked = [opinion for opinion in latest.values() if opinion.liked]
    if liked:
        parts.append(_yaml([_entry(opinion) for opinion in liked]))
    for opinion in latest.values():
        if not opinion.liked:
            parts.append(_commented(opinion))
    return "\n".join(parts)


def _entry(opinion: Opinion) -> dict[str, Any]:
    answer = opinion.answer
    entry = {**_asked(opinion), "outcome": answer["outcome"]}
    quotes = dict.fromkeys(citation["quote"] for citation in answer["citations"])
    if quotes:
        entry["evidence"] = [_pattern(quote) for quote in quotes]
    recommendation = answer.get("recommendation") or {}
    option = recommendation.get("option")
    if isinstance(option, dict):
        option = option.get("id")
    if option:
        entry["option"] = option
    return entry


def _asked(opinion: Opinion) -> dict[str, Any]:
    turns = [" ".join(turn.split()) for turn in opinion.turns]
    asked: dict[str, Any] = {"q": turns[0]} if len(turns) == 1 else {"turns": turns}
    return {"id": f"feedback-{opinion.identity}", "split": "dev", "category": CATEGORY, **asked}


def _commented(opinion: Opinion) -> str:
    entry = {**_asked(opinion), "outcome": "", "facts": []}
    lines = [f"not liked: {opinion.reason or 'no reason given'}", f"the answer was: {opinion.answer['text']}"]
    said = "\n".join(f"# {line}" for text in lines for line in (text.splitlines() or [""]))
    return said + "\n" + "".join(f"# {line}\n" for line in _yaml([entry]).splitlines())


def _pattern(quote: str) -> str:
    """A regular expression for a quote as it is read when it is scored, without the signs of Markdown."""
    from assistant.evaluation.score import readable

    return r"\s+".join(re.escape(word) for word in readable(quote).split())


def _yaml(entries: list[dict[str, Any]]) -> str:
    return str(yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=110))
