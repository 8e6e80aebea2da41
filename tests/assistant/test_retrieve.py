"""Reciprocal rank fusion."""

import math

from assistant import Assistant
from assistant.builtin import builtin_corpus
from assistant.known_questions import load_known_questions
from assistant.retrieve import fuse_ranks


def test_fusion_adds_the_reciprocal_ranks() -> None:
    # 1 / (60 + 1) + 1 / (60 + 3)
    assert math.isclose(fuse_ranks(1, 3), 1 / 61 + 1 / 63)


def test_a_search_that_missed_the_passage_adds_nothing() -> None:
    assert math.isclose(fuse_ranks(None, 2), 1 / 62)
    assert fuse_ranks(None, None) == 0


def test_found_by_both_beats_first_in_one() -> None:
    assert fuse_ranks(2, 2) > fuse_ranks(1, None)


def test_what_was_asked_before_helps_a_question_to_its_passage(assistant: Assistant) -> None:
    retriever = assistant.knowledge.retriever
    alone = [hit.passage.section[-1] for hit in retriever.search("How long does it take?", 5)]
    after = [hit.passage.section[-1] for hit in retriever.search("How long does it take?\ncold starts on Vercel", 5)]
    assert any("cold start" in section.lower() for section in after)
    assert alone != after


def test_a_question_alone_is_searched_for_as_it_is(assistant: Assistant) -> None:
    retriever = assistant.knowledge.retriever
    assert retriever.search("What is middleware?") == retriever.search("What is middleware?\n")


def test_what_a_known_question_leads_to_is_found_though_no_other_search_finds_it(assistant: Assistant) -> None:
    known, retriever = assistant.knowledge.selector.known, assistant.knowledge.retriever
    vectors = assistant.knowledge.embed
    for question in load_known_questions(builtin_corpus()).answered[::150]:
        answering = known.likeness(vectors.query(question)).answered[0][1]
        assert {unit.passage for unit in answering[:1]} & {hit.passage for hit in retriever.search(question)}, question
