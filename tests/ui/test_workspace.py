"""The visitor's own documents, from the file that was sent to the answer that rests on it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from workspace_library import OWN, open_library

from assistant import Assistant
from assistant.answer import Outcome
from ui.workspace.library import NO_DOCUMENTS
from ui.workspace.workspace import Workspace

FERRY = "When does the ferry leave the harbour?"
VAN = "How long does the van take to deliver a parcel?"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return open_library(tmp_path_factory.mktemp("library"))


@pytest.fixture
def make(library: Assistant, tmp_path: Path) -> Callable[[], Workspace]:
    return lambda: Workspace(tmp_path / "workspace", library)


def add(workspace: Workspace, **files: str) -> None:
    for name, text in files.items():
        assert workspace.add(f"{name}.md", text.encode()) == ""
    workspace.update()
    assert workspace.state.error == ""


def test_an_added_document_is_answered_from_and_a_removed_one_is_gone(make: Callable[[], Workspace]) -> None:
    workspace = make()
    assert all("ferry" not in citation.quote for citation in workspace.everything.ask(FERRY).citations)
    add(workspace, ferry=OWN)
    for asked in (workspace.everything, workspace.mine):
        answer = asked.ask(FERRY)
        assert answer.outcome is Outcome.ANSWERED
        assert answer.citations[0].quote == "The ferry leaves the harbour at nine o'clock every morning."
    [(file, document)] = workspace.files()
    assert document is not None and (file.path, document.title) == ("ferry.md", "Notes on the ferry")

    assert workspace.remove([file.key]) == 1
    workspace.update()
    assert workspace.files() == []
    assert all("ferry" not in citation.quote for citation in workspace.everything.ask(FERRY).citations)
    left = [path for path in workspace.folder.rglob("*") if path.is_file() and b"nine o'clock" in path.read_bytes()]
    assert left == []


def test_each_page_answers_from_what_it_says(make: Callable[[], Workspace], library: Assistant) -> None:
    workspace = make()
    add(workspace, ferry=OWN)
    assert workspace.everything.ask(VAN).outcome is Outcome.ANSWERED
    assert workspace.mine.ask(VAN).outcome is Outcome.SILENT
    assert library.ask(FERRY).outcome is Outcome.SILENT
    assert [document.id for document in library.documents] == ["parcels"]


def test_without_documents_there_is_nothing_to_answer_from(make: Callable[[], Workspace]) -> None:
    workspace = make()
    conversation = workspace.mine.conversation()
    events = list(conversation.stream(FERRY))
    assert events[-1].answer is not None and events[-1].answer.text == NO_DOCUMENTS
    assert conversation.recommendation is None
    assert conversation.undo() is events[-1].answer


def test_removing_one_of_two_leaves_nothing_of_it_on_the_disk(make: Callable[[], Workspace]) -> None:
    workspace = make()
    add(workspace, ferry=OWN, train="# The train\n\nThe train to the coast runs on Sundays only.\n")
    ferry = next(file for file, _ in workspace.files() if file.path == "ferry.md")
    workspace.remove([ferry.key])
    workspace.update()
    assert all("ferry" not in citation.quote for citation in workspace.everything.ask(FERRY).citations)
    assert workspace.mine.ask("When does the train to the coast run?").outcome is Outcome.ANSWERED
    left = [path for path in workspace.folder.rglob("*") if path.is_file() and b"nine o'clock" in path.read_bytes()]
    assert left == []


def test_documents_are_there_again_after_a_restart(make: Callable[[], Workspace]) -> None:
    add(make(), ferry=OWN)
    again = make()
    again.update()
    assert again.mine.ask(FERRY).outcome is Outcome.ANSWERED


def test_the_library_is_never_overwritten(make: Callable[[], Workspace], library: Assistant) -> None:
    workspace = make()
    add(workspace, parcels="---\nid: parcels\n---\n\n# Lies\n\nThe van delivers a parcel in ninety days.\n", f=OWN)
    quotes = [citation.quote for citation in workspace.everything.ask(VAN).citations]
    assert quotes == ["The van delivers a parcel in two days on the mainland."]
    assert [path for path, _ in workspace.state.left_out] == ["parcels.md"]
    assert "taken by" in workspace.state.left_out[0][1]


def test_what_cannot_be_read_is_reported_and_not_kept(make: Callable[[], Workspace]) -> None:
    workspace = make()
    assert "supported format" in workspace.add("tool.exe", b"MZ")
    assert "rules" in workspace.add("docs/rules.yaml", b"rules: []")
    assert workspace.add("empty.md", b"") == ""
    assert workspace.add("binary.txt", b"a\0b") == ""
    add(workspace, ferry=OWN)
    assert {path for path, _ in workspace.state.left_out} == {
        "tool.exe", "docs/rules.yaml", "empty.md", "binary.txt"
    }  # fmt: skip
    assert all(reason and str(workspace.folder) not in reason for _, reason in workspace.state.left_out)
    assert [file.path for file, _ in workspace.files()] == ["ferry.md"]


def test_only_unreadable_files_leave_the_workspace_empty(make: Callable[[], Workspace]) -> None:
    workspace = make()
    assert workspace.add("empty.md", b"") == ""
    workspace.update()
    assert workspace.state.error == ""
    assert workspace.files() == []
    assert workspace.mine.documents == ()


def test_an_update_runs_in_the_background_and_only_once(make: Callable[[], Workspace]) -> None:
    workspace = make()
    workspace.add("ferry.md", OWN.encode())
    assert workspace.start_update()
    assert not workspace.start_update()
    deadline = time.monotonic() + 60
    while workspace.state.running:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert workspace.mine.ask(FERRY).outcome is Outcome.ANSWERED


def test_passages_are_embedded_once_for_both_indexes(
    make: Callable[[], Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingest.embed import Embedder

    embedded: list[str] = []
    embed = Embedder.embed

    def count(self: Embedder, texts: list[str], progress: object = None) -> object:
        embedded.extend(texts)
        return embed(self, texts, progress)  # type: ignore[arg-type]

    monkeypatch.setattr(Embedder, "embed", count)
    add(make(), ferry=OWN)
    own = [text for text in embedded if "harbour at nine" in text]  # as a passage and as a sentence
    assert own and len(own) == len(set(own))
