"""Who says so: the source that a sentence names, and the source that a question asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.terms import Terms
from assistant.units import Unit
from assistant.vocabulary import Vocabulary

_SPEAKS = (
    r"(?:measured|measures?|reports?|reported|found|finds?|states?|stated|says?|said|gives?|gave|claims?|claimed|"
    r"eliminates?|quotes?|quoted|publish\w*|mentions?|mentioned|writes?|wrote)"
)
_SAYS = re.compile(rf"(?i)\b(?:according to|per) ([^,.;(]+(?:\.\w[^,.;(]*)*)|^([^,;(]{{1,40}}?) {_SPEAKS}\b")
_ASKED = re.compile(
    rf"(?i)\b(?:according to|as per|per) ([^,?;]+)|\b(?:do|does|did) ([^,?;]{{1,40}}?) {_SPEAKS}\b|"
    rf"^\W*(?:(?:what|which|how \w+) .{{0,60}}?\b)?(?:has|have|is) ([^,?;]{{1,40}}?) {_SPEAKS}\b|"
    r"([\w./-]+)(?:'s|’s|s')? (?:figures?|numbers?|measurements?|benchmarks?|docs|documentation|study|reports?)\b|"
    r"\b(?:measured|reported|found|stated|published|quoted|given) by ([^,?;]+)"
)


def speaker_of(unit: Unit, terms: Terms) -> frozenset[str]:
    """The terms of who is said to say so; the id of the document where the sentence names no one."""
    match = _SAYS.search(unit.plain)
    named = terms.set_of(*(part for part in match.groups() if part)) if match else frozenset[str]()
    return named or frozenset({unit.passage.document.id})


def without_speaker(unit: Unit) -> str:
    """The sentence without the words that name who says so."""
    return _SAYS.sub(" ", unit.plain)


def asked_source(question: str, units: Sequence[Unit], terms: Terms, vocabulary: Vocabulary) -> frozenset[str]:
    """The terms of the one source whose word a question wants; empty where any will do.

    A name that the units know only as one who says something is asked for as such, however it is put.
    """
    named = terms.set_of(*(part for match in _ASKED.finditer(question) for part in match.groups() if part))
    asked = {term for term in named if term in vocabulary.names or "." in term}
    speakers = frozenset(term for unit in units for term in speaker_of(unit, terms))
    return frozenset(asked | (terms.set_of(question) & speakers - terms.set_of(*map(without_speaker, units))))
