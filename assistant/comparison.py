"""Questions that set two things side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.compose import in_document_order, says_same
from assistant.select import ScoredUnit
from assistant.terms import Terms
from assistant.vocabulary import Vocabulary

_COMPARES = re.compile(
    r"(?i)\b(?:vs\.?|versus|compar\w+|differ\w*|differences?|distinguish\w*|(?:better|worse|faster|slower|easier|harder|cheaper|"
    r"simpler|lighter|more \w+|less \w+) than|side by side|pros and cons|trade-?offs? between|which (?:one )?(?:is|has|gives|offers))\b"
)
_OR = re.compile(r"(?i)\bor\b|\band\b")
MAX_WORDS = 110
_KEEP = 0.45


def compared_subjects(question: str, terms: Terms, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The terms a question compares, in its order; empty where it compares nothing."""
    if not _COMPARES.search(question):
        return ()
    found = [term for term in dict.fromkeys(terms.of(question)) if term in vocabulary.names]
    return tuple(found) if len(found) >= 2 and _OR.search(question) or len(found) >= 2 else ()


def choose_compared(ranked: Sequence[ScoredUnit], subjects: Sequence[str]) -> list[ScoredUnit]:
    """Units that together speak of every subject: table rows and sentences naming all, then one for each side."""
    ranked = [entry for entry in ranked if entry.unit.passage.kind != "code"]
    if not ranked:
        return []
    floor = _KEEP * ranked[0].score
    chosen: list[ScoredUnit] = []

    def add(entry: ScoredUnit) -> None:
        words = sum(len(other.unit.plain.split()) for other in chosen)
        if not says_same(entry, chosen) and words + len(entry.unit.plain.split()) <= MAX_WORDS:
            chosen.append(entry)

    both = [entry for entry in ranked if all(_about(entry, subject) for subject in subjects)]
    add((both or list(ranked))[0])
    for subject in subjects:
        own = [e for e in ranked if _about(e, subject) and e.score >= floor and not any(_about(e, o) for o in subjects if o != subject)]
        if own:
            add(own[0])
    for document in dict.fromkeys(entry.unit.passage.document.id for entry in ranked):
        beside = [e for e in both if e.unit.passage.document.id == document and e.score >= floor]
        if beside:
            add(beside[0])
    return [chosen[0], *in_document_order(chosen[1:], chosen[0])]


def _about(entry: ScoredUnit, subject: str) -> bool:
    return subject in entry.terms
