"""Questions that set two things side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.compose import denies, in_document_order, says_same
from assistant.select import ScoredUnit, UnitSelector
from assistant.subjects import joined_subjects, named_in, subject_of
from assistant.terms import Terms
from assistant.units import Unit
from assistant.vocabulary import Vocabulary

_COMPARES = re.compile(
    r"(?i)\b(?:vs\.?|versus|compar\w+|differ\w*|differences?|distinguish\w*|(?:better|worse|faster|slower|easier|harder|cheaper|"
    r"simpler|lighter|more \w+|less \w+) than|(?:better|worse|faster|slower|easier|cheaper)\W*$|side by side|pros and cons|trade-?offs? between|which (?:one )?(?:is|has|gives|offers))\b"
)
# Words that lead to what is asked about and are no part of it.
_FRAMES = re.compile(
    r"(?i)\b(?:regarding|concerning|in terms of|when it comes to|with (?:respect|regard) to|as for|the handling of|"
    r"the (?:basic|main|key|core|real|actual) (?=difference)|in general|in a nutshell|in short)\b"
)
MAX_WORDS = 110
_KEEP = 0.8  # least score of a side on its own
_KEEP_BESIDE = 0.6  # least share of the best score for a further unit that names all


def compares(question: str) -> bool:
    """Whether a question sets things side by side in so many words."""
    return bool(_COMPARES.search(question))


def compared_subjects(question: str, units: Sequence[Unit], terms: Terms, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The terms a question compares, in its order; empty where it compares nothing. `units` are what was found."""
    if not compares(question):
        return ()
    if joined := joined_subjects(question, units, terms, vocabulary):
        return joined
    found = [term for term in dict.fromkeys(terms.of(question)) if term in vocabulary.names]
    return tuple(found) if len(found) >= 2 else ()


def aspect_of(question: str, ranked: Sequence[ScoredUnit], subjects: Sequence[str], terms: Terms) -> list[str]:
    """The terms in which a question compares its subjects; empty where it compares them in general."""
    known = frozenset(term for entry in ranked for term in entry.terms)
    named = terms.set_of(*subjects)
    return [
        term for term in terms.of(_FRAMES.sub(" ", _COMPARES.sub(" ", question))) if term in known and term not in named
    ]


def choose_compared(
    question: str,
    ranked: Sequence[ScoredUnit],
    subjects: Sequence[str],
    selector: UnitSelector,
    terms: Terms,
    first: Sequence[Unit] = (),
) -> list[ScoredUnit]:
    """Units that together speak of every subject: `first` or one that names all, then the best on each side."""
    ranked = [entry for entry in ranked if entry.unit.passage.kind != "code"]
    if not ranked:
        return []
    aspect = aspect_of(question, ranked, subjects, terms)
    both = [entry for entry in ranked if all(subject in entry.terms for subject in subjects)]
    if aspect:
        # A row of a comparison table is about its first cell.
        both.sort(key=lambda entry: not _is_row_on(entry, aspect, terms))
    else:
        # The first row of a comparison table says what each is for.
        both.sort(key=lambda entry: (not _is_first_row(entry), -entry.similarity))
    chosen: list[ScoredUnit] = []
    quick = selector.without_reranker()  # a side is all about its subject already

    def add(entry: ScoredUnit) -> None:
        words = sum(len(other.unit.plain.split()) for other in chosen)
        if not says_same(entry, chosen) and words + len(entry.unit.plain.split()) <= MAX_WORDS:
            chosen.append(entry)

    for entry in (entry for entry in ranked if entry.unit in first):
        add(entry)
    if both and not first:
        add(both[0])
    for subject in subjects:
        own = {e.unit for e in ranked if subject_of(e.unit.plain, subjects, terms) == subject}
        side = quick.rank_units(f"{subject} {' '.join(aspect)}" if aspect else f"What is {subject}?", list(own))
        # A section that is headed by the aspect tells of it in every sentence.
        headed = {entry.unit for entry in side if aspect and _is_headed(entry, subject, aspect, terms)}
        alone = {entry.unit for entry in side if len(named_in(entry.unit.plain, subjects, terms)) == 1}
        side.sort(key=lambda entry: (entry.unit not in headed & alone, entry.unit not in alone or denies(entry)))
        if side and (side[0].score >= _KEEP or side[0].unit in headed or not chosen):
            add(side[0])
    for document in dict.fromkeys(entry.unit.passage.document.id for entry in ranked):
        beside = [
            e for e in both if e.unit.passage.document.id == document and e.score >= _KEEP_BESIDE * ranked[0].score
        ]
        if beside:
            add(beside[0])
    chosen = chosen or [ranked[0]]
    return [chosen[0], *in_document_order(chosen[1:], chosen[0])]


def _is_headed(entry: ScoredUnit, subject: str, aspect: Sequence[str], terms: Terms) -> bool:
    return {subject, *aspect} <= terms.set_of(entry.unit.passage.section[-1])


def _is_row_on(entry: ScoredUnit, aspect: Sequence[str], terms: Terms) -> bool:
    cells = entry.unit.passage.cells
    asked = {related for term in aspect for related in (term, *terms.related(term))}
    return len(cells) > 2 and bool(terms.set_of(cells[0][1]) & asked)


def _is_first_row(entry: ScoredUnit) -> bool:
    """Whether a unit is the row right below the header of a table of three columns or more."""
    passage = entry.unit.passage
    above = passage.document.text[: passage.start].rstrip().rsplit("\n", 1)[-1]
    return len(passage.cells) > 2 and not set(above) - set("|-: ")
