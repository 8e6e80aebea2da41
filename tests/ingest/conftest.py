"""Small documents, and the models that embed them."""

from __future__ import annotations

from pathlib import Path

import pytest
from word_embedder import WordEmbedder

from ingest.embed import Embedder

SOURCES = Path(__file__).resolve().parents[2].parent / "shared" / "sources"


@pytest.fixture
def embedder() -> WordEmbedder:
    return WordEmbedder()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three documents of one passage each."""
    docs = tmp_path / "docs"
    docs.mkdir()
    for name in ("cat", "dog", "bird"):
        (docs / f"{name}.md").write_text(f"# About {name}\n\nA {name} is a {name}.\n")
    return docs


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture(scope="session")
def minilm() -> Embedder:
    """The packaged model, loaded once."""
    return Embedder()


@pytest.fixture(scope="session")
def originals() -> list[Path]:
    """The two articles as received; they lie beside a checkout only where they were given to it."""
    found = sorted(SOURCES.glob("*.txt"))
    if not found:
        pytest.skip(f"the original articles are not in {SOURCES}")
    return found
