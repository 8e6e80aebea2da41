"""Read YAML with its line numbers, so that every complaint can say where."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeVar

import yaml

from ingest.errors import CorpusError

T = TypeVar("T")


@dataclass(frozen=True)
class Value:
    """A scalar or list of scalars of the file; `words` are plain strings, whatever YAML would make of them."""

    path: Path
    line: int
    words: tuple[str, ...]

    def fail(self, message: str) -> NoReturn:
        raise CorpusError(f"{self.path}:{self.line}: {message}")


@dataclass(frozen=True)
class Entry:
    """A mapping of the file, read key by key."""

    path: Path
    line: int
    nodes: dict[str, yaml.Node]
    lines: dict[str, int]

    def fail(self, message: str, key: str | None = None) -> NoReturn:
        raise CorpusError(f"{self.path}:{self.lines.get(key or '', self.line)}: {message}")

    def allow(self, keys: Collection[str]) -> None:
        """Refuse keys the schema does not know."""
        for key in self.nodes:
            if key not in keys:
                self.fail(f"unknown key {key!r}; use one of: {', '.join(keys)}", key)

    def values(self, key: str) -> list[Value]:
        """The items of a list, or the one scalar, under a key; nothing where the key is absent."""
        node = self.nodes.get(key)
        if node is None:
            return []
        items = node.value if isinstance(node, yaml.SequenceNode) else [node]
        values = []
        for item in items:
            if not isinstance(item, yaml.ScalarNode):
                line = item.start_mark.line + 1
                raise CorpusError(f"{self.path}:{line}: {key!r} holds a nested value; write a plain text, in quotes")
            values.append(Value(self.path, item.start_mark.line + 1, (item.value,)))
        return values

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(value.words[0] for value in self.values(key))

    def text(self, key: str) -> str:
        """The text under a key that must be there."""
        found = self.texts(key)
        if len(found) != 1 or not found[0].strip():
            self.fail(f"{key!r} is missing or empty; write one text for it", key)
        return found[0].strip()

    def entries(self, key: str) -> list[Entry]:
        """The mappings in the list under a key; nothing where the key is absent."""
        node = self.nodes.get(key)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.fail(f"{key!r} is not a list; start each entry with '- '", key)
        return [entry_of(self.path, item) for item in node.value]

    def entry(self, key: str) -> Entry | None:
        """The mapping under a key, None where there is something else or nothing."""
        node = self.nodes.get(key)
        return entry_of(self.path, node) if isinstance(node, yaml.MappingNode) else None


def entry_of(path: Path, node: yaml.Node) -> Entry:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise CorpusError(f"{path}:{line}: {str(node.value)[:40]!r} is not a mapping; write 'key: value' lines")
    nodes: dict[str, yaml.Node] = {}
    lines: dict[str, int] = {}
    for key, value in node.value:
        name = str(key.value)
        if name in nodes:
            raise CorpusError(f"{path}:{key.start_mark.line + 1}: {name!r} is given twice; keep one of them")
        nodes[name] = value
        lines[name] = key.start_mark.line + 1
    return Entry(path, line, nodes, lines)


def read_entry(path: Path) -> Entry:
    """The top mapping of a YAML file."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CorpusError(f"{path}:1: there is no such file; a decision guide needs one") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}:1: cannot be read ({error}); save it as UTF-8 text") from error
    # The C parser reads a guide ten times faster; some builds of PyYAML lack it.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        node = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise CorpusError(f"{path}:{line}: not valid YAML ({problem}); mend the line") from error
    if node is None:
        raise CorpusError(f"{path}:1: the file is empty; write options, needs and rules")
    return entry_of(path, node)


def unique(entries: list[Entry], build: Callable[[Entry], T]) -> tuple[T, ...]:
    """Build each entry; an id used twice is refused."""
    lines: dict[str, int] = {}
    built = []
    for entry in entries:
        entry_id = entry.text("id")
        if entry_id in lines:
            entry.fail(f"id {entry_id!r} is already used on line {lines[entry_id]}; give it another", "id")
        lines[entry_id] = entry.line
        built.append(build(entry))
    return tuple(built)
