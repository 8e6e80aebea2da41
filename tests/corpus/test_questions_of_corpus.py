"""The known questions of the built-in corpus: exact quotes, each question once, none of a test question set."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from assistant.builtin import builtin_corpus
from assistant.evaluation.questions import load_questions
from assistant.known_questions import load_known_questions

KNOWN = load_known_questions(builtin_corpus())
ENTRIES = KNOWN.entries
QUESTIONS = [*KNOWN.answered, *KNOWN.unanswered]
TESTS = Path(__file__).parents[1]


def test_every_quote_is_in_the_corpus() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(builtin_corpus().glob("*.md")))
    missing = [quote for entry in ENTRIES for quote in (entry.quote, *entry.also) if quote not in text]
    assert missing == []


def test_no_question_stands_twice() -> None:
    assert [question for question, times in Counter(map(str.casefold, QUESTIONS)).items() if times > 1] == []


def test_none_is_a_question_that_measures_the_result() -> None:
    measuring = {
        turn.casefold()
        for folder in ("questions", "development")
        for question in load_questions(TESTS / folder)
        for turn in question.turns
    }
    assert measuring.isdisjoint(map(str.casefold, QUESTIONS))
