"""Near misses made by swapping, and the questions kept out of training."""

from __future__ import annotations

import random

from assistant.reranker.pair import Pair, is_held_out, swapped, with_heading

PAIRS = [
    Pair("How long does a Lambda start take in 2024?", "Starts: In 2024 a Lambda start took 80 ms.", True),
    Pair("When was the first Fastify release?", "History: The first Fastify release came in 2016.", True),
    Pair("What did Koa cost?", "History: The first release came in 2013.", False),
]


def test_a_swapped_question_asks_for_a_name_or_number_that_its_sentence_lacks() -> None:
    made = [pair for seed in range(20) for pair in swapped(PAIRS, random.Random(seed))]
    assert made
    assert {pair.text for pair in made} == {PAIRS[0].text, PAIRS[1].text}
    originals = {pair.question for pair in PAIRS}
    for pair in made:
        assert not pair.answers
        assert pair.question not in originals
        old = next(known for known in PAIRS if known.text == pair.text)
        new_words = set(pair.question.rstrip("?").split()) - set(old.question.rstrip("?").split())
        assert new_words and all(word.lower() not in pair.text.lower() for word in new_words)


def test_nothing_is_swapped_where_the_sentence_has_neither_the_name_nor_the_number() -> None:
    alone = [Pair("Why does Koa matter?", "History: It was small.", True)]
    assert swapped(alone, random.Random(1)) == []


def test_the_same_questions_are_held_out_every_time_and_about_a_quarter_of_them() -> None:
    keys = [f"question {number}" for number in range(4_000)]
    out = [key for key in keys if is_held_out(key)]
    assert out == [key for key in keys if is_held_out(key)]
    assert 0.22 < len(out) / len(keys) < 0.28


def test_a_sentence_is_read_under_its_heading() -> None:
    assert with_heading("Ports", "It is 3000.") == "Ports: It is 3000."
    assert with_heading("", "It is 3000.") == "It is 3000."
