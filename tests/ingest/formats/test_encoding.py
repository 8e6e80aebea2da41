"""The encoding of a file, told by its mark, its own word, or its bytes."""

from __future__ import annotations

import codecs

import pytest

from ingest.errors import CorpusError
from ingest.formats.encoding import decode


@pytest.mark.parametrize(
    "raw",
    [
        "Tür\r\n".encode(),
        "Tür\r\n".encode("utf-8-sig"),
        "Tür\r\n".encode("utf-16"),
        codecs.BOM_UTF16_BE + "Tür\r\n".encode("utf-16-be"),
        "Tür\r\n".encode("utf-32"),
        codecs.BOM_UTF32_BE + "Tür\r\n".encode("utf-32-be"),
    ],
)
def test_unicode_is_no_guess(raw: bytes) -> None:
    assert decode(raw) == ("Tür\r\n", "")


@pytest.mark.parametrize(
    ("text", "encoding", "guessed"),
    [
        ("Das Größte ist schön. Für alle gibt es Äpfel und Öl.", "latin-1", "cp1252"),
        ("The naïve approach to caching; see the résumé of results.", "cp1252", "cp1252"),
        ("It’s “quoted” at 5 £ a piece, as the last line says.", "cp1252", "cp1252"),
        ("El café cuesta 5 euros. Mañana será otro día.", "cp1252", "cp1252"),
        ("Zażółć gęślą jaźń. To jest polski tekst.", "cp1250", "cp1250"),
        ("Привет, как дела? Это документ.", "cp1251", "cp1251"),
        ("Привет, как дела? Это документ.", "koi8_r", "koi8_r"),
        ("日本語の文書です。これは長い文章です。", "cp932", "cp932"),
        ("这是一个中文文档。它有几句话。", "gb18030", "gb18030"),
    ],
)
def test_older_encodings_are_guessed_and_named(text: str, encoding: str, guessed: str) -> None:
    assert decode(text.encode(encoding)) == (text, guessed)


def test_what_the_file_declares_counts_where_it_is_not_unicode() -> None:
    assert decode("ł".encode("iso8859_2"), "iso-8859-2") == ("ł", "")
    assert decode("ł".encode(), "iso-8859-2") == ("ł", "")
    assert decode("Größe in Metern".encode("latin-1"), "no-such-encoding") == ("Größe in Metern", "cp1252")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not text (it holds NUL bytes)"),
        (b"\x80\x04\x95\0\0\0", "not text (it holds NUL bytes)"),
        (b"\x01\x02\x03abc", "not text (it holds control characters)"),
    ],
)
def test_what_is_no_text(raw: bytes, reason: str) -> None:
    with pytest.raises(CorpusError) as caught:
        decode(raw)
    assert str(caught.value) == reason
