"""Decisions are told from look-ups by the cues of the words and the meaning of the turn."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import cast

import numpy as np
import pytest

from assistant import Assistant
from assistant.answer import Answer, Outcome
from assistant.decision.asking import Cues, asks_decision
from assistant.decision.fit_route import LabelledTurn, collect_cues, fit_weights, read_look_ups, read_turns
from assistant.decision.route import PROBE, Weights, probability, read_weights, wants_decision
from assistant.known_questions import Likeness, QuestionIndex

NO_CUES = Cues(**dict.fromkeys(Cues.__dataclass_fields__, 0.0))
TURNS = read_turns()
FOUND, FALSE = 0.9, 0.06  # floors on the turns it was fitted with; cross-validated figures are in route.json


def test_the_probability_is_a_logistic_model_of_cues_and_vector() -> None:
    cues = Cues(**{**NO_CUES.__dict__, "asks_decision": 1.0})
    weights = Weights(-1.0, {**dict.fromkeys(NO_CUES.__dict__, 0.0), "asks_decision": 2.0}, np.array([3.0, 0.0]), None)
    assert probability(NO_CUES, np.array([0.0, 1.0]), weights) == pytest.approx(1 / (1 + np.e))
    assert probability(cues, np.array([0.0, 1.0]), weights) == pytest.approx(1 / (1 + np.exp(-1.0)))
    assert probability(cues, np.array([1.0, 0.0]), weights) == pytest.approx(1 / (1 + np.exp(-4.0)))


def test_the_weights_were_fitted_with_the_embedding_model_that_comes_along(assistant: Assistant) -> None:
    assert assistant.knowledge.embed([PROBE])[0] @ read_weights().probe > 0.999
    assert set(read_weights().cues) == set(NO_CUES.__dict__)


def test_most_labelled_turns_are_told_apart(assistant: Assistant) -> None:
    knowledge = assistant.knowledge
    assert knowledge.guide is not None and knowledge.needs is not None
    alone = [turn for turn in random.Random(7).sample(TURNS, 240) if not turn.after]
    taken = {True: 0, False: 0}
    for turn in alone:
        stated = len(knowledge.needs.extract(turn.say))
        words = (knowledge.guide, knowledge.terms, knowledge.vocabulary, knowledge.embed)
        taken[turn.decides] += wants_decision(turn.say, [], stated, *words)
    decisions = sum(turn.decides for turn in alone)
    assert taken[True] >= FOUND * decisions
    assert taken[False] <= FALSE * (len(alone) - decisions)


def test_with_another_embedding_model_the_patterns_decide(assistant: Assistant) -> None:
    knowledge = assistant.knowledge
    guide, terms, vocabulary = knowledge.guide, knowledge.terms, knowledge.vocabulary
    assert guide is not None
    embedded: list[str] = []

    def embed(texts: Sequence[str]) -> np.ndarray:
        embedded.extend(texts)
        return np.ones((len(texts), 4)) / 2

    for turn in ("What should we use?", "Does Next.js support WebSockets?", "my bakery, a page, opening hours"):
        assert wants_decision(turn, [], 0, guide, terms, vocabulary, embed) == asks_decision(
            turn, 0, guide, terms, vocabulary
        )
    assert set(embedded) == {PROBE}


def test_a_word_or_two_are_not_judged_by_meaning(assistant: Assistant) -> None:
    knowledge = assistant.knowledge
    assert knowledge.guide is not None
    words = (knowledge.guide, knowledge.terms, knowledge.vocabulary, knowledge.embed)
    assert not wants_decision("yes please", [Answer("", Outcome.ANSWERED, "")], 0, *words)


def test_look_ups_to_learn_from_leave_out_what_may_be_a_decision(assistant: Assistant) -> None:
    unlabelled = [
        LabelledTurn(say, "", False, {}, labelled=False)
        for say in ("Which one should we use?", "What is a cold start?")
    ]
    labelled = LabelledTurn("Which one should we use?", "", True, {})
    kept = collect_cues([*unlabelled, labelled], assistant.knowledge, lambda done, total: None)
    assert [turn.say for turn, _ in kept] == ["What is a cold start?", "Which one should we use?"]
    assert len(read_look_ups(random.Random(0))) > 1000


def test_a_fit_learns_from_cues_and_vectors() -> None:
    pytest.importorskip("sklearn")
    told = Cues(**{**NO_CUES.__dict__, "tells_on": 1.0})
    turns = [(LabelledTurn(str(n), "", n % 2 == 0, {}), told if n % 2 == 0 else NO_CUES) for n in range(40)]
    fitted, quality = fit_weights(turns, np.array([[n % 2, 0.0] for n in range(40)]))
    assert fitted["cues"]["tells_on"] > 0 > fitted["vector"][0]
    assert fitted["cues"]["words"] == 0 and "100.0% of 20 decisions are found and 0.0% of 20" in quality


def test_the_labelled_turns_are_many_of_both_kinds_and_name_needs_of_the_guide(assistant: Assistant) -> None:
    assert assistant.guide is not None
    known = {need.id for need in assistant.guide.needs}
    assert sum(turn.decides for turn in TURNS) >= 450
    assert sum(not turn.decides for turn in TURNS) >= 250
    assert {need for turn in TURNS for need in turn.needs} <= known
    assert all(turn.decides or not turn.needs for turn in TURNS)


def test_what_is_nearly_a_known_question_is_looked_up_unless_it_only_names_options(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    knowledge = assistant.knowledge
    guide = knowledge.guide
    assert guide is not None
    words = (guide, knowledge.terms, knowledge.vocabulary, knowledge.embed)
    monkeypatch.setattr("assistant.decision.route.probability", lambda *_: 0.3)  # possible and not likely

    class Known:
        def __init__(self, closeness: float) -> None:
            self.closeness = closeness

        def likeness(self, vector: np.ndarray) -> Likeness:
            return Likeness(((self.closeness, ()),))

    for turn, near in (
        ("Which host is best for pages and a chat?", False),
        ("We have pages and a chat, what should we use?", True),
        ("Express.js or Next.js?", True),
    ):
        assert wants_decision(turn, [], 1, *words, cast(QuestionIndex, Known(0.3)))
        assert wants_decision(turn, [], 1, *words, cast(QuestionIndex, Known(0.7))) is near
