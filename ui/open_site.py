"""The site as the command line and the environment ask for it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from ingest.errors import FingerpostError
from ui.site import Site

PASSWORD_VARIABLE = "FINGERPOST_PASSWORD"


def open_site(host: str, names: Sequence[str] = (), password_file: Path | None = None) -> Site:
    """Raises a FingerpostError for a setting that can't be followed."""
    site = Site(host=host, names=tuple(names), password=read_password(password_file))
    site.check()
    return site


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
