"""A question -> a cited answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.answer import Answer, AnswerEvent, Citation, Outcome, Statement
    from assistant.assistant import Assistant, Conversation
    from assistant.decision.guide import DecisionGuide

_HOMES = {
    "Answer": "assistant.answer",
    "AnswerEvent": "assistant.answer",
    "Assistant": "assistant.assistant",
    "Citation": "assistant.answer",
    "Conversation": "assistant.assistant",
    "DecisionGuide": "assistant.decision.guide",
    "Outcome": "assistant.answer",
    "Statement": "assistant.answer",
}
__all__ = [
    "Answer",
    "AnswerEvent",
    "Assistant",
    "Citation",
    "Conversation",
    "DecisionGuide",
    "Outcome",
    "Statement",
]


def __getattr__(name: str) -> Any:
    # Loaded when first used: the command line's help must not wait for LangChain.
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'assistant' has no attribute {name!r}")
