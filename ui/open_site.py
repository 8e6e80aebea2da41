"""The site as the command line and the environment ask for it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import FingerpostError
from ui.feedback import FeedbackFile
from ui.site import Site

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from ingest.build import Progress
    from ui.workspace.workspace import Workspace

PASSWORD_VARIABLE = "FINGERPOST_PASSWORD"


def open_site(host: str, names: Sequence[str] = (), password_file: Path | None = None, uploads: bool = False) -> Site:
    """The site without its workspace, which `open_workspace` makes.

    Raises a FingerpostError for a setting that can't be followed.
    """
    site = Site(
        host=host,
        names=tuple(names),
        password=read_password(password_file),
        feedback=feedback_file(),
        evaluation=data_folder() / "evaluation.json",
    )
    site.check(uploads)
    return site


def open_workspace(library: Assistant, progress: Progress | None = None) -> Workspace:
    """The visitor's own documents as they were left, brought in line with the library."""
    from ui.workspace.workspace import Workspace

    workspace = Workspace(data_folder() / "workspace", library)
    workspace.update(progress)
    if workspace.state.error:
        raise FingerpostError(f"the documents in {workspace.folder} can't be used: {workspace.state.error}")
    return workspace


def feedback_file() -> FeedbackFile:
    return FeedbackFile(data_folder() / "feedback.jsonl")


def data_folder() -> Path:
    """Where what belongs to the user lies, beside the index."""
    from platformdirs import user_data_path

    return user_data_path("fingerpost")


def read_password(file: Path | None) -> str:
    """The first line of the file, or else what FINGERPOST_PASSWORD holds; "" for neither.

    Never an argument of the command: everybody on the machine can read those.
    """
    if file is None:
        return os.environ.get(PASSWORD_VARIABLE, "")
    try:
        password = file.read_text(encoding="utf-8").split("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        raise FingerpostError(f"the password can't be read from {file} ({error}); give a text file") from error
    if not password:
        raise FingerpostError(f"the first line of {file} is empty; write the password there")
    return password
