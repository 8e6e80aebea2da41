"""The whole command on sets of a few lines, and the shape of the real ones where they are at hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import pytest

from assistant.evaluation.public.pool import Text, text_ids, write_page
from assistant.evaluation.public.records import read_records
from assistant.evaluation.public.run import MEASURES, run_public
from assistant.evaluation.public.selqa import candidate_units
from ingest.errors import FingerpostError
from ingest.read import read_documents

SHARED = Path(__file__).resolve().parents[5] / "shared" / "data"

TEXTS = [
    {"id": "bees", "title": "Honey bees", "text": "A queen bee lays two thousand eggs a day. Workers gather nectar."},
    {"id": "rust", "title": "Rust", "text": "Iron rusts where water and oxygen meet it. Zinc protects steel."},
]
TURNS = [
    {"id": "t1", "question": "How many eggs does a queen bee lay?", "history": [], "gold": ["bees"]},
    {
        "id": "t2",
        "question": "What protects it?",
        "history": [["user", "Why does steel rust?"], ["agent", "Iron rusts where water and oxygen meet it."]],
        "gold": ["rust"],
    },
]


def write_lines(file: Path, records: list[dict[str, object]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")


def test_a_set_is_measured_beside_the_naive_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_lines(tmp_path / "sets" / "mtrag-un" / "corpus.jsonl", cast("list[dict[str, object]]", TEXTS))
    write_lines(tmp_path / "sets" / "mtrag-un" / "queries.jsonl", cast("list[dict[str, object]]", TURNS))
    record = tmp_path / "figures.json"
    assert run_public(tmp_path / "sets", record, tmp_path / "cache") == 0
    printed = capsys.readouterr()
    # two texts: both are among the first five, whatever is asked
    figures = json.loads(record.read_text())["figures"]
    assert [(f["set"], f["questions"], f["ours"], f["naive"]) for f in figures] == [("MTRAG-UN", 2, 1.0, 1.0)] * 2
    assert "MTRAG-UN  R@5 (naive: last turn)" in printed.out and "reached" in printed.out
    assert "left out: clapnq, selqa-dev, xquad" in printed.err


def test_a_folder_without_sets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FingerpostError, match="holds none of the public sets; give a folder that has one of: clapnq"):
        run_public(tmp_path)


def test_a_record_that_lacks_a_field_is_named(tmp_path: Path) -> None:
    write_lines(tmp_path / "xquad" / "corpus.jsonl", [{"id": "a", "text": "b"}])
    write_lines(tmp_path / "xquad" / "queries.jsonl", [{"id": "q"}])
    with pytest.raises(FingerpostError, match=r"a record of .*xquad has no 'title'"):
        run_public(tmp_path, cache=tmp_path / "cache")


@pytest.mark.parametrize(
    ("content", "message"), [("{", ":1 is not JSON"), ("[]\n", "not a JSON object"), ("", "empty")]
)
def test_a_file_that_is_not_json_lines_is_named(content: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "queries.jsonl"
    file.write_text(content)
    with pytest.raises(FingerpostError, match=message):
        read_records(file)


def test_a_text_becomes_a_document_of_one_paragraph(tmp_path: Path) -> None:
    page = write_page(Text("a-1", 'The "quoted"_title', "# One\n\n- two\n- three"))
    (tmp_path / "a-1.md").write_text(page, encoding="utf-8")
    (document,), _ = read_documents([tmp_path])
    assert (document.id, document.title) == ("a-1", 'The "quoted" title')
    assert document.text.endswith("# One - two - three\n")
    assert 'title: "one two three four five six"' in write_page(Text("b", "", "one two three four five six seven"))
    assert text_ids([]) == []


@pytest.mark.skipif(not SHARED.is_dir(), reason="the public sets are not at hand (../shared/data)")
def test_candidates_are_cut_out_of_their_section() -> None:
    for record in read_records(SHARED / "selqa-dev" / "queries.jsonl"):
        quotes = [unit.quote for unit in candidate_units(record)]
        assert quotes == [" ".join(sentence.split()) for sentence in record["candidates"]]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the public sets are not at hand (../shared/data)")
def test_every_set_is_where_it_is_looked_for() -> None:
    assert all((SHARED / name / "queries.jsonl").is_file() for name in MEASURES)
