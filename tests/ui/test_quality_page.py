"""The last evaluation as a page, or the command that makes one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fake_assistant import FakeAssistant, boat, silent, van

from assistant.evaluation.questions import read_entries
from assistant.evaluation.record import Evaluation, write_record
from assistant.evaluation.score import score_answer
from ui.quality_page import quality_html

QUESTIONS = """
- {id: speed, category: fact, q: van, outcome: answered, facts: [two days]}
- {id: price, category: fact, q: boat, outcome: answered, facts: [nothing]}
- {id: founder, category: unanswerable, q: founder, outcome: silent}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    questions = tmp_path / "questions.yaml"
    questions.write_text(QUESTIONS, encoding="utf-8")
    answers = (van("van"), boat("boat"), silent("founder"))
    results = tuple(
        score_answer(question, answer, milliseconds)
        for (_, question), answer, milliseconds in zip(read_entries(questions), answers, (10, 20, 30), strict=True)
    )
    evaluation = Evaluation("<b>fingerpost</b>", questions, None, "2026-01-02", results, FakeAssistant().documents)
    write_record(evaluation, tmp_path / "evaluation.json")
    return tmp_path / "evaluation.json"


def test_without_an_evaluation_the_command_is_shown(tmp_path: Path) -> None:
    file = tmp_path / "a folder" / "evaluation.json"
    html = quality_html(file, (), private=True)
    assert f"fingerpost evaluate --json &#x27;{file}&#x27;" in html
    assert str(tmp_path) not in quality_html(file, (), private=False)
    assert "fingerpost evaluate --json FILE" in quality_html(None, (), private=True)


def test_the_figures_and_plots_are_those_of_the_record(file: Path) -> None:
    html = quality_html(file, FakeAssistant().documents, private=True)
    assert "3 questions (dev)" in html
    assert "<b>66.7 %</b>" in html
    assert "<tr><td>fact</td><td>2</td><td>50.0</td>" in html
    assert html.count("<svg") == 1 and "Time for an answer" in html  # no answer has a confidence to draw
    assert "other documents" not in html
    assert "&lt;b&gt;fingerpost&lt;/b&gt;" in html and "<b>fingerpost" not in html


def test_figures_over_other_documents_say_so(file: Path) -> None:
    assert "other documents" in quality_html(file, FakeAssistant().documents[:1], private=True)


@pytest.mark.parametrize("text", ["", "[]", '{"format": 1}', '{"format": 99}', "\0"])
def test_a_damaged_record_is_said_and_is_no_fault(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    assert "The last evaluation can't be read" in quality_html(file, (), private=True)


def test_what_it_is_surest_of_is_drawn_where_answers_have_a_confidence(file: Path) -> None:
    record = json.loads(file.read_text(encoding="utf-8"))
    for result, confidence in zip(record["results"], (0.9, 0.4, None), strict=True):
        result["confidence"] = confidence
    file.write_text(json.dumps(record), encoding="utf-8")
    curve = quality_html(file, (), private=True).split("how many would be wrong")[1]
    assert curve.count("<circle") == 2  # after the surest one of three, right, and after both, half right


def test_hostile_text_in_a_record_stays_text(file: Path) -> None:
    record = json.loads(file.read_text(encoding="utf-8"))
    hostile = "<script>alert(1)</script>"
    record["settings"] = {hostile: hostile}
    record["summary"] = {hostile: next(iter(record["summary"].values()))}
    record["summary"][hostile]["by_category"] = {hostile: record["summary"][hostile]["total"]}
    file.write_text(json.dumps(record), encoding="utf-8")
    html = quality_html(file, (), private=True)
    assert "<script>" not in html and html.count("&lt;script&gt;") == 4
