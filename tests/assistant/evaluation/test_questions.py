"""Question files: defaults, patterns, and what is said about a file that is not as it should be."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answer import Outcome
from assistant.evaluation.questions import load_questions
from ingest.errors import CorpusError

FULL = """\
- id: port
  split: reported
  category: fact
  q: Which port?
  outcome: [answered, conflicting]
  facts: ['port\\s+3000', 3.10]
  evidence: listens
  option: [express, nodejs]
- id: chat
  category: follow-up
  turns: ["What is a port?", "And for Express?"]
  outcome: silent
"""


def write(folder: Path, text: str, name: str = "own.yaml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_full_entry_is_read_key_by_key(tmp_path: Path) -> None:
    port, chat = load_questions(write(tmp_path, FULL))
    assert (port.id, port.split, port.category, port.turns) == ("port", "reported", "fact", ("Which port?",))
    assert port.outcomes == (Outcome.ANSWERED, Outcome.CONFLICTING)
    assert port.expected == "answered/conflicting"
    assert [pattern.pattern for pattern in port.facts] == [r"port\s+3000", "3.10"]  # 3.10 stays text, not 3.1
    assert port.options == ("express", "nodejs")
    assert port.answerable
    assert chat.turns == ("What is a port?", "And for Express?")
    assert (chat.split, chat.answerable) == ("dev", False)


def test_patterns_ignore_case_and_cross_lines(tmp_path: Path) -> None:
    [question] = load_questions(write(tmp_path, "- q: Which?\n  facts: express.*next\n"))
    assert question.facts[0].search("It is EXPRESS,\nnot Next.js")


def test_a_users_own_file_needs_only_a_question_and_facts(tmp_path: Path) -> None:
    first, second = load_questions(write(tmp_path, "- q: A?\n  facts: [a]\n- q: B?\n  facts: b\n"))
    assert (first.id, first.split, first.category) == ("own-1", "dev", "all")
    assert first.outcomes == (Outcome.ANSWERED,)
    assert second.id == "own-2"


def test_a_folder_is_read_whole_and_a_split_narrows_it(tmp_path: Path) -> None:
    write(tmp_path, FULL, "b.yaml")
    write(tmp_path, "- q: A?\n  facts: a\n", "a.yaml")
    assert [question.id for question in load_questions(tmp_path)] == ["a-1", "port", "chat"]
    assert [question.id for question in load_questions(tmp_path, "reported")] == ["port"]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("- q: A?\n  facts: a\n- q: B?\n", 3, "'B\\?' has neither 'outcome' nor 'facts'"),
        ("- q: A?\n  outcome: answered\n", 1, "would accept any answer"),
        ("- q: A?\n  fact: a\n", 2, "unknown key 'fact'"),
        ("- q: A?\n  facts: a\n  facts: b\n", 3, "'facts' is there twice"),
        ("- q: A?\n  facts: ['(a']\n", 1, r"pattern '\(a' does not compile"),
        ("- q: A?\n  facts: ['']\n", 2, "'facts' holds an empty value"),
        ("- q: A?\n  facts: {a: b}\n", 2, "'facts' holds"),
        ("- q: [A]\n  facts: a\n", 1, "'q' is a list"),
        ("- q: A?\n  turns: [A]\n  facts: a\n", 1, "either 'q' or 'turns'"),
        ("- turns: []\n  facts: a\n", 1, "empty list"),
        ("- q: A?\n  outcome: quiet\n", 1, "outcome 'quiet' is unknown"),
        ("- q: A?\n  split: reportd\n  facts: a\n", 1, "split 'reportd' is unknown"),
        ("- A?\n", 1, "'A\\?' is not a question"),
        ("- q: A: b: c\n", 1, "not valid YAML"),
        ("- q: A?\n  facts: a\n  id: x\n- q: B?\n  facts: b\n  id: x\n", 4, "id 'x' is already used at .*:1"),
        ("q: A?\n", 1, "not a list of questions"),
        ("", 1, "not a list of questions"),
        ("- q: '\x00'\n", 1, "not valid YAML"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    file = write(tmp_path, text)
    with pytest.raises(CorpusError, match=message) as caught:
        load_questions(file)
    assert str(caught.value).startswith(f"{file}:{line}: ")


def test_nothing_to_ask_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"holds no \*\.yaml file"):
        load_questions(tmp_path)
    file = write(tmp_path, "- q: A?\n  facts: a\n")
    with pytest.raises(CorpusError, match="no question with split 'reported'"):
        load_questions(file, "reported")
    with pytest.raises(CorpusError, match="split 'test' is unknown"):
        load_questions(file, "test")
    with pytest.raises(CorpusError, match="cannot be read"):
        load_questions(tmp_path / "missing.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"- q: caf\xe9\n")
    with pytest.raises(CorpusError, match="cannot be read"):
        load_questions(tmp_path / "latin.yaml")
