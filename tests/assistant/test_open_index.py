"""Opening an index that is older, was gone back to, was made by another model or can't be written to."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from assistant import Assistant
from ingest.embed import Embedder
from ingest.errors import IndexUnavailable
from ingest.index import FORMAT_VERSION, current_generation, read_manifest
from ingest.rollback import roll_back

QUESTION = "How hot does the kettle get?"


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "kettle.md").write_text("# Kettle\n\nThe kettle heats water to 96 °C in three minutes.\n")
    return folder


@pytest.fixture
def index(docs: Path, tmp_path: Path) -> Path:
    """An index of the kettle alone."""
    Assistant.open(corpus=docs, index=tmp_path / "index")
    return tmp_path / "index"


def change_manifest(index: Path, **values: object) -> None:
    generation = current_generation(index)
    assert generation is not None
    file = generation / "manifest.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **values}))


def test_the_builtin_corpus_is_indexed_anew_for_another_format(assistant: Assistant, tmp_path: Path) -> None:
    index = Path(shutil.copytree(assistant.index, tmp_path / "old"))
    change_manifest(index, format_version=1, surprise=True)
    opened = Assistant.open(index=index)
    generation = current_generation(index)
    assert generation is not None
    assert read_manifest(generation).format_version == FORMAT_VERSION
    question = "Can API routes hold a WebSocket?"
    assert opened.ask(question).to_dict() == assistant.ask(question).to_dict()


def test_an_index_of_other_documents_and_another_format_names_the_command(index: Path, docs: Path) -> None:
    change_manifest(index, format_version=1)
    with pytest.raises(IndexUnavailable) as caught:
        Assistant.open(index=index)
    assert str(caught.value).endswith(f"build it again: fingerpost ingest {docs} --index {index}")
    assert "96" in Assistant.open(corpus=docs, index=index).ask(QUESTION).text


@pytest.mark.parametrize(
    ("values", "difference"),
    [
        ({"model": "other"}, "the model now is all-MiniLM-L6-v2"),
        ({"weights_sha256": "0" * 64}, "its weights have changed since"),
        ({"settings_sha256": "0" * 64}, "its tokenizer, pooling or prompts have changed since"),
    ],
)
def test_another_model_is_noticed(index: Path, docs: Path, values: dict[str, str], difference: str) -> None:
    change_manifest(index, **values)
    with pytest.raises(IndexUnavailable) as caught:
        Assistant.open(index=index)
    name = values.get("model", "all-MiniLM-L6-v2")
    assert str(caught.value) == (
        f"the index was built with {name}, {difference}; build it again: fingerpost ingest {docs} --index {index}"
    )


def test_the_same_weights_with_another_pooling_are_another_model(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged = Embedder().folder
    model = tmp_path / "all-MiniLM-L6-v2"
    shutil.copytree(packaged, model, ignore=shutil.ignore_patterns("*.safetensors"))
    os.symlink(packaged / "model.safetensors", model / "model.safetensors")
    monkeypatch.setenv("FINGERPOST_EMBEDDING_MODEL", str(model))
    Assistant.open(index=index)  # the same by another way
    (model / "1_Pooling" / "config.json").write_text(
        '{"pooling_mode_cls_token": true, "word_embedding_dimension": 384}'
    )
    with pytest.raises(IndexUnavailable, match="pooling or prompts have changed since"):
        Assistant.open(index=index)


def test_going_back_lasts_until_the_next_ingest(
    index: Path, docs: Path, fingerpost: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    (docs / "kettle.md").write_text("# Kettle\n\nThe kettle heats water to 80 °C in three minutes.\n")
    opened = Assistant.open(corpus=docs, index=index)
    assert "80" in opened.ask(QUESTION).text
    done = fingerpost("ingest", "--rollback", "--index", str(index), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "back to generation 1, until the next: fingerpost ingest\n")
    assert "96" in opened.ask(QUESTION).text  # without a restart
    assert "96" in Assistant.open(corpus=docs, index=index).ask(QUESTION).text
    done = fingerpost("ingest", str(docs), "--index", str(index), cwd=tmp_path)
    assert done.returncode == 0
    assert "80" in opened.ask(QUESTION).text


def test_going_back_takes_no_paths(
    fingerpost: Callable[..., CompletedProcess[str]], docs: Path, tmp_path: Path
) -> None:
    done = fingerpost("ingest", "--rollback", str(docs), "--index", str(tmp_path / "none"), cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == f"fingerpost: --rollback takes no paths ({docs}); leave one of the two out\n"


def test_other_documents_are_not_answered_from_an_index_gone_back_to(index: Path, docs: Path, tmp_path: Path) -> None:
    (docs / "kettle.md").write_text("# Kettle\n\nThe kettle heats water to 80 °C in three minutes.\n")
    Assistant.open(corpus=docs, index=index)
    roll_back(index)
    other = tmp_path / "other"
    other.mkdir()
    (other / "kettle.md").write_text("# Kettle\n\nThe kettle heats water to 55 °C in three minutes.\n")
    assert "55" in Assistant.open(corpus=other, index=index).ask(QUESTION).text


def test_an_index_that_cannot_be_written_to_is_used_as_it_is(
    index: Path, docs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(index.rglob("*"))
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and access(path, mode))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    opened = Assistant.open(corpus=docs, index=index)
    assert "96" in opened.ask(QUESTION).text
    assert sorted(index.rglob("*")) == before
    assert len(list((tmp_path / "tmp").iterdir())) == 1
    opened.knowledge.close()
    assert list((tmp_path / "tmp").iterdir()) == []
