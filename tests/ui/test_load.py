"""A small load, with a page that answers at once: nobody is forgotten, mixed up or refused rudely."""

from __future__ import annotations

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from conftest import served
from fake_assistant import EXAMPLES, FakeAssistant
from load_visitors import Outcome, visit
from measure_load import Trial, percentile, summarize


def kinds(address: str, visitors: int, turns: int) -> Counter[str]:
    # In a thread of its own: the browser tests keep an event loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        visits = pool.submit(lambda: asyncio.run(visit(address, visitors, EXAMPLES, turns, thought=0.2, spread=0.0)))
        outcomes = visits.result()
    assert [outcome.detail for outcome in outcomes if outcome.kind == "error"] == []
    return Counter(outcome.kind for outcome in outcomes)


def test_every_visitor_gets_the_answer_to_their_own_question() -> None:
    with served(FakeAssistant(seconds_a_word=0.002)) as address:
        assert kinds(address, visitors=20, turns=3) == {"answered": 60}


def test_fifty_at_the_same_moment_are_all_answered() -> None:
    with served(FakeAssistant(seconds_a_word=0.002)) as address:
        assert kinds(address, visitors=50, turns=1) == {"answered": 50}


def test_two_hundred_at_the_same_moment_end_in_answers_or_a_polite_refusal() -> None:
    with served(FakeAssistant(seconds_a_word=0.002)) as address:
        counts = kinds(address, visitors=200, turns=1)
        assert counts["answered"] + counts["busy"] == 200 and counts["answered"] >= 100


def test_too_many_at_once_end_in_answers_or_a_polite_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.gradio_page.page.QUEUE_SIZE", 10)
    with served(FakeAssistant(seconds_a_word=0.02)) as address:
        counts = kinds(address, visitors=60, turns=1)
        assert set(counts) == {"answered", "busy"} and counts["answered"] >= 10
        assert kinds(address, visitors=5, turns=1) == {"answered": 5}  # and it is as before


def test_anothers_words_in_an_answer_would_be_noticed() -> None:
    trial = Trial("t", 1, 1, 0, 0, p95=1.0)
    right = [Outcome("answered", 0.2)] * 19
    assert summarize(trial, [*right, Outcome("answered", 0.9)])["kept"]
    for wrong in (Outcome("stranger", 0.2), Outcome("busy", 0.2), Outcome("error", 0.2), Outcome("answered", 1.5)):
        assert not summarize(trial, [*right, wrong])["kept"]
    assert not summarize(trial, [])["kept"]


def test_percentiles_are_those_of_the_nearest_rank() -> None:
    seconds = [n / 100 for n in range(1, 101)]  # 0.01 to 1.00
    assert [percentile(seconds, share) for share in (0.5, 0.95, 0.99)] == [0.51, 0.96, 1.0]
    assert percentile([], 0.5) == 0.0
