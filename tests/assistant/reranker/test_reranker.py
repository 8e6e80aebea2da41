"""The packaged cross-encoder, as the pipeline runs it."""

from __future__ import annotations

import os

import pytest

from assistant.reranker import reranker as module
from assistant.reranker.reranker import MODEL_FILE, Reranker, open_reranker

QUESTION = "Which port does the server listen on?"
TEXTS = ("Set-up: The server listens on port 3000.", "Prices: A licence costs nothing.", "Set-up: Install it first.")


@pytest.fixture(scope="module")
def reranker() -> Reranker:
    opened = open_reranker()
    assert opened is not None, f"the weights, {MODEL_FILE}, are missing from the package"
    return opened


def test_the_sentence_that_answers_stands_out(reranker: Reranker) -> None:
    right, *wrong = reranker.score(QUESTION, TEXTS)
    assert right > 0.5 > 0.2 > max(wrong)
    assert all(0 <= share <= 1 for share in (right, *wrong))


def test_a_score_does_not_depend_on_the_texts_beside_it(reranker: Reranker) -> None:
    together = reranker.score(QUESTION, TEXTS)
    fresh = open_reranker()
    assert fresh is not None
    alone = [fresh.score(QUESTION, [text])[0] for text in reversed(TEXTS)]
    assert alone[::-1] == pytest.approx(together, abs=1e-6)
    assert reranker.score(QUESTION, []) == []


def test_a_long_text_is_cut_at_its_end_and_the_question_is_kept(reranker: Reranker) -> None:
    right = reranker.score(QUESTION, [f"{TEXTS[0]} {'More about other things. ' * 200}"])[0]
    wrong = reranker.score("Who pays?", [f"{TEXTS[0]} {'More about other things. ' * 200}"])[0]
    assert right > wrong


def test_the_weights_stay_small() -> None:
    path = module.files("assistant.reranker").joinpath(MODEL_FILE)
    assert os.path.getsize(str(path)) < 30_000_000


def test_without_weights_there_is_no_reranker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MODEL_FILE", "nowhere.onnx")
    assert open_reranker() is None
