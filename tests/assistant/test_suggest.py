"""Headings become something to ask."""

from typing import cast

import pytest

from assistant.answer import Answer, Citation, Hit, Outcome, Statement
from assistant.knowledge import Knowledge
from assistant.select import ScoredUnit
from assistant.suggest import Topics, ask_about, suggest_follow_ups
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
    """Stands for `Knowledge`: each heading has one passage, found by asking for it; `unanswerable` fail the judge."""

    def __init__(self, headings: list[str], unanswerable: tuple[str, ...] = ()) -> None:
        text = "\n".join(headings)
        document = Document("d", "Boats", "", "", text, (), "")
        spans = [(text.index(heading), text.index(heading) + len(heading)) for heading in headings]
        self.hits = [Hit(Passage(document, (text[a:b],), text[a:b], a, b), 1.0) for a, b in spans]
        self.terms = Terms()
        self.topics = Topics()
        self.retriever = self.selector = self.judge = self
        self.threshold = 0.5
        self._unanswerable = unanswerable

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
