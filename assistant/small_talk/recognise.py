"""Tell small talk from questions for the sources, by the meaning of labelled examples.

A turn is small talk where the closest of the examples is close enough, closer than every look-alike that is for the
sources, and closer than every known question of the corpus. The meaning vector of a short turn hardly sees of what or
whom it speaks, so a word that is none of the kind's own, or speaking of "it" in place of "you", takes some of that
closeness away; a name of the corpus takes all of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from assistant.known_questions import UNLIKE, QuestionIndex
from assistant.small_talk.examples import QUESTION, Example, load_examples
from assistant.small_talk.spelling import undo_slips, words_of, write_out
from assistant.terms import Terms
from assistant.vocabulary import Vocabulary
from ingest.embed import Vectors

LONGEST = 160  # characters

_LOOKED_AT = 8  # nearest examples
_CLOSE = 0.5  # cosine
_OTHER_WORD = 0.05  # taken off for a content word that no example of the kind has
_OTHER_PERSON = 0.1  # where only the example speaks to the assistant, or only the turn of who says it
_POINTING = 0.05  # where only the turn speaks of "it" or "them"
_IT = frozenset(["it", "its", "they", "them", "their", "he", "she", "him", "her"])
_YOU = frozenset(["you", "your", "yours", "yourself"])
_ME = frozenset(["i", "me", "my", "mine", "myself"])

Embed = Callable[[Sequence[str]], Vectors]  # rows of unit length, one for each text


class SmallTalk:
    """The examples, ready to be compared with turns over one corpus. Safe to share between threads."""

    def __init__(
        self, embed: Embed, terms: Terms, vocabulary: Vocabulary, known: QuestionIndex, common_words: frozenset[str]
    ) -> None:
        """`common_words` are known English words, which are never taken for mistyped ones."""
        self._embed = embed
        self._terms = terms
        self._vocabulary = vocabulary
        self._known = known
        self._common = common_words

    def kind(self, turn: str, goes_on: bool = False) -> str | None:
        """What kind of small talk a turn is, None where it is a question for the sources.

        `goes_on` says that there is an earlier answer, which "it" and the like may point to.
        """
        if len(turn) > LONGEST or not words_of(turn):
            return None
        turn = undo_slips(write_out(turn), self._usual, self._is_word)
        same = self._by_words.get(" ".join(words_of(turn)))
        if same and same.kind != QUESTION:
            return same.kind
        if not (self._terms.set_of(turn) & self._vocabulary.names) <= self._said:
            return None  # no vector needs to be worked out
        vector = self._embed([turn])[0]
        cosines = self._vectors @ vector
        cosines[self._pointing] -= 0 if goes_on else 2  # without an answer before, "it" is the assistant
        others = np.flatnonzero(~self._is_question)
        nearest = others[np.argsort(-cosines[others])[:_LOOKED_AT]].tolist()
        close = {row: float(cosines[row]) - self._deduction(turn, self._examples[row], goes_on) for row in nearest}
        best = max(nearest, key=close.__getitem__)
        if close[best] < max(_CLOSE, float(np.max(cosines[self._is_question]))):
            return None
        return self._examples[best].kind if close[best] >= self._closest_known(vector) else None

    def _deduction(self, turn: str, example: Example, goes_on: bool) -> float:
        """What is taken off the cosine of a turn and an example, since they differ in ways that it hardly shows."""
        terms = self._terms.set_of(turn)
        if not (terms & self._vocabulary.names) <= self._terms.set_of(example.turn):
            return 1.0
        others = terms - self._terms_of[example.kind]
        words, said = set(words_of(turn)), set(words_of(example.turn))
        deduction = _OTHER_WORD * len(others)
        if not said.isdisjoint(_YOU) and words.isdisjoint(_YOU):
            deduction += _OTHER_PERSON
        if said.isdisjoint(_ME) and not words.isdisjoint(_ME):
            deduction += _OTHER_PERSON
        if goes_on and said.isdisjoint(_IT) and not words.isdisjoint(_IT):
            deduction += _POINTING
        return deduction

    def _closest_known(self, vector: Vectors) -> float:
        """The cosine of the known question that is closest, as far as it matters; 0 where there are none."""
        closest = self._known.likeness(vector).closest
        return UNLIKE + (1 - UNLIKE) * closest if closest else 0.0

    def _is_word(self, word: str) -> bool:
        return word in self._common or self._vocabulary.knows(word)

    @cached_property
    def _examples(self) -> tuple[Example, ...]:
        return load_examples()

    @cached_property
    def _vectors(self) -> Vectors:
        return self._embed([example.turn for example in self._examples])

    @cached_property
    def _is_question(self) -> npt.NDArray[np.bool_]:
        return np.array([example.kind == QUESTION for example in self._examples])

    @cached_property
    def _pointing(self) -> npt.NDArray[np.bool_]:
        """Which examples are questions about "it" and the like."""
        points = np.array([not _IT.isdisjoint(words_of(example.turn)) for example in self._examples])
        return points & self._is_question

    @cached_property
    def _by_words(self) -> dict[str, Example]:
        return {" ".join(words_of(example.turn)): example for example in self._examples}

    @cached_property
    def _usual(self) -> list[str]:
        """The words of small talk, the most usual first."""
        said = Counter(
            word for example in self._examples if example.kind != QUESTION for word in words_of(example.turn)
        )
        return [word for word, _ in said.most_common()]

    @cached_property
    def _said(self) -> frozenset[str]:
        """The content words of all kinds."""
        return frozenset().union(*(terms for kind, terms in self._terms_of.items() if kind != QUESTION))

    @cached_property
    def _terms_of(self) -> dict[str, frozenset[str]]:
        """The content words of each kind."""
        turns: dict[str, list[str]] = {}
        for example in self._examples:
            turns.setdefault(example.kind, []).append(example.turn)
        return {kind: self._terms.set_of(" . ".join(said)) for kind, said in turns.items()}
