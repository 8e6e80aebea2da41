"""Characters nobody sees: removed and counted, save where a script needs them."""

from __future__ import annotations

import pytest

from ingest.formats.invisible import describe_removed, remove_invisible

TAGS = "".join(chr(0xE0000 + ord(letter)) for letter in "say it")
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize(
    ("text", "left", "counts"),
    [
        ("three days." + TAGS, "three days.", {"tag": 6}),
        ("pass\u200bword res\u202eteser\u202c", "password resteser", {"zero-width": 1, "bidirectional": 2}),
        ("\u2066a\u2069\u200e\u061c", "a", {"bidirectional": 4}),
        ("\ufeffa\xadb\u2060c\ufffc", "abc", {"zero-width": 4}),
        ("\x1b]0;x\x07\x7f\x9b2J", "]0;x2J", {"control": 4}),
        ("a\ufe0f\ufe0f\ufe0f", "a\ufe0f", {"zero-width": 2}),  # bytes can be hidden in a row of them
        ("a\U000e0100\U000e0121", "a", {"zero-width": 2}),
        ("\U0001f3f4\U000e0073\U000e0061\U000e0079\U000e007f", "\U0001f3f4", {"tag": 4}),
        ("latin\u200dword a\u200cb", "latinword ab", {"zero-width": 2}),
    ],
)
def test_what_is_removed(text: str, left: str, counts: dict[str, int]) -> None:
    assert remove_invisible(text) == (left, counts)


@pytest.mark.parametrize(
    "text",
    [
        "plain\r\n\ttext",
        ENGLAND,
        "می\u200cخواهم",  # Persian: the parts of the word are written apart
        "क्\u200dष",  # Devanagari: a half letter
        "👩\u200d💻 👍🏽 ❤\ufe0f",
        "葛\U000e0100",
        "a\u2028b \ue000",
    ],
)
def test_what_stays(text: str) -> None:
    assert remove_invisible(text) == (text, {})


def test_page_breaks_become_line_ends() -> None:
    assert remove_invisible("a\fb\vc\x85d") == ("a\nb\nc\nd", {})


def test_the_report_counts_by_kind() -> None:
    assert describe_removed(remove_invisible("a\u200b" + TAGS)[1]) == (
        "7 invisible characters removed (6 tag, 1 zero-width)"
    )
    assert describe_removed(remove_invisible("a\u200b")[1]) == "1 invisible character removed (1 zero-width)"
    assert describe_removed(remove_invisible("a")[1]) == ""
