"""Passages cover their document: every word of it, in the order written, with offsets that hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from word_embedder import count_characters, count_words, make_document

from ingest.blocks import find_structure
from ingest.document import Document, Passage
from ingest.embed import Embedder
from ingest.fit import CountTokens
from ingest.read import read_document
from ingest.split import embedded_text, split_document

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
    st.text(alphabet=SIGNS, max_size=200),
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
