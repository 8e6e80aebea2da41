"""Public texts as JSON lines, and their passages as ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.document import Document, Passage, Section


def passage_of(key: str, title: str, text: str) -> Passage:
    """A whole text as one passage under its title."""
    document = Document(key, title, "", "", text, (Section((title,), 0, len(text)),), "")
    return Passage(document, (title,), text, 0, len(text))


def rows_of(file: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file, one a line."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
