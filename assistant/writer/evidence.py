"""What a model is given to word, numbered, and what each of its statements may rest on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.answer import Citation, Statement
from assistant.compose import lower_first
from assistant.units import Unit, split_units
from ingest.document import Passage


@dataclass(frozen=True)
class Ground:
    """The wordings of one quote, and the citations that a statement resting on it gets."""

    wordings: tuple[str, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Evidence:
    """A numbered text as the model sees it, and its grounds."""

    number: int
    text: str
    section: str
    grounds: tuple[Ground, ...]


def passage_evidence(number: int, passage: Passage, units: Sequence[Unit]) -> Evidence:
    """A passage of which these units may be worded; only they are shown."""
    text = "\n".join(unit.plain for unit in units)
    return Evidence(number, text, passage.section_path, tuple(map(unit_ground, units)))


def statement_evidence(number: int, statement: Statement) -> Evidence:
    """A statement of the rules, which may be worded otherwise and keeps its citations."""
    return Evidence(number, statement.text, "", (Ground((statement.text,), statement.citations),))


def unit_ground(unit: Unit) -> Ground:
    citation = Citation(1, unit.passage, unit.quote, unit.start, unit.end)
    return Ground(tuple(wordings_of(unit)), (citation,))


def wordings_of(unit: Unit) -> Iterable[str]:
    """A unit in reading form, and where it can't stand alone, with what it leans on."""
    yield unit.plain
    passage = unit.passage
    if passage.kind == "table":
        cells = passage.cells
        for column, cell in cells[1:]:
            topic = cells[0][1]
            yield f"{column}: {topic}: {cell}"
            yield f"{topic}: {column}: {cell}"
            yield f"{column}: {cell}: {topic}"
    elif unit.leans:
        yield f"{passage.section[-1].rstrip('?.:')}: {lower_first(unit.plain)}"


def wordable_units(passage: Passage) -> tuple[Unit, ...]:
    """The units of a passage that can be said in other words: all but listings."""
    return () if passage.kind == "code" else split_units(passage)
