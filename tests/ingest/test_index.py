"""The index on disk: what is published, what is kept, and how damage shows."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from word_embedder import make_document

from ingest.contents import read_documents_of, stored_passages, stored_vectors, write_generation
from ingest.document import Passage
from ingest.errors import IndexUnavailable
from ingest.index import (
    FORMAT_VERSION,
    Manifest,
    current_generation,
    document_fingerprint,
    publish,
    read_manifest,
    rebuild_command,
    write_manifest,
)

MANIFEST = Manifest({"a": "1"}, {"rules.yaml": "2"}, ["/docs"], "words", "0", 40, 2, ["k1", "k2"])
VECTORS = np.array([[1, 0], [0.6, 0.8]], dtype=np.float32)
DOCUMENT = make_document("---\nid: a\n---\n# Titel 日本 😀\r\n\r\nText.\n")
START = DOCUMENT.text.index("Text.")
PASSAGES = (
    Passage(DOCUMENT, ("Titel",), DOCUMENT.text[:START], 0, START),
    Passage(DOCUMENT, ("Titel", "日本"), "Text.", START, START + 5, "table", ("Spalte",)),
)


def build(root: Path) -> Path:
    building = root / "generations" / "building"
    building.mkdir(parents=True)
    write_generation(building, [DOCUMENT], PASSAGES, VECTORS)
    digest = hashlib.sha256((building / "vectors.npy").read_bytes()).hexdigest()
    write_manifest(building, replace(MANIFEST, files={"vectors.npy": digest}))
    return building


@pytest.fixture
def generation(tmp_path: Path) -> Path:
    return publish(tmp_path, build(tmp_path))


def test_a_generation_is_read_back_as_written(generation: Path) -> None:
    assert replace(read_manifest(generation), files={}) == MANIFEST
    (document,) = read_documents_of(generation).values()
    assert (document, document.text, document.sections) == (DOCUMENT, DOCUMENT.text, DOCUMENT.sections)
    assert stored_passages(generation) == PASSAGES
    assert {key: row.tolist() for key, row in stored_vectors(generation).items()} == {
        "k1": VECTORS[0].tolist(),
        "k2": VECTORS[1].tolist(),
    }


def test_nothing_is_published_at_first(tmp_path: Path) -> None:
    assert current_generation(tmp_path) is None
    assert current_generation(tmp_path / "no" / "folder") is None


def test_generations_are_counted_and_the_one_before_is_kept(tmp_path: Path) -> None:
    for number in range(1, 5):
        assert publish(tmp_path, build(tmp_path)) == tmp_path / "generations" / str(number)
        assert current_generation(tmp_path) == tmp_path / "generations" / str(number)
    assert sorted(entry.name for entry in (tmp_path / "generations").iterdir()) == ["3", "4"]
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["CURRENT", "generations"]


def test_a_generation_that_never_became_current_does_not_push_out_the_one_before(tmp_path: Path) -> None:
    publish(tmp_path, build(tmp_path))
    os.rename(build(tmp_path), tmp_path / "generations" / "2")  # as far as a crashed build got
    assert publish(tmp_path, build(tmp_path)).name == "3"
    assert sorted(entry.name for entry in (tmp_path / "generations").iterdir()) == ["1", "3"]


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "generations" / "notes").mkdir(parents=True)
    publish(tmp_path, build(tmp_path))
    publish(tmp_path, build(tmp_path))
    assert (tmp_path / "generations" / "notes").is_dir()


def test_all_is_on_disk_before_it_is_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    building = build(tmp_path)
    flushed: list[str] = []
    fsync, replace_file = os.fsync, os.replace

    def record(descriptor: int) -> None:
        flushed.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        fsync(descriptor)

    def record_replace(source: Path, target: Path) -> None:
        flushed.append("replaced")
        replace_file(source, target)

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("without /proc the flushed files can't be told")
    monkeypatch.setattr(os, "fsync", record)
    monkeypatch.setattr(os, "replace", record_replace)
    publish(tmp_path, building)
    place = str(tmp_path)
    before, after = flushed[: flushed.index("replaced")], flushed[flushed.index("replaced") + 1 :]
    names = ("documents.json", "passages.json", "manifest.json", "vectors.npy")
    assert set(before) == {
        *(f"{building}/{name}" for name in names),
        str(building),
        f"{place}/generations",
        f"{place}/CURRENT.tmp",
    }
    assert after == [place]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "can't be read (Expecting value"),
        (b"[]", "can't be read ("),
        (b"{}", "can't be read ('generation')"),
        (b"\xff", "can't be read ("),
        (b'{"generation": "7"}', "names '7', which is not there"),
        (b'{"generation": "../.."}', "names '../..', which is not there"),
        (b'{"generation": null}', "names 'None', which is not there"),
    ],
)
def test_a_damaged_pointer_is_named_with_the_next_step(
    tmp_path: Path, generation: Path, content: bytes, message: str
) -> None:
    (tmp_path / "CURRENT").write_bytes(content)
    with pytest.raises(IndexUnavailable) as caught:
        current_generation(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / 'CURRENT'} {message}")
    assert str(caught.value).endswith(f"; build the index again: fingerpost ingest /docs --index {tmp_path}")
    assert publish(tmp_path, build(tmp_path)).name == "2"


@pytest.mark.parametrize(
    "content", [None, b"", b"[]", b"{}", f'{{"format_version": {FORMAT_VERSION}}}'.encode(), b"\xff"]
)
def test_a_damaged_manifest_is_named(generation: Path, content: bytes | None) -> None:
    (generation / "manifest.json").unlink()
    if content is not None:
        (generation / "manifest.json").write_bytes(content)
    with pytest.raises(IndexUnavailable, match=r"has no readable manifest \(.*\); build it again: ") as caught:
        read_manifest(generation)
    assert str(caught.value).endswith(f": fingerpost ingest /docs --index {generation.parent.parent}")
    assert stored_vectors(generation) == {}


def test_another_format_is_told_apart_from_damage(generation: Path) -> None:
    (generation / "manifest.json").write_text(json.dumps({"format_version": 99, "what": "ever"}))
    with pytest.raises(IndexUnavailable) as caught:
        read_manifest(generation)
    assert str(caught.value) == (
        f"the index in {generation} has format 99, this version reads {FORMAT_VERSION}; "
        f"build it again: fingerpost ingest /docs --index {generation.parent.parent}"
    )


@pytest.mark.parametrize("content", [None, b"", b"[{}]", b"{", b"\xff"])
def test_damaged_documents_are_named(generation: Path, content: bytes | None) -> None:
    (generation / "documents.json").unlink()
    if content is not None:
        (generation / "documents.json").write_bytes(content)
    with pytest.raises(IndexUnavailable, match=r"^the documents of the index in .* can't be read"):
        read_documents_of(generation)


@pytest.mark.parametrize("content", [None, b"", b"{}{", b"[1]", b'[["b", [], 0, 1, "list", []]]', b"\xff"])
def test_damaged_passages_are_named(generation: Path, content: bytes | None) -> None:
    (generation / "passages.json").unlink()
    if content is not None:
        (generation / "passages.json").write_bytes(content)
    with pytest.raises(IndexUnavailable, match=r"^the passages of the index in .* can't be read"):
        stored_passages(generation)


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "other", "pickle", "gone"])
def test_damaged_vectors_are_not_reused(generation: Path, damage: str) -> None:
    file = generation / "vectors.npy"
    raw = file.read_bytes()
    file.unlink()
    if damage == "flip":
        file.write_bytes(raw[:-2] + bytes([raw[-2] ^ 1]) + raw[-1:])
    elif damage == "cut":
        file.write_bytes(raw[:-4])
    elif damage == "empty":
        file.write_bytes(b"")
    elif damage == "other":
        np.save(file, VECTORS[::-1])
    elif damage == "pickle":
        np.save(file, np.array([{}, {}], dtype=object), allow_pickle=True)
    assert stored_vectors(generation) == {}


@pytest.mark.parametrize(
    "change",
    [
        {"documents": {"a": "9"}},
        {"companions": {}},
        {"sources": ["/other"]},
        {"model": "other"},
        {"weights_sha256": "9"},
        {"max_tokens": 41},
        {"splitter_version": 3},
        {"settings_sha256": "9"},
        {"store": "chroma 9"},
    ],
)
def test_what_counts_as_another_input(change: dict[str, object]) -> None:
    assert not MANIFEST.same_input(replace(MANIFEST, **change))  # type: ignore[arg-type]
    assert MANIFEST.same_input(replace(MANIFEST, passage_keys=["k9"], files={"a": "b"}, inputs="9"))
    same = change.keys().isdisjoint({"model", "weights_sha256", "settings_sha256", "max_tokens", "splitter_version"})
    assert MANIFEST.same_passages(replace(MANIFEST, **change)) == same  # type: ignore[arg-type]
    assert MANIFEST.same_method(replace(MANIFEST, **change)) == (change.keys() <= {"documents", "companions"})  # type: ignore[arg-type]


def test_the_command_that_mends_names_the_documents_and_the_index(generation: Path) -> None:
    root = generation.parent.parent
    assert rebuild_command(generation) == f"fingerpost ingest /docs --index {root}"
    (generation / "manifest.json").write_text('{"format_version": 1, "sources": ["/my docs", "/b"]}')  # an older one
    assert rebuild_command(generation) == f"fingerpost ingest '/my docs' /b --index {root}"
    (generation / "manifest.json").write_text("{")
    assert rebuild_command(generation) == f"fingerpost ingest /docs --index {root}"  # as the pointer says
    (root / "CURRENT").write_text("{")
    assert rebuild_command(generation) == f"fingerpost ingest --index {root}"


@pytest.mark.parametrize("name", ["sha256", "title", "publisher", "origin", "published", "format"])
def test_a_fingerprint_covers_what_was_read(name: str) -> None:
    assert document_fingerprint(replace(DOCUMENT, **{name: "other"})) != document_fingerprint(DOCUMENT)  # type: ignore[arg-type]
