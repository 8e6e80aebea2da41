"""Where an added file is put, whatever name it comes with."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import CorpusError
from ui.workspace import files
from ui.workspace.files import UploadFolder, clean_path


@pytest.fixture
def folder(tmp_path: Path) -> UploadFolder:
    return UploadFolder(tmp_path / "inside")


def below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("notes.md", "notes.md"),
        ("../../../../tmp/evil.html", "tmp/evil.html"),
        ("C:\\x\\..\\y.md", "C_/x/y.md"),
        ("/etc/passwd.txt", "etc/passwd.txt"),
        ("CON.md", "_CON.md"),
        (".env.txt", "env.txt"),
        ("a/./b//c.md", "a/b/c.md"),
        ('a"><img src=http:x onerror=x>.md', "a___img src_http_x onerror_x_.md"),
        ("new\nline\x00\x1b[2J\u202e.md", "new_line___2J_.md"),
        ("Über – naïve.md", "Über _ naïve.md"),
        ("/".join("abcdefghijkl") + ".md", "e/f/g/h/i/j/k/l.md"),
    ],
)
def test_a_path_becomes_harmless(path: str, shown: str) -> None:
    assert clean_path(path).as_posix() == shown


@pytest.mark.parametrize("path", ["", "/", "..", "../..", " . ", "\\"])
def test_no_name_is_refused(path: str) -> None:
    with pytest.raises(CorpusError, match="no name"):
        clean_path(path)


@pytest.mark.parametrize("path", ["../../out.md", "a" * 300 + ".md", "日" * 300 + ".md", "C:\\x\\..\\y.md", "CON.md"])
def test_nothing_is_written_outside(folder: UploadFolder, tmp_path: Path, path: str) -> None:
    stored = folder.store(path, b"text")
    assert below(tmp_path) == [f"inside/uploads/{stored.key}"]
    assert folder.list() == [stored]


def test_the_same_path_replaces_and_another_never_does(folder: UploadFolder) -> None:
    folder.store("a?.md", b"one")
    folder.store("a!.md", b"two")  # cleaned, both are a_.md
    folder.store("a?.md", b"three")
    assert sorted((file.path, file.size) for file in folder.list()) == [("a_.md", 3), ("a_.md", 5)]


def test_removal_takes_keys_and_no_paths(folder: UploadFolder, tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text("keep", encoding="utf-8")
    kept, gone = folder.store("kept.md", b"1"), folder.store("gone.md", b"2")
    for key in ("", ".", "..", "../../outside.md", str(outside), kept.key.split("/")[0]):
        assert not folder.remove(key)
    assert folder.remove(gone.key)
    assert folder.list() == [kept]
    assert outside.exists()
    folder.clear()
    assert folder.list() == []


def test_the_folder_has_limits(folder: UploadFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_FILES", 2)
    monkeypatch.setattr(files, "MAX_TOTAL_BYTES", 10)
    folder.store("a.md", b"1234")
    folder.store("b.md", b"1234")
    with pytest.raises(CorpusError, match="2 files"):
        folder.store("c.md", b"1")
    folder.store("a.md", b"123456")  # in the place of the other
    with pytest.raises(CorpusError, match="10 bytes"):
        folder.store("a.md", b"1234567")
