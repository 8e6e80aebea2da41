from __future__ import annotations

import io

from assistant.terminal import CleanOutput, print_clean, printable


def test_tabs_and_line_ends_stay_and_other_controls_are_shown_as_replaced() -> None:
    assert printable("a\tb\nc") == "a\tb\nc"
    assert printable("a\r\nb") == "a\nb"
    assert printable("\x1b[31mred\x07") == "�[31mred�"
    assert printable("\x9b2J\x7f\x00\r") == "�2J���"


def test_text_cannot_be_turned_around() -> None:
    assert printable("user\u202egnp.exe\u2066") == "user�gnp.exe�"


def test_letters_of_any_language_stay() -> None:
    text = "Grüße, 世界, Привет, مرحبا, 👋 “quoted” › …"
    assert printable(text) == text


def test_what_an_encoding_lacks_becomes_a_question_mark() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    print_clean("“80 °C”", stream)
    stream.flush()
    assert raw.getvalue() == b"?80 ?C?\n"


def test_print_into_a_clean_output() -> None:
    stream = io.StringIO()
    print("one\x1b", "two", file=CleanOutput(stream))
    assert stream.getvalue() == "one� two\n"
