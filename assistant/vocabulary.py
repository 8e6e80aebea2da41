"""The words of one corpus: which are names, and what a mistyped one was meant to be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property, lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from assistant.terms import FUNCTION_WORDS, Terms
from ingest.document import Passage
from ingest.sentences import sentence_spans

_WORD = re.compile(r"[@#]?\w+(?:[./@+#'’_-]+\w+)*[+#]*")
_NAME_SHARE = 0.9
_SHORTEST_CORRECTED = 4
_LONG_ENOUGH = 6
_ORDINARY = 7  # from this length a slip in a word that the corpus lacks is told from another word
_SEVERAL = 3
_FAR_ENOUGH = 9  # from this length two slips are
_REMEMBERED = 4_000  # texts whose unknown words are remembered: questions look at the same sentences again and again


class Vocabulary:
    """What the documents call things."""

    def __init__(
        self,
        passages: Iterable[Passage],
        terms: Terms,
        common_words: frozenset[str] = frozenset(),
        known_questions: Iterable[str] = (),
    ) -> None:
        """`common_words` are known English words, which are never taken for typing errors; neither are words that
        several of the `known_questions` have."""
        self._unknown = lru_cache(_REMEMBERED)(self._find_unknown)
        self._terms = terms
        self._common = common_words
        used = Counter(word.lower() for question in known_questions for word in _WORD.findall(question))
        self._asked = frozenset(word for word, times in used.items() if times >= _SEVERAL)
        capital, total = Counter[str](), Counter[str]()
        words: set[str] = set()
        for passage in passages:
            words.update(match.group().lower() for match in _WORD.finditer(" ".join(passage.section)))
            for word, initial in _words(passage.text):
                words.add(word.lower())
                # Titles in quotation marks and code capitalise words that are no names.
                if not initial and passage.kind != "code":
                    for term in terms.of(word):
                        total[term] += 1
                        capital[term] += is_capitalised(word)
        self.names = frozenset(term for term in total if capital[term] >= _NAME_SHARE * total[term])
        self._words = words | terms.spellings
        self._by_start: dict[str, list[str]] = {}
        for word in self._words:
            self._by_start.setdefault(word[:1], []).append(word)

    def knows(self, word: str) -> bool:
        """Whether the corpus or its synonyms hold the word, in any inflection."""
        return word.lower() in self._words or any(term in self.stems for term in self._terms.of(word))

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(term for word in self._words for term in self._terms.of(word))

    def correct(self, question: str) -> str:
        """The question with mistyped words replaced by the words that they are closest to, the corpus's own first."""
        return _WORD.sub(lambda match: self._corrected(match.group()), question)

    def _corrected(self, word: str) -> str:
        low = word.lower()
        if low in self._common or low in FUNCTION_WORDS or low in self._words or any(map(str.isdigit, low)):
            return word
        if len(low) < _LONG_ENOUGH and not is_capitalised(word):  # letters that changed places are the likeliest slip
            usual = FUNCTION_WORDS | (self._asked & self._common)
            swapped = next((other for other in sorted(usual) if _is_swapped(low, other)), None)
            if swapped:
                return swapped
        if len(low) < _SHORTEST_CORRECTED or low in self._asked:
            return word
        allowed = 1 if len(low) < _FAR_ENOUGH else 2
        candidates = self._by_start.get(low[0], ())
        if self.knows(low):  # an inflection, unless a slip has the same stem
            stems = self._terms.set_of(low)
            candidates = [candidate for candidate in candidates if not stems.isdisjoint(self._terms.of(candidate))]
            return _closest(low, candidates, 1) or word
        found = _closest(low, candidates, 1)
        if found is None and len(low) >= _ORDINARY and not is_capitalised(word):
            found = _closest(low, self._common_by_start.get(low[0], ()), 1)
        return found or _closest(low, candidates, allowed) or word

    @cached_property
    def _common_by_start(self) -> dict[str, list[str]]:
        by_start: dict[str, list[str]] = {}
        for word in sorted(self._common):
            by_start.setdefault(word[0], []).append(word)
        return by_start

    def unknown_names(self, question: str) -> list[str]:
        """Capitalised words inside the question that the corpus never mentions."""
        return [word for word, capital in self._unknown(question) if capital]

    def unknown_words(self, question: str) -> list[str]:
        """Uncapitalised words of the question that are neither in the corpus nor ordinary English."""
        return [word for word, capital in self._unknown(question) if not capital]

    def _find_unknown(self, text: str) -> tuple[tuple[str, bool], ...]:
        """(word, whether it is a name) for every unknown word."""
        unknown: list[tuple[str, bool]] = []
        for word, initial in _words(text):
            if self.knows(word) or word.lower() in FUNCTION_WORDS:
                continue
            if is_capitalised(word) and not initial:
                unknown.append((word, True))
            elif not (self._is_common(word.lower()) or self._is_mistyped(word.lower())):
                unknown.append((word, False))
        return tuple(unknown)

    def _is_mistyped(self, word: str) -> bool:
        """Whether a word is one slip away from an ordinary one; short words are compared to function words only."""
        usual = FUNCTION_WORDS if len(word) < _SHORTEST_CORRECTED else self._common | FUNCTION_WORDS
        return any(
            abs(len(other) - len(word)) <= 1
            and (len(word) >= _LONG_ENOUGH or len(other) != len(word) or sorted(other) == sorted(word))
            and DamerauLevenshtein.distance(word, other, score_cutoff=1) <= 1
            for other in usual
        )

    def _is_common(self, word: str) -> bool:
        """Whether a word, a part of it or another inflection of it is ordinary English."""
        return any(
            part in self._common or self.knows(part) or not self._common_stems.isdisjoint(self._terms.of(part))
            for part in re.split(r"\W+", word)
            if part
        )

    @cached_property
    def _common_stems(self) -> frozenset[str]:
        return frozenset(term for word in self._common if word.isalpha() for term in self._terms.of(word))


def _closest(word: str, candidates: Iterable[str], allowed: int) -> str | None:
    """The candidate with the fewest slips from a word, `allowed` at most; None where there is none."""
    best, distance = None, allowed + 1
    for candidate in candidates:
        if abs(len(candidate) - len(word)) > allowed or len(candidate) < _SHORTEST_CORRECTED:
            continue
        # In a short word another letter makes another name; letters swapped, missing or doubled are slips.
        if len(word) < _LONG_ENOUGH and (len(word) == len(candidate) and sorted(word) != sorted(candidate)):
            continue
        found = DamerauLevenshtein.distance(word, candidate, score_cutoff=allowed)
        if found < distance:
            best, distance = candidate, found
    return best


def _is_swapped(word: str, other: str) -> bool:
    """Whether two neighbouring letters of a short word have changed places."""
    return sorted(word) == sorted(other) and DamerauLevenshtein.distance(word, other) == 1


def is_capitalised(word: str) -> bool:
    return word[:1].isupper() or any(character.isupper() for character in word[1:])


def _words(text: str) -> Iterable[tuple[str, bool]]:
    """(word, whether it opens a sentence) for every word."""
    for start, end in sentence_spans(text):
        for number, match in enumerate(_WORD.finditer(text[start:end])):
            yield match.group(), number == 0
