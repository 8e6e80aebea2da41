"""Documents that have not changed are neither parsed nor split again, and the index is the same as if they were."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from built import ALL, passages
from word_embedder import WordEmbedder

import ingest.build
import ingest.index
import ingest.inputs
from ingest.build import build_index
from ingest.contents import read_documents_of
from ingest.document import Document
from ingest.formats.parsed import Parsed
from ingest.formats.process import ParserProcess
from ingest.index import read_manifest
from ingest.split import SPLITTER_VERSION, split_document

PARTS = "# About cat\n\nA cat is a cat.\n\n| cat | dog |\n|-|-|\n| a | b |\n\n- one dog\n- two\n\n```\nbird\n```\n"


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is parsed, by file name, and what is split, by document id."""
    done: list[str] = []
    parse = ParserProcess.parse

    def count_parse(self: ParserProcess, raw: bytes, name: str) -> Parsed:
        done.append(name)
        return parse(self, raw, name)

    def count_split(document: Document, *options: object) -> object:
        done.append(document.id)
        return split_document(document, *options)  # type: ignore[arg-type]

    monkeypatch.setattr(ParserProcess, "parse", count_parse)
    monkeypatch.setattr(ingest.build, "split_document", count_split)
    yield done


def holds(generation: Path) -> tuple[object, ...]:
    """All that a reader gets of a generation."""
    manifest = read_manifest(generation)
    documents = [asdict(document) for document in read_documents_of(generation).values()]
    vectors = (generation / "vectors.npy").read_bytes()
    return documents, vectors, manifest.passage_keys, manifest.passages_sha256, manifest.documents


def edit(folder: Path) -> None:
    (folder / "dog.md").write_text("# About dog\n\nA dog is no cat.\n\nMore.\n")


def add(folder: Path) -> None:
    (folder / "a.txt").write_text("One more\n\nText of it.\n")


def remove(folder: Path) -> None:
    (folder / "bird.md").unlink()


def copy(folder: Path) -> None:
    (folder / "deep").mkdir()
    (folder / "deep" / "cat.md").write_bytes((folder / "cat.md").read_bytes())


def rename(folder: Path) -> None:
    (folder / "dog.md").rename(folder / "puppy.md")


def exchange(folder: Path) -> None:
    cat, dog = (folder / "cat.md").read_bytes(), (folder / "dog.md").read_bytes()
    (folder / "cat.md").write_bytes(dog)
    (folder / "dog.md").write_bytes(cat)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (edit, ["dog.md", "dog"]),
        (add, ["a.txt", "a"]),
        (remove, []),
        (copy, ["cat.md", "deep/cat"]),
        (rename, ["puppy.md", "puppy"]),
        (exchange, ["cat.md", "dog.md", "cat", "dog"]),
    ],
)
def test_what_changed_is_all_that_is_read_anew(
    folder: Path, tmp_path: Path, work: list[str], change: Callable[[Path], None], expected: list[str]
) -> None:
    (folder / "cat.md").write_text(PARTS)
    build_index([folder], tmp_path / "index", WordEmbedder())
    change(folder)
    work.clear()
    again = build_index([folder], tmp_path / "index", WordEmbedder())
    assert work == expected
    assert not again.unchanged
    assert holds(again.generation) == holds(build_index([folder], tmp_path / "new", WordEmbedder()).generation)


def test_other_parsers_read_everything_anew(
    folder: Path, index: Path, embedder: WordEmbedder, work: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index([folder], index, embedder)
    work.clear()
    for module in (ingest.index, ingest.inputs):
        monkeypatch.setattr(module, "PARSER_VERSION", 99)
    build_index([folder], index, embedder)
    assert work == ["bird.md", "cat.md", "dog.md", "bird", "cat", "dog"]


def test_another_splitter_or_window_splits_everything_anew(
    folder: Path, index: Path, embedder: WordEmbedder, work: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index([folder], index, embedder)
    monkeypatch.setattr(ingest.build, "SPLITTER_VERSION", SPLITTER_VERSION + 1)
    work.clear()
    build_index([folder], index, embedder)
    build_index([folder], index, WordEmbedder(max_tokens=3))
    assert [done for done in work if not done.endswith(".md")] == ["bird", "cat", "dog"] * 2
    assert passages(index)[:2] == ["A bird is", "a bird."]


@pytest.mark.parametrize("name", ["documents.json", "passages.json", "vectors.npy"])
def test_nothing_is_kept_of_a_damaged_index(
    folder: Path, index: Path, embedder: WordEmbedder, work: list[str], name: str
) -> None:
    damaged = build_index([folder], index, embedder).generation / name
    damaged.write_bytes(damaged.read_bytes().replace(b"cat", b"cow")[:-1])
    (folder / "dog.md").write_text("# About dog\n\nA dog is a dog.\n\n")
    work.clear()
    build_index([folder], index, embedder)
    assert work == ["bird.md", "cat.md", "dog.md", "bird", "cat", "dog"]
    assert passages(index) == ALL


def test_what_lies_beside_a_damaged_database_is_kept(
    folder: Path, index: Path, embedder: WordEmbedder, work: list[str]
) -> None:
    damaged = build_index([folder], index, embedder).generation / "chroma" / "chroma.sqlite3"
    damaged.write_bytes(damaged.read_bytes()[:-1])
    edit(folder)
    work.clear()
    build_index([folder], index, embedder)
    assert [done for done in work if done.endswith(".md")] == ["dog.md"]
    assert len(passages(index)) == len(ALL)


def test_a_file_that_could_not_be_used_is_tried_again(
    folder: Path, index: Path, embedder: WordEmbedder, work: list[str]
) -> None:
    (folder / "empty.md").write_text("")
    build_index([folder], index, embedder)
    edit(folder)
    work.clear()
    report = build_index([folder], index, embedder)
    assert work == ["dog.md", "empty.md", "dog"]
    assert [(entry.path.name, entry.reason) for entry in report.skipped] == [("empty.md", "empty")]
