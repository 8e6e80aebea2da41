"""Leaving a step out changes what that step does, and nothing of the assistant it was taken from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from assistant import Assistant
from assistant.evaluation.ablation import STEPS, NotInUse, _remove_known_questions, remove_steps
from assistant.evaluation.systems import check_options
from ingest.errors import FingerpostError

QUESTION = "How does Express.js handle errors?"


@pytest.fixture
def cleaning() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def knowledge_of(assistant: Assistant):  # type: ignore[no-untyped-def]
    return assistant.chain._knowledge()


def test_without_dense_every_hit_is_lexical(assistant: Assistant, cleaning: ExitStack) -> None:
    hits = knowledge_of(remove_steps(assistant, ["dense", "known-questions"], cleaning)).retriever.search(QUESTION)
    assert hits and all(hit.dense_rank is None and hit.lexical_rank for hit in hits)


def test_without_bm25_every_hit_is_dense(assistant: Assistant, cleaning: ExitStack) -> None:
    hits = knowledge_of(remove_steps(assistant, ["bm25", "known-questions"], cleaning)).retriever.search(QUESTION)
    assert hits and all(hit.lexical_rank is None and hit.dense_rank for hit in hits)


def test_without_known_questions_nothing_is_found_or_judged_by_them(assistant: Assistant, cleaning: ExitStack) -> None:
    bare = knowledge_of(remove_steps(assistant, ["known-questions"], cleaning))
    hits = bare.retriever.search(QUESTION)
    signals = bare.judge.signals(QUESTION, bare.selector.rank(QUESTION, hits))
    assert hits and all(hit.question_rank is None for hit in hits)
    assert (signals.asked, signals.unasked) == (0, 0)
    assert any(hit.question_rank for hit in assistant.knowledge.retriever.search(QUESTION))
    assert bare.judge.library != assistant.knowledge.judge.library


def test_a_corpus_without_known_questions_has_none_to_leave_out(assistant: Assistant, cleaning: ExitStack) -> None:
    bare = remove_steps(assistant, ["known-questions"], cleaning)
    with pytest.raises(NotInUse, match="no known questions"):
        _remove_known_questions(knowledge_of(bare))


def test_the_whole_assistant_keeps_both_searches(assistant: Assistant, cleaning: ExitStack) -> None:
    remove_steps(assistant, ["dense", "judge"], cleaning)
    hits = assistant.knowledge.retriever.search(QUESTION)
    assert any(hit.dense_rank for hit in hits) and any(hit.lexical_rank for hit in hits)
    assert assistant.knowledge.judge.threshold > 0


def test_without_the_judge_the_unanswerable_is_answered(assistant: Assistant, cleaning: ExitStack) -> None:
    question = "What is the boiling point of methane on Jupiter?"
    assert assistant.ask(question).outcome == "silent"
    assert remove_steps(assistant, ["judge"], cleaning).ask(question).outcome != "silent"


def test_without_synonyms_spellings_are_words_of_their_own(assistant: Assistant, cleaning: ExitStack) -> None:
    whole = assistant.knowledge.terms
    bare = knowledge_of(remove_steps(assistant, ["synonyms"], cleaning)).terms
    assert whole.of("nextjs") == whole.of("next.js")
    assert bare.of("nextjs") != bare.of("next.js")


def test_without_rewriting_a_follow_up_is_looked_up_as_it_stands(assistant: Assistant, cleaning: ExitStack) -> None:
    first, second = "What is middleware in Express.js?", "and in Next.js?"
    looked_up = []
    for system in (assistant, remove_steps(assistant, ["follow-ups"], cleaning)):
        chat = system.conversation()
        chat.ask(first)
        looked_up.append(chat.ask(second).standalone_question)
    assert "middleware" in looked_up[0].lower()
    assert "middleware" not in looked_up[1].lower()


def test_without_the_reranker_no_sentence_is_read_by_it(assistant: Assistant, cleaning: ExitStack) -> None:
    if assistant.knowledge.selector.reranker is None:
        with pytest.raises(NotInUse, match="no reranker is in use"):
            remove_steps(assistant, ["rerank"], cleaning)
    else:
        bare = knowledge_of(remove_steps(assistant, ["rerank"], cleaning))
        assert bare.selector.reranker is None
        assert bare.judge._selector.reranker is None  # so that it goes by the weights fitted without it
        assert assistant.knowledge.selector.reranker is not None


def test_a_step_that_does_not_exist_is_refused_with_all_that_do(assistant: Assistant, cleaning: ExitStack) -> None:
    with pytest.raises(FingerpostError, match=", ".join(STEPS)):
        remove_steps(assistant, ["magic"], cleaning)
    with pytest.raises(FingerpostError, match="nothing is found"):
        remove_steps(assistant, ["dense", "bm25"], cleaning)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("naive", ["dense"], False, None, []), "the naive system has no step 'dense'"),
        (("fingerpost", ["dense"], True, None, []), "one step after another by itself"),
        (("fingerpost", [], False, "sets", [None, "dev"]), "--public sets goes with --json alone"),
    ],
)
def test_options_that_would_be_passed_over_are_refused(options, message: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(FingerpostError, match=message):
        check_options(*options)
