"""Passages: where they begin and end, what they are called, and that none is longer than the model reads."""

from __future__ import annotations

import pytest
from word_embedder import count_characters, count_words, make_document

from ingest.document import Passage
from ingest.split import embedded_text, row_in_words, split_document


def split(text: str, limit: int = 40, format: str = "markdown") -> list[tuple[str, str]]:
    return [(p.kind, p.text) for p in split_document(make_document(text, format), count_words, limit)]


def words(prefix: str, count: int) -> str:
    return " ".join(f"{prefix}{number}" for number in range(count))


def test_passages_of_a_document() -> None:
    text = f"# Title\n\n{words('a', 20)}\n\n## Part\n\n| n | m |\n|-|-|\n| 1 | 2 |\n\n```\nrun()\n```\n"
    document = make_document(text)
    row = text.index("| 1")
    code = text.index("```")
    assert split_document(document, count_words, 40) == (
        Passage(document, ("Title",), words("a", 20), 9, 9 + len(words("a", 20)), "paragraph"),
        Passage(document, ("Part",), "| 1 | 2 |", row, row + 9, "table", ("n", "m")),
        Passage(document, ("Part",), "```\nrun()\n```", code, code + 13, "code"),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a paragraph of less than 20 words joins what follows in its section
        ("Short one.\n\nShort two.\n\nShort three.", [("paragraph", "Short one.\n\nShort two.\n\nShort three.")]),
        ("Limits:\n\n- one\n- two", [("list", "Limits:\n\n- one\n- two")]),
        (f"{words('a', 20)}\n\nShort.", [("paragraph", words("a", 20)), ("paragraph", "Short.")]),
        # a longer one that announces a list stays with it
        (f"{words('a', 25)}:\n\n- one", [("list", f"{words('a', 25)}:\n\n- one")]),
        (f"{words('a', 25)}:\n\nMore.", [("paragraph", f"{words('a', 25)}:"), ("paragraph", "More.")]),
        # but nothing joins over a heading, a break or a comment, or to code and rows
        ("Short.\n\n# Next\n\nText.", [("paragraph", "Short."), ("paragraph", "Text.")]),
        ("Short.\n\n***\n\nText.", [("paragraph", "Short."), ("paragraph", "Text.")]),
        ("Short.\n\n<!-- no -->\n\nText.", [("paragraph", "Short."), ("paragraph", "Text.")]),
        ("Short:\n\n    code", [("paragraph", "Short:"), ("code", "code")]),
        ("Short:\n\n|a|\n|-|\n|b|", [("paragraph", "Short:"), ("table", "|b|")]),
    ],
)
def test_what_stays_together(text: str, expected: list[tuple[str, str]]) -> None:
    assert split(text) == expected


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    first, second, third = (f"{words(name, 14)}." for name in ("A", "B", "C"))
    assert split(f"{first} {second}\n{third}") == [("paragraph", f"{first} {second}"), ("paragraph", third)]


def test_a_long_sentence_is_cut_between_words() -> None:
    assert split(words("a", 100)) == [
        ("paragraph", " ".join(f"a{number}" for number in range(first, last)))
        for first, last in ((0, 40), (40, 80), (80, 100))
    ]


def test_a_word_without_end_is_cut_inside() -> None:
    # 16 characters count as a token at the least: 40 tokens are 640 characters
    assert [len(text) for _, text in split("x" * 1500)] == [640, 640, 220]
    document = make_document("日本語" * 50)
    assert [len(p.text) for p in split_document(document, count_characters, 40)] == [40, 40, 40, 30]


def test_a_long_list_is_cut_between_items_and_keeps_its_bullets() -> None:
    items = [f"- {words(name, 24)}" for name in "abcdef"]
    text = "Intro words:\n\n" + "\n".join(items)
    # 146 words are too many for one list; about 60 stay together, the intro with the first
    assert split(text, limit=200) == [
        ("list", "Intro words:\n\n" + "\n".join(items[:2])),
        ("list", "\n".join(items[2:4])),
        ("list", "\n".join(items[4:])),
    ]


def test_a_listing_is_kept_whole_or_cut_between_lines() -> None:
    lines = [f"  call({number}) // {words('a', 8)}" for number in range(6)]
    code = "```\n" + "\n".join(lines) + "\n```"
    assert split(code, limit=62) == [("code", code)]
    assert split(code, limit=61) == [("code", "```\n" + "\n".join(lines)), ("code", "```")]
    assert split(code, limit=25)[1] == ("code", "\n".join(lines[2:4]))


def test_a_quote_is_cut_with_its_marks_to_the_last() -> None:
    text = f"> {words('A', 30)}.\n> {words('B', 30)}!\n>"
    assert split(text) == [("paragraph", f"> {words('A', 30)}."), ("paragraph", f"> {words('B', 30)}!\n>")]


def test_parts_of_a_row_that_is_too_long_have_no_columns() -> None:
    text = f"| a | b |\n|-|-|\n| {words('A', 30)}. | {words('B', 30)}. |\n| c | d |\n"
    passages = split_document(make_document(text), count_words, 40)
    assert [(p.kind, p.header) for p in passages] == [("paragraph", ()), ("paragraph", ()), ("table", ("a", "b"))]
    assert " ".join(p.text for p in passages[:2]) == f"| {words('A', 30)}. | {words('B', 30)}. |"


def test_a_plain_text_is_split_as_well() -> None:
    text = "What it is\n\nIt is a runtime.\nIt has two parts:\n  • one\n  • two\n\nconst a = 1;\n\nrun(a);\n"
    assert split(text, format="text") == [
        ("list", "It is a runtime.\nIt has two parts:\n  • one\n  • two"),
        ("code", "const a = 1;\n\nrun(a);"),
    ]


def row(text: str, header: tuple[str, ...]) -> Passage:
    return Passage(make_document(text), ("Part",), text, 0, len(text), "table", header)


@pytest.mark.parametrize(
    ("text", "header", "expected"),
    [
        ("| a | b |", ("x", "y"), "x: a; y: b"),
        ("a | b", ("x", "y"), "x: a; y: b"),
        ("| a \\| b | `c\\|d` |", ("x", "y"), "x: a | b; y: `c|d`"),
        ("| a\\|", ("x", "y"), "x: a|"),
        ("|| b |", ("x", "y"), "y: b"),
        ("| a ||", ("x", "y"), "x: a"),
        ("| a | b |", ("", "y"), "a; y: b"),
        ("| a |", ("x", "y"), "x: a"),
        ("| a | b | c |", ("x", "y"), "x: a; y: b | c"),
        ("| | |", ("x", "y"), "| | |"),
        ("| a | b |", (), "| a | b |"),
    ],
)
def test_a_row_in_words(text: str, header: tuple[str, ...], expected: str) -> None:
    assert row_in_words(row(text, header)) == expected


def test_the_place_of_a_passage_is_embedded_with_it_and_shortened_from_the_left() -> None:
    text = f"# One\n\n## Two two\n\n### Three three three\n\n{words('a', 30)}\n"
    (passage,) = split_document(make_document(text), count_words, 36)
    assert embedded_text(passage, count_words, 48) == f"Title > One > Two two > Three three three\n{passage.text}"
    # 36 tokens leave 6 for the place and 9 would be its share
    assert embedded_text(passage, count_words, 36) == f"Two two > Three three three\n{passage.text}"
    assert embedded_text(passage, count_words, 33) == f"Three three three\n{passage.text}"
    assert embedded_text(passage, count_words, 32) == passage.text
    # a quarter of 16 is 4: three words of a heading, not six
    (short,) = split_document(make_document(text.replace(words("a", 30), "a")), count_words, 16)
    assert embedded_text(short, count_words, 16) == "Three three three\na"


def test_a_row_is_embedded_in_words_where_they_fit() -> None:
    passage = row("| a | b |", ("long name of x", "y"))
    assert embedded_text(passage, count_words, 20) == "Title > Part\nlong name of x: a; y: b"
    assert embedded_text(passage, count_words, 6) == "Part\n| a | b |"
    assert embedded_text(passage, count_words, 5) == "| a | b |"
