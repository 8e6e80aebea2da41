"""Questions that set two things side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.compose import in_document_order, says_same
from assistant.select import ScoredUnit, UnitSelector
from assistant.terms import Terms
from assistant.vocabulary import Vocabulary

_COMPARES = re.compile(
    r"(?i)\b(?:vs\.?|versus|compar\w+|differ\w*|differences?|distinguish\w*|(?:better|worse|faster|slower|easier|harder|cheaper|"
    r"simpler|lighter|more \w+|less \w+) than|(?:better|worse|faster|slower|easier|cheaper)\W*$|side by side|pros and cons|trade-?offs? between|which (?:one )?(?:is|has|gives|offers))\b"
)
MAX_WORDS = 110
_KEEP = 0.8  # least score of a side on its own
_KEEP_BESIDE = 0.6  # least share of the best score for a further unit that names all


def compares(question: str) -> bool:
    """Whether a question sets things side by side in so many words."""
    return bool(_COMPARES.search(question))


def compared_subjects(question: str, terms: Terms, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The terms a question compares, in its order; empty where it compares nothing."""
    if not compares(question):
        return ()
    found = [term for term in dict.fromkeys(terms.of(question)) if term in vocabulary.names]
    return tuple(found) if len(found) >= 2 else ()


def choose_compared(
    question: str, ranked: Sequence[ScoredUnit], subjects: Sequence[str], selector: UnitSelector, terms: Terms
) -> list[ScoredUnit]:
    """Units that together speak of every subject: one that names all, then the best on each side."""
    ranked = [entry for entry in ranked if entry.unit.passage.kind != "code"]
    if not ranked:
        return []
    known = frozenset(term for entry in ranked for term in entry.terms)
    aspect = [term for term in terms.of(_COMPARES.sub(" ", question)) if term in known and term not in subjects]
    both = [entry for entry in ranked if all(subject in entry.terms for subject in subjects)]
    if aspect:
        # A row of a comparison table is about its first cell.
        both.sort(key=lambda entry: not _is_row_on(entry, aspect, terms))
    else:
        # The first row of a comparison table says what each is for.
        both.sort(key=lambda entry: (not _is_first_row(entry), -entry.similarity))
    chosen: list[ScoredUnit] = []

    def add(entry: ScoredUnit) -> None:
        words = sum(len(other.unit.plain.split()) for other in chosen)
        if not says_same(entry, chosen) and words + len(entry.unit.plain.split()) <= MAX_WORDS:
            chosen.append(entry)

    if both:
        add(both[0])
    for subject in subjects:
        others = set(subjects) - {subject}
        own = {e.unit for e in ranked if subject in e.terms and not others & e.terms}
        side = selector.rank_units(f"{subject} {' '.join(aspect)}" if aspect else f"What is {subject}?", list(own))
        if side and (side[0].score >= _KEEP or not chosen):
            add(side[0])
    for document in dict.fromkeys(entry.unit.passage.document.id for entry in ranked):
        beside = [
            e for e in both if e.unit.passage.document.id == document and e.score >= _KEEP_BESIDE * ranked[0].score
        ]
        if beside:
            add(beside[0])
    chosen = chosen or [ranked[0]]
    return [chosen[0], *in_document_order(chosen[1:], chosen[0])]


def _is_row_on(entry: ScoredUnit, aspect: Sequence[str], terms: Terms) -> bool:
    cells = entry.unit.passage.cells
    asked = {related for term in aspect for related in (term, *terms.related(term))}
    return len(cells) > 2 and bool(terms.set_of(cells[0][1]) & asked)


def _is_first_row(entry: ScoredUnit) -> bool:
    """Whether a unit is the row right below the header of a table of three columns or more."""
    passage = entry.unit.passage
    above = passage.document.text[: passage.start].rstrip().rsplit("\n", 1)[-1]
    return len(passage.cells) > 2 and not set(above) - set("|-: ")
