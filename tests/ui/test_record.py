from __future__ import annotations

import json
from dataclasses import replace

import pytest
from fake_assistant import boat, van
from html_check import faults

from ui.record import MAX_BYTES, MAX_QUESTION, MAX_TURNS, BadRecord, HandSet, Record, answer_digest

RECORD = Record(
    "0" * 32,
    (('How long does "the van" take?\n& the <boat>?', "0123456789abcdef"), ("stopped", "")),
    (HandSet(0, "seo", True), HandSet(2, "react", None)),
    (1,),
)


def test_a_record_comes_back_as_it_was() -> None:
    assert Record.from_json(RECORD.to_json()) == RECORD
    assert Record.from_html(RECORD.to_html()) == RECORD
    assert faults(RECORD.to_html()) == []
    assert "\n" not in RECORD.to_html()


def test_a_record_from_before_wording_could_be_chosen_is_still_read() -> None:
    values = json.loads(RECORD.to_json())
    del values["extracted"]
    assert Record.from_json(json.dumps(values)) == replace(RECORD, extracted=())


def test_an_empty_conversation_is_not_kept() -> None:
    assert Record("0" * 32).to_html() == ""


def test_the_digest_is_of_words_and_quotes() -> None:
    answer = van("?")
    assert answer_digest(answer) == answer_digest(replace(answer, question="another", follow_ups=()))
    assert answer_digest(answer) != answer_digest(replace(answer, text=answer.text + "!"))
    assert answer_digest(answer) != answer_digest(replace(answer, citations=answer.citations[:1]))
    assert answer_digest(answer) != answer_digest(boat("?"))


@pytest.mark.parametrize(
    "change",
    [
        {"id": "../../etc/passwd"},
        {"id": None},
        {"turns": [["", ""]]},
        {"turns": [["a" * (MAX_QUESTION + 1), ""]]},
        {"turns": [["a", "not a digest"]]},
        {"turns": [["a"]]},
        {"turns": [["a", ""]] * (MAX_TURNS + 1)},
        {"turns": [["é" * MAX_QUESTION, ""]] * (MAX_BYTES // MAX_QUESTION)},
        {"needs": [[-1, "seo", True]]},
        {"needs": [[0, "seo", "yes"]]},
        {"needs": [[True, "seo", True]]},
        {"needs": [[0, "a\nb", True]]},
        {"needs": [[0, "seo", True]] * 10_000},
        {"extracted": [2]},
        {"extracted": [-1]},
        {"extracted": [True]},
        {"extracted": "01"},
        {"extracted": 1},
    ],
)
def test_what_a_browser_may_not_send(change: dict[str, object]) -> None:
    with pytest.raises(BadRecord):
        Record.from_json(json.dumps({**json.loads(RECORD.to_json()), **change}, ensure_ascii=False))
