"""The two indexes of a workspace: of the visitor's documents alone, and of the library with them."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from assistant.assistant import Assistant
from assistant.open_index import ingest, open_embedder
from ingest.build import Progress
from ingest.contents import read_documents_of
from ingest.embed import Embedder, Vectors
from ingest.files import Skipped
from ingest.index import current_generation, read_manifest


@dataclass(frozen=True)
class Update:
    """What an update did: files left out, and remarks on those taken in, by document id."""

    skipped: tuple[Skipped, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()


@dataclass
class WorkspaceIndexes:
    """`mine` and `everything` are None while there are no documents of the visitor's."""

    folder: Path
    library: Assistant
    _embedder: Embedder = field(default_factory=open_embedder, init=False)
    mine: Assistant | None = field(default=None, init=False)
    everything: Assistant | None = field(default=None, init=False)

    def update(self, files: Path, progress: Progress | None = None) -> Update:
        """Bring both in line with the files; what was removed is gone from the disk too.

        Raises a FingerpostError where that fails; the indexes then stay as they were.
        """
        root = self._root()
        embedder = _RememberingEmbedder()
        # The library first: where two documents have one id, its own is kept.
        report = ingest([*_sources(self.library), files], root / "everything", embedder, progress)
        own = set(read_documents_of(report.generation)) - {document.id for document in self.library.documents}
        if own:
            ingest([files], root / "mine", embedder)
            self.mine = self.mine or self._open(root / "mine")
            self.everything = self.everything or self._open(root / "everything")
            _forget_earlier(root / "mine")
            _forget_earlier(root / "everything")
        else:
            self.clear()
        return Update(report.skipped, tuple(note for note in report.notes if note[0] in own))

    def clear(self) -> None:
        """Delete both. The next ones lie elsewhere: Chroma keeps a folder open that it has once opened."""
        for opened in filter(None, (self.mine, self.everything)):
            opened.knowledge.close()
        self.mine = self.everything = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def _root(self) -> Path:
        existing = sorted(self.folder.glob("*")) if self.folder.is_dir() else []
        return existing[0] if existing else self.folder / secrets.token_hex(4)

    def _open(self, root: Path) -> Assistant:
        return Assistant(root, self._embedder, self.library.chain.writer)


class _RememberingEmbedder(Embedder):
    """Embeds each text once: both indexes hold the same passages."""

    def __init__(self) -> None:
        usual = open_embedder()
        super().__init__(None if usual.packaged else usual.folder)
        self._vectors: dict[str, Vectors] = {}

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        missing = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if missing:
            self._vectors.update(zip(missing, super().embed(missing, progress), strict=True))
        return np.stack([self._vectors[text] for text in texts])


def _sources(library: Assistant) -> list[Path]:
    """The files and folders that the library was built from."""
    generation = current_generation(library.index)
    return [Path(source) for source in read_manifest(generation).sources] if generation else []


def _forget_earlier(root: Path) -> None:
    """Delete the generations before the current one: they hold documents that were removed."""
    current = current_generation(root)
    for generation in (root / "generations").iterdir():
        if generation != current and generation.name.isdigit():
            shutil.rmtree(generation, ignore_errors=True)
