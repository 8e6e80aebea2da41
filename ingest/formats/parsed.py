"""What a file holds once it is parsed, and how much of it is taken in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.document import Section

# Raised whenever a file can come out of the parsers differently, so that indexes are built anew.
PARSER_VERSION = 1


@dataclass(frozen=True)
class Limits:
    """How much of the machine one file may take, and how much it may hold.

    `megabytes` is the address space of the parser; it is not limited on Windows.
    """

    seconds: float = 60
    megabytes: int = 1024
    pages: int = 2_000
    characters: int = 5_000_000
    blocks: int = 20_000


@dataclass(frozen=True)
class Content:
    """The text of a file. `layout` is "markdown" or "text"; `title` is what the file calls itself, if anything.

    `pages` holds the offset at which each page begins; `notes` says what was removed or guessed.
    """

    text: str
    layout: str
    title: str = ""
    pages: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parsed:
    """A file's content with its sections; `matter` is the front matter of a Markdown file."""

    content: Content
    title: str
    sections: tuple[Section, ...]
    matter: Mapping[str, str] = field(default_factory=dict)
