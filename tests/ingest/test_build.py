"""Building the index: nothing is embedded twice, and nothing that goes wrong harms the index there is."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import build_child
import pytest
from word_embedder import WordEmbedder

import ingest.build
from ingest.build import IngestReport, build_index
from ingest.document import Document
from ingest.embed import Embedder
from ingest.errors import CorpusError, IndexUnavailable, ModelUnavailable
from ingest.index import current_generation, read_documents_of, read_manifest
from ingest.split import SPLITTER_VERSION
from ingest.store import PassageStore


def passages(index: Path) -> list[str]:
    """The texts of the published index, read as a newcomer would."""
    generation = current_generation(index)
    assert generation is not None
    store = PassageStore(generation / "chroma", read_documents_of(generation))
    try:
        return [passage.text for passage in store.passages]
    finally:
        store.close()


def files(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def counts(report: IngestReport) -> tuple[int, int, int, bool]:
    return report.documents, report.passages, report.embedded, report.unchanged


ALL = ["A bird is a bird.", "A cat is a cat.", "A dog is a dog."]


def test_a_first_build(folder: Path, index: Path, embedder: WordEmbedder) -> None:
    told: list[tuple[int, int]] = []
    (folder / "image.png").write_bytes(b"\x89PNG")
    report = build_index([folder], index, embedder, lambda done, total: told.append((done, total)))
    assert counts(report) == (3, 3, 3, False)
    assert [(entry.path.name, entry.reason) for entry in report.skipped] == [
        ("image.png", "not a supported format (.png); use .md, .mdx, .markdown, .txt")
    ]
    assert report.generation == index / "generations" / "1"
    assert 0 < report.seconds < 60
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
    "other", [WordEmbedder(id="other"), WordEmbedder(weights="1" * 64)], ids=["another model", "other weights"]
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


def test_tampered_weights_leave_the_index_alone(folder: Path, index: Path, embedder: WordEmbedder) -> None:
    build_index([folder], index, embedder)
    (folder / "cat.md").write_text("Another cat.")
    with pytest.raises(ModelUnavailable, match=r"^the weights are not the published ones$"):
        build_index([folder], index, WordEmbedder(weights="tampered"))
    assert passages(index) == ALL


def test_the_guide_is_checked_copied_and_watched(folder: Path, index: Path, embedder: WordEmbedder) -> None:
    (folder / "rules.yaml").write_text("rules: 1")
    (folder / "synonyms.yaml").write_text("words: 1")
    seen: list[tuple[dict[str, Path], list[str]]] = []

    def check(companions: Mapping[str, Path], documents: Sequence[Document]) -> None:
        seen.append((dict(companions), [document.id for document in documents]))

    report = build_index([folder], index, embedder, check=check)
    companions = {name: folder / name for name in ("rules.yaml", "synonyms.yaml")}
    assert seen == [(companions, ["bird", "cat", "dog"])]
    assert (report.generation / "guide" / "rules.yaml").read_text() == "rules: 1"
    assert build_index([folder], index, embedder, check=check).unchanged
    (folder / "rules.yaml").write_text("rules: 2")
    assert counts(build_index([folder], index, embedder, check=check)) == (3, 3, 0, False)
    generation = current_generation(index)
    assert generation is not None
    assert (generation / "guide" / "rules.yaml").read_text() == "rules: 2"


def test_a_guide_that_fails_leaves_the_index_alone(folder: Path, index: Path, embedder: WordEmbedder) -> None:
    build_index([folder], index, embedder)
    embedder.seen.clear()
    (folder / "cat.md").write_text("Another cat.")

    def refuse(companions: Mapping[str, Path], documents: Sequence[Document]) -> None:
        raise CorpusError("rule r1: its quote is not in 'cat'")

    with pytest.raises(CorpusError, match=r"^rule r1: its quote is not in 'cat'$"):
        build_index([folder], index, embedder, check=refuse)
    assert embedder.seen == []
    assert passages(index) == ALL


def test_a_guide_that_changes_under_way_is_noticed(folder: Path, index: Path) -> None:
    (folder / "rules.yaml").write_text("rules: 1")

    class Meddler(WordEmbedder):
        def count_tokens(self, text: str) -> int:
            (folder / "rules.yaml").write_text("rules: 2")
            return super().count_tokens(text)

    with pytest.raises(CorpusError, match=r"rules.yaml changed while it was read; run it again$"):
        build_index([folder], index, Meddler())
    assert current_generation(index) is None


def test_a_guide_that_cannot_be_read_is_named(
    folder: Path, index: Path, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "rules.yaml").write_text("rules: 1")
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "rules.yaml":
            raise PermissionError(13, "Permission denied", str(path))
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(CorpusError) as caught:
        build_index([folder], index, embedder)
    assert str(caught.value) == f"{folder / 'rules.yaml'} can't be read (Permission denied); change its permissions"


def test_two_guides_are_one_too_many(folder: Path, tmp_path: Path, index: Path, embedder: WordEmbedder) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.md").write_text("Text.")
    for place in (folder, other):
        (place / "rules.yaml").write_text("rules: 1")
    with pytest.raises(CorpusError) as caught:
        build_index([folder, other], index, embedder)
    assert str(caught.value) == (
        f"two files rules.yaml: {folder / 'rules.yaml'} and {other / 'rules.yaml'}; an index has one, "
        "give one of the folders"
    )
    assert counts(build_index([folder, folder], index, embedder)) == (3, 3, 3, False)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({}, "nothing to index in {0} (no documents); give other files"),
        ({"a.md": "", "b.bin": "x"}, "nothing to index in {0} (a.md: empty; b.bin: not a supported format (.bin); use "
         ".md, .mdx, .markdown, .txt); give other files"),
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


def test_a_place_that_cannot_be_written_is_named(folder: Path, tmp_path: Path, embedder: WordEmbedder) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(IndexUnavailable) as caught:
        build_index([folder], tmp_path / "file" / "index", embedder)
    assert str(caught.value) == (
        f"the index can't be written to {tmp_path / 'file' / 'index'} (Not a directory); check free space and "
        "permissions, or give another folder"
    )


@pytest.mark.parametrize("stage", ["write_generation", "write_collection", "publish"])
@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (OSError(28, "No space left on device"), IndexUnavailable),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ],
    ids=["full disk", "Ctrl-C"],
)
def test_a_build_that_fails_leaves_the_index_as_it_was(
    folder: Path,
    index: Path,
    embedder: WordEmbedder,
    monkeypatch: pytest.MonkeyPatch,
    stage: str,
    error: BaseException,
    raised: type[BaseException],
) -> None:
    build_index([folder], index, embedder)
    (folder / "cat.md").write_text("# About cat\n\nAnother cat.\n")

    def fail(*_: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(ingest.build, stage, fail)
        with pytest.raises(raised):
            build_index([folder], index, embedder)
    assert passages(index) == ALL
    assert sorted(entry.name for entry in (index / "generations").iterdir()) == ["1"]
    assert counts(build_index([folder], index, embedder)) == (3, 3, 1, False)


@pytest.mark.parametrize("damage", ["CURRENT", "manifest", "documents", "chroma", "database", "guide", "generation"])
def test_a_damaged_index_is_built_again(folder: Path, index: Path, embedder: WordEmbedder, damage: str) -> None:
    (folder / "rules.yaml").write_text("rules: 1")
    generation = build_index([folder], index, embedder).generation
    if damage == "CURRENT":
        (index / "CURRENT").write_text("")
    elif damage == "generation":
        shutil.rmtree(generation)
    elif damage == "chroma":
        shutil.rmtree(generation / "chroma")
    elif damage == "database":
        (generation / "chroma" / "chroma.sqlite3").write_bytes(b"x" * 5000)
    elif damage == "guide":
        (generation / "guide" / "rules.yaml").write_text("rules: 2")
    else:
        (generation / f"{damage}.json").write_text("{")
    report = build_index([folder], index, embedder)
    # vectors are used again where the manifest says whose they are
    embedded = 3 if damage in {"CURRENT", "manifest", "generation"} else 0
    assert counts(report) == (3, 3, embedded, False)
    assert passages(index) == ALL


def run_child(*args: object) -> subprocess.Popen[str]:
    command = [sys.executable, build_child.__file__, *map(str, args)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
@pytest.mark.parametrize("moment", [moment for moment in build_child.MOMENTS if moment != "wait"])
def test_a_killed_build_leaves_the_index_working(
    folder: Path, index: Path, embedder: WordEmbedder, moment: str
) -> None:
    build_index([folder], index, embedder)
    (folder / "cat.md").write_text("# About cat\n\nAnother cat.\n")
    with run_child(folder, index, moment) as child:
        assert child.wait(60) == -signal.SIGKILL
    new = [ALL[0], "Another cat.", ALL[2]]
    moved = moment == "after the pointer moved"
    assert passages(index) == (new if moved else ALL)
    report = build_index([folder], index, embedder)
    assert counts(report) == (3, 3, 0 if moved else 1, moved)
    assert passages(index) == new
    left = sorted(entry.name for entry in (index / "generations").iterdir())
    assert left == ["1", report.generation.name]  # nothing of the killed build, and the one before


@pytest.fixture
def building(folder: Path, index: Path) -> Iterator[subprocess.Popen[str]]:
    """A build in another process that waits in its middle."""
    with run_child(folder, index, "wait") as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "building\n"
        yield child
        if child.poll() is None:
            child.kill()


def test_a_second_build_at_once_refuses(
    folder: Path, index: Path, embedder: WordEmbedder, building: subprocess.Popen[str]
) -> None:
    started = time.perf_counter()
    with pytest.raises(IndexUnavailable) as caught:
        build_index([folder], index, embedder)
    assert time.perf_counter() - started < 5  # at once, for nobody knows how long the other takes
    assert str(caught.value) == f"another ingest is writing {index}; try again when it has finished"
    assert building.communicate("go on\n", timeout=60)[0] == "embedded 3\n"
    assert counts(build_index([folder], index, embedder)) == (3, 3, 0, True)


def test_a_killed_build_holds_no_lock(
    folder: Path, index: Path, embedder: WordEmbedder, building: subprocess.Popen[str]
) -> None:
    os.kill(building.pid, signal.SIGKILL)
    building.wait(60)
    assert counts(build_index([folder], index, embedder)) == (3, 3, 3, False)


def test_an_index_in_use_is_not_disturbed(folder: Path, index: Path, embedder: WordEmbedder) -> None:
    report = build_index([folder], index, embedder)
    store = PassageStore(report.generation / "chroma", read_documents_of(report.generation))
    build_index([folder], index, embedder)  # opens and closes the same files
    (folder / "cat.md").write_text("# About cat\n\nAnother cat.\n")
    build_index([folder], index, embedder)
    assert store.search(embedder.embed_query("cat"), 1)[0][0] == 1
    assert [passage.text for passage in store.passages] == ALL
    store.close()


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
