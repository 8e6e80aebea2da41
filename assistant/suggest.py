"""Suggest what to ask next: only what these sources can answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.answer import Answer, Hit
from assistant.compose import lower_first

if TYPE_CHECKING:
    from assistant.knowledge import Knowledge

_CLAUSE = re.compile(r"(?i)(?:how|what|when|where|why|who|which)\b")
_SENTENCE = re.compile(r"\w (?:is|are|has|have|runs?|does|do|can|cannot|needs?|becomes?) \w")
_MOST = 3
_TRIED = 5
_FOUND = 5  # passages looked at for a suggestion: its own section is among the first or it is no good question


def suggest_follow_ups(
    answer: Answer, hits: Sequence[Hit], knowledge: Knowledge, said: Sequence[str] = ()
) -> tuple[str, ...]:
    """Up to three questions about the sections next to the answer's, each checked by asking it.

    `said` are the questions of the conversation, which are not suggested again; nor is one that is answered
    with what has just been quoted.
    """
    used = {citation.passage.section for citation in answer.citations}
    asked = {knowledge.terms.set_of(question) for question in (answer.question, *said)}
    sections = [hit.passage.section for hit in hits if hit.passage.section not in used]
    suggestions: list[str] = []
    for section in list(dict.fromkeys(sections))[:_TRIED]:
        question = ask_about(section[-1])
        terms = knowledge.terms.set_of(question)
        if terms in asked:
            continue
        answering = knowledge.topics.section_that_answers(question, knowledge)
        if answering and answering not in used:
            asked.add(terms)
            suggestions.append(question)
        if len(suggestions) == _MOST:
            break
    return tuple(suggestions)


class Topics:
    """What questions about headings are answered from, worked out once for each. Safe to share between threads."""

    def __init__(self) -> None:
        self._found: dict[tuple[object, ...], tuple[str, ...] | None] = {}

    def section_that_answers(self, question: str, knowledge: Knowledge) -> tuple[str, ...] | None:
        """The section whose sentence comes first, None where the sources don't answer the question."""
        retriever, selector, judge = knowledge.retriever, knowledge.selector, knowledge.judge
        key = (question, retriever, selector, judge)  # with other parts, as when one is left out, it is found anew
        if key not in self._found:
            ranked = selector.rank(question, retriever.search(question, _FOUND))
            answered = judge.confidence(question, ranked) >= judge.threshold
            self._found[key] = ranked[0].unit.passage.section if answered else None
        return self._found[key]


def ask_about(heading: str) -> str:
    """A heading as something to ask: "How cold starts work" -> "Tell me how cold starts work"."""
    heading = lower_first(heading.rstrip("?:. "))
    if _CLAUSE.match(heading):
        return f"Tell me {heading}."
    return f"Tell me why {heading}." if _SENTENCE.search(heading) else f"Tell me about {heading}."
