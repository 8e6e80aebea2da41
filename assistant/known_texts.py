"""The texts whose vectors questions need, worked out once when an index is built."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.decision.guide import GUIDE_FILE
from assistant.knowledge import load_guide
from assistant.known_questions import load_known_questions
from assistant.select import in_context
from assistant.suggest import ask_about
from assistant.terms import SYNONYMS_FILE, Terms
from assistant.units import split_units
from ingest.document import Document, Passage


def list_texts(guide: Path, documents: Sequence[Document], passages: Sequence[Passage]) -> Iterator[str]:
    """Sentences, words, suggestions, and what the guide compares by meaning; `guide` is the folder that it lies in.

    A text that is missing here costs time at a question, and nothing else.
    """
    terms = Terms.load(guide / SYNONYMS_FILE)
    for passage in passages:
        yield ask_about(passage.section[-1])
        yield from sorted(terms.set_of(passage.section_path))
        for unit in split_units(passage):
            yield in_context(unit)
            yield from sorted(terms.set_of(unit.plain))
    known = load_known_questions(guide)
    yield from known.answered
    yield from known.unanswered
    decisions = load_guide(guide / GUIDE_FILE, documents, passages)
    if decisions:
        yield from decisions.asides
        for need in decisions.needs:
            yield from need.examples
        for disagreement in decisions.disagreements:
            yield from (side.says for side in disagreement.sides)
