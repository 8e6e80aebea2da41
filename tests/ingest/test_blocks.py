"""The structure of documents: which text is a heading, a paragraph, a list, a table row, code, or nothing."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import find_sections, find_structure, front_matter_end
from ingest.document import Section

IMPORTS = "import X from './x'\nimport './y.css'"
EXPORT = "export const meta = {\n  a: 1\n}"


def headings(text: str, format: str = "markdown") -> list[tuple[int, str]]:
    return [(heading.level, heading.title) for heading in find_structure(text, format)[0]]


def blocks(text: str, format: str = "markdown") -> list[tuple[str, str]]:
    return [(block.kind, text[block.start : block.end]) for block in find_structure(text, format)[1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# One\n\n###### Six\n", [(1, "One"), (6, "Six")]),
        ("One\n===\n\nTwo\n---\n", [(1, "One"), (2, "Two")]),
        ("Over two\nlines\n===\n", [(1, "Over two lines")]),
        ("## Use `app.use()` and *more* &amp; [links](http://x) ##\n", [(2, "Use app.use() and more & links")]),
        ("## A [link][1] and ![a drawing](d.png)\n\n[1]: http://x\n", [(2, "A link and a drawing")]),
        ("#\n\n##   \n\n# Words\n", [(1, "Words")]),  # a heading without words names no section
        ("- # In a list\n\n> # In a quote\n", []),  # these divide no document
        ("#Not a heading\n", []),
        ("~~~\n# in code\n~~~\n", []),
    ],
)
def test_headings_of_markdown(text: str, expected: list[tuple[int, str]]) -> None:
    assert headings(text + "\n\nText.\n") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One\ntwo.\n\nThree.\n", [("paragraph", "One\ntwo."), ("paragraph", "Three.")]),
        ("- a\n  - b\n    1. c\n- d\n\nEnd.\n", [("list", "- a\n  - b\n    1. c\n- d"), ("paragraph", "End.")]),
        ("3. a\n4. b\n", [("list", "3. a\n4. b")]),
        ("- a\n\n- b\n", [("list", "- a\n\n- b")]),
        ("> quoted\ngoes on\n>\n> - more\n", [("paragraph", "> quoted\ngoes on\n>\n> - more")]),
        ("```js\na()\n\nb()\n```\nafter\n", [("code", "```js\na()\n\nb()\n```"), ("paragraph", "after")]),
        (
            "Before.\n\n~~~\nnever closed\n\n# in it\n",
            [("paragraph", "Before."), ("code", "~~~\nnever closed\n\n# in it")],
        ),
        ("    indented\n\n      code\n", [("code", "indented\n\n      code")]),
        ("<div>\nwords\n</div>\n", [("paragraph", "<div>\nwords\n</div>")]),
        ("<pre>\nx < 1\n</pre>\n", [("code", "<pre>\nx < 1\n</pre>")]),
        (f"{IMPORTS}\n\nText.\n", [("code", IMPORTS), ("paragraph", "Text.")]),
        (f"{EXPORT}\n\nText.\n", [("code", EXPORT), ("paragraph", "Text.")]),
        ('importance is "high" here.\n', [("paragraph", 'importance is "high" here.')]),
        ("text\r\nmore\r\n\r\nend\r\n", [("paragraph", "text\r\nmore"), ("paragraph", "end")]),
        ("text\rmore\r\r- a\r- b\r", [("paragraph", "text\rmore"), ("list", "- a\r- b")]),
        ("naïve 😀 日本語\n\nعربي\n", [("paragraph", "naïve 😀 日本語"), ("paragraph", "عربي")]),
        ("one\x0bline\u2028still\x85it\n\ntwo", [("paragraph", "one\x0bline\u2028still\x85it"), ("paragraph", "two")]),
    ],
)
def test_blocks_of_markdown(text: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(text) == expected


@pytest.mark.parametrize("format", ["markdown", "text"])
def test_headings_alone_are_the_text(format: str) -> None:
    text = "# One thing\n\n## Two things\n"
    assert headings(text, format) == []
    assert blocks(text, format) == [("paragraph", "# One thing"), ("paragraph", "## Two things")]


@pytest.mark.parametrize(
    "text",
    [
        "***\n\n---\n\n_ _ _\n",
        "[1]: http://x 'a title'\n",
        "<!-- a note\n\nover lines -->\n",
        "<br/>\n\n<Tabs items={a}>\n\n</Tabs>\n\n<img src='x' alt='y'>\n",
        "| only | a header |\n|---|---|\n",
        "---\ntitle: X\n---\n",
        "",
        " \n\t\n",
    ],
)
def test_what_is_no_text_is_in_no_block(text: str) -> None:
    assert find_structure(text, "markdown") == ([], [])


def test_table_rows_carry_their_header() -> None:
    text = "| | `Node` | *Next* |\n|:--|:-:|--:|\n| a \\| b | c | d |\n| e ||\nf | g | h\n\nAfter.\n"
    found = find_structure(text, "markdown")[1]
    assert [(block.kind, text[block.start : block.end], block.header) for block in found] == [
        ("table", "| a \\| b | c | d |", ("", "Node", "Next")),
        ("table", "| e ||", ("", "Node", "Next")),
        ("table", "f | g | h", ("", "Node", "Next")),
        ("paragraph", "After.", ()),
    ]


def test_each_table_has_its_own_header() -> None:
    text = "|a|\n|-|\n|1|\n\n|b|\n|-|\n|2|\n"
    assert [block.header for block in find_structure(text, "markdown")[1]] == [("a",), ("b",)]


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("---\ntitle: X\n---\nText", "Text"),
        ("---\r\ntitle: X\r\n---\r\nText", "Text"),
        ("---\rtitle: X\r---\rText", "Text"),
        ("---\n# a comment\nid: x\n---  \n\nText", "\nText"),
        ("---\n---\nText", "Text"),
        ("---\n\nA break first.\n\n---\nThen: more", "---\n\nA break first.\n\n---\nThen: more"),
        ("---\ntitle: never closed\n", "---\ntitle: never closed\n"),
        ("---\na: |\n  ----\n---\nText", "Text"),
        ("\n---\ntitle: X\n---\n", "\n---\ntitle: X\n---\n"),
        ("---", "---"),
    ],
)
def test_front_matter(text: str, rest: str) -> None:
    assert text[front_matter_end(text) :] == rest


def test_a_document_that_opens_with_a_break_keeps_its_text() -> None:
    assert blocks("---\n\nA break first.\n\n---\n\nThen more.\n") == [
        ("paragraph", "A break first."),
        ("paragraph", "Then more."),
    ]


WRAPPED = "The quick brown fox jumps over the\nlazy dog, and then it goes home to\nsleep."
LISTING = "const a = 1;\n\nrun(a, () => {\n  // wait\n  stop(a)\n\n  again();\n});"
TREE = "app/\n├── a.js   # first\n└── b.js"
PROSE = "This sentence is prose, and it ends what was code."
GRID = "+---+---+\n| a | b |\n+===+===+\n| c | d |\n+---+---+\n| e | f |\n+---+---+\n"
PLAIN = [
    ("wrapped at a margin", f"{WRAPPED}\n", [("paragraph", WRAPPED)]),
    ("a title above wrapped lines", f"How the brown fox lives today\n{WRAPPED}\n", [("paragraph", WRAPPED)]),
    ("a line each", f"{PROSE}\nAnother one.\n", [("paragraph", PROSE), ("paragraph", "Another one.")]),
    ("bullets", "  • a\n    goes on\n  • b\n\n  • c\n", [("list", "• a\n    goes on\n  • b\n\n  • c")]),
    ("numbers", "1. one\n2) two\n", [("list", "1. one\n2) two")]),
    ("a list and text", f"- a\n{PROSE}\n", [("list", "- a"), ("paragraph", PROSE)]),
    ("bars", f"| a | b |\n|---|---|\n| c \\| d |\n{PROSE}\n", [("table", "| c \\| d |"), ("paragraph", PROSE)]),
    ("a grid", GRID, [("table", "| c | d |"), ("table", "| e | f |")]),
    ("bars without edges", "a | b\n--|--\nc | d\n", [("table", "c | d")]),
    ("bars without a rule", "| a | b |\n", [("table", "| a | b |")]),
    ("code", f"{LISTING}\n\n{PROSE}\n", [("code", LISTING), ("paragraph", PROSE)]),
    ("code in a fence", f"```\nwords\n```\n{PROSE}\n", [("code", "```\nwords\n```"), ("paragraph", PROSE)]),
    ("a fence without end", f"```\nwords\n\n{PROSE}\n", [("code", f"```\nwords\n\n{PROSE}")]),
    ("a folder tree", f"{TREE}\n\n{PROSE}\n", [("code", TREE), ("paragraph", PROSE)]),
    ("a semicolon is not code", "First this (so it is);\n", [("paragraph", "First this (so it is);")]),
    ("an open bracket", f"call(a, {{\n\n{PROSE}\n", [("code", "call(a, {"), ("paragraph", PROSE)]),
    ("front matter is Markdown's", "---\nid: x\n---\n", [("paragraph", "id: x")]),
    ("no full stop at all", "Express is small\n", [("paragraph", "Express is small")]),
    ("other line ends", "It is so.\r\rIt is.\r\n", [("paragraph", "It is so."), ("paragraph", "It is.")]),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in PLAIN], ids=[case[0] for case in PLAIN])
def test_blocks_of_plain_text(text: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(text, "text") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What it is\n\nA thing that runs code.\n", [(2, "What it is")]),
        ("Can It Run? Yes. Most Teams Do.\nIt can run.\n", [(2, "Can It Run? Yes. Most Teams Do.")]),
        ("Names: Nike, Vercel, Twitch, Uber, Netflix.\nIt can run.\n", []),
        ("TITLE\n=====\n\nPart\n----\nIt can run.\n", [(1, "TITLE"), (2, "Part")]),
        ("### Marked ###\nIt can run.\n", [(3, "Marked")]),
        ("1. Set up\n\nIt can run.\n", [(2, "1. Set up")]),
        ("1. Set up\n\n2. Go on\n\nIt can run.\n", [(2, "2. Go on")]),  # a list until the last number
        ("Milk\nBread\nEggs\n\nIt can run.\n", []),  # three short lines in a row are a list
        ("it can run\n\nIt can run.\n", []),
        ("A sentence that ends in a full stop.\n----\nIt can run.\n", []),
    ],
)
def test_headings_of_plain_text(text: str, expected: list[tuple[int, str]]) -> None:
    assert headings(text, "text") == expected


def test_a_flattened_table_is_a_row_each() -> None:
    rows = [
        "Primary purpose HTTP server Full-stack framework",
        "Routing by hand, in the code Routing by files, on disk, which is said to be easier for all",
        "Deployment on any machine Deployment on one vendor",
    ]
    assert blocks("\n".join(rows), "text") == [("table", row) for row in rows]


@given(st.text(alphabet='ab .#*-_=|`>~<1)(;{}"\n\r\t\\[]:•日😀', max_size=120), st.sampled_from(["markdown", "text"]))
def test_blocks_stand_in_order_and_apart_in_any_text(text: str, format: str) -> None:
    found_headings, found_blocks = find_structure(text, format)
    spans = sorted([(h.start, h.end) for h in found_headings] + [(b.start, b.end) for b in found_blocks])
    assert spans == sorted(spans, key=lambda span: span[1])
    for (_, end), (start, _) in pairwise(spans):
        assert end <= start
    for start, end in spans:
        assert text[start:end] == text[start:end].strip() != ""


@given(st.text(alphabet='ab .#*-_=|`>~<1)(;{}"\n\r\t\\[]:•日😀', max_size=120))
def test_every_line_of_plain_text_is_in_a_block_a_heading_or_a_rule(text: str) -> None:
    found_headings, found_blocks = find_structure(text, "text")
    left = list(text)
    for start, end in [(h.start, h.end) for h in found_headings] + [(b.start, b.end) for b in found_blocks]:
        left[start:end] = " " * (end - start)
    has_table = any(block.header for block in found_blocks)
    for line in "".join(left).replace("\r", "\n").split("\n"):
        rest = set("".join(line.split()))
        assert rest <= set("=~*_#-|:+") or (has_table and "|" in rest) or len(rest) == 0, line


def test_sections_follow_the_headings() -> None:
    text = "Before.\n\n# Title\n\nA.\n\n### Deep\n\nB.\n\n## Less\n\nC.\n\n# Other\n\nD.\n"
    assert find_sections(text, find_structure(text, "markdown")[0], "Title") == (
        Section(("Title",), 0, 9),
        Section(("Title",), 9, 22),
        Section(("Deep",), 22, 36),
        Section(("Less",), 36, 49),
        Section(("Other",), 49, 61),
    )


def test_a_deep_section_has_every_heading_above_it_but_the_title() -> None:
    text = "".join(f"{'#' * level} H{level}\n\n" for level in range(1, 7)) + "Text.\n"
    sections = find_sections(text, find_structure(text, "markdown")[0], "H1")
    assert sections[-1].path == ("H2", "H3", "H4", "H5", "H6")


def test_without_headings_the_title_is_the_section() -> None:
    assert find_sections("Text.", [], "Title") == (Section(("Title",), 0, 5),)
    assert find_sections(" \n", [], "Title") == ()
