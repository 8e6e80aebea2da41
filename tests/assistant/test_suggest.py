"""Headings become something to ask."""

from collections.abc import Mapping, Sequence
from typing import Any, Self, cast

import numpy as np
import pytest

from assistant.answer import Answer, Citation, Hit, Outcome, Statement
from assistant.knowledge import Knowledge
from assistant.select import ScoredUnit
from assistant.suggest import Topics, ask_about, is_plain, suggest_follow_ups
from assistant.terms import Terms
from assistant.units import split_units
from ingest.document import Document, Passage


@pytest.mark.parametrize(
    ("heading", "asked"),
    [
        ("Boats in winter", "Tell me about boats in winter."),
        ("How boats float", "Tell me how boats float."),
        ("When is a boat late?", "Tell me when is a boat late."),
        ("Boats are not vans", "Tell me why boats are not vans."),
        ("SEO for boats", "Tell me about SEO for boats."),
    ],
)
def test_ask_about(heading: str, asked: str) -> None:
    assert ask_about(heading) == asked


class Sources:
    """Stands for `Knowledge`: each heading has one passage, found by asking for it; `unanswerable` fail the judge.

    `known` are the known questions by heading.
    """

    def __init__(
        self, headings: list[str], unanswerable: tuple[str, ...] = (), known: Mapping[str, list[str]] | None = None
    ) -> None:
        text = "\n".join(headings)
        document = Document("d", "Boats", "", "", text, (), "")
        spans = [(text.index(heading), text.index(heading) + len(heading)) for heading in headings]
        self.hits = [Hit(Passage(document, (text[a:b],), text[a:b], a, b), 1.0) for a, b in spans]
        self.terms = Terms()
        self.threshold = 0.5
        self._unanswerable = unanswerable
        self._questions = known or {}
        part: Any = self
        self.known = part
        self.topics = Topics(part, part, part, self.embed, frozenset())

    def without_reranker(self) -> Self:
        return self

    def with_selector(self, _: object) -> Self:
        return self

    def questions_on(self, section: tuple[str, ...]) -> list[str]:
        return self._questions.get(section[0], [])

    @staticmethod
    def embed(texts: Sequence[str]) -> Any:
        """Longer texts are closer to all others."""
        return np.array([[1.0, len(text) / 1000] for text in texts])

    def search(self, question: str, k: int) -> list[Hit]:
        return [hit for hit in self.hits if hit.passage.text.lower() in question.lower()][:k]

    def rank(self, question: str, hits: list[Hit]) -> list[ScoredUnit]:
        return [ScoredUnit(unit, 1, 1, 0, frozenset()) for hit in hits for unit in split_units(hit.passage)]

    def confidence(self, question: str, ranked: list[ScoredUnit]) -> float:
        return 0.9 if ranked and ranked[0].unit.plain not in self._unanswerable else 0.1


def suggested(sources: Sources, *said: str) -> tuple[str, ...]:
    first = sources.hits[0].passage
    cited = Citation(1, first, first.text, first.start, first.end)
    answer = Answer("How fast are they?", Outcome.ANSWERED, "", (Statement("", (cited,)),), (cited,))
    return suggest_follow_ups(answer, sources.hits, cast(Knowledge, sources), said)


def test_suggestions_are_asked_first_and_do_not_repeat_the_answer() -> None:
    assert suggested(Sources(["Speed", "Crew", "Fuel"], ("Crew",))) == ("Tell me about fuel.",)


def test_what_was_asked_before_is_not_suggested() -> None:
    assert suggested(Sources(["Speed", "Crew", "Fuel"]), "tell me about the crew") == ("Tell me about fuel.",)


def test_at_most_three_are_suggested() -> None:
    assert len(suggested(Sources(["Speed", "Crew", "Fuel", "Ports", "Price"]))) == 3


def test_a_known_question_that_anybody_may_ask_is_put_in_the_place_of_the_heading() -> None:
    known = {"Crew": ["Which crew can a boat have?", "Is our crew too small for us?", "crew size"], "Fuel": ["fuel?"]}
    asked = suggested(Sources(["Speed", "crew", "Fuel"], known={**known, "crew": known["Crew"]}))
    assert asked == ("Which crew can a boat have?", "Tell me about fuel.")


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("Which limit does Node.js 20 have?", True),
        ("Does a boat need a crew?", True),
        ("which limit does it have?", False),
        ("How fast is my boat in winter?", False),
        ("What is it? A boat or a van?", False),
        ("Why?", False),
        ("What does a boat need when the weather is bad and there is nobody on board?", False),
    ],
)
def test_is_plain(question: str, plain: bool) -> None:
    assert is_plain(question) is plain


def test_a_name_in_small_letters_is_not_suggested() -> None:
    names = frozenset({"vercel", "api"})
    assert is_plain("Is Vercel good for an API?", names)
    assert not is_plain("Is vercel good for an API?", names)
