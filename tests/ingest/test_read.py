"""Reading files: what becomes a document, and the reason given for each file that does not."""

from __future__ import annotations

import hashlib
import os
import socket
from pathlib import Path

import pytest

import ingest.read
from ingest.document import Document, Section
from ingest.errors import CorpusError
from ingest.read import FORMATS, read_document, read_documents


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def ids(*paths: Path) -> list[str]:
    return [document.id for document in read_documents(paths)[0]]


def skipped(*paths: Path) -> dict[str, str]:
    return {entry.path.name: entry.reason for entry in read_documents(paths)[1]}


def test_a_document_with_front_matter(tmp_path: Path) -> None:
    matter = "---\nid: one\ntitle: 'The: one'\npublisher: Us\norigin: http://x\ndate: 2024-01-31\nother: [1]\n---\n"
    text = matter + "# H\n\nText.\n"
    path = write(tmp_path / "a.md", text)
    assert read_document(path) == Document(
        "one", "The: one", "Us", "http://x", text, (), hashlib.sha256(text.encode()).hexdigest(), "2024-01-31"
    )
    assert read_document(path).text == text
    assert read_document(path).sections == (
        Section(("The: one",), 0, text.index("# H")),
        Section(("H",), text.index("# H"), len(text)),
    )


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("a-b_c.md", "Text.", "a b c"),
        ("a.md", "# The *title*\n\nText.", "The title"),
        ("a.md", "---\nid: x\n---\n\n# The title\n\nText.", "The title"),
        ("a.md", "Text.\n\n# Late\n\nText.", "a"),
        ("a.md", "---\ntitle: 1.10\n---\nText.", "1.10"),
        ("a.md", "---\ntitle: no\n---\nText.", "no"),
        ("a.md", "---\ntitle: |\n  two\n  lines\n---\nText.", "two lines"),
        ("a.md", "---\ntitle:\n---\nText.", "a"),
        ("a.md", "---\ntitle: null\n---\nText.", "a"),
        ("a.md", "---\ntitle: 👩‍💻 日本\n---\nText.", "👩‍💻 日本"),
        ("a.txt", "A title here\n\nIt is a text.", "A title here"),
        ("a.txt", "---\ntitle: x\n---\nIt is a text.", "a"),
        ("---.md", "Text.", "---.md"),
    ],
)
def test_titles(tmp_path: Path, name: str, text: str, title: str) -> None:
    assert read_document(write(tmp_path / name, text)).title == title


def test_the_text_is_the_file_as_it_is(tmp_path: Path) -> None:
    assert (
        read_document(write(tmp_path / "a.md", b"\xef\xbb\xbf# H\r\n\r\nText\rmore\n")).text
        == "# H\r\n\r\nText\rmore\n"
    )


def test_ids_come_from_the_path_below_the_folder(tmp_path: Path) -> None:
    write(tmp_path / "b.md", "Text.")
    write(tmp_path / "sub" / "a.v1.txt", "Text of it.")
    write(tmp_path / "c.MDX", "Text.")
    write(tmp_path / "d.markdown", "---\nid: other\n---\nText.")
    assert ids(tmp_path) == ["b", "c", "other", "sub/a.v1"]
    assert ids(tmp_path / "sub" / "a.v1.txt") == ["a.v1"]


UNCLOSED = "front matter is not closed; end it with a line of three dashes"
BRACKET = "front matter is not YAML (expected ',' or ']', but got '<stream end>'); mend it"
HIDDEN = "holds a character that can't be shown"
BAD = [
    ("a.md", b"", "empty"),
    ("a.md", b" \n\t\r\n", "empty"),
    ("a.md", b"\xef\xbb\xbf", "empty"),
    ("a.md", b"---\nid: x\n---\n\n", "empty"),
    ("a.md", b"<!-- nothing -->\n\n***\n", "empty"),
    ("a.md", b"\x00\x01", "not text (it holds NUL bytes)"),
    ("a.txt", b"\xff\xfe\x00", "not text (it holds NUL bytes)"),
    ("a.txt", b"\x01\x02\x03 text", "not text (it holds control characters)"),
    ("a.txt", b"%PDF-1.7\n", "a PDF file by its content; give it the extension .pdf"),
    ("a.rtf", b"{", f"not a supported format (.rtf); use {', '.join(FORMATS)}"),
    ("README", b"Text.", f"not a supported format (no extension); use {', '.join(FORMATS)}"),
    ("a.md", b"---\ntitle: x\n\n# H\n\nText.\n", UNCLOSED),
    ("a.md", b"---\ntitle: [x\n---\nText.", BRACKET),
    ("a.md", b"---\na: b\nword\n---\nText.", "front matter is not YAML (could not find expected ':'); mend it"),
    ("a.md", b"---\ntitle: [x, y]\n---\nText.", "front matter: title must be one line of text, not a list"),
    ("a.md", b"---\nid: {a: b}\n---\nText.", "front matter: id must be one line of text, not a dict"),
    (
        "a.md",
        b'---\nid: "a\\u0007b"\n---\nText.',
        "front matter: id holds a character that can't be shown ('a\\x07b'); remove it",
    ),
    (
        "a.md",
        b'---\ntitle: "\\ud800"\n---\nText.',
        "front matter: title holds a character that can't be shown ('\\ud800'); remove it",
    ),
]


@pytest.mark.parametrize(("name", "content", "reason"), BAD)
def test_files_that_are_left_out(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    write(tmp_path / name, content)
    assert read_documents([tmp_path])[0] == []
    assert skipped(tmp_path) == {name: reason}
    assert skipped(tmp_path / name) == {name: reason}


def test_front_matter_that_would_grow_without_end_is_read_in_no_time(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    path = write(tmp_path / "a.md", "---\n" + "\n".join(lines) + "\ntitle: T\n---\nText.")
    assert read_document(path).title == "T"


def test_front_matter_nested_without_end_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.md", "---\na: " + "[" * 20_000 + "\n---\nText.")
    with pytest.raises(CorpusError, match=r"^front matter is not YAML \("):
        read_document(path)


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest.read, "MAX_BYTES", 9)
    write(tmp_path / "nine.md", "123456789")
    write(tmp_path / "ten.md", "1234567890")
    assert ids(tmp_path) == ["nine"]
    assert skipped(tmp_path) == {"ten.md": "larger than 9 bytes; split it"}


def test_links_and_pipes_are_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside" / "a.md", "Text.")
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "file.md").symlink_to(outside)
    (docs / "folder").symlink_to(outside.parent)
    (docs / "loop").symlink_to(docs)
    (docs / "rules.yaml").symlink_to(outside)
    (docs / "gone.md").symlink_to(tmp_path / "nothing")
    os.mkfifo(docs / "pipe.md")
    assert read_documents([docs])[0] == []
    link = "a symbolic link; links are not followed, give what it points to"
    assert skipped(docs) == {
        **dict.fromkeys(["file.md", "folder", "gone.md", "loop", "rules.yaml"], link),
        "pipe.md": "not a regular file",
    }
    with pytest.raises(CorpusError, match=r"pipe.md is neither a file nor a folder; give a document or a"):
        read_documents([docs / "pipe.md"])
    with pytest.raises(CorpusError, match=r"^not a regular file$"):
        read_document(docs / "pipe.md")


def test_a_socket_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.md")
        assert skipped(tmp_path) == {"s.md": "not a regular file"}


def test_hidden_files_and_companions_are_no_documents(tmp_path: Path) -> None:
    for name in (
        ".hidden.md",
        ".git/a.md",
        "__pycache__/a.md",
        "__init__.py",
        "rules.yaml",
        "synonyms.yaml",
        "examples.yaml",
    ):
        write(tmp_path / name, "Text.")
    write(tmp_path / "code.py", "Text.")
    write(tmp_path / "sub" / "rules.yaml", "Text.")
    assert read_documents([tmp_path])[0] == []
    assert skipped(tmp_path) == {
        "code.py": f"not a supported format (.py); use {', '.join(FORMATS)}",
        "rules.yaml": f"read only at the top of a folder of documents; move it to {tmp_path}",
    }


def test_one_id_is_one_document(tmp_path: Path) -> None:
    first = write(tmp_path / "a.md", "---\nid: x\norigin: elsewhere\n---\nText.")
    write(tmp_path / "b.md", "---\nid: x\n---\nText.")
    write(tmp_path / "c.md", "Text.")
    write(tmp_path / "c.txt", "Text of it.")
    assert ids(tmp_path) == ["x", "c"]
    advice = "give it an id of its own in its front matter, or another name"
    assert skipped(tmp_path) == {
        "b.md": f"the id 'x' is taken by {first}; {advice}",
        "c.txt": f"the id 'c' is taken by {tmp_path / 'c.md'}; {advice}",
    }


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.md", "Text.")
    assert ids(tmp_path, path, tmp_path / "." / "a.md") == ["a"]
    assert skipped(tmp_path, path) == {}


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode on Windows")
def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.md"))
    try:
        path.write_text("Text.")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert [entry.reason for entry in read_documents([tmp_path])[1]] == ["its name is not UTF-8; rename it"]


def test_a_file_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.md", "Text.")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(ingest.read, "_open_at_once", refuse)
    assert skipped(tmp_path) == {path.name: "can't be read (Permission denied); change its permissions"}


def test_a_folder_that_cannot_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "shut" / "a.md", "Text.")
    write(tmp_path / "b.md", "Text.")
    scandir = os.scandir

    def refuse(path: object) -> object:
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)  # type: ignore[call-overload]

    monkeypatch.setattr(os, "scandir", refuse)
    assert ids(tmp_path) == ["b"]
    assert skipped(tmp_path) == {"shut": "can't be listed (Permission denied); change its permissions"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        # a path can't hold the doubled slash
        ("https://x.org/a.md", "https:/x.org/a.md is not a local path; download it first and give the file"),
        ("http://127.0.0.1:1/a", "http:/127.0.0.1:1/a is not a local path; download it first and give the file"),
        ("file:///etc/passwd", "file:/etc/passwd is not a local path; download it first and give the file"),
        ("s3://bucket", "s3:/bucket is not a local path; download it first and give the file"),
        ("/no/such/place", "/no/such/place does not exist; give a file or folder that does"),
        ("nothing.md", "nothing.md does not exist; give a file or folder that does"),
    ],
)
def test_addresses_and_missing_paths_are_refused_in_one_line(given: str, message: str) -> None:
    with pytest.raises(CorpusError) as caught:
        read_documents([Path(given)])
    assert str(caught.value) == message


def test_the_originals_are_read(originals: list[Path]) -> None:
    documents, left_out = read_documents(originals)
    assert [(document.id, document.title, document.format) for document in documents] == [
        ("expressjs-vs-nextjs", "Express.js vs Next.js: Which framework should you choose?", "text"),
        ("nodejs-vs-nextjs", "nodejs vs nextjs", "text"),
    ]
    assert left_out == []
    assert [document.text.encode() for document in documents] == [path.read_bytes() for path in originals]
