"""Questions that people ask, kept with a corpus: each with the sentences that answer it, or with none.

A sentence and a question about it may share no word, but two ways to ask the same are alike. So each sentence is found
by the questions that it answers too (document expansion: Nogueira, Yang, Lin and Cho, "Document Expansion by Query
Prediction", 2019), and a question that is like those nothing answers is less likely to be answered.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from assistant.units import Unit, split_units
from ingest.document import Document, Passage
from ingest.embed import Vectors
from ingest.errors import CorpusError

KNOWN_QUESTIONS_FILES = "known-questions*.yaml"
_LOOKED_AT = 100  # nearest answered questions
_REMEMBERED = 256  # questions whose nearest ones are kept
UNLIKE = 0.4  # cosine that questions on different things rarely pass
_SHARE_WIDTH = 0.08  # of closeness: a question that much farther counts e times less
_KEYS = {"quote": str, "also": list, "questions": list, "near": list}


@dataclass(frozen=True)
class Entry:
    """Sentences of the corpus, what they answer, and what looks like it but is answered nowhere."""

    quote: str
    also: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnownQuestions:
    """The questions of a corpus: `entries` by sentence, and `off_topic`, which are about something else."""

    entries: tuple[Entry, ...] = ()
    off_topic: tuple[str, ...] = ()

    @property
    def answered(self) -> list[str]:
        return [question for entry in self.entries for question in entry.questions]

    @property
    def unanswered(self) -> list[str]:
        return [*(question for entry in self.entries for question in entry.near), *self.off_topic]

    def check(self, documents: Sequence[Document]) -> list[str]:
        """Each quote that is in none of the documents, as a problem to show."""
        quotes = dict.fromkeys(quote for entry in self.entries for quote in (entry.quote, *entry.also))
        return [
            f"known questions: quote {quote!r} is in no document; copy it letter by letter from one"
            for quote in quotes
            if not any(quote in document.text for document in documents)
        ]


def load_known_questions(folder: Path) -> KnownQuestions:
    """The known questions in a folder, none where there are none. Raises CorpusError for a file in another form."""
    entries: list[Entry] = []
    off_topic: list[str] = []
    for file in sorted(folder.glob(KNOWN_QUESTIONS_FILES)):
        try:
            # The C parser takes a tenth of the time; it is missing only where PyYAML was built without it.
            content = yaml.load(file.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
            entries += [_entry(raw) for raw in content.get("pairs", ())]
            off_topic += _strings(content.get("off_topic", []), "off_topic")
        except (OSError, ValueError, AttributeError, TypeError, KeyError, yaml.YAMLError) as error:
            said = " ".join(str(error).split())
            raise CorpusError(
                f"{file}: not a list of known questions ({said}); give `pairs:`, each with a quote and its questions"
            ) from error
    return KnownQuestions(tuple(entries), tuple(off_topic))


def _entry(raw: Mapping[str, Any]) -> Entry:
    unknown = sorted(raw.keys() - _KEYS.keys())
    if unknown:
        raise ValueError(f"unknown key {unknown[0]!r}")
    if not isinstance(raw["quote"], str):
        raise ValueError(f"quote {raw['quote']!r} is not a text")
    lists = {key: tuple(_strings(raw.get(key, []), key)) for key in ("also", "questions", "near")}
    return Entry(raw["quote"], **lists)


def _strings(value: object, key: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError(f"{key} {str(value)[:60]!r} is not a list of texts")
    return value


@dataclass(frozen=True)
class Likeness:
    """How close known questions are to a question, closest first: 0 for unlike ones, 1 for the very question.

    `answered` has the closest questions that something answers, each with the units that do; `unanswered` only how
    close those are that nothing answers.
    """

    answered: tuple[tuple[float, tuple[Unit, ...]], ...] = ()
    unanswered: tuple[float, ...] = ()

    @property
    def closest_answered(self) -> float:
        """How close the closest question is that something answers; 0 without any."""
        return self.answered[0][0] if self.answered else 0.0

    @property
    def closest(self) -> float:
        """How close the closest question of all is; 0 without any."""
        return max(self.closest_answered, *self.unanswered[:1], 0.0)

    @cached_property
    def by_unit(self) -> dict[Unit, float]:
        """For each unit that answers one of them, how close that is."""
        best: dict[Unit, float] = {}
        for closeness, units in self.answered:
            for unit in units:
                best.setdefault(unit, closeness)
        return best

    @cached_property
    def shares(self) -> dict[Unit, float]:
        """What the closest known questions add up to for each unit that answers some of them, 0..1.

        The softmax over their closeness, each group of units that answer together counted once, by its closest.
        """
        groups: dict[tuple[Unit, ...], float] = {}
        for closeness, units in self.answered:
            groups.setdefault(units, math.exp((closeness - self.closest_answered) / _SHARE_WIDTH))
        shares: dict[Unit, float] = defaultdict(float)
        for units, weight in groups.items():
            for unit in units:
                shares[unit] += weight / sum(groups.values())
        return dict(shares)

    def answered_by(self, units: Collection[Unit], number: int) -> list[float]:
        """How close the closest questions are, `number` at most, that one of these units answers."""
        return [close for close, answering in self.answered if any(unit in units for unit in answering)][:number]


class QuestionIndex:
    """The known questions of an opened corpus, to be compared with another by meaning."""

    def __init__(self, known: KnownQuestions, passages: Sequence[Passage], embed: Any) -> None:
        """`embed` gives unit-length rows for texts. Questions whose quotes no passage holds are left out."""
        places = _Places(passages)
        units = [places.of((entry.quote, *entry.also)) for entry in known.entries]
        pairs = [
            (question, answering)
            for entry, answering in zip(known.entries, units, strict=True)
            if answering
            for question in entry.questions
        ]
        self._remembered = lru_cache(_REMEMBERED)(self._likeness)
        self._questions = [question for question, _ in pairs]
        self._units = [answering for _, answering in pairs]
        self._covered = frozenset(unit for answering in self._units for unit in answering)
        self._answered: Vectors = embed([question for question, _ in pairs]) if pairs else np.empty((0, 0), np.float32)
        unanswered = known.unanswered
        self._unanswered: Vectors = embed(unanswered) if pairs and unanswered else np.empty((0, 0), np.float32)

    def __bool__(self) -> bool:
        return bool(self._units)

    def covers(self, unit: Unit) -> bool:
        """Whether a known question leads to this unit; a sentence that came later may have none."""
        return unit in self._covered

    def questions_on(self, section: tuple[str, ...]) -> list[str]:
        """The questions that one section answers alone."""
        return self._by_section.get(section, [])

    @cached_property
    def _by_section(self) -> Mapping[tuple[str, ...], list[str]]:
        by_section: dict[tuple[str, ...], list[str]] = {}
        for question, units in zip(self._questions, self._units, strict=True):
            sections = {unit.passage.section for unit in units}
            if len(sections) == 1:
                by_section.setdefault(sections.pop(), []).append(question)
        return by_section

    def likeness(self, vector: Vectors) -> Likeness:
        """How close the known questions are to one with this unit-length vector."""
        return self._remembered(vector.astype(np.float32).tobytes()) if self else Likeness()

    def _likeness(self, vector: bytes) -> Likeness:
        """A question is compared at several steps of its way, so this is remembered."""
        asked = np.frombuffer(vector, np.float32)
        cosines = self._answered @ asked
        count = min(_LOOKED_AT, len(cosines))
        nearest = np.argpartition(-cosines, count - 1)[:count]
        nearest = nearest[np.argsort(-cosines[nearest], kind="stable")]
        others = np.sort(self._unanswered @ asked)[::-1][:3] if len(self._unanswered) else np.empty(0)
        return Likeness(
            tuple((_closeness(cosines[row]), self._units[row]) for row in nearest),
            tuple(_closeness(cosine) for cosine in others),
        )


def _closeness(cosine: float) -> float:
    return max(0.0, (float(cosine) - UNLIKE) / (1 - UNLIKE))


class _Places:
    """Finds the units that hold a quote, or are part of it."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self._known: dict[str, list[Unit]] = {}

    def of(self, quotes: Sequence[str]) -> tuple[Unit, ...]:
        return tuple(dict.fromkeys(unit for quote in quotes for unit in self._find(quote)))

    def _find(self, quote: str) -> list[Unit]:
        if quote not in self._known:
            holding = [passage for passage in self._passages if quote in passage.text or passage.text.strip() in quote]
            units = [unit for passage in holding for unit in split_units(passage)]
            self._known[quote] = [unit for unit in units if quote in unit.quote or unit.quote in quote]
        return self._known[quote]


NO_QUESTIONS = QuestionIndex(KnownQuestions(), (), None)
