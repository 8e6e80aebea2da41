"""The files of a public set: one JSON object a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ingest.errors import FingerpostError

Record = dict[str, Any]


def read_records(file: Path) -> list[Record]:
    """Every record of a file. Raises FingerpostError for a file that is missing or is not JSON lines."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FingerpostError(f"{file} can't be read ({error}); give the folder that holds the public sets") from error
    records: list[Record] = []
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
        except ValueError as error:
            raise FingerpostError(f"{file}:{number} is not JSON ({error}); get the file again") from error
        if not isinstance(record, dict):
            raise FingerpostError(f"{file}:{number} is not a JSON object; get the file again")
        records.append(record)
    if not records:
        raise FingerpostError(f"{file} is empty; get the file again")
    return records
