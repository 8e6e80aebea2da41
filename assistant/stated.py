"""What documents state of one and the same thing: a default, a required version, a return value, a signature.

Documents on several versions of a product say the same sentence with another value. So a value is looked up in
every document, in the sentence most like the one that answers, and the values are held against each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.question_kind import Wanted, kind_of
from assistant.select import ScoredUnit
from assistant.terms import Terms
from assistant.units import Unit, split_units
from assistant.values import defaults_in, returns_in, signatures_in, versions_in
from assistant.vocabulary import Vocabulary
from ingest.document import Passage

MOST_SHOWN = 4
_ALIKE = 0.5  # least share of the words of the shorter of two sentences that both have, their values aside
_LINE = re.compile(r"\S.*\S")
_DEFAULT = re.compile(r"(?i)\bdefaults?\b")
_RETURNS = re.compile(r"(?i)\breturn(?:s|ed)?\b(?! (?:to|from)\b)")
_SIGNATURE = re.compile(r"(?i)\b(?:signature|arguments?|parameters?)\b")
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*(?:\.[\w$]+)+|[A-Za-z_$][\w$]*(?=\(\))|\b[a-z]+[A-Z]\w*")
# Words that ask for the value and do not name the thing.
_ASKING = (
    "argument default differ difference higher install least minimum need number option parameter property "
    "require required result return setting signature support take type value version"
)

_PATH_PARTS = re.compile(r"[/_\s-]+")
_VERSION = re.compile(r"(?i)(?<![\w.])v?(\d+)(?:\.(?:\d+|x))*(?![\w.])|(?<![\w.])v?(\d+)x\b")

Read = Callable[[str], list[str]]


@dataclass(frozen=True)
class Stated:
    """A value and the sentence that states it."""

    value: str
    unit: Unit


def stated_values(
    question: str,
    ranked: Sequence[ScoredUnit],
    passages: Sequence[Passage],
    find: Callable[[str], Iterable[Passage]],
    terms: Terms,
    vocabulary: Vocabulary,
) -> list[Stated]:
    """What each document states, the best first and one a document; empty where the question asks for no such value.

    `passages` are all there are; `find` searches them. Documents whose name has a version in it that the question
    does not ask for are left out where it asks for one that others have.
    """
    read = _reader(question, terms)
    if read is None:
        return []
    topic = (terms.set_of(question) - terms.set_of(_ASKING) - _version_terms(question)) & vocabulary.stems
    lead = _find_lead(dict.fromkeys(entry.unit.passage for entry in ranked), topic, read, terms)
    if lead is None and topic:
        lead = _find_lead(find(" ".join(sorted(topic))), topic, read, terms)
    if lead is None:
        return []
    heading, first = lead.passage.section[-1], lead.passage.document.id
    near = [p for p in passages if p.section[-1] == heading and p.document.id != first]
    best = {first: (2.0, Stated(read(lead.quote)[0], lead))}
    for unit in _pieces(dict.fromkeys([*near, *find(lead.plain), *find(question)])):
        document, values = unit.passage.document.id, read(unit.quote)
        alike = _likeness(unit, lead, topic, terms) if values else 0.0
        if alike >= _ALIKE and alike > best.get(document, (0.0,))[0]:
            best[document] = (alike, Stated(values[0], unit))
    order = sorted(best, key=lambda document: (document != first, document))
    return _of_versions_asked(question, [best[document][1] for document in order])


def differ(found: Sequence[Stated]) -> bool:
    """Whether the documents state different values."""
    return len({one.value for one in found}) > 1


def one_of_each(found: Sequence[Stated]) -> list[list[Stated]]:
    """The statements by value, at most four values, those of one value together and in order of their documents."""
    groups: dict[str, list[Stated]] = {}
    for one in sorted(found, key=lambda one: one.unit.passage.document.id):
        groups.setdefault(one.value, []).append(one)
    return list(groups.values())[:MOST_SHOWN]


def place_of(unit: Unit, others: Iterable[Unit]) -> str:
    """The document of a unit by its title, with its id where that alone tells it from the others or names a version."""
    document = unit.passage.document
    twins = {other.passage.document.id for other in others if other.passage.document.title == document.title}
    if twins <= {document.id} and _majors_of(document.id) <= _majors(document.title):
        return document.title
    return f"{document.title} ({document.id})"


def _reader(question: str, terms: Terms) -> Read | None:
    """What takes the value that a question asks for out of a sentence; None where it asks for none of these."""
    if _DEFAULT.search(question):
        return lambda text: [value.word for value in defaults_in(text)]
    if kind_of(question).wanted is Wanted.VERSION:
        asked = terms.set_of(question)
        return lambda text: versions_in(text, asked, terms)
    identifiers = _IDENTIFIER.findall(question)
    if identifiers and _RETURNS.search(question):
        return returns_in
    if identifiers and _SIGNATURE.search(question):
        return lambda text: signatures_in(text, identifiers)
    return None


def _find_lead(passages: Iterable[Passage], topic: frozenset[str], read: Read, terms: Terms) -> Unit | None:
    """The first piece that states a value of the thing asked about."""
    return next((u for u in _pieces(passages) if _speaks(u, topic, terms) == 1.0 and read(u.quote)), None)


def _pieces(passages: Iterable[Passage]) -> Iterable[Unit]:
    """The units of passages, listings line by line, and their headings: a heading may be a signature."""
    for passage in passages:
        heading = passage.section[-1]
        at = passage.document.text.rfind(heading, 0, passage.start)
        if at >= 0:
            yield Unit(passage, at, at + len(heading))
        if passage.kind != "code":
            yield from split_units(passage)
            continue
        for line in _LINE.finditer(passage.text):
            yield Unit(passage, passage.start + line.start(), passage.start + line.end())


def _speaks(unit: Unit, topic: frozenset[str], terms: Terms) -> float:
    """The share of what is asked about that a unit speaks of, leaving out what its heading says."""
    own = terms.set_of(unit.quote)
    rest = topic - terms.set_of(unit.passage.section[-1]) or topic
    return len(rest & own) / len(rest) if rest else 1.0


def _likeness(unit: Unit, lead: Unit, topic: frozenset[str], terms: Terms) -> float:
    """How much a unit says what the lead says, 0..1; 0 for one that does not speak of what is asked about."""
    if topic and _speaks(unit, topic, terms) < 1.0:
        return 0.0
    one, other = (_words(u, terms) for u in (unit, lead))
    alike = len(one & other) / (min(len(one), len(other)) or 1)
    return max(alike, _ALIKE) if topic - terms.set_of(unit.passage.section[-1]) else alike


def _words(unit: Unit, terms: Terms) -> frozenset[str]:
    return frozenset(term for term in terms.of(unit.plain) if not term[0].isdigit())


def _version_terms(text: str) -> frozenset[str]:
    return frozenset(match.group().lower() for match in _VERSION.finditer(text)) | _majors(text)


def _majors(text: str) -> frozenset[str]:
    return frozenset(next(group for group in match.groups() if group) for match in _VERSION.finditer(text))


def _majors_of(document_id: str) -> frozenset[str]:
    return _majors(" ".join(_PATH_PARTS.split(document_id)))


def _of_versions_asked(question: str, found: Sequence[Stated]) -> list[Stated]:
    """Those of the documents whose name has a version asked for, all where none has."""
    asked = _majors(question)
    documents = [(one, one.unit.passage.document) for one in found]
    named = [one for one, document in documents if asked & (_majors(document.title) | _majors_of(document.id))]
    return named or list(found)
