"""The texts whose vectors questions need, worked out once when an index is built.

Those of the built-in corpus come with the package, so that the first index takes seconds. After a change of that
corpus, `python -m assistant.known_texts` works them out again.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.decision.guide import GUIDE_FILE
from assistant.knowledge import load_guide
from assistant.known_questions import load_known_questions
from assistant.select import in_context
from assistant.small_talk.examples import load_examples
from assistant.suggest import ask_about
from assistant.terms import SYNONYMS_FILE, Terms
from assistant.units import split_units
from ingest.document import Document, Passage
from ingest.embed import Embedder
from ingest.known_texts import KnownTexts, read_known_texts, read_packaged_texts, write_packaged_texts

PACKAGED_FILE = "known_texts.npz"


def list_texts(guide: Path, documents: Sequence[Document], passages: Sequence[Passage]) -> Iterator[str]:
    """Sentences, words, suggestions, small talk, and what the guide compares; `guide` is the folder that it lies in.

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
    yield from (example.turn for example in load_examples())
    decisions = load_guide(guide / GUIDE_FILE, documents, passages)
    if decisions:
        yield from decisions.asides
        for need in decisions.needs:
            yield from need.examples
        for disagreement in decisions.disagreements:
            yield from (side.says for side in disagreement.sides)


def packaged_texts(embedder: Embedder) -> KnownTexts:
    """The vectors that come with the package; none where another model is in use."""
    return read_packaged_texts(_packaged_file(), embedder)


def _packaged_file() -> Path:
    return Path(str(files("assistant").joinpath(PACKAGED_FILE)))


def main() -> int:
    """Write the vectors that come with the package, from an index of the built-in corpus."""
    from assistant.assistant import Assistant
    from assistant.open_index import open_embedder

    with TemporaryDirectory(prefix="fingerpost-texts-") as folder:
        assistant = Assistant.open(index=Path(folder) / "index")
        texts = read_known_texts(assistant.knowledge.generation)
        write_packaged_texts(_packaged_file(), texts, open_embedder())
    print(f"{PACKAGED_FILE}: {len(texts.keys):,} texts")
    return 0


if __name__ == "__main__":
    sys.exit(main())
