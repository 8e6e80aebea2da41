"""Everything read from one published index: what a question is answered from."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import yaml

from assistant.decision.guide import GUIDE_FILE, DecisionGuide
from assistant.decision.guide_file import read_guide
from assistant.decision.needs import NeedExtractor
from assistant.judge import Judge
from assistant.reranker.reranker import open_reranker
from assistant.retrieve import HybridRetriever
from assistant.select import UnitSelector, in_context
from assistant.sources import Library
from assistant.terms import SYNONYMS_FILE, Terms
from assistant.units import split_units
from assistant.vocabulary import Vocabulary
from ingest.document import Document, Passage
from ingest.embed import Embedder, Vectors
from ingest.errors import CorpusError
from ingest.verify import open_store

EXAMPLES_FILE = "examples.yaml"
_WARM = 2_000  # passages
_AT_ONCE = 8


class Knowledge:
    """One generation of an index, opened for reading. Safe to share between threads."""

    def __init__(self, generation: Path, embedder: Embedder) -> None:
        """Raises IndexUnavailable or CorpusError where the generation can't be used."""
        self.generation = generation
        self._store = open_store(generation)
        self.embed = CachedEmbedder(embedder)
        folder = generation / "guide"
        self.terms = Terms.load(folder / SYNONYMS_FILE)
        self.vocabulary = Vocabulary(self.passages, self.terms, embedder.words)
        self.retriever = HybridRetriever(self._store, self.terms, embedder.embed_query)
        self.selector = UnitSelector(self.terms, self.vocabulary, self.retriever.lexical, self.embed, open_reranker())
        self.judge = Judge(self.terms, self.vocabulary, self.selector, self.embed)
        self.guide = load_guide(folder / GUIDE_FILE, self.documents, self.passages)
        self.needs = NeedExtractor(self.guide, self.embed, self.vocabulary.correct) if self.guide else None
        self.examples = load_examples(folder)

    @property
    def documents(self) -> tuple[Document, ...]:
        return tuple(self._store.documents.values())

    @property
    def passages(self) -> tuple[Passage, ...]:
        return self._store.passages

    def warm_up(self) -> None:
        """Work out the vectors of the first sentences now, so that nobody waits for them at a first question."""
        units = [unit for passage in self.passages[:_WARM] for unit in split_units(passage)]
        for first in range(0, len(units), _AT_ONCE):  # in small portions: questions asked meanwhile come in between
            self.embed([in_context(unit) for unit in units[first : first + _AT_ONCE]])

    def close(self) -> None:
        self._store.close()


class CachedEmbedder:
    """Vectors of texts, the most recently used ones remembered: sentences and words come again and again."""

    def __init__(self, embedder: Embedder, size: int = 20_000) -> None:
        self._embedder = embedder
        self._size = size
        self._cache: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Unit-length rows of shape (len(texts), dimension)."""
        with self._lock:
            known = {text: self._cache[text] for text in texts if text in self._cache}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if missing:  # outside the lock: others shall not wait for these
            known |= dict(zip(missing, self._embedder.embed(missing), strict=True))
        with self._lock:
            for text in known:
                self._cache[text] = known[text]
                self._cache.move_to_end(text)
            while len(self._cache) > self._size:
                self._cache.popitem(last=False)
        return np.stack([known[text] for text in texts])


def load_guide(file: Path, documents: Sequence[Document], passages: Sequence[Passage]) -> DecisionGuide | None:
    """The decision guide of a corpus, None where it has none. Raises CorpusError for a broken one."""
    if not file.is_file():
        return None
    shelves = {
        document.id: (document, tuple(p for p in passages if p.document.id == document.id)) for document in documents
    }
    return read_guide(file, Library(shelves))


def load_examples(folder: Path) -> tuple[str, ...]:
    """The example questions of a corpus. Raises CorpusError for a file that is not a list of questions."""
    file = folder / EXAMPLES_FILE
    if not file.is_file():
        return ()
    try:
        examples = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise CorpusError(f"{file} can't be read ({error}); write a list of questions, each after '- '") from error
    if not isinstance(examples, list) or not all(isinstance(example, str) for example in examples):
        raise CorpusError(f"{file} is not a list of questions; write each after '- ', in quotes if it holds a colon")
    return tuple(examples)
