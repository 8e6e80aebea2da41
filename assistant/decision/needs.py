"""Needs from free text: what a user says about the project, need by need, each with the words that say so."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from itertools import islice

from assistant.decision.clauses import Mood, Span, is_lookup, read_mood, split_clauses, split_sentences
from assistant.decision.english import ADDING
from assistant.decision.guide import DecisionGuide, Need, NeedFinding
from assistant.decision.meaning import Embed, MeaningReader
from assistant.decision.mistyped import Correct, correct_text
from assistant.decision.phrases import compile_patterns
from assistant.decision.taken_back import TakenBack, takes_back
from assistant.decision.weigh import close_profile

Profile = dict[str, NeedFinding]

_MOST_MENTIONS = 20  # of one need in one clause; more are noise, and would cost quadratic time
_OR = re.compile(r"(?<!\w)(?:or|versus|vs)(?!\w)|/", re.IGNORECASE)
_AND = re.compile(r"(?<!\w)and(?!\w)", re.IGNORECASE)
_BETWEEN = re.compile(r"(?<!\w)between\W+(?:\w+\W+){0,2}$", re.IGNORECASE)
_DENIES_BY_ITSELF = re.compile(r"(?:no|not|nothing|nobody|none|never|without)\b", re.IGNORECASE)


class Kind(Enum):
    """Which of a need's lists a phrase is in."""

    PATTERN = "pattern"
    SIGN = "sign"
    DENIAL = "denial"


@dataclass(frozen=True)
class Match:
    """A phrase of one of a need's lists, before the grammar around it is read."""

    need: str
    kind: Kind
    phrase: Span


@dataclass(frozen=True)
class Mention:
    """One place where the text speaks of a need; `value` is None where it leaves the need open.

    One that `withdraws` denies a word that says nothing when denied: "no Vue" only takes back an earlier "Vue".
    """

    need: str
    value: bool | None
    phrase: Span
    words: Span
    withdraws: bool = False
    kind: Kind = Kind.PATTERN


@dataclass(frozen=True)
class NeedExtractor:
    """Finds needs by the guide's patterns, and, with `embed`, clauses that mean what its examples say.

    `correct` puts mistyped words right before they are read.
    """

    guide: DecisionGuide
    embed: Embed | None = None
    correct: Correct | None = None

    def extract(self, text: str, profile: Mapping[str, NeedFinding] | None = None) -> Profile:
        """The profile with what the text states; a later word about a need replaces an earlier one.

        Questions about how things are state nothing about a project. "React or Vue" and "not sure about
        SEO" leave a need as it was. What was said before and cannot be true any more is taken back.
        """
        earlier = dict(profile or {})
        stated: Profile = {}
        read = correct_text(plain_text(text), self.correct)
        for mention in self.find_mentions(read.text):
            if mention.value is not None:
                finding = NeedFinding(mention.value, text[slice(*read.original(mention.words))])
                before = stated.get(mention.need, finding)
                longer = before.value is finding.value and len(before.words) > len(finding.words)
                stated[mention.need] = before if longer else finding
            if mention.value is False or mention.withdraws:
                earlier = _without(earlier, read.text[slice(*mention.phrase)])
        # "Also a mobile app" does not end the web frontend; "also, no frontend" does.
        replacing = {need: f for need, f in stated.items() if not f.value} if ADDING.search(read.text) else stated
        return {**self._still_true(earlier, replacing), **stated}

    def _still_true(self, earlier: Profile, stated: Profile) -> Profile:
        """The earlier findings without those that what follows from the new ones contradicts.

        A denial stays where both can be true: "no SEO" before "a shop", for which SEO is only assumed.
        """
        now = self._close({need: finding.value for need, finding in stated.items()})
        kept = {}
        for need, finding in earlier.items():
            contradicted = now.get(need) not in (None, finding.value)
            if contradicted and not finding.value and need not in stated:
                then = self._close({need: False})
                contradicted = any(then.get(other) not in (None, entry.value) for other, entry in stated.items())
            if not contradicted:
                kept[need] = finding
        return kept

    def _close(self, values: Mapping[str, bool]) -> dict[str, bool | None]:
        """Every need of the guide with what is known and what follows from it."""
        state = close_profile(self.guide, self.guide.alphabet.state(values))
        return {need.id: self.guide.alphabet.value(state, need.id) for need in self.guide.needs}

    def find_mentions(self, text: str) -> list[Mention]:
        """Every mention in order; the text must have straight apostrophes."""
        mentions: list[Mention] = []
        silent: list[Span] = []
        told: list[Span] = []
        last: list[Mention] = []  # of the latest clause with any, unless a whole sentence lies between
        for sentence in split_sentences(text):
            if is_lookup(text, sentence, self._products):
                continue
            told.append(sentence)
            fresh = False
            for clause in split_clauses(text, sentence):
                found = self._match_patterns(text, clause)
                back = takes_back(text, clause)
                if back and last and not any(mention.phrase[0] < back.end for mention in found):
                    revised = _revise(last, back)
                    mentions = [mention for mention in mentions if mention not in last] + revised
                    last = revised
                elif not found:
                    silent.append(clause)
                mentions += found
                fresh, last = fresh or bool(found or back), found or last
            last = last if fresh else []
        if self._meaning:
            mentions = [entry for entry in mentions if not self._is_chance(text, entry, told)]
            for meant in self._meaning.read(text, silent, told):
                # The words themselves beat what they resemble.
                if meant.need not in {mention.need for mention in mentions}:
                    mentions.append(Mention(meant.need, meant.value, meant.words, meant.words))
        return sorted(mentions, key=lambda mention: mention.phrase)

    def _is_chance(self, text: str, mention: Mention, sentences: Sequence[Span]) -> bool:
        """Whether words that usually state a need are there by chance, going by what their sentence means."""
        if not mention.value or self._meaning is None:
            return False
        around = [sentence for sentence in sentences if _overlap(sentence, mention.phrase)]
        if not self._meaning.rules_out(text, mention.need, around):
            return False
        clauses = [c for sentence in around for c in split_clauses(text, sentence) if _overlap(c, mention.phrase)]
        return self._meaning.rules_out(text, mention.need, clauses)

    def _match_patterns(self, text: str, clause: Span) -> list[Mention]:
        found = [
            Match(need.id, kind, match.span())
            for need, kind, pattern in self._patterns
            for match in islice(pattern.finditer(text, *clause), _MOST_MENTIONS)
        ]
        mentions = []
        for match in found:
            if _is_inside_another(match, found):
                continue
            reading = read_mood(text, clause, match.phrase)
            said: bool | None = match.kind is not Kind.DENIAL
            withdraws = reading.mood is Mood.DENIED and match.kind is not Kind.PATTERN
            if reading.mood is Mood.OPEN or withdraws:
                said = None
            elif reading.mood is Mood.DENIED:
                said = False
            if withdraws and match.kind is Kind.DENIAL and _DENIES_BY_ITSELF.match(text, *match.phrase):
                said, withdraws = False, False  # "no login, nothing live": each denies what follows it
            mentions.append(
                Mention(match.need, said, match.phrase, (reading.start, reading.end), withdraws, match.kind)
            )
        return _drop_alternatives(text, mentions, self._opposed)

    @cached_property
    def _opposed(self) -> set[tuple[str, str]]:
        """Pairs of needs of which the first rules out the second."""
        return {
            (need.id, other)
            for need in self.guide.needs
            for other, value in self._close({need.id: True}).items()
            if value is False
        }

    @cached_property
    def _meaning(self) -> MeaningReader | None:
        return MeaningReader(self.guide, self.embed) if self.embed else None

    @cached_property
    def _patterns(self) -> list[tuple[Need, Kind, re.Pattern[str]]]:
        return [
            (need, kind, compile_patterns(patterns))
            for need in self.guide.needs
            for kind, patterns in (
                (Kind.PATTERN, need.patterns),
                (Kind.SIGN, need.signs),
                (Kind.DENIAL, need.denials),
            )
            if patterns
        ]

    @cached_property
    def _products(self) -> re.Pattern[str]:
        return option_names(self.guide)


def option_names(guide: DecisionGuide) -> re.Pattern[str]:
    """What matches the names of what can be recommended."""
    names = [alias for option in guide.options for alias in option.aliases]
    return compile_patterns(names) if names else re.compile(r"(?!)")


def plain_text(text: str) -> str:
    """Straight apostrophes, every other character in its place: offsets stay valid."""
    return text.replace("’", "'").replace("‘", "'")


def _is_inside_another(match: Match, found: Sequence[Match]) -> bool:
    """Whether a longer phrase says something more specific: "API" in "small API", "React" in "learn React"."""
    start, end = match.phrase
    return any(
        # A denial of another need hides nothing: "just an API" also speaks of an API.
        (other.kind is Kind.DENIAL if other.need == match.need else Kind.DENIAL not in (other.kind, match.kind))
        and other.phrase[0] <= start
        and end <= other.phrase[1]
        and other.phrase[1] - other.phrase[0] > end - start
        for other in found
    )


def _revise(mentions: Sequence[Mention], back: TakenBack) -> list[Mention]:
    """The mentions of a clause after another one takes them, or only the last of them, back."""
    latest = max(mention.phrase[1] for mention in mentions)
    revised = []
    for mention in mentions:
        words = (mention.words[0], back.end)
        if back.mood is Mood.OPEN:
            mention = replace(mention, value=None)
        elif mention.value is not False and (back.several or mention.phrase[1] == latest):
            certain = mention.kind is Kind.PATTERN
            mention = replace(mention, value=False if certain else None, words=words, withdraws=not certain)
        revised.append(mention)
    return revised


def _drop_alternatives(text: str, mentions: list[Mention], opposed: Container[tuple[str, str]]) -> list[Mention]:
    """Leave open what one clause offers as alternatives: "React or Vue", "between a phone app and a website"."""
    offered: list[Span] = []
    for first in mentions:
        for second in mentions:
            same = first.need == second.need and second.value is False
            if first.value is True and (same or (second.value and (first.need, second.need) in opposed)):
                left, right = sorted((first.phrase, second.phrase))
                joined = text[left[1] : right[0]]
                if _OR.search(joined) or (_BETWEEN.search(text[: left[0]]) and _AND.search(joined)):
                    offered += [left, right]
    return [
        replace(mention, value=None) if any(_overlap(mention.phrase, span) for span in offered) else mention
        for mention in mentions
    ]


def _without(profile: Profile, phrase: str) -> Profile:
    """The profile without what rests on a phrase that is now denied: "no mobile app" also ends "web and mobile app"."""
    denied = re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)", re.IGNORECASE)
    return {need: finding for need, finding in profile.items() if not denied.search(plain_text(finding.words))}


def _overlap(first: Span, second: Span) -> bool:
    return first[0] < second[1] and second[0] < first[1]
