"""The fitted weights: for which guides and embedding models they hold, and what they add to the patterns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assistant.decision.certainty import SIGNS
from assistant.decision.fit_needs import Statement, fit_certainty, fit_sense, read_statements
from assistant.decision.guide import DecisionGuide
from assistant.decision.needs import NeedExtractor
from assistant.decision.sense import PROBE, Sense, read_sense
from ingest.embed import Embedder

GUIDE = DecisionGuide.builtin()


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder()


def found(extractor: NeedExtractor, text: str) -> dict[str, bool]:
    return {need: finding.value for need, finding in extractor.extract(text).items()}


def test_the_weights_are_of_needs_of_the_guide_and_of_the_embedding_model(embedder: Embedder) -> None:
    sense = read_sense()
    labels = {need.id: need.label for need in GUIDE.needs}
    assert {need: labels.get(need) for need in sense.labels} == sense.labels
    assert sense.fits(GUIDE, embedder.embed([PROBE])[0])
    assert sense.neighbours is not None and sense.certainty is not None
    assert sense.neighbours.states.shape == (len(sense.neighbours.vectors), len(sense.labels))
    assert not sense.fits(GUIDE, embedder.embed(["Something else."])[0])
    assert not sense.fits(replace(GUIDE, needs=tuple(replace(need, label="x") for need in GUIDE.needs)), sense.probe)


def test_how_likely_a_need_is_follows_the_logistic_function() -> None:
    label = GUIDE.need("seo").label
    sense = Sense({"seo": label, "gone": "no longer a need"}, np.array([0.0, 5.0]), np.eye(2), np.array([1.0, 0.0]))
    # 1 / (1 + e^-0) = 0.5 and 1 / (1 + e^-2) = 0.8808; a need that the guide has no more is left out
    likely = sense.likely(GUIDE, np.array([[0.0, 1.0], [2.0, 0.0]]))
    assert [list(row) for row in likely] == [["seo"], ["seo"]]
    assert [round(row["seo"], 4) for row in likely] == [0.5, 0.8808]


def test_a_sentence_without_a_known_word_is_understood_by_its_meaning(embedder: Embedder) -> None:
    with_meaning, words = NeedExtractor(GUIDE, embedder.embed), NeedExtractor(GUIDE)
    text = "We stitch drone footage into one big mosaic."
    assert found(words, text) == {}
    assert found(with_meaning, text) == {"cpu_heavy": True}
    assert found(with_meaning, "My cousin paints signs above the bakery.") == {}


def test_what_is_left_open_is_not_compared_by_meaning(embedder: Embedder) -> None:
    text = "Maybe we stitch drone footage into one big mosaic."
    assert found(NeedExtractor(GUIDE, embedder.embed), text) == {}


def test_the_weights_are_fitted_to_what_the_statements_say() -> None:
    vectors = np.array([[1.0, 0.0]] * 10 + [[0.0, 1.0]] * 10)
    sense = fit_sense(GUIDE, vectors, [frozenset({"seo"})] * 10 + [frozenset()] * 10)
    assert list(sense.labels) == ["seo"]
    assert sense.weights[0][0] > 0 > sense.weights[0][1]
    assert sense.neighbours is not None
    assert sense.neighbours.states[:, 0].tolist() == [True] * 10 + [False] * 10


def test_certainty_is_fitted_to_authors_that_the_models_never_saw() -> None:
    found, other = "It must be found by strangers today", "The weather was quite pleasant in spring"
    said = {found: frozenset({"seo"}), other: frozenset[str]()}
    statements = [Statement(text, said[text], author) for author in "abc" for text in said for _ in range(5)]
    fitted, quality = fit_certainty(
        GUIDE, statements, lambda texts: np.array([[t == found, t == other] for t in texts], float)
    )
    assert list(fitted["weights"]) == list(SIGNS)
    assert fitted["weights"]["logit"] > 0
    assert quality == "left out of the fit, 100.0% of 15 needs are found, and 100.0% of what is found is right"


def test_the_statements_name_needs_of_the_guide() -> None:
    known = {need.id for need in GUIDE.needs}
    statements = read_statements(GUIDE)
    assert len(statements) > 3000
    assert {need for entry in statements for need in entry.states} <= known
    assert {"asides", "developers", "founders", "guide", "learners", "managers"} <= {s.author for s in statements}
