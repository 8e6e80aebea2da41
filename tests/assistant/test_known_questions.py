"""Known questions: read from a corpus, refused when malformed, and what they find and judge."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from assistant.known_questions import (
    NO_QUESTIONS,
    Entry,
    KnownQuestions,
    Likeness,
    QuestionIndex,
    load_known_questions,
)
from assistant.units import split_units
from ingest.document import Document, Passage
from ingest.embed import Vectors
from ingest.errors import CorpusError
from ingest.read import read_documents
from ingest.split import split_document

TEXT = (
    "# Pets\n\n## Cats\n\nA cat sleeps for sixteen hours. A cat purrs when it is content.\n\n## Dogs\n\nA dog barks.\n"
)
SLEEP, PURR, BARK = "A cat sleeps for sixteen hours.", "A cat purrs when it is content.", "A dog barks."
DIRECTIONS = {"how long do felines rest": 0, "what noise does a hound make": 1, "who first kept cats": 2}


def embed(texts: list[str]) -> Vectors:
    """Each of the questions in a direction of its own."""
    return np.eye(3, dtype=np.float32)[[DIRECTIONS[text] for text in texts]]


@pytest.fixture
def document(tmp_path: Path) -> Document:
    (tmp_path / "pets.md").write_text(TEXT, encoding="utf-8")
    return read_documents([tmp_path])[0][0]


@pytest.fixture
def passages(document: Document) -> tuple[Passage, ...]:
    return tuple(split_document(document, lambda text: len(text.split())))


KNOWN = KnownQuestions(
    (
        Entry(SLEEP, (), ("how long do felines rest",), ("who first kept cats",)),
        Entry(BARK, (), ("what noise does a hound make",)),
    )
)


def write(folder: Path, text: str) -> Path:
    (folder / "known-questions-pets.yaml").write_text(text, encoding="utf-8")
    return folder


def test_questions_of_all_files_are_read_together(tmp_path: Path) -> None:
    write(tmp_path, f'pairs:\n  - quote: "{SLEEP}"\n    questions: ["a"]\n    near: ["b"]\n')
    (tmp_path / "known-questions.yaml").write_text('off_topic: ["c"]\n', encoding="utf-8")
    known = load_known_questions(tmp_path)
    assert (known.answered, known.unanswered) == (["a"], ["b", "c"])


def test_a_corpus_without_known_questions_has_none(tmp_path: Path) -> None:
    assert load_known_questions(tmp_path) == KnownQuestions()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a\n- b\n", "known questions"),
        ("pairs:\n  - questions: [a]\n", "quote"),
        ('pairs:\n  - quote: "A"\n    asked: [a]\n', "unknown key 'asked'"),
        ('pairs:\n  - quote: "A"\n    questions: a\n', "questions 'a' is not a list"),
        ('pairs:\n  - quote: "A"\n    questions: [1]\n', "is not a list of texts"),
        ("pairs: [\n", "known questions"),
    ],
)
def test_a_malformed_file_is_named_with_its_fault(tmp_path: Path, text: str, said: str) -> None:
    write(tmp_path, text)
    with pytest.raises(CorpusError, match=r"known-questions-pets\.yaml") as raised:
        load_known_questions(tmp_path)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_quote_in_no_document_is_a_problem(document: Document) -> None:
    problems = KnownQuestions((Entry("A cat flies."), Entry(SLEEP))).check([document])
    assert len(problems) == 1
    assert "A cat flies." in problems[0]


def test_a_unit_is_found_by_the_question_it_answers(passages: tuple[Passage, ...]) -> None:
    likeness = QuestionIndex(KNOWN, passages, embed).likeness(np.array([0.8, 0.6, 0.0], np.float32))
    best = {unit.quote: round(closeness, 3) for unit, closeness in likeness.by_unit.items()}
    assert best == {SLEEP: 0.667, BARK: 0.333}  # (0.8 - 0.4) / 0.6 and (0.6 - 0.4) / 0.6
    assert likeness.unanswered == (0.0,)


def test_the_nearest_questions_of_some_units_only(passages: tuple[Passage, ...]) -> None:
    likeness = QuestionIndex(KNOWN, passages, embed).likeness(np.array([0.8, 0.6, 0.0], np.float32))
    barking = {unit for unit in likeness.by_unit if unit.quote == BARK}
    assert likeness.answered_by(barking, 3) == pytest.approx([1 / 3])


def test_all_units_that_answer_are_found(passages: tuple[Passage, ...]) -> None:
    known = KnownQuestions((Entry(SLEEP, (PURR,), ("how long do felines rest",)),))
    likeness = QuestionIndex(known, passages, embed).likeness(np.array([1.0, 0.0, 0.0], np.float32))
    assert {unit.quote for unit in likeness.by_unit} == {SLEEP, PURR}


def test_without_known_questions_nothing_is_alike() -> None:
    assert not NO_QUESTIONS
    likeness = NO_QUESTIONS.likeness(np.ones(3, np.float32))
    assert (likeness.answered, likeness.unanswered) == ((), ())


def test_a_sentence_that_no_question_leads_to_is_not_covered(passages: tuple[Passage, ...]) -> None:
    index = QuestionIndex(KNOWN, passages, embed)
    units = {unit.quote: unit for passage in passages for unit in split_units(passage)}
    assert index.covers(units[SLEEP])
    assert not index.covers(units[PURR])


def test_the_closest_questions_share_out_what_they_lead_to(passages: tuple[Passage, ...]) -> None:
    sleep, purr, bark = (unit for passage in passages for unit in split_units(passage))
    alike = Likeness(((0.9, (sleep, purr)), (0.82, (bark, purr)), (0.82, (bark, purr)), (0.1, (bark,))))
    # 0.08 farther counts 1 / e, the same units again nothing, and what is far away next to nothing.
    closest, next_one = math.e / (math.e + 1), 1 / (math.e + 1)
    assert [alike.shares[unit] for unit in (sleep, bark, purr)] == pytest.approx([closest, next_one, 1.0], abs=1e-3)
    assert Likeness().shares == {}
