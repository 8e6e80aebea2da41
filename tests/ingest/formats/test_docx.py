"""Word files: headings, lists, tables and code, without what is marked or coloured away."""

from __future__ import annotations

import io
import sys
import zipfile

import pytest
from docx_file import docx, paragraph, table

pytest.importorskip("mammoth")

from ingest.errors import CorpusError
from ingest.formats import archive
from ingest.formats.docx import read_docx

SEEN = paragraph("Seen.")


def markdown(body: str) -> str:
    return read_docx(docx(body)).text.rstrip("\n")


def refusal(raw: bytes) -> str:
    with pytest.raises(CorpusError) as caught:
        read_docx(raw)
    return str(caught.value)


def test_headings_paragraphs_and_code() -> None:
    body = paragraph("Guide", "Title") + paragraph("Limits", "Heading2") + paragraph("# words", run="<w:b/>")
    body += paragraph("let a = 1;", "Code") + paragraph("  a.b();", "Code")
    assert markdown(body) == "# Guide\n\n## Limits\n\n**# words**\n\n```\nlet a = 1;\n  a.b();\n```"


def test_the_row_that_is_set_off_names_the_columns() -> None:
    rows = (("Plan", "Price"), ("Basic", "10"))
    named = "| Plan | Price |\n| --- | --- |\n| Basic | 10 |"
    assert markdown(table(*rows, properties='<w:tblLook w:val="04A0"/>')) == named
    assert markdown(table(*rows, properties='<w:tblLook w:val="0000" w:firstRow="1"/>')) == named
    unnamed = "|  |  |\n| --- | --- |\n| Plan | Price |\n| Basic | 10 |"
    assert markdown(table(*rows)) == unnamed
    assert markdown(table(*rows, properties='<w:tblLook w:val="0400"/>')) == unnamed


def test_changes_are_read_as_accepted() -> None:
    body = "<w:p><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del></w:p>"
    assert markdown(body) == "new"


@pytest.mark.parametrize(
    "run",
    [
        "<w:vanish/>",
        '<w:vanish w:val="true"/>',
        "<w:webHidden/>",
        '<w:color w:val="ffffff"/>',
        '<w:sz w:val="2"/>',
        '<w:color w:val="FFFFFF"/><w:highlight w:val="white"/>',
    ],
)
def test_hidden_text_is_left_out_and_counted(run: str) -> None:
    content = read_docx(docx(SEEN + paragraph("unseen", run=run)))
    assert content.text == "Seen.\n"
    assert content.notes == ("1 hidden piece of text removed",)


@pytest.mark.parametrize(
    "body",
    [
        paragraph("Seen.", run='<w:vanish w:val="0"/>'),
        paragraph("Seen.", run='<w:color w:val="FFFFFF"/><w:highlight w:val="black"/>'),
        paragraph("Seen.", run='<w:color w:val="FFFFFF"/><w:shd w:fill="000000"/>'),
        paragraph("Seen.", run='<w:color w:val="FF0000"/><w:sz w:val="16"/>'),
        '<w:p><w:pPr><w:shd w:fill="000000"/></w:pPr><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr>'
        "<w:t>Seen.</w:t></w:r></w:p>",
    ],
)
def test_text_that_can_be_seen_stays(body: str) -> None:
    content = read_docx(docx(body))
    assert (content.text, content.notes) == ("Seen.\n", ())


def test_white_text_in_a_styled_table_stays() -> None:
    white = paragraph("Plan", run='<w:color w:val="FFFFFF"/>')
    cells = f"<w:tr><w:tc>{white}</w:tc><w:tc>{paragraph('Price')}</w:tc></w:tr>"
    body = f'<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/></w:tblPr>{cells}</w:tbl>'
    assert "| Plan | Price |" in markdown(body)


def packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return file.getvalue()


OTHER = "give it the extension of what it is"
ENTITY = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", f"no Word file by its content; {OTHER}"),
        (b"<html><p>x</p></html>", f"no Word file by its content; {OTHER}"),
        (b"PK\x03\x04 and no more", "damaged, or no Word file (File is not a zip file); save it anew"),
        (packed({"a.txt": b"x"}), f"no Word file: the archive holds no word/document.xml; {OTHER}"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
            "encrypted, or in the format of Word before 2007; save it as .docx without a password",
        ),
        (
            docx(paragraph("&e;"), prologue=ENTITY),
            "word/document.xml declares a document type, which Word files don't have; save it anew",
        ),
        (
            docx(SEEN, prologue=ENTITY.replace(' SYSTEM "file:///etc/hostname"', ' "a"')),
            "word/document.xml declares a document type, which Word files don't have; save it anew",
        ),
        (
            packed({"word/document.xml": b"<w:document"}),
            "damaged: word/document.xml is not XML (unclosed token: line 1, column 0); save it anew",
        ),
        (
            packed({f"{n}": b"" for n in range(2001)}),
            "holds 2,001 files, more than 2,000; save it anew",
        ),
    ],
)
def test_files_that_are_refused(raw: bytes, reason: str) -> None:
    assert refusal(raw) == reason


@pytest.mark.parametrize(
    "raw", [docx(SEEN)[:300], docx(SEEN).replace(b"word/document.xml", b"word/documant.xml"), docx("<w:p/></w:body>")]
)
def test_damaged_files_are_refused_in_one_line(raw: bytes) -> None:
    reason = refusal(raw)
    assert reason.startswith(("damaged", "no Word file"))
    assert "\n" not in reason


def test_bombs_are_refused_before_they_are_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    def unpack(*_: object) -> bytes:
        raise AssertionError("unpacked")

    monkeypatch.setattr(zipfile.ZipFile, "read", unpack)
    assert "like a ZIP bomb" in refusal(packed({"word/document.xml": b"a" * 6_000_000}))
    monkeypatch.setattr(archive, "MAX_UNPACKED", 1000)
    assert refusal(packed({"a": b"a" * 600, "b": b"b" * 600})) == ("unpacks to 1,200 bytes, more than 1,000; split it")


def test_a_missing_library_is_named_with_the_extra_that_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mammoth", None)
    assert refusal(docx(SEEN)) == "Word files need an extra; run: pip install 'fingerpost[documents]'"
