"""The system a tutorial builds, to measure against: cut by length, embed, answer with the nearest chunk.

`python -m assistant.evaluation.naive QUESTIONS` shows how its one setting, the similarity cut-off, does on the
development questions.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from assistant.answer import Answer, Citation, Outcome, Statement
from ingest.document import Document, Passage

if TYPE_CHECKING:
    from assistant.decision.guide import DecisionGuide, Option
    from assistant.decision.recommendation import Recommendation
    from ingest.embed import Vectors

CHUNK, OVERLAP = 500, 50  # characters
SEPARATORS = ("\n\n", "\n", " ")
TOP = 4  # what a model would be given to read; without one, the nearest is the answer
CUTOFF = 0.25  # the best of CUTOFFS on the development questions
CUTOFFS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)
SILENCE = "The documents do not answer this."

Embed = Callable[[list[str]], "Vectors"]


class NaiveSystem:
    """Vectors of fixed-size chunks in Chroma; below `cutoff`, a cosine similarity, it is silent.

    A decision is the option whose name stands most often in the answer. It has no memory.
    """

    def __init__(
        self,
        documents: Sequence[Document],
        embed: Embed,
        cutoff: float = CUTOFF,
        guide: DecisionGuide | None = None,
    ) -> None:
        """Chunk and embed the documents; `embed` gives unit-length rows. Close it to remove its files."""
        from ingest.store import PassageStore, write_collection

        self.documents = tuple(documents)
        self.guide = guide
        self.cutoff = cutoff
        self._embed = embed
        self._folder = TemporaryDirectory(prefix="fingerpost-naive-", ignore_cleanup_errors=True)
        chunks = [chunk for document in documents for chunk in split_by_length(document)]
        folder = Path(self._folder.name)
        write_collection(folder, chunks, embed([chunk.text for chunk in chunks]))
        self._store = PassageStore(folder, {document.id: document for document in documents})

    def ask(self, question: str) -> Answer:
        """The nearest chunk word for word, or silence."""
        found = self._store.search(self._embed([question])[0], TOP)
        if not found or found[0][1] < self.cutoff:
            return Answer(question, Outcome.SILENT, SILENCE)
        nearest = self._store.passages[found[0][0]]
        citation = Citation(1, nearest, nearest.text, nearest.start, nearest.end)
        statement = Statement(nearest.text, (citation,))
        recommendation = self._recommend(nearest)
        return Answer(question, Outcome.ANSWERED, statement.marked, (statement,), (citation,), recommendation)

    def _recommend(self, chunk: Passage) -> Recommendation | None:
        from assistant.decision.condition import State
        from assistant.decision.recommendation import Recommendation
        from assistant.decision.weigh import Weighing

        if self.guide is None:
            return None
        counts = {option.id: count_mentions(option, chunk.text) for option in self.guide.options}
        if not any(counts.values()):
            return None
        ranking = tuple(sorted(counts, key=lambda option: -counts[option]))
        scores: dict[str, tuple[int, ...]] = {option: (count,) for option, count in counts.items()}
        return Recommendation(self.guide, Weighing(State(), (), {}, (), {}, scores, ranking), stated={})

    def conversation(self) -> NaiveSystem:
        """Itself: each turn is taken as it stands."""
        return self

    def close(self) -> None:
        self._store.close()
        self._folder.cleanup()


def count_mentions(option: Option, text: str) -> int:
    """How often an option is called by its name or by what people call it."""
    names = "|".join((re.escape(option.name), *option.aliases))
    return len(re.findall(rf"\b(?:{names})\b", text, re.IGNORECASE))


def split_by_length(document: Document) -> Iterator[Passage]:
    """Chunks of at most 500 characters, cut at paragraphs, else lines, else words, overlapping by up to 50."""
    from ingest.blocks import front_matter_end

    text = document.text
    pieces = list(cut(text, front_matter_end(text), len(text), SEPARATORS))
    window: list[tuple[int, int]] = []
    for start, end in pieces:
        if window and end - window[0][0] > CHUNK:
            yield from trimmed_passage(document, window[0][0], window[-1][1])
            while window and (window[-1][1] - window[0][0] > OVERLAP or end - window[0][0] > CHUNK):
                window.pop(0)
        window.append((start, end))
    if window:
        yield from trimmed_passage(document, window[0][0], window[-1][1])


def cut(text: str, start: int, end: int, separators: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Adjoining spans of at most 500 characters, at the first separator, and only where needed at the next."""
    if end - start <= CHUNK:
        yield start, end
        return
    if not separators:
        yield from ((at, min(at + CHUNK, end)) for at in range(start, end, CHUNK))
        return
    separator, *finer = separators
    while start < end:
        found = text.find(separator, start, end)
        stop = end if found < 0 else found + len(separator)
        yield from cut(text, start, stop, finer)
        start = stop


def trimmed_passage(document: Document, start: int, end: int) -> Iterator[Passage]:
    """The span without blank ends as a passage, or nothing if it is all blank."""
    raw = document.text[start:end]
    if text := raw.strip():
        start += len(raw) - len(raw.lstrip())
        path = next((s.path for s in reversed(document.sections) if s.start <= start), (document.title,))
        yield Passage(document, path, text, start, start + len(text))


def tune_cutoff(questions: Path, documents: Sequence[Document], embed: Embed, guide: DecisionGuide | None) -> str:
    """Trusted answers on the development questions by cut-off, as lines of text."""
    from assistant.evaluation.evaluate import ask_questions
    from assistant.evaluation.metrics import summarize
    from assistant.evaluation.questions import load_questions
    from assistant.evaluation.table import percent

    chosen = load_questions(questions, "dev")
    system = NaiveSystem(documents, embed, guide=guide)
    lines = ["cut-off  trusted %  over-refusal %  false answers %"]
    for system.cutoff in CUTOFFS:
        figures = summarize(ask_questions(system, chosen))
        shares = (figures.trusted, figures.over_refusal, figures.false_answers)
        lines.append(
            f"{system.cutoff:7.2f}  {percent(shares[0]):>9}  {percent(shares[1]):>14}  {percent(shares[2]):>15}"
        )
    system.close()
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Tune on the built-in corpus."""
    import corpus
    from assistant.decision.guide import DecisionGuide
    from ingest.embed import Embedder
    from ingest.errors import FingerpostError
    from ingest.read import read_documents

    if len(arguments) != 1:
        print("usage: python -m assistant.evaluation.naive QUESTIONS", file=sys.stderr)
        return 2
    folder = Path(corpus.__path__[0])
    try:
        documents, _ = read_documents([folder])
        guide = DecisionGuide.builtin()
        print(tune_cutoff(Path(arguments[0]), documents, Embedder().embed, guide))
    except FingerpostError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
