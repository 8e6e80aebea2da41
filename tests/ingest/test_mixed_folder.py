"""A folder as people have them: many formats, some files broken, and a report that says what happened."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from docx_file import docx, paragraph
from pdf_file import pdf, text
from word_embedder import WordEmbedder

import ingest.read
from ingest.build import build_index
from ingest.contents import read_documents_of
from ingest.errors import CorpusError
from ingest.files import FORMATS
from ingest.read import read_documents
from ingest.store import PassageStore

pypdf = pytest.importorskip("pypdf")
pytest.importorskip("mammoth")


GOOD = {
    "bom.md": b"\xef\xbb\xbf# Mark\n\nA cat.\n",
    "guide.md": b"# Guide\n\nA dog.<!-- not shown -->\n",
    "latin.txt": "A bird in a café, à la carte and très bien.".encode("latin-1"),
    "page.html": b"<h1>Page</h1><p>A cat.</p><p hidden>x</p><table><tr><th>Pet<th>Legs<tr><td>bird<td>2</table>",
    "report.docx": docx(paragraph("Report", "Heading1") + paragraph("A dog.")),
    "report.pdf": pdf(text("A cat on page one.", 700), text("A bird on page two.", 700)),
    "wide.txt": "A dog.".encode("utf-16"),
    "sub/component.mdx": b"{/* not shown */}\n\nA cat.\n",
}


def locked() -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(text("A cat.", 700))))
    writer.encrypt("secret", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w:t>" + b"a" * 90_000_000)
    return file.getvalue()


BAD = {
    "binary.md": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "bomb.docx": bomb(),
    "empty.md": b"",
    "huge-line.txt": b"a" * 6_000_000,
    "locked.pdf": locked(),
    "picture.png": b"\x89PNG",
    "renamed.docx": b"<html><p>A cat.</p></html>",
    "shut.md": b"A cat.",
    "too-large.md": b"a\n" * 5_000_001,
    "torn.pdf": pdf(text("A cat.", 700))[:200],
}


def fill(folder: Path, *contents: dict[str, bytes]) -> Path:
    for name, content in [item for files in contents for item in files.items()]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def mixed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = fill(tmp_path / "mixed", GOOD, BAD)
    os.mkfifo(folder / "pipe.md")
    (folder / "dangling.md").symlink_to(folder / "nothing.md")
    (folder / "loop").symlink_to(folder)
    (folder / "device.md").symlink_to("/dev/zero")
    opener = ingest.read._open_at_once

    def refuse_one(path: str, flags: int) -> int:  # root may open everything
        if path.endswith("shut.md"):
            raise PermissionError(13, "Permission denied")
        return opener(path, flags)

    monkeypatch.setattr(ingest.read, "_open_at_once", refuse_one)
    return folder


LINK = "a symbolic link; links are not followed, give what it points to"
REASONS = {
    "binary.md": "not text (it holds NUL bytes)",
    "bomb.docx": "unpacks to 1027 times its size, like a ZIP bomb; save it anew",
    "dangling.md": LINK,
    "device.md": LINK,
    "empty.md": "empty",
    "huge-line.txt": "holds 6,000,000 characters, more than 5,000,000; split it",
    "locked.pdf": "encrypted; save it without a password",
    "loop": LINK,
    "picture.png": f"not a supported format (.png); use {', '.join(FORMATS)}",
    "pipe.md": "not a regular file",
    "renamed.docx": "no Word file by its content; give it the extension of what it is",
    "shut.md": "can't be read (Permission denied); change its permissions",
    "too-large.md": "larger than 10,000,000 bytes; split it",
    "torn.pdf": "damaged (PdfStreamError: Stream has ended unexpectedly); save it anew",
}


def test_the_good_files_go_in_and_the_others_are_named(mixed: Path, index: Path, embedder: WordEmbedder) -> None:
    report = build_index([mixed], index, embedder)
    assert {entry.path.name: entry.reason for entry in report.skipped} == REASONS
    documents = read_documents_of(report.generation)
    assert list(documents) == [
        "bom",
        "guide",
        "latin",
        "page.html",
        "report.docx",
        "report.pdf",
        "sub/component",
        "wide",
    ]
    assert report.notes == (
        ("guide", "1 hidden piece of text removed"),
        ("latin", "read as cp1252"),
        ("page.html", "1 hidden piece of text removed"),
        ("sub/component", "1 hidden piece of text removed"),
    )
    store = PassageStore(report.generation / "chroma", documents)
    quotes = [(p.document.id, p.text, p.kind, p.header) for p in store.passages]
    store.close()
    assert all(p.document.text[p.start : p.end] == p.text for p in store.passages)
    assert ("page.html", "| bird | 2 |", "table", ("Pet", "Legs")) in quotes
    assert ("report.docx", "A dog.", "paragraph", ()) in quotes
    pages = documents["report.pdf"]
    assert [pages.page_at(pages.text.index(words)) for words in ("A cat", "A bird")] == [1, 2]
    assert documents["page.html"].page_at(0) is None


def test_what_has_not_changed_is_not_embedded_again(mixed: Path, index: Path, embedder: WordEmbedder) -> None:
    first = build_index([mixed], index, embedder)
    again = build_index([mixed], index, embedder)
    assert (again.embedded, again.unchanged, again.notes) == (0, True, first.notes)
    (mixed / "report.pdf").write_bytes(pdf(text("A cat on page one.", 700), text("A dog on page two.", 700)))
    changed = build_index([mixed], index, embedder)
    assert changed.embedded == 1


def ids(*paths: str | Path) -> list[str]:
    return [document.id for document in read_documents(map(Path, paths))[0]]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.md", ["bom", "guide"]),
        ("report.*", ["report.docx", "report.pdf"]),
        ("**/*.mdx", ["sub/component"]),
        ("s?b/*", ["sub/component"]),
        ("[bg]*.md", ["bom", "guide"]),
    ],
)
def test_patterns(tmp_path: Path, pattern: str, expected: Sequence[str]) -> None:
    folder = fill(tmp_path / "docs", GOOD)
    assert ids(folder / pattern) == expected


def test_a_pattern_follows_no_links_and_must_match(tmp_path: Path) -> None:
    folder = fill(tmp_path / "docs", {"a.md": b"Text.", "rules.yaml": b"x", "code.py": b"x"})
    (folder / "link.md").symlink_to(folder / "a.md")
    documents, skipped = read_documents([folder / "*"])
    assert [document.id for document in documents] == ["a"]
    assert {entry.path.name: entry.reason for entry in skipped} == {
        "code.py": f"not a supported format (.py); use {', '.join(FORMATS)}",
        "link.md": LINK,
    }
    with pytest.raises(CorpusError, match=r"nothing matches .*\*\.pdf; give a file, a folder or a pattern"):
        read_documents([folder / "*.pdf"])
    fill(folder, {"[a].md": b"Text."})
    assert ids(folder / "[a].md") == ["[a]"]  # a file of that name comes first


def test_reading_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    fill(tmp_path, {"a.md": b"A.", "b.md": b"", "c.md": b"C."})
    read_documents([tmp_path], progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]
