"""Suggest what to ask next: only what these sources can answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.answer import Answer, Hit
from assistant.compose import lower_first
from assistant.judge import Judge
from assistant.retrieve import Embed, HybridRetriever
from assistant.select import UnitSelector

if TYPE_CHECKING:
    from assistant.knowledge import Knowledge

Section = tuple[str, ...]

_CLAUSE = re.compile(r"(?i)(?:how|what|when|where|why|who|which)\b")
_SENTENCE = re.compile(r"\w (?:is|are|has|have|runs?|does|do|can|cannot|needs?|becomes?) \w")
# A question that anybody may ask, whatever was said before: one sentence, about no one in particular.
_PLAIN_QUESTION = re.compile(r"(?:How|What|When|Where|Why|Who|Which|Is|Are|Does|Do|Can)\b[^?!.;]*(?:\.\w[^?!.;]*)*\?")
_PERSONAL = re.compile(r"(?i)\b(?:i|we|us|our|my|me|you|your|it|its|they|them|that|this|these|those|he|she|one)\b")
_FEWEST_WORDS, _MOST_WORDS = 4, 12
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
        question = knowledge.topics.question_about(section)
        terms = knowledge.terms.set_of(question)
        if terms in asked:
            continue
        answering = knowledge.topics.section_that_answers(question)
        if answering and answering not in used:
            asked.add(terms)
            suggestions.append(question)
        if len(suggestions) == _MOST:
            break
    return tuple(suggestions)


class Topics:
    """A question about each section, and what answers it, worked out once. Safe to share between threads."""

    def __init__(
        self, retriever: HybridRetriever, selector: UnitSelector, judge: Judge, embed: Embed, names: frozenset[str]
    ) -> None:
        """A suggestion is only offered, so its check does without the reranker, which takes most of the time.

        `names` are those of the corpus, in lower case.
        """
        self._names = names
        self._retriever = retriever
        self._selector = selector.without_reranker()
        self._judge = judge.with_selector(self._selector)
        self._embed = embed
        self._asked: dict[Section, str] = {}
        self._found: dict[str, Section | None] = {}

    def question_about(self, section: Section) -> str:
        """The known question of the section that comes closest to its heading; the heading itself without any."""
        if section not in self._asked:
            heading = ask_about(section[-1])
            known = [one for one in self._selector.known.questions_on(section) if is_plain(one, self._names)]
            vectors = self._embed([heading, *known])
            closeness = vectors[1:] @ vectors[0]
            self._asked[section] = known[int(closeness.argmax())] if known else heading
        return self._asked[section]

    def section_that_answers(self, question: str) -> Section | None:
        """The section whose sentence comes first, None where the sources don't answer the question."""
        if question not in self._found:
            ranked = self._selector.rank(question, self._retriever.search(question, _FOUND))
            answered = self._judge.confidence(question, ranked) >= self._judge.threshold
            self._found[question] = ranked[0].unit.passage.section if answered else None
        return self._found[question]


def is_plain(question: str, names: frozenset[str] = frozenset()) -> bool:
    """Whether a question can be put to anybody: short, in one sentence, names in capitals, nobody's own project."""
    words = re.findall(r"[^\s?]+", question)
    whole = _PLAIN_QUESTION.fullmatch(question) and not _PERSONAL.search(question)
    careless = any(word.isalpha() and word.islower() and word in names for word in words)
    return bool(whole) and not careless and _FEWEST_WORDS <= len(words) <= _MOST_WORDS


def ask_about(heading: str) -> str:
    """A heading as something to ask: "How cold starts work" -> "Tell me how cold starts work"."""
    heading = lower_first(heading.rstrip("?:. "))
    if _CLAUSE.match(heading):
        return f"Tell me {heading}."
    return f"Tell me why {heading}." if _SENTENCE.search(heading) else f"Tell me about {heading}."
