"""Opinions on answers: kept line by line, and turned into entries of a question set."""

from __future__ import annotations

import json
import stat
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from fake_assistant import FakeAssistant, boat, silent, van

from assistant.evaluation.questions import load_questions
from assistant.evaluation.score import score_answer
from ui.feedback import MAX_REASON, FeedbackFile, FeedbackUnavailable
from ui.feedback_export import question_set
from ui.gradio_page.feedback_box import _FeedbackBox
from ui.visitor import Visitor

QUESTION = "How long does the van take?"


@pytest.fixture
def file(tmp_path: Path) -> FeedbackFile:
    return FeedbackFile(tmp_path / "data" / "feedback.jsonl")


def test_an_opinion_is_kept_with_question_answer_and_index_version(file: FeedbackFile) -> None:
    identity = file.rate(True, ["hello", QUESTION], van(QUESTION), "7")
    file.explain(identity, "exact")
    [opinion] = file.read()
    assert (opinion.liked, opinion.turns, opinion.reason) == (True, ("hello", QUESTION), "exact")
    assert opinion.answer == json.loads(json.dumps(van(QUESTION).to_dict()))
    assert opinion.index_version == "7"
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600


def test_lines_are_only_ever_added(file: FeedbackFile) -> None:
    first = file.rate(True, [QUESTION], van(QUESTION), "1")
    before = file.path.read_bytes()
    file.take_back(first)
    file.rate(False, [QUESTION], van(QUESTION), "1")
    assert file.path.read_bytes().startswith(before)
    assert [opinion.liked for opinion in file.read()] == [False]


def test_many_at_once_each_get_a_line(file: FeedbackFile) -> None:
    def give(number: int) -> None:
        other = FeedbackFile(file.path)  # as another process would have it
        for turn in range(5):
            other.explain(other.rate(True, [f"{number} {turn}"], silent("?"), "1"), f"reason {number} {turn}")

    threads = [threading.Thread(target=give, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    opinions = file.read()
    assert len(opinions) == 40
    assert all(opinion.reason == f"reason {opinion.turns[0]}" for opinion in opinions)


def test_what_cannot_be_kept_or_read_says_why(file: FeedbackFile, monkeypatch: pytest.MonkeyPatch) -> None:
    assert file.read() == []
    file.explain(file.rate(True, [QUESTION], van(QUESTION), "1"), "x" * (MAX_REASON + 1))
    assert len(file.read()[0].reason) == MAX_REASON
    monkeypatch.setattr("ui.feedback.MAX_BYTES", 100)
    with pytest.raises(FeedbackUnavailable, match="100 bytes"):
        file.rate(True, [QUESTION], van(QUESTION), "1")
    with file.path.open("a", encoding="utf-8") as lines:
        lines.write("not json\n")
    with pytest.raises(FeedbackUnavailable, match=r"feedback\.jsonl:3"):
        file.read()


def test_the_export_is_a_question_set_that_the_liked_answer_passes(file: FeedbackFile, tmp_path: Path) -> None:
    file.rate(True, [QUESTION], van(QUESTION), "1")
    file.rate(True, ["Which?", "boat"], boat("boat"), "1")
    file.explain(file.rate(False, ["Is it\ncheap?"], silent("?"), "1"), "it is\nin there")
    export = tmp_path / "export.yaml"
    export.write_text(question_set(file.read()), encoding="utf-8")
    questions = load_questions(export)
    assert [question.turns for question in questions] == [(QUESTION,), ("Which?", "boat")]
    assert score_answer(questions[0], van(QUESTION), 1.0).trusted
    assert score_answer(questions[1], boat("boat"), 1.0).trusted
    assert not score_answer(questions[0], silent("?"), 1.0).trusted
    assert not score_answer(questions[0], boat("?"), 1.0).trusted


def test_what_was_not_liked_is_a_comment_to_complete(file: FeedbackFile, tmp_path: Path) -> None:
    file.explain(file.rate(False, ["Is it\ncheap?"], silent("?"), "1"), "it is\nin there")
    text = question_set(file.read())
    assert all(line.startswith("#") for line in text.splitlines() if line)
    assert "# it is" not in text and "# not liked: it is\n# in there" in text
    entry = "\n".join(line.removeprefix("# ") for line in text.splitlines() if line.startswith(("# -", "#   ")))
    assert yaml.safe_load(entry)[0]["q"] == "Is it cheap?"


def test_the_last_word_on_a_question_counts(file: FeedbackFile) -> None:
    file.rate(True, [QUESTION], van(QUESTION), "1")
    file.rate(False, [QUESTION], van(QUESTION), "2")
    assert "\n- id:" not in question_set(file.read())


def event(turn: int, liked: Any) -> Any:
    return SimpleNamespace(index=2 * turn + 1, liked=liked)


def test_a_thumb_keeps_the_turn_it_is_under(file: FeedbackFile) -> None:
    visitor = Visitor(FakeAssistant())
    for question in ("van", "boat"):
        for _ in visitor.ask(question):
            pass
    box = _FeedbackBox(file, private=True)
    row, _, thanks, rated = box.rate(visitor, {}, event(0, False))
    assert row["visible"] and str(file.path) in thanks
    box.explain("wrong", rated)
    *_, rated = box.rate(visitor, rated, event(1, True))
    box.explain("  ", rated)
    assert [(o.turns, o.liked, o.reason) for o in file.read()] == [
        (("van",), False, "wrong"),
        (("van", "boat"), True, ""),
    ]
    box.rate(visitor, rated, event(0, ""))  # the same thumb again: taken back
    assert [opinion.turns for opinion in file.read()] == [("van", "boat")]


def test_others_are_not_told_where_the_file_lies(file: FeedbackFile) -> None:
    visitor = Visitor(FakeAssistant())
    for _ in visitor.ask("van"):
        pass
    assert "feedback.jsonl" not in str(_FeedbackBox(file, private=False).rate(visitor, {}, event(0, True)))


def test_only_whole_answers_are_judged(file: FeedbackFile) -> None:
    visitor = Visitor(FakeAssistant())
    running = visitor.ask("van")
    next(running)
    box = _FeedbackBox(file, private=True)
    for known in (visitor, None):
        for turn in (0, 5):
            row, *_ = box.rate(known, {}, event(turn, True))
            assert not row["visible"]
    assert file.read() == []
