"""Vectors in PostgreSQL: the same answers as from Chroma, for many readers and one writer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from built import ALL, counts, passages
from word_embedder import WordEmbedder, count_words, make_document

from ingest.build import build_index
from ingest.document import Passage
from ingest.errors import IndexUnavailable
from ingest.index import current_generation, read_manifest
from ingest.pgvector import PostgresStore, drop_other_tables, write_table
from ingest.rollback import roll_back
from ingest.split import split_document
from ingest.verify import open_store

psycopg = pytest.importorskip("psycopg", reason="needs the extra pgvector")

READ = """
import sys
from built import passages
from pathlib import Path
for _ in sys.stdin:
    print(passages(Path(sys.argv[1])), flush=True)
"""


@pytest.fixture
def database(postgres: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The server's address, in use for new indexes."""
    monkeypatch.setenv("FINGERPOST_DATABASE", postgres)
    return postgres


def run(address: str, statement: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(address) as connection:
        done = connection.execute(statement)
        return list(done.fetchall()) if done.description else []


def tables(address: str) -> set[str]:
    return {name for (name,) in run(address, "SELECT relname FROM pg_class WHERE relname ~ '^fingerpost_[0-9a-f]+$'")}


def test_passages_come_back_as_they_were(postgres: str, tmp_path: Path) -> None:
    document = make_document(
        '# T\n\n## Cats › "and" dogs\n\n| cat | dog |\n|-|-|\n| 日本 \\| 😀 | b |\n\n- cat\x00dog\n'
    )
    expected = split_document(document, count_words)
    table = write_table(postgres, tmp_path, expected, WordEmbedder().embed([p.text for p in expected]))
    store = PostgresStore(postgres, table, {"doc": document}, "")
    assert store.passages == expected
    store.close()


def test_search_returns_rows_and_cosines_best_first(postgres: str, tmp_path: Path) -> None:
    document = make_document("abc")
    three = [Passage(document, ("T",), "abc"[n], n, n + 1) for n in range(3)]
    vectors = WordEmbedder().embed(["cat", "cat dog", "bird"])
    store = PostgresStore(postgres, write_table(postgres, tmp_path, three, vectors), {"doc": document}, "")
    found = store.search(WordEmbedder().embed_query("cat cat dog"), 3)
    # (2, 1) / sqrt(5) with (1, 1) / sqrt(2) is 3 / sqrt(10); with (1, 0) it is 2 / sqrt(5); birds are at right angles
    assert [row for row, _ in found] == [1, 0, 2]
    assert [score for _, score in found] == pytest.approx([3 / 10**0.5, 2 / 5**0.5, 0], abs=1e-6)
    assert len(store.search(vectors[0], 50)) == 3
    np.testing.assert_allclose(store.vectors([2, 0]), vectors[[2, 0]], atol=1e-7)
    store.close()


def test_an_index_is_built_kept_and_cleaned_up(
    folder: Path, index: Path, embedder: WordEmbedder, database: str
) -> None:
    before = tables(database)
    assert counts(build_index([folder], index, embedder)) == (3, 3, 3, False)
    assert not list(index.glob("generations/*/chroma"))
    assert passages(index) == ALL
    assert counts(build_index([folder], index, embedder)) == (3, 3, 0, True)
    for number in range(3):
        (folder / "cat.md").write_text(f"# About cat\n\nCat number {number}.\n")
        assert counts(build_index([folder], index, embedder)) == (3, 3, 1, False)
    assert passages(index) == [ALL[0], "Cat number 2.", ALL[2]]
    assert len(tables(database) - before) == 2  # the current one and the one before
    roll_back(index)
    assert passages(index) == [ALL[0], "Cat number 1.", ALL[2]]
    drop_other_tables(database, index, ())
    assert tables(database) == before


def test_moving_to_the_database_and_back_embeds_nothing(
    folder: Path, index: Path, embedder: WordEmbedder, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index([folder], index, embedder)
    for address in (postgres, ""):
        monkeypatch.setenv("FINGERPOST_DATABASE", address)
        assert counts(build_index([folder], index, embedder)) == (3, 3, 0, False)
        assert passages(index) == ALL


def test_a_failed_build_leaves_nothing_for_long(
    folder: Path, index: Path, embedder: WordEmbedder, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tables(database)

    def fail(_: object) -> None:
        raise IndexUnavailable("damaged")

    with monkeypatch.context() as patch:
        patch.setattr("ingest.build.verify_generation", fail)
        with pytest.raises(IndexUnavailable, match=r"^damaged$"):
            build_index([folder], index, embedder)
    build_index([folder], index, embedder)
    assert len(tables(database) - before) == 1


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("DELETE FROM {} WHERE row = 1", "damaged"),
        ("UPDATE {} SET embedding = '[1,0,0,0]' WHERE row = 1", "its vectors are not those that were stored"),
        ("UPDATE {} SET section = '[\"Other\"]' WHERE row = 1", "its passages are not those that were stored"),
        ("UPDATE {} SET start_at = start_at + 1 WHERE row = 1", "does not match its document"),
        ("DROP TABLE {}", "does not exist"),
    ],
)
def test_damage_is_noticed_and_mended(
    folder: Path, index: Path, embedder: WordEmbedder, database: str, statement: str, message: str
) -> None:
    generation = build_index([folder], index, embedder).generation
    run(database, statement.format(read_manifest(generation).table))
    with pytest.raises(IndexUnavailable, match=message) as caught:
        open_store(generation)
    assert str(caught.value).endswith(f"build it again: fingerpost ingest {folder} --index {index}")
    assert counts(build_index([folder], index, embedder)) == (3, 3, 0, False)
    assert passages(index) == ALL


def test_many_readers_switch_to_what_one_writer_publishes(
    folder: Path, index: Path, embedder: WordEmbedder, database: str
) -> None:
    build_index([folder], index, embedder)
    command = [sys.executable, "-c", READ, str(index)]
    here = Path(__file__).resolve()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(here.parents[2]), str(here.parent), *sys.path])}
    readers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(3)
    ]
    expected = ALL
    for number in range(3):
        for reader in readers:
            assert reader.stdin and reader.stdout
            print("read", file=reader.stdin, flush=True)
            assert reader.stdout.readline() == f"{expected}\n"
        (folder / "cat.md").write_text(f"# About cat\n\nCat number {number}.\n")
        build_index([folder], index, embedder)
        expected = [ALL[0], f"Cat number {number}.", ALL[2]]
    for reader in readers:
        reader.communicate(timeout=60)


def test_a_cut_connection_is_replaced(folder: Path, index: Path, embedder: WordEmbedder, database: str) -> None:
    store = open_store(build_index([folder], index, embedder).generation)
    run(
        database,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL",
    )
    assert store.search(embedder.embed_query("bird"), 1)[0][0] == 0
    store.close()


def test_a_database_that_is_not_there_is_named_without_its_password(
    folder: Path, index: Path, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FINGERPOST_DATABASE", "postgresql://user:secret@127.0.0.1:1/none")
    with pytest.raises(IndexUnavailable) as caught:
        build_index([folder], index, embedder)
    assert str(caught.value).startswith("the database can't be reached (")
    assert str(caught.value).endswith("; start it, or mend FINGERPOST_DATABASE")
    assert "secret" not in str(caught.value)
    assert current_generation(index) is None


def test_an_index_in_the_database_needs_its_address(
    folder: Path, index: Path, embedder: WordEmbedder, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation = build_index([folder], index, embedder).generation
    monkeypatch.delenv("FINGERPOST_DATABASE")
    with pytest.raises(IndexUnavailable, match=r"keeps its vectors in PostgreSQL; set FINGERPOST_DATABASE"):
        open_store(generation)
