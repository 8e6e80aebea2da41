"""The conversation as chat messages: a pure function of the turns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ui.answer_html import answer_html, note_html, partial_html, question_html, text_html
from ui.visitor import Turn

MAX_FOLLOW_UPS = 3


def chat_messages(turns: Sequence[Turn]) -> list[dict[str, Any]]:
    """Chat messages in the page's format, with suggestions under the last answer only."""
    messages: list[dict[str, Any]] = []
    for number, turn in enumerate(turns):
        messages.append({"role": "user", "content": question_html(turn.question)})
        reply: dict[str, Any] = {"role": "assistant", "content": _reply(turn, number)}
        if number == len(turns) - 1 and turn.answer:
            suggestions = turn.answer.follow_ups[:MAX_FOLLOW_UPS]
            reply["options"] = [{"value": text, "label": text} for text in suggestions]
        messages.append(reply)
    return messages


def _reply(turn: Turn, number: int) -> str:
    if turn.answer is not None:
        return answer_html(turn.answer, number) + (note_html(turn.note) if turn.note else "")
    if turn.note:
        body = text_html(turn.text, number, {}) if turn.text else ""
        return f'<div class="answer">{body}{note_html(turn.note)}</div>'
    return partial_html(turn.text, number, turn.step)
