"""Needs from free text: what a user says about the project, need by need, each with the words that say so."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assistant.clauses import Mood, Span, is_lookup, read_mood, split_clauses, split_sentences
from assistant.guide import DecisionGuide, Need, NeedFinding

Profile = dict[str, NeedFinding]
Embed = Callable[[list[str]], Any]  # rows of unit length, one for each text

_SIMILAR = 0.6
_AHEAD = 0.03  # how much nearer than every other need the examples of the best one must be
_SHORTEST_CLAUSE = 4  # words; fewer are too few for a comparison by meaning
_DENYING = re.compile(r"(?<!\w)(?:no|not|never|without|nobody|nothing|none|\w+n't|cannot)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Mention:
    """One place where the text speaks of a need; `value` is None where it leaves the need open."""

    need: str
    value: bool | None
    phrase: Span
    words: Span


@dataclass(frozen=True)
class NeedExtractor:
    """Finds needs by the guide's patterns, and, with `embed`, clauses that mean what its examples say."""

    guide: DecisionGuide
    embed: Embed | None = None

    def extract(self, text: str, profile: Mapping[str, NeedFinding] | None = None) -> Profile:
        """The profile with what the text states; a later word about a need replaces an earlier one.

        Questions about how things are state nothing about a project. "React or Vue" and "not sure about
        SEO" leave a need as it was.
        """
        updated = dict(profile or {})
        plain = plain_text(text)
        for mention in self.find_mentions(plain):
            if mention.value is not None:
                updated[mention.need] = NeedFinding(mention.value, text[slice(*mention.words)])
        return updated

    def find_mentions(self, text: str) -> list[Mention]:
        """Every mention in order; the text must have straight apostrophes."""
        mentions: list[Mention] = []
        silent: list[Span] = []
        for sentence in split_sentences(text):
            if is_lookup(text, sentence):
                continue
            for clause in split_clauses(text, sentence):
                found = self._match_patterns(text, clause)
                mentions += found
                if not found:
                    silent.append(clause)
        mentions += self._compare_meaning(text, silent)
        return sorted(mentions, key=lambda mention: mention.phrase)

    def _match_patterns(self, text: str, clause: Span) -> list[Mention]:
        found: list[tuple[Need, bool, Span]] = []
        for need, pattern, value in self._patterns:
            found += [(need, value, match.span()) for match in pattern.finditer(text, *clause) if match.group().strip()]
        kept = [entry for entry in found if not _is_inside_another(entry, found)]
        mentions = []
        for need, value, phrase in kept:
            reading = read_mood(text, clause, phrase)
            said: bool | None = value
            if reading.mood is Mood.OPEN or (reading.mood is Mood.DENIED and not value):
                said = None
            elif reading.mood is Mood.DENIED:
                said = False
            mentions.append(Mention(need.id, said, phrase, (reading.start, reading.end)))
        return _drop_alternatives(text, mentions)

    def _compare_meaning(self, text: str, clauses: Sequence[Span]) -> list[Mention]:
        """Mentions in clauses that no pattern knows, by the nearest example."""
        clauses = [trim(text, span) for span in clauses if len(text[slice(*span)].split()) >= _SHORTEST_CLAUSE]
        if self.embed is None or not clauses or not self._examples:
            return []
        similarity = self.embed([text[slice(*span)] for span in clauses]) @ self._example_vectors.T
        mentions = []
        for span, row in zip(clauses, similarity, strict=True):
            best: dict[str, float] = {}
            for (need_id, _), score in zip(self._examples, row, strict=True):
                best[need_id] = max(best.get(need_id, -1.0), float(score))
            ranked = sorted(best, key=lambda need_id: (-best[need_id], need_id))
            ahead = len(ranked) < 2 or best[ranked[0]] - best[ranked[1]] >= _AHEAD
            if best[ranked[0]] >= _SIMILAR and ahead:
                example = next(text for need_id, text in self._examples if need_id == ranked[0])
                value = _is_denied(text[slice(*span)]) == _is_denied(example)
                mentions.append(Mention(ranked[0], value, span, span))
        return mentions

    @cached_property
    def _patterns(self) -> list[tuple[Need, re.Pattern[str], bool]]:
        compiled = []
        for need in self.guide.needs:
            for patterns, value in ((need.patterns, True), (need.denials, False)):
                if patterns:
                    compiled.append((need, compile_patterns(patterns), value))
        return compiled

    @cached_property
    def _examples(self) -> list[tuple[str, str]]:
        return [(need.id, example) for need in self.guide.needs for example in need.examples]

    @cached_property
    def _example_vectors(self) -> Any:
        assert self.embed is not None
        return self.embed([example for _, example in self._examples])


def plain_text(text: str) -> str:
    """Straight apostrophes, every other character in its place: offsets stay valid."""
    return text.replace("’", "'").replace("‘", "'")


def compile_patterns(patterns: Sequence[str]) -> re.Pattern[str]:
    """One expression for whole words, the longest alternative not guaranteed; a space matches a hyphen too."""

    def loosen(match: re.Match[str]) -> str:
        return {" ": r"[\s-]+", " ?": r"[\s-]?"}.get(match.group(), match.group())

    loose = [re.sub(r"\[[^\]]*\]| \?| ", loosen, pattern) for pattern in patterns]
    return re.compile(r"(?<!\w)(?:" + "|".join(f"(?:{pattern})" for pattern in loose) + r")(?!\w)", re.IGNORECASE)


def trim(text: str, span: Span) -> Span:
    """The span without the blanks and commas at its ends."""
    piece = text[slice(*span)]
    start = span[0] + len(piece) - len(piece.lstrip(" ,.;:-\n\t"))
    return start, start + len(piece.strip(" ,.;:-\n\t"))


def _is_inside_another(entry: tuple[Need, bool, Span], found: list[tuple[Need, bool, Span]]) -> bool:
    """Whether a longer phrase of another need says something more specific: "API" in "small API"."""
    need, _, (start, end) = entry
    return any(
        other.id != need.id and left <= start and end <= right and right - left > end - start
        for other, _, (left, right) in found
    )


def _drop_alternatives(text: str, mentions: list[Mention]) -> list[Mention]:
    """Leave a need open where one clause offers both sides of it: "React or Vue"."""
    offered: set[str] = set()
    for first in mentions:
        for second in mentions:
            between = text[first.phrase[1] : second.phrase[0]]
            if first.need == second.need and first.value is True and second.value is False:
                between = between or text[second.phrase[1] : first.phrase[0]]
                if re.search(r"(?<!\w)(?:or|versus|vs)(?!\w)|/", between, re.IGNORECASE):
                    offered.add(first.need)
    return [
        Mention(mention.need, None, mention.phrase, mention.words) if mention.need in offered else mention
        for mention in mentions
    ]


def _is_denied(text: str) -> bool:
    return bool(_DENYING.search(text))
