"""Needs that no pattern knows, and patterns that match by chance: told by vectors made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.decision.certainty import SIGNS, Certainty
from assistant.decision.guide import DecisionGuide, NeedFinding
from assistant.decision.needs import NeedExtractor
from assistant.decision.neighbours import Neighbours
from assistant.decision.sense import Sense

GUIDE = DecisionGuide.builtin()
WORDS = NeedExtractor(GUIDE)


def found(text: str, extractor: NeedExtractor = WORDS) -> dict[str, bool]:
    return {need: finding.value for need, finding in extractor.extract(text).items()}


def embed_by_hand(texts: list[str]) -> np.ndarray:
    """Three numbers: does the text speak of machines, of night, of neither; rows of unit length."""
    rows = [[("machines" in text) * 1.0, ("night" in text) * 1.0, 0.1] for text in texts]
    return np.array([np.array(row) / np.linalg.norm(row) for row in rows])


def test_clauses_that_no_pattern_knows_are_compared_by_meaning() -> None:
    extractor = NeedExtractor(GUIDE, embed_by_hand)
    text = "All those machines frighten all of us"
    assert found(text) == {}
    assert extractor.extract(text) == {"low_ops": NeedFinding(True, text)}
    assert extractor.extract("what about those machines of yours") == {}
    assert extractor.extract("machines, machines") == {}


@pytest.fixture
def night_sense(monkeypatch: pytest.MonkeyPatch) -> NeedExtractor:
    """Knows by meaning that the night means `realtime`, and that nothing else does."""
    sense = Sense(
        {"realtime": GUIDE.need("realtime").label},
        np.array([-9.0]),
        np.array([[0.0, 12.0, 0.0]]),
        np.zeros(3),
        Neighbours(np.zeros((1, 3)), np.array([[False]])),
        Certainty(0.0, np.array([float(sign == "logit") for sign in SIGNS])),
    )
    monkeypatch.setattr(Sense, "fits", lambda *_: True)
    monkeypatch.setattr("assistant.decision.meaning.read_sense", lambda: sense)
    return NeedExtractor(GUIDE, embed_by_hand)


def test_words_that_are_there_by_chance_state_nothing(night_sense: NeedExtractor) -> None:
    assert found("The websocket people are on holiday")["realtime"]
    assert "realtime" not in found("The websocket people are on holiday", night_sense)
    assert found("The websocket people work at night", night_sense)["realtime"]
    assert found("No websockets here", night_sense) == {"realtime": False}


def test_a_sentence_may_mean_more_than_its_words_state(night_sense: NeedExtractor) -> None:
    text = "We have a React page for the night"
    assert "realtime" not in found(text)
    assert found(text, night_sense).items() >= {"react": True, "realtime": True}.items()


def test_a_clause_that_resembles_an_example_counts_where_its_sentence_backs_it(
    night_sense: NeedExtractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "All those machines frighten all of us"
    assert found(text, night_sense) == {"low_ops": True}  # a need that was not fitted needs no backing
    label = GUIDE.need("low_ops").label
    for logit, backed in ((-2.0, False), (0.0, True)):  # 1 / (1 + e^2) = 0.12 and 0.5, of which 0.3 is enough
        sense = Sense(
            {"low_ops": label}, np.array([logit]), np.zeros((1, 3)), np.zeros(3),
            Neighbours(np.zeros((1, 3)), np.array([[False]])),
            Certainty(0.0, np.array([float(sign == "logit") for sign in SIGNS])),
        )  # fmt: skip
        monkeypatch.setattr("assistant.decision.meaning.read_sense", lambda sense=sense: sense)
        assert ("low_ops" in found(text, NeedExtractor(GUIDE, embed_by_hand))) is backed
