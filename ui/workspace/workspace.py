"""The visitor's own documents: adding and removing them, and what became of the last change."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.assistant import Assistant
from ingest.build import Progress
from ingest.document import Document
from ingest.errors import CorpusError, FingerpostError
from ui.workspace.files import StoredFile, UploadFolder
from ui.workspace.indexes import Update, WorkspaceIndexes
from ui.workspace.library import ChangingLibrary

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class State:
    """How far the last change is. `left_out` has (path, reason) pairs, `notes` (title, remark) pairs.

    `done` of `total` passages are embedded; both are 0 while files are read.
    """

    running: bool = False
    done: int = 0
    total: int = 0
    left_out: tuple[tuple[str, str], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    error: str = ""


class Workspace:
    """One for all who open the page, which is why it is for one's own machine only."""

    def __init__(self, folder: Path, library: Assistant) -> None:
        """Documents lie in `folder / files`, their indexes in `folder / indexes`; `library` is never changed."""
        self.folder = folder
        self.library = library
        self.state = State()
        self.everything = ChangingLibrary(lambda: self._indexes.everything or self.library)
        self.mine = ChangingLibrary(lambda: self._indexes.mine)
        self._files = UploadFolder(folder / "files")
        self._indexes = WorkspaceIndexes(folder / "indexes", library)
        self._refused: list[tuple[str, str]] = []
        self._lock = threading.Lock()  # for the state and the files
        self._updating = threading.Lock()

    def files(self) -> list[tuple[StoredFile, Document | None]]:
        """Each file with its document, None for one that is not indexed yet."""
        documents = self.mine.documents
        by_id = {document.id: document for document in documents}
        by_content = {document.sha256: document for document in documents}
        with self._lock:
            stored = self._files.list()
        return [(file, _document_of(file, by_id, by_content)) for file in stored]

    def add(self, path: str, content: bytes) -> str:
        """Keep a file for the next `start_update`; why it is not taken, "" where it is."""
        with self._lock:
            try:
                self._files.store(path, content)
            except (CorpusError, OSError) as error:
                reason = str(error) if isinstance(error, CorpusError) else f"can't be kept ({error.strerror})"
                self._refused.append((path, reason))
                return reason
        return ""

    def remove(self, keys: Sequence[str]) -> int:
        """Delete files until the next `start_update`; how many of them there were."""
        with self._lock:
            return sum(self._files.remove(key) for key in keys)

    def start_update(self) -> bool:
        """Bring the indexes in line with the files, in the background; False where that is under way already."""
        with self._lock:
            if self.state.running:
                return False
            self.state = State(running=True)
        threading.Thread(target=self.update, name="workspace", daemon=True).start()
        return True

    def update(self, progress: Progress | None = None) -> None:
        """Bring the indexes in line with the files. What fails is told in `state`, never raised."""

        def tell(done: int, total: int) -> None:
            self.state = replace(self.state, done=done, total=total)
            if progress:
                progress(done, total)

        with self._updating:
            self.state = State(running=True)
            try:
                update, error = self._update(tell), ""
            except FingerpostError as failure:
                update, error = Update(), self._plain(str(failure))
            except Exception:
                log.exception("updating the workspace failed")
                update, error = Update(), "Something went wrong while the documents were read. Please try again."
            with self._lock:
                refused, self._refused = self._refused, []
                self.state = State(left_out=(*refused, *self._leave_out(update)), notes=update.notes, error=error)

    def _update(self, progress: Progress) -> Update:
        if self._files.list():
            return self._indexes.update(self._files.root, progress)
        self._indexes.clear()
        return Update()

    def _leave_out(self, update: Update) -> list[tuple[str, str]]:
        """Delete the files that could not be read, which are copies, and say why."""
        left_out = []
        for skipped in update.skipped:
            key = self._files.key_of(skipped.path)
            if key is not None:  # else a file of the library's
                left_out.append((key.partition("/")[2], self._plain(skipped.reason)))
                self._files.remove(key)
        return left_out

    def _plain(self, reason: str) -> str:
        """A reason without the folders of this machine."""
        for folder in (self._files.root / "uploads", self._files.root, self.folder):
            reason = reason.replace(f"{folder}/", "").replace(str(folder), "this workspace")
        return reason


def _document_of(file: StoredFile, by_id: dict[str, Document], by_content: dict[str, Document]) -> Document | None:
    path = f"uploads/{file.key}"
    usual = by_id.get(path) or by_id.get(path.rpartition(".")[0])
    return usual if usual and usual.sha256 == file.sha256 else by_content.get(file.sha256)
