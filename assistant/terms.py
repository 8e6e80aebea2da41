"""Turn text into the terms that search and checks compare.

A term is a canonical, stemmed word. Spellings that the corpus folder's `synonyms.yaml` puts in one group
("nextjs", "next js") become one term; identifiers such as `express.Router` stay whole and also give
their parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from ingest.errors import CorpusError

if TYPE_CHECKING:
    from Stemmer import Stemmer

SYNONYMS_FILE = "synonyms.yaml"
_REMEMBERED = 4_000  # texts whose terms are remembered: questions look at the same sentences again and again

_WORD = re.compile(r"[@#]?\w+(?:[./@+#'’_-]+\w+)*[+#]*")
_PART = re.compile(r"[./@+#'’_-]+")
_GROUP = re.compile(r"\x01(\d+)\x01")
_GROUPED = re.compile(r"(\x01\d+\x01)")
_DIGITS_APART = re.compile(r"(?<=\d)[,\u2009\u202f ](?=\d{3}\b)")
# "v4", "@4", "4.x" and "4.18.2", but no decimal such as "4.5".
_VERSION = re.compile(r"[@v]+(\d+)(?:\.\w+)*|(\d+)(?:\.\d+)*\.x|(\d+)\.\d+(?:\.\d+)+")
_GAP = re.compile(r"[\s-]+")

# Words that carry no topic.
FUNCTION_WORDS = frozenset(
    " ".join(
        (
            "a about above after again against all also am an and any anyone anything are as at be because been before",
            "being below between both but by can could did do does doing done down during each either else etc even",
            "ever every few for from further get gets getting give given gives go goes going got had has have having",
            "he her here hers him his how however i if in instead into is it its itself just know let lets like lot",
            "make makes many may me might mine more most much must my myself now of off often ok on once one only or",
            "other our ours out over own please quite rather really same say says seem she should since so some",
            "someone something still such take tell than that the their theirs them then there these they thing things",
            "this those though through to too under until up upon us use used uses using very via want wants was way",
            "we well were what whatever when where whether which while who whoever whom whose why will with within",
            "without work worked working works would yes yet you your yours",
        )
    ).split()
)


class Terms:
    """The vocabulary of one corpus folder: how its text becomes terms."""

    def __init__(
        self,
        groups: Sequence[Sequence[str]] = (),
        related: Mapping[str, Sequence[str]] | None = None,
        opposites: Sequence[Sequence[str]] = (),
    ) -> None:
        """`groups` are the synonyms: the first of each group is its canonical form.

        `related` maps everyday words to the words of the documents that say nearly the same. `opposites` are
        pairs of words of which one says the reverse of the other.
        """
        self._of = lru_cache(_REMEMBERED)(self._find_terms)
        self._spans = lru_cache(_REMEMBERED)(self._find_spans)
        phrases = [[key] for key in related or {} if " " in key]
        self._everyday = frozenset(key for key in related or {} if " " in key)
        groups = [*groups, *phrases]
        self._canonical = [group[0].lower() for group in groups]
        numbers = {phrase.lower(): number for number, group in enumerate(groups) for phrase in group}
        self._numbers = {_joined(phrase): number for phrase, number in numbers.items()}
        self._inflected = {_stems(key): numbers[key.lower()] for key in self._everyday}
        self.spellings = frozenset(word for phrase in numbers for word in phrase.split())
        longest_first = sorted(numbers, key=len, reverse=True)
        either = "|".join(_spelled(phrase, phrase in self._everyday) for phrase in longest_first)
        self._phrase = re.compile(rf"(?<![\w@/.-])(?:{either})(?:'s)?(?![\w/-]|\.\w)") if either else None
        self._related = {
            self.of(key)[0]: self.set_of(*values) for key, values in (related or {}).items() if self.of(key)
        }
        self._opposites = {
            term: self.set_of(other)
            for pair in opposites
            for word, other in (pair, pair[::-1])
            for term in self.of(word)[:1]
        }

    @classmethod
    def load(cls, file: Path) -> Terms:
        """Read the synonyms of a corpus; without that file, words stand for themselves alone."""
        if not file.is_file():
            return cls()
        try:
            content = yaml.safe_load(file.read_text(encoding="utf-8"))
            related = {
                str(key).lower(): [str(value) for value in values] for key, values in content.get("related", {}).items()
            }
            opposites = [[str(one), str(other)] for one, other in content.get("opposites", [])]
            return cls([[str(term) for term in group] for group in content["groups"]], related, opposites)
        except (yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
            raise CorpusError(
                f"{file}: not a list of synonym groups ({error}); give `groups: [[a, b], ...]`"
            ) from error

    def of(self, text: str) -> list[str]:
        """All content terms of a text in order, identifiers followed by their parts."""
        return list(self._of(text))

    def _find_terms(self, text: str) -> tuple[str, ...]:
        marked = _DIGITS_APART.sub("", text.lower().replace("’", "'"))
        if self._phrase:
            marked = self._phrase.sub(self._mark, marked)
        terms: list[str] = []
        for piece in _GROUPED.split(marked):
            group = _GROUP.fullmatch(piece)
            if group:
                canonical = self._canonical[int(group.group(1))]
                terms.append(canonical)
                # What an everyday phrase is related to says it all; its words alone would mislead.
                if " " in canonical and canonical not in self._everyday:
                    terms.extend(_word_terms(canonical))
            else:
                terms.extend(_word_terms(piece))
        return tuple(terms)

    def spans(self, text: str) -> list[tuple[int, int, str]]:
        """(start, end, term) of every content word and every spelling of a group, in order; offsets into the text."""
        return list(self._spans(text))

    def _find_spans(self, text: str) -> tuple[tuple[int, int, str], ...]:
        low = text.lower().replace("’", "'")
        if len(low) != len(text):  # a rare letter whose lower case is longer
            low = text
        found: list[tuple[int, int, str]] = []
        end = 0
        for match in [*(self._phrase.finditer(low) if self._phrase else ()), None]:
            gap = low[end : match.start() if match else len(low)]
            for word in _WORD.finditer(gap):
                if term := next(iter(_word_terms(word.group())), None):
                    found.append((end + word.start(), end + word.end(), term))
            if match:
                number = _GROUP.fullmatch(self._mark(match))
                if number:
                    found.append((match.start(), match.end(), self._canonical[int(number.group(1))]))
                end = match.end()
        return tuple(found)

    def _mark(self, match: re.Match[str]) -> str:
        """The number of the group a match belongs to, or the match itself where only its beginning looked alike."""
        spelled = match.group().removesuffix("'s")
        number = self._numbers.get(_joined(spelled))
        if number is None:
            number = self._inflected.get(_stems(spelled))
        return match.group() if number is None else f"\x01{number}\x01"

    def related(self, term: str) -> frozenset[str]:
        """Terms of the documents that say nearly what an everyday term says; empty for most."""
        return self._related.get(term, frozenset())

    def opposites(self, term: str) -> frozenset[str]:
        """Terms that say the reverse of a term; empty for most."""
        return self._opposites.get(term, frozenset())

    def set_of(self, *texts: str) -> frozenset[str]:
        return frozenset(term for text in texts for term in self._of(text))


def _joined(spelled: str) -> str:
    """A spelling with one space for every gap or hyphen, so that both are one."""
    return _GAP.sub(" ", spelled)


def _spelled(phrase: str, inflects: bool) -> str:
    """A pattern for a spelling: its words may be joined by hyphens, and those of an everyday phrase inflected."""
    words = _GAP.split(phrase)
    patterns = [_inflections(word) if inflects else re.escape(word) for word in words]
    return r"[\s-]+".join(patterns)


def _inflections(word: str) -> str:
    """A pattern for an English word with its regular endings; `_stems` decides whether they fit."""
    if not word.isalpha():
        return re.escape(word)
    patterns = [f"{word}(?:{word[-1]}?(?:ed|ing)|e?s|d)?"]
    if word[-1] == "e":
        patterns.append(f"{word[:-1]}ing")
    if word[-1] == "y":
        patterns.append(f"{word[:-1]}ie[sd]")
    return f"(?:{'|'.join(patterns)})"


def _stems(phrase: str) -> tuple[str, ...]:
    return tuple(_stem(word) for word in _GAP.split(phrase.lower()))


def _word_terms(text: str) -> Iterable[str]:
    for match in _WORD.finditer(text):
        word = match.group().removesuffix("'s").strip("'")
        if not word or word in FUNCTION_WORDS or word.endswith("n't"):
            continue
        parts = [part for part in _PART.split(word) if part]
        if version := _VERSION.fullmatch(word):
            yield word
            yield next(major for major in version.groups() if major)
        elif len(parts) > 1:
            yield word
            yield from (_stem(part) for part in parts if part not in FUNCTION_WORDS and len(part) > 1)
        else:
            yield _stem(word)


def _stem(word: str) -> str:
    return word if any(character.isdigit() for character in word) else _stem_cached(word)


@cache
def _stem_cached(word: str) -> str:
    return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Stemmer:
    import Stemmer

    return Stemmer.Stemmer("english")
