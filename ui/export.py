"""A conversation to keep: as Markdown for people, as JSON for machines, citations included."""

from __future__ import annotations

import json

from ui.visitor import Turn, Visitor

FORMATS = {"markdown": "md", "json": "json"}


def export_conversation(visitor: Visitor, name: str, form: str) -> str:
    """`form` is a key of FORMATS."""
    return _as_markdown(visitor, name) if form == "markdown" else _as_json(visitor, name)


def _as_markdown(visitor: Visitor, name: str) -> str:
    parts = [f"# {' '.join(name.split()) or 'A conversation'}"]
    parts += [_turn_as_markdown(turn) for turn in visitor.turns]
    if needs := _set_by_hand(visitor):
        parts.append("\n".join(["## Needs set by hand", "", *(f"- {need}: {value}" for need, value in needs.items())]))
    recommendation = visitor.recommendation
    if recommendation is not None and recommendation.option is not None:
        parts.append(f"## Recommended at the end\n\n{recommendation.option.name}")
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def _turn_as_markdown(turn: Turn) -> str:
    note = f"\n\n*{turn.note}*" if turn.note else ""
    if turn.answer is None:
        return f"**{turn.question}**{note}"
    return turn.answer.to_markdown().rstrip() + note


def _as_json(visitor: Visitor, name: str) -> str:
    recommendation = visitor.recommendation
    values = {
        "name": name,
        "index_version": visitor.version,
        "turns": [
            {
                "question": turn.question,
                "note": turn.note or None,
                "answer": turn.answer.to_dict() if turn.answer else None,
            }
            for turn in visitor.turns
        ],
        "set_by_hand": _set_by_hand(visitor),
        "recommendation": recommendation.to_dict() if recommendation else None,
    }
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


def _set_by_hand(visitor: Visitor) -> dict[str, str]:
    """Need ids and their values as of now, of those that a hand set last."""
    recommendation = visitor.recommendation
    if recommendation is None:
        return {}
    touched = {entry.need for entry in visitor.record.needs}
    return {
        need: entry.answer
        for need, entry in recommendation.profile.items()
        if need in touched and not entry.words and not entry.implied and entry.value is not None
    }
