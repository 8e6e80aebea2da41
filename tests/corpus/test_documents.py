"""The documents are written to be quoted: each sentence stands alone, short and with its subject named."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from ingest.blocks import Block, find_sections, find_structure
from ingest.read import read_document
from ingest.sentences import sentence_spans

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
DOCUMENTS = sorted(CORPUS.glob("*.md"))
SENTENCE_WORDS = range(5, 31)
PARAGRAPH_WORDS = 90
PARAGRAPH_SENTENCES = 4

# A quote that opens with one of these points at a sentence that is not quoted with it.
DANGLING_OPENER = re.compile(
    r"(?:it|its|this|that|these|those|they|their|them|there|here|such|he|she|we|our|you|your"
    r"|also|and|but|so|or|then|however|therefore|thus|instead|otherwise|meanwhile|moreover|furthermore"
    r"|similarly|likewise|as a result|the (?:former|latter|same|above))\b",
    re.IGNORECASE,
)


def front_matter(path: Path) -> dict[str, str]:
    values = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])
    assert isinstance(values, dict)
    return values


def blocks(path: Path, *kinds: str) -> list[str]:
    text = path.read_text(encoding="utf-8")
    found: list[Block] = find_structure(text, "markdown")[1]
    return [text[block.start : block.end] for block in found if block.kind in kinds]


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def prose(path: Path) -> list[str]:
    return [sentence for block in blocks(path, "paragraph", "list") for sentence in sentences(block)]


def table_cells(text: str) -> list[list[int]]:
    """The number of cells in each row, table by table."""
    tables = re.findall(r"(?:^\|.*\|[ \t]*\n)+", text, flags=re.MULTILINE)
    return [[len(re.findall(r"(?<!\\)\|", row)) - 1 for row in table.splitlines()] for table in tables]


def repeated(values: list[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def test_there_are_documents() -> None:
    assert {path.stem for path in DOCUMENTS} >= {"nodejs-vs-nextjs", "expressjs-vs-nextjs"}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_front_matter_is_complete(path: Path) -> None:
    values = front_matter(path)
    assert [key for key in ("id", "title", "publisher", "origin") if not values.get(key)] == []
    document = read_document(path)
    assert (document.id, document.title) == (path.stem, values["title"])
    assert (document.publisher, document.origin) == (values["publisher"], values["origin"])


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_no_sentence_starts_with_a_word_that_points_elsewhere(path: Path) -> None:
    assert [sentence for sentence in prose(path) if DANGLING_OPENER.match(sentence)] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_sentences_are_neither_scraps_nor_too_long(path: Path) -> None:
    assert [sentence for sentence in prose(path) if len(sentence.split()) not in SENTENCE_WORDS] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_paragraphs_are_short(path: Path) -> None:
    paragraphs = blocks(path, "paragraph")
    assert [text for text in paragraphs if len(text.split()) > PARAGRAPH_WORDS] == []
    assert [text for text in paragraphs if len(sentences(text)) > PARAGRAPH_SENTENCES] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_no_sentence_stands_twice(path: Path) -> None:
    assert repeated(prose(path)) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_section_paths_are_unique(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    sections = find_sections(text, find_structure(text, "markdown")[0], front_matter(path)["title"])
    named = [" › ".join(section.path) for section in sections if text[section.start :].startswith("#")]
    assert repeated(named) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_table_rows_have_the_same_number_of_cells(path: Path) -> None:
    tables = table_cells(path.read_text(encoding="utf-8"))
    assert tables != []
    assert [table for table in tables if len(set(table)) != 1] == []


def test_a_dangling_opener_is_recognised() -> None:
    assert DANGLING_OPENER.match("This adds 859 ms.")
    assert DANGLING_OPENER.match("the latter is faster")
    assert not DANGLING_OPENER.match("Thistle grows.")


def test_cells_are_counted_per_row() -> None:
    assert table_cells("| a | b |\n| --- | --- |\n| 1 |\n\ntext\n\n| c \\| d |\n") == [[2, 2, 1], [1]]
