from __future__ import annotations

from pathlib import Path

import pytest

from assistant.builtin import builtin_corpus
from assistant.check import check_folder
from ingest.errors import CorpusError


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A copy of the built-in corpus that a test may damage."""
    for file in builtin_corpus().iterdir():
        if file.suffix in {".md", ".yaml"}:
            (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


def test_the_built_in_corpus_is_in_order(corpus: Path) -> None:
    assert check_folder() == []
    assert check_folder(corpus) == []


def test_a_quote_that_left_its_document_is_named(corpus: Path) -> None:
    file = corpus / "nodejs-vs-nextjs.md"
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole[: whole.index("\n## ")], encoding="utf-8")
    problems = check_folder(corpus)
    assert problems
    assert all("rules.yaml" in problem or problem.startswith("known questions: ") for problem in problems)
    assert any("nodejs-vs-nextjs" in problem for problem in problems)


@pytest.mark.parametrize("name", ["rules.yaml", "synonyms.yaml", "examples.yaml"])
def test_a_file_that_is_not_yaml_is_named_and_the_others_are_still_checked(corpus: Path, name: str) -> None:
    (corpus / name).write_text("groups: [", encoding="utf-8")
    (corpus / "photo.jpg").write_bytes(b"\xff")
    problems = check_folder(corpus)
    assert [Path(problem.split(":")[0].split(" ")[0]).name for problem in problems] == ["photo.jpg", name]


def test_examples_must_be_questions(corpus: Path) -> None:
    (corpus / "examples.yaml").write_text("- Express: how fast?\n", encoding="utf-8")
    assert len(check_folder(corpus)) == 1


def test_a_folder_without_documents_is_said(tmp_path: Path) -> None:
    assert check_folder(tmp_path) == [f"{tmp_path}: no documents; put some there"]


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="does not exist"):
        check_folder(tmp_path / "nowhere")
