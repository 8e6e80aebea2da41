"""Everything read from one published index: what a question is answered from."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import yaml

from assistant.cohesion import is_on_one_subject
from assistant.decision.guide import GUIDE_FILE, DecisionGuide
from assistant.decision.guide_file import read_guide
from assistant.decision.needs import NeedExtractor
from assistant.judge import ASKED, MIXED, ONE_SUBJECT, Judge
from assistant.known_questions import QuestionIndex, load_known_questions
from assistant.reranker.reranker import open_reranker
from assistant.retrieve import HybridRetriever
from assistant.select import UnitSelector
from assistant.small_talk.recognise import SmallTalk
from assistant.sources import Library
from assistant.suggest import Topics
from assistant.terms import SYNONYMS_FILE, Terms
from assistant.vocabulary import Vocabulary
from ingest.document import Document, Passage
from ingest.embed import Embedder, Vectors
from ingest.errors import CorpusError
from ingest.known_texts import NO_TEXTS, KnownTexts, read_known_texts
from ingest.verify import open_store

EXAMPLES_FILE = "examples.yaml"
_WARM = 500  # sections: each takes some hundredths of a second


class Knowledge:
    """One generation of an index, opened for reading. Safe to share between threads."""

    def __init__(self, generation: Path, embedder: Embedder) -> None:
        """Raises IndexUnavailable or CorpusError where the generation can't be used."""
        self.generation = generation
        self._store = open_store(generation)
        self.embed = CachedEmbedder(embedder, read_known_texts(generation))
        folder = generation / "guide"
        self.terms = Terms.load(folder / SYNONYMS_FILE)
        questions = load_known_questions(folder)
        asked = [*questions.answered, *questions.unanswered]
        self.vocabulary = Vocabulary(self.passages, self.terms, embedder.words, asked)
        known = QuestionIndex(questions, self.passages, self.embed)
        self.retriever = HybridRetriever(self._store, self.terms, self.embed.query, known)
        self.selector = UnitSelector(
            self.terms, self.vocabulary, self.retriever.lexical, self.embed, open_reranker(), known
        )
        one_subject = ASKED if known else ONE_SUBJECT
        library = one_subject if is_on_one_subject(generation) else MIXED
        self.judge = Judge(self.terms, self.vocabulary, self.selector, self.embed, library)
        self.small_talk = SmallTalk(self.embed, self.terms, self.vocabulary, known, embedder.words)
        self.guide = load_guide(folder / GUIDE_FILE, self.documents, self.passages)
        self.needs = NeedExtractor(self.guide, self.embed, self.vocabulary.correct) if self.guide else None
        self.examples = load_examples(folder)
        self.topics = Topics(self.retriever, self.selector, self.judge, self.embed, self.vocabulary.names)

    @property
    def documents(self) -> tuple[Document, ...]:
        return tuple(self._store.documents.values())

    @property
    def passages(self) -> tuple[Passage, ...]:
        return self._store.passages

    def warm_up(self, stop: threading.Event | None = None) -> None:
        """Work out what can be suggested now, so that nobody waits for it at a first question; until `stop` is set."""
        for section in list(dict.fromkeys(passage.section for passage in self.passages))[:_WARM]:
            if stop and stop.is_set():
                return
            self.topics.section_that_answers(self.topics.question_about(section))

    def close(self) -> None:
        self._store.close()


class CachedEmbedder:
    """Vectors of texts. Those kept in the index and the most recently used others are not worked out again."""

    def __init__(self, embedder: Embedder, kept: KnownTexts = NO_TEXTS, size: int = 20_000) -> None:
        self._embedder = embedder
        self._kept = kept
        self._size = size
        self._cache: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Unit-length rows of shape (len(texts), dimension)."""
        with self._lock:
            known = {text: self._cache[text] for text in texts if text in self._cache}
        known |= self._kept.find([text for text in dict.fromkeys(texts) if text not in known])
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

    def query(self, text: str) -> Vectors:
        """The vector of a question, of shape (dimension,)."""
        return self([text])[0] if self._embedder.embeds_queries_alike else self._embedder.embed_query(text)


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
