"""Building the index: every document gets in, and nothing is embedded twice."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from built import ALL, counts, passages
from word_embedder import WordEmbedder

import ingest.build
from ingest.build import build_index
from ingest.contents import read_documents_of
from ingest.document import Document
from ingest.embed import Embedder
from ingest.errors import CorpusError
from ingest.files import FORMATS, Skipped
from ingest.index import read_manifest
from ingest.read import read_documents
from ingest.split import SPLITTER_VERSION
from ingest.store import PassageStore


def files(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_a_first_build(folder: Path, index: Path, embedder: WordEmbedder) -> None:
    told: list[tuple[int, int]] = []
    read: list[tuple[int, int]] = []
    (folder / "image.png").write_bytes(b"\x89PNG")
    report = build_index(
        [folder],
        index,
        embedder,
        progress=lambda done, total: told.append((done, total)),
        reading=lambda done, total: read.append((done, total)),
    )
    assert counts(report) == (3, 3, 3, False)
    assert [(entry.path.name, entry.reason) for entry in report.skipped] == [
        ("image.png", f"not a supported format (.png); use {', '.join(FORMATS)}")
    ]
    assert report.generation == index / "generations" / "1"
    assert 0 < report.seconds < 60
    assert read == [(1, 3), (2, 3), (3, 3)]
    assert told == [(3, 3)]
    assert embedder.seen == [
        f"About {name} > About {name}\n{text}" for name, text in zip(("bird", "cat", "dog"), ALL, strict=True)
    ]
    assert passages(index) == ALL
    manifest = read_manifest(report.generation)
    assert (manifest.model, manifest.weights_sha256, manifest.max_tokens) == ("words", "0" * 64, 40)
    assert (manifest.splitter_version, manifest.sources) == (SPLITTER_VERSION, [str(folder.resolve())])
    assert list(manifest.documents) == ["bird", "cat", "dog"]


def test_what_is_found_is_what_was_put_in(folder: Path, index: Path, embedder: WordEmbedder) -> None:
    report = build_index([folder], index, embedder)
    store = PassageStore(report.generation / "chroma", read_documents_of(report.generation))
    # "About cat > About cat" and "A cat is a cat.": 4 cats and 6 other words are 4 / sqrt(52) of a cat
    assert store.search(embedder.embed_query("cat"), 1)[0] == pytest.approx((1, 4 / 52**0.5), abs=1e-6)
    store.close()


def test_a_second_build_embeds_and_writes_nothing(folder: Path, index: Path, embedder: WordEmbedder) -> None:
    first = build_index([folder], index, embedder)
    before, seen = files(first.generation), len(embedder.seen)
    second = build_index([folder], index, embedder)
    assert counts(second) == (3, 3, 0, True)
    assert second.generation == first.generation
    assert len(embedder.seen) == seen
    after = files(first.generation)
    assert before.keys() == after.keys()
    assert all(after[name] == before[name] for name in before if not name.startswith("chroma/"))


def test_a_changed_document_embeds_its_passages_alone(folder: Path, index: Path, embedder: WordEmbedder) -> None:
    build_index([folder], index, embedder)
    embedder.seen.clear()
    text = "# About cat\n\nA cat is a cat.\n\n## More\n\nTwo cat are more.\n"
    (folder / "cat.md").write_text(text)
    report = build_index([folder], index, embedder)
    assert counts(report) == (3, 4, 1, False)
    assert embedder.seen == ["About cat > More\nTwo cat are more."]
    assert passages(index) == [ALL[0], ALL[1], "Two cat are more.", ALL[2]]


def test_a_moved_passage_keeps_its_vector_and_gets_its_new_offsets(
    folder: Path, index: Path, embedder: WordEmbedder
) -> None:
    build_index([folder], index, embedder)
    text = (folder / "cat.md").read_text()
    (folder / "cat.md").write_text("---\npublisher: Us\n---\n" + text)
    report = build_index([folder], index, embedder)
    assert counts(report) == (3, 3, 0, False)
    assert read_documents_of(report.generation)["cat"].publisher == "Us"
    assert passages(index) == ALL


def test_documents_come_and_go(folder: Path, index: Path, embedder: WordEmbedder) -> None:
    build_index([folder], index, embedder)
    (folder / "cat.md").unlink()
    assert counts(build_index([folder], index, embedder)) == (2, 2, 0, False)
    assert passages(index) == [ALL[0], ALL[2]]
    (folder / "cow.md").write_text("# Cow\n\nA cow is a cow.\n")
    assert counts(build_index([folder], index, embedder)) == (3, 3, 1, False)
    assert passages(index) == [ALL[0], "A cow is a cow.", ALL[2]]


def test_a_document_that_was_emptied_is_gone_and_named(folder: Path, index: Path, embedder: WordEmbedder) -> None:
    build_index([folder], index, embedder)
    (folder / "cat.md").write_text("")
    for unchanged in (False, True):
        report = build_index([folder], index, embedder)
        assert counts(report) == (2, 2, 0, unchanged)
        assert [(entry.path.name, entry.reason) for entry in report.skipped] == [("cat.md", "empty")]
        assert passages(index) == [ALL[0], ALL[2]]


def test_an_unchanged_corpus_is_not_parsed_again(
    folder: Path, index: Path, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build_index([folder], index, embedder)
    with monkeypatch.context() as patch:
        patch.setattr(ingest.build, "read_documents", None)
        assert counts(build_index([folder], index, embedder)) == (3, 3, 0, True)
        patch.setattr(ingest.build, "SPLITTER_VERSION", SPLITTER_VERSION + 1)
        with pytest.raises(TypeError):
            build_index([folder], index, embedder)
    (folder / "link.md").symlink_to(folder / "dog.md")
    for _ in range(2):  # read again the first time, but what was read is the same
        report = build_index([folder], index, embedder)
        assert (report.unchanged, report.generation) == (True, first.generation)
        assert [entry.path.name for entry in report.skipped] == ["link.md"]


def test_a_file_that_changes_while_it_is_read_is_read_again_next_time(
    folder: Path, index: Path, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (folder / "cat.md").read_bytes()

    def meddle(sources: Sequence[Path], **options: Any) -> tuple[list[Document], list[Skipped]]:
        (folder / "cat.md").write_text("# About cat\n\nAnother cat.\n")
        return read_documents(sources, **options)

    with monkeypatch.context() as patch:
        patch.setattr(ingest.build, "read_documents", meddle)
        build_index([folder], index, embedder)
    assert passages(index) == [ALL[0], "Another cat.", ALL[2]]
    (folder / "cat.md").write_bytes(before)  # as it was when the build began
    assert not build_index([folder], index, embedder).unchanged
    assert passages(index) == ALL


def test_the_same_text_is_embedded_once(tmp_path: Path, index: Path, embedder: WordEmbedder) -> None:
    docs = tmp_path / "docs"
    for name in ("one", "two"):
        (docs / name).mkdir(parents=True)
        (docs / name / "a.md").write_text("# T\n\nThe same cat.\n")
    assert counts(build_index([docs], index, embedder)) == (2, 2, 1, False)
    assert passages(index) == ["The same cat."] * 2


def test_a_renamed_file_is_noticed(folder: Path, index: Path, embedder: WordEmbedder) -> None:
    (folder / "cat.md").write_text("---\nid: cat\n---\n# About cat\n\nA cat is a cat.\n")
    build_index([folder], index, embedder)
    (folder / "cat.md").rename(folder / "puss.md")
    report = build_index([folder], index, embedder)
    assert counts(report) == (3, 3, 0, False)
    assert read_documents_of(report.generation)["cat"].origin == "puss.md"


@pytest.mark.parametrize(
    "other",
    [WordEmbedder(id="other"), WordEmbedder(weights="1" * 64), WordEmbedder(settings="2" * 64)],
    ids=["another model", "other weights", "another pooling"],
)
def test_another_model_embeds_everything_anew(folder: Path, index: Path, other: WordEmbedder) -> None:
    build_index([folder], index, WordEmbedder())
    assert counts(build_index([folder], index, other)) == (3, 3, 3, False)
    assert counts(build_index([folder], index, other)) == (3, 3, 0, True)


def test_a_smaller_window_splits_anew(folder: Path, index: Path) -> None:
    build_index([folder], index, WordEmbedder())
    assert counts(build_index([folder], index, WordEmbedder(max_tokens=3))) == (3, 6, 6, False)
    assert passages(index)[:2] == ["A bird is", "a bird."]


def test_another_splitter_builds_anew_and_keeps_the_vectors(
    folder: Path, index: Path, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index([folder], index, embedder)
    monkeypatch.setattr(ingest.build, "SPLITTER_VERSION", SPLITTER_VERSION + 1)
    assert counts(build_index([folder], index, embedder)) == (3, 3, 0, False)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({}, "nothing to index in {0} (no documents); give other files"),
        (
            {"a.md": "", "b.bin": "x"},
            "nothing to index in {0} (a.md: empty; b.bin: not a supported format (.bin); use "
            + ", ".join(FORMATS)
            + "); give other files",
        ),
    ],
)  # fmt: skip
def test_nothing_to_index(
    tmp_path: Path, folder: Path, index: Path, embedder: WordEmbedder, content: dict[str, str], message: str
) -> None:
    build_index([folder], index, embedder)
    empty = tmp_path / "empty"
    empty.mkdir()
    for name, text in content.items():
        (empty / name).write_text(text)
    with pytest.raises(CorpusError) as caught:
        build_index([empty], index, embedder)
    assert str(caught.value) == message.format(empty)
    assert passages(index) == ALL


def test_the_index_may_lie_among_the_documents(folder: Path, embedder: WordEmbedder) -> None:
    for unchanged in (False, True):
        report = build_index([folder], folder / "index", embedder)
        assert (report.unchanged, report.documents, report.skipped) == (unchanged, 3, ())


def test_the_index_is_for_its_owner_alone(folder: Path, tmp_path: Path, embedder: WordEmbedder) -> None:
    build_index([folder], tmp_path / "deep" / "index", embedder)
    given = tmp_path / "given"
    given.mkdir(mode=0o755)
    build_index([folder], given, embedder)
    modes = [path.stat().st_mode & 0o777 for path in (tmp_path / "deep" / "index", given / "generations", given)]
    assert modes == [0o700, 0o700, 0o755]  # a folder that was there keeps its own


def test_a_thousand_files_in_a_reasonable_time(tmp_path: Path, index: Path, embedder: WordEmbedder) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    for number in range(1000):
        (docs / f"{number:04}.md").write_text(f"# File {number}\n\nA cat with number {number}.\n\n- one\n- two\n")
    started = time.perf_counter()
    assert counts(build_index([docs], index, embedder)) == (1000, 1000, 1000, False)
    first = time.perf_counter()
    assert counts(build_index([docs], index, embedder)) == (1000, 1000, 0, True)
    assert first - started < 30
    assert time.perf_counter() - first < 10


def test_the_originals_with_the_real_model(originals: list[Path], index: Path, minilm: Embedder) -> None:
    report = build_index([originals[0].parent], index, minilm)
    assert report.embedded == report.passages
    documents = read_documents_of(report.generation)
    store = PassageStore(report.generation / "chroma", documents)
    for question, words in [
        ("What is the median cold start latency measured by OpenStatus?", "859 ms"),
        ("How many concurrent connections can Node.js handle?", "10,000"),
        ("Which auth library fits Next.js?", "NextAuth.js"),
    ]:
        found = [store.passages[row] for row, _ in store.search(minilm.embed_query(question), 3)]
        assert any(words in passage.text for passage in found), question
    for passage in store.passages:
        raw = (originals[0].parent / passage.document.origin).read_bytes().decode()
        assert raw[passage.start : passage.end] == passage.text
    store.close()
