"""Passages: where they begin and end, what they are called, and that none is longer than the model reads."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from word_embedder import count_words, make_document

from ingest.blocks import find_structure
from ingest.document import Document, Passage
from ingest.embed import Embedder
from ingest.fit import CountTokens
from ingest.read import read_document
from ingest.split import embedded_text, row_in_words, split_document


def count_characters(text: str) -> int:
    """Every character is a token, as in a script that is written without spaces."""
    return len("".join(text.split()))


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


SIGNS = 'abz .#*-_=|`>~<1)(;{}"\n\r\t\\[]:•日😀\u0301\u200d'

# Documents made of pieces. Words that must be in a passage begin with w, those that must not with z.


@st.composite
def markdown_documents(draw: st.DrawFn) -> str:
    number = 0

    def some(prefix: str, most: int) -> str:
        nonlocal number
        count = draw(st.integers(1, most))
        number += count
        ends = draw(st.sampled_from([" ", ". ", "\n", " 日本 ", " 😀 "]))
        return ends.join(f"{prefix}{number - count + n:04}" for n in range(count))

    def line(prefix: str, most: int) -> str:
        return " ".join(some(prefix, most).split())

    few = st.integers(1, 3)
    makers: dict[str, Callable[[], str]] = {
        "heading": lambda: f"{'#' * draw(st.integers(1, 6))} {line('z', 3)} `{line('z', 1)}`",
        "setext": lambda: f"{line('z', 4)}\n---",
        "paragraph": lambda: some("w", 60),
        "intro": lambda: f"{line('w', 40)}:",
        "list": lambda: "\n".join(f"{'  ' * (n % 3)}- {line('w', 15)}" for n in range(draw(st.integers(1, 12)))),
        "ordered": lambda: "\n\n".join(f"{n}. {line('w', 15)}" for n in range(1, draw(st.integers(2, 6)))),
        "quote": lambda: "> " + some("w", 50).replace("\n", "\n> "),
        "fence": lambda: "```js\n" + some("w", 50) + "\n```",
        "indented": lambda: f"<!-- {line('z', 2)} -->\n\n    {line('w', 9)}\n\n      {line('w', 3)}",
        "table": lambda: (
            f"| {line('z', 2)} | `{line('z', 1)}` |\n|---|:-:|\n"
            + "\n".join(f"| {line('w', 30)} \\| {line('w', 2)} | {line('w', 3)} |" for _ in range(draw(few)))
        ),
        "html": lambda: f"<div>\n{line('w', 9)}\n</div>",
        "markup": lambda: f"<img alt='{line('z', 2)}'>",
        "break": lambda: "***",
        "reference": lambda: f"[{line('z', 1)}]: http://{line('z', 1)}",
        "long": lambda: "w" + "x" * draw(st.integers(200, 2000)),
    }
    kinds = draw(st.lists(st.sampled_from(sorted(makers)), min_size=1, max_size=8))
    matter = draw(st.sampled_from(["", "---\ntitle: zzz\n---\n"]))
    newline = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    pieces = [*(makers[kind]() for kind in kinds), some("w", 3)]  # headings alone would be the text
    return (matter + "\n\n".join(pieces)).replace("\n", newline)


def check_passages(document: Document, passages: tuple[Passage, ...], count: CountTokens, limit: int) -> None:
    end = 0
    for passage in passages:
        assert document.text[passage.start : passage.end] == passage.text != ""
        assert passage.text == (passage.text.rstrip() if passage.kind == "code" else passage.text.strip())
        assert end <= passage.start < passage.end
        end = passage.end
        section = next(s for s in document.sections if s.start <= passage.start < s.end)
        assert passage.section == section.path
        assert passage.end <= section.end
        assert count(passage.text) <= limit
        assert count(embedded_text(passage, count, limit)) <= limit


@settings(max_examples=150, deadline=None)
@given(markdown_documents(), st.sampled_from([5, 30, 254]), st.sampled_from([count_words, count_characters]))
def test_every_word_of_a_document_is_in_one_passage(text: str, limit: int, count: CountTokens) -> None:
    document = make_document(text)
    passages = split_document(document, count, limit)
    check_passages(document, passages, count, limit)
    # cut anywhere, the words are whole again when the passages are put together
    joined = "".join("".join(passage.text.split()) for passage in passages)
    assert re.findall(r"w\d{4}|wx+", joined) == re.findall(r"w\d{4}|wx+", "".join(text.split()))
    assert "z" not in joined


@settings(max_examples=100, deadline=None)
@given(
    st.text(alphabet='abz .#*-_=|`>~<1)(;{}"\n\r\t\\[]:•日😀\u0301\u200d', max_size=200),
    st.sampled_from(["markdown", "text"]),
)
@example("- \n" * 300, "markdown")
@example("a" * 3000 + "\n" + "\u0301" * 3000, "text")
def test_any_text_is_covered_block_by_block(text: str, format: str) -> None:
    document = make_document(text, format)
    passages = split_document(document, count_words, 5)
    check_passages(document, passages, count_words, 5)
    covered = {place for passage in passages for place in range(passage.start, passage.end)}
    for block in find_structure(text, format)[1]:
        for place in range(block.start, block.end):
            assert place in covered or text[place].isspace()


FRAGMENTS = ["# h1", "a b", "\n", "\n\n", "- i", "  - j", "> q", "```", "***", "1. k", "    m", "**n**", "`o`"]
FRAGMENTS += ["===", "<p>r</p>", "[s](u)", "\t", "  ", "\\", "~~~", "+ t", "---"]
FRAGMENTS += ["| c | d |", "\n|-|-|\n", "| e | f |"]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14))
def test_what_a_browser_shows_is_in_a_passage_a_heading_or_a_table_header(fragments: list[str]) -> None:
    document = make_document("".join(fragments))
    shown = MarkdownIt("commonmark").enable("table").render(document.text)
    shown = unescape(re.sub(r"<[^>]*>", " ", re.sub(r"(?s)<thead>.*?</thead>", "", shown)))
    headings, _ = find_structure(document.text, "markdown")
    held = [p.text for p in split_document(document, count_words, 5)] + [
        document.text[h.start : h.end] for h in headings
    ]
    assert set(re.findall(r"\w+", shown)) - set(re.findall(r"\w+", " ".join(held))) == set()


def test_no_text_is_longer_than_the_real_model_reads(minilm: Embedder) -> None:
    pieces = [
        "# A heading of a few words",
        "Supercalifragilistic " * 90,
        "日本語の文章。" * 80,
        "x" * 9000,
        "a.b-c/d_e " * 300,
    ]
    pieces += ["- item with `code()` in it\n" * 60, "```\n" + "const x = require('y');\n" * 60 + "```", "😀👩‍💻 " * 400]
    pieces += ["| a | b |\n|-|-|\n| " + "cell text " * 200 + "| b |"]
    document = make_document("\n\n".join(pieces), title="A title " * 60)
    passages = split_document(document, minilm.count_tokens, minilm.max_tokens)
    check_passages(document, passages, minilm.count_tokens, 254)
    tokenizer = minilm._model.tokenizer
    assert minilm._model.max_seq_length == 256
    for passage in passages:
        text = embedded_text(passage, minilm.count_tokens, minilm.max_tokens)
        assert len(tokenizer(text, truncation=False)["input_ids"]) <= 256


def test_the_originals_are_quoted_letter_by_letter(originals: list[Path], minilm: Embedder) -> None:
    for path in originals:
        document = read_document(path)
        passages = split_document(document, minilm.count_tokens, minilm.max_tokens)
        check_passages(document, passages, minilm.count_tokens, 254)
        raw = path.read_bytes().decode("utf-8")
        assert [raw[p.start : p.end] for p in passages] == [p.text for p in passages]
        left = list(raw)
        spans = [(p.start, p.end) for p in passages] + [(h.start, h.end) for h in find_structure(raw, "text")[0]]
        for start, end in spans:
            left[start:end] = " " * (end - start)
        lines = [line for line in "".join(left).split("\n") if line.strip()]
        assert all(line.startswith("|") for line in lines)  # the header and rule of a table
        assert sum(p.kind == "table" for p in passages) == {"nodejs": 7, "expressjs": 14}[path.name.split("-")[0]]
        assert all(p.text.count("{") == p.text.count("}") for p in passages if p.kind == "code")
