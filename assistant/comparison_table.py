"""A comparison as a table: features down, what is compared across, every cell cited."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.answer import Citation, Statement
from assistant.select import ScoredUnit, UnitSelector
from assistant.subjects import mentions_in, named_in, subject_of
from assistant.terms import Terms
from assistant.units import Unit, split_units
from ingest.document import Passage

MISSING = "not in the sources"
MOST_ROWS = 6
FEWEST_ROWS = 2
MAX_QUOTED_WORDS = 120
_MAX_CELL_WORDS = 32
_MAX_LABEL_WORDS = 6
_FITS = 0.8  # least score of a sentence that fills a cell the tables leave empty
_LEADS = re.compile(r"(?i)^(?:in|on|for|with)$")
_JOINING = re.compile(r"(?i)^(?:of|in|on|for|with|and|or|as|a|an|the|between|to|from|by|vs|versus)$")


@dataclass(frozen=True)
class Cell:
    """What one source says of one thing in one respect."""

    text: str
    unit: Unit


@dataclass(frozen=True)
class Row:
    """One feature; `cells` by what is compared, without those that nothing is said of."""

    label: str
    cells: Mapping[str, Cell] = field(default_factory=dict)

    @property
    def quoted(self) -> int:
        """Words of the quotes under it."""
        return sum(len(unit.quote.split()) for unit in {cell.unit for cell in self.cells.values()})


class Features:
    """Finds the features in which the passages speak of the things compared."""

    def __init__(
        self,
        subjects: Sequence[str],
        passages: Sequence[Passage],
        terms: Terms,
        select: UnitSelector,
        find: Callable[[str], Iterable[Passage]],
    ) -> None:
        """`passages` are those found for the question and what stands beside them; `find` searches for more."""
        self._find = find
        self.subjects = subjects
        self._terms = terms
        self._select = select.without_reranker()  # a table tries many sentences, most in vain
        self._rows = [passage for passage in passages if passage.cells]
        prose = [passage for passage in passages if passage.kind not in {"table", "code"}]
        self._units = [unit for passage in prose for unit in split_units(passage)]

    def rows(self, aspect: Sequence[str]) -> list[Row]:
        """The rows on the aspect asked about, all where it is empty: the fullest first, and of those, tables."""
        rows = [self._filled(row) for row in self._on(self._from_tables(), aspect)]
        # Headings are a poorer guide to what can be compared than a table that somebody made for it.
        tabled = sum(len(row.cells) == len(self.subjects) for row in rows) >= FEWEST_ROWS
        for row in self._on([] if tabled else self._from_sections(), aspect):
            used = {cell.unit for other in rows for cell in other.cells.values()}
            repeats = any(self._same_feature(row.label, other.label) for other in rows)
            if not repeats and not used & {cell.unit for cell in row.cells.values()}:
                rows.append(row)
        return sorted(rows, key=lambda row: -len(row.cells))

    def _on(self, rows: Sequence[Row], aspect: Sequence[str]) -> list[Row]:
        asked = {related for term in aspect for related in (term, *self._terms.related(term))}
        if not asked:
            return list(rows)
        return [row for row in rows if asked & heads(row.label, self._terms)]

    def _from_tables(self) -> list[Row]:
        """A row for each table row with a column for something compared; rows on one feature become one."""
        rows: list[Row] = []
        for passage in sorted(
            self._rows, key=lambda passage: -len(named_in(" ; ".join(passage.header), self.subjects, self._terms))
        ):
            label, unit = passage.cells[0][1], Unit(passage, passage.start, passage.end)
            cells = {
                subject: Cell(text, unit)
                for name, text in passage.cells[1:]
                if text and (subject := subject_of(name, self.subjects, self._terms))
            }
            if not label or not cells:
                continue
            known = next((i for i, row in enumerate(rows) if self._same_feature(row.label, label)), None)
            if known is None:
                rows.append(Row(label, cells))
            else:
                rows[known] = replace(rows[known], cells={**cells, **rows[known].cells})
        return rows

    def _from_sections(self) -> list[Row]:
        """A row for each section with sentences on at least two of the things compared."""
        rows = []
        for section in dict.fromkeys((u.passage.document.id, u.passage.section) for u in self._units):
            label = self._label(section[1][-1])
            if not label:
                continue
            inside = [u for u in self._units if (u.passage.document.id, u.passage.section) == section]
            cells = {s: cell for s in self.subjects if (cell := self._best(s, label, inside))}
            if len(cells) > 1:
                rows.append(Row(label, cells))
        return rows

    def _filled(self, row: Row) -> Row:
        """The row with sentences in its gaps, looked for by name: "not in the sources" is to be true."""
        found: dict[str, Cell] = {}
        for subject in self.subjects:
            wanted = heads(row.label, self._terms) - self._terms.set_of(subject)
            if subject in row.cells or not wanted:
                continue
            passages = (p for p in self._find(f"{subject} {row.label}") if p.kind not in {"table", "code"})
            units = [unit for passage in passages for unit in split_units(passage)]
            near = [unit for unit in units if wanted & heads(unit.plain, self._terms)]
            if cell := self._best(subject, row.label, near, _FITS):
                found[subject] = cell
        return replace(row, cells={**row.cells, **found})

    def _best(self, subject: str, label: str, units: Sequence[Unit], least: float = 0.0) -> Cell | None:
        """The sentence that says most of the label about the subject, None where none names it alone."""
        own = [
            unit
            for unit in units
            if not unit.leans and len(unit.plain.split()) <= _MAX_CELL_WORDS and self._names(unit) == {subject}
        ]
        ranked = self._select.rank_units(f"{subject} {label}", own)
        return Cell(ranked[0].unit.plain.rstrip("."), ranked[0].unit) if ranked and ranked[0].score >= least else None

    def _names(self, unit: Unit) -> frozenset[str]:
        return named_in(unit.plain, self.subjects, self._terms)

    def _label(self, heading: str) -> str:
        """The feature that a heading such as "Speed of A and B" or "A for an API" names; empty where it names none."""
        about = [
            mention for mention in mentions_in(heading, self._terms, self.subjects) if mention.term in self.subjects
        ]
        if not about:
            return ""
        before, after = heading[: about[0].start].split(), heading[about[-1].end :].split()
        if not before:
            after = after[max((i for i, word in enumerate(after) if _LEADS.match(word)), default=len(after)) :]
        words = before or after
        if not words or (before and not _JOINING.match(words[-1])):
            return ""
        while words and _JOINING.match(words[-1]):
            words.pop()
        while words and _JOINING.match(words[0]):
            words.pop(0)
        joined = " ".join(words)
        return joined[:1].upper() + joined[1:] if len(words) <= _MAX_LABEL_WORDS else ""

    def _same_feature(self, one: str, other: str) -> bool:
        return bool(heads(one, self._terms) & heads(other, self._terms))


def heads(text: str, terms: Terms) -> frozenset[str]:
    """The terms of a text, without the parts of names: "API Routes" are no routing."""
    found = set()
    for start, end, term in terms.spans(text):
        is_name = all(word[:1].isupper() for word in text[start:end].split())
        found |= {term} if is_name else {term, *terms.of(term)}
    return frozenset(found)


def leading_sentence(both: Sequence[ScoredUnit], rows: Sequence[Row], terms: Terms) -> ScoredUnit | None:
    """The sentence a table can stand under: of those on all that is compared, the one that names most features."""
    labels = [heads(row.label, terms) for row in rows]
    named = [sum(bool(label & heads(entry.unit.plain, terms)) for label in labels) for entry in both]
    most = max(named, default=0)
    return (both[named.index(most)] if most >= FEWEST_ROWS else both[0]) if both else None


def choose_rows(rows: Sequence[Row], lead: frozenset[str], terms: Terms) -> list[Row]:
    """The most telling rows within the words that may be quoted: the first, then those the leading sentence names.

    Empty where fewer than two have something to show for two things. A row with less comes after all others.
    """
    order = sorted(rows[1:], key=lambda row: (-len(row.cells), not lead & heads(row.label, terms)))
    chosen: list[Row] = []
    for row in [*rows[:1], *order]:
        words = sum(other.quoted for other in chosen) + row.quoted
        if len(chosen) < MOST_ROWS and words <= MAX_QUOTED_WORDS:
            chosen.append(row)
    chosen.sort(key=list(rows).index)
    return chosen if sum(len(row.cells) > 1 for row in chosen) >= FEWEST_ROWS else []


def write_table(rows: Sequence[Row], names: Mapping[str, str], first: int) -> tuple[str, tuple[Statement, ...]]:
    """The table in Markdown and the statement in each of its cells; citations are numbered from `first`.

    `names` are what to call the things compared, in the order of the columns.
    """
    citations: dict[Unit, Citation] = {}
    statements: list[Statement] = []
    lines = [_line(["Feature", *names.values()]), _line(["---"] * (len(names) + 1))]
    for row in rows:
        written = [row.label]
        for subject, name in names.items():
            cell = row.cells.get(subject)
            if cell is None:
                written.append(MISSING)
                continue
            unit = cell.unit
            if unit not in citations:
                number = first + len(citations)
                citations[unit] = Citation(number, unit.passage, unit.quote, unit.start, unit.end)
            statements.append(Statement(f"{row.label}, {name}: {cell.text}", (citations[unit],)))
            written.append(f"{cell.text} [{citations[unit].number}]")
        lines.append(_line(written))
    return "\n".join(lines), tuple(statements)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def passages_beside(
    found: Sequence[Passage], passages: Sequence[Passage], subjects: Sequence[str], terms: Terms
) -> list[Passage]:
    """The passages found, every other row of their tables, and the sections headed by two of the things compared."""
    tables = {(p.document.id, p.section, p.header) for p in found if p.cells}
    headings = dict.fromkeys(p.section[-1] for p in passages)
    headed = {heading for heading in headings if len(named_in(heading, subjects, terms)) > 1}
    beside = [
        p for p in passages if (p.cells and (p.document.id, p.section, p.header) in tables) or p.section[-1] in headed
    ]
    return list(dict.fromkeys([*beside, *found]))
