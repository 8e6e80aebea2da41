"""What the page's scripts ask of the server, as one line of JSON: set a need, restore or export a conversation."""

from __future__ import annotations

import json
from dataclasses import dataclass

from ui.export import FORMATS
from ui.record import BadRecord, Record

MAX_NAME = 120


class BadCommand(ValueError):
    """The page sent something that is no command."""


@dataclass(frozen=True)
class SetNeed:
    need: str
    value: bool | None


@dataclass(frozen=True)
class Restore:
    record: Record


@dataclass(frozen=True)
class Export:
    form: str
    name: str


Command = SetNeed | Restore | Export


def parse_command(text: str) -> Command:
    """Raises BadCommand: a browser can send anything."""
    try:
        values = json.loads(text)
        kind = values["do"]
        if kind == "set-need":
            return SetNeed(str(values["need"]), {"yes": True, "no": False, "unknown": None}[values["value"]])
        if kind == "restore":
            return Restore(Record.from_json(str(values["record"])))
        if kind == "export" and values["form"] in FORMATS:
            return Export(values["form"], str(values["name"])[:MAX_NAME])
    except BadRecord as error:
        raise BadCommand(str(error)) from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BadCommand(f"no command ({type(error).__name__})") from error
    raise BadCommand(f"no command named {kind!r}")
