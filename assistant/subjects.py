"""What a question sets side by side, and which of it a sentence is about."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.terms import Terms
from assistant.units import Unit
from assistant.vocabulary import Vocabulary, is_capitalised

_NAME_SHARE = 0.9  # of the times a term stands inside a sentence, how often it is capitalised if it is a name
_STRONG = re.compile(r"(?i)(?:\b(?:or|and|vs|versus|than|against|compared (?:to|with))\b|[,/])")
_WEAK = re.compile(r"(?i)\b(?:with|from|to)\b")
_FILLER = re.compile(
    r"(?i)\b(?:differ\w*|that|those|of|the|an?|on|in|with|for|both|plain|just|using|by|is|does|it)\b|[\W_]"
)
_QUALIFIES = re.compile(r"(?i) (?:on|in|under|with) (?:an? |the )?")
_INITIAL = re.compile(r"(?:^|[.!?:|>]\s*|\n\W*)$")


@dataclass(frozen=True)
class Mention:
    """A term where it stands in a text."""

    term: str
    start: int
    end: int


def joined_subjects(question: str, units: Sequence[Unit], terms: Terms, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The names that "or", "and", "versus" and the like join in a question, in its order; empty where none do.

    Names of several words count as their last: "Next.js API Routes" are API Routes.
    """
    found = _merged(question, [m for m in _mentions(question, terms) if _is_name(m.term, units, terms, vocabulary)])
    for joint in (_STRONG, _WEAK):
        chains: list[list[str]] = []
        for before, after in pairwise(found):
            between = question[before.end : after.start]
            said = {word for word in question[: before.start].lower().split() if len(word) > 3}
            rest = " ".join(word for word in between.split() if word.lower() not in said)
            if not joint.search(between) or _FILLER.sub("", joint.sub("", rest)):
                continue
            before = _qualified(question, found, before, after)
            if chains and chains[-1][-1] == before.term:
                chains[-1].append(after.term)
            else:
                chains.append([before.term, after.term])
        if chains:
            return tuple(dict.fromkeys(chains[-1]))
    return ()


def subject_of(text: str, subjects: Collection[str], terms: Terms) -> str:
    """The one of the subjects that a sentence is about: the only one it names, or the first; empty for none."""
    return next((mention.term for mention in mentions_in(text, terms, subjects) if mention.term in subjects), "")


def named_in(text: str, subjects: Collection[str], terms: Terms) -> frozenset[str]:
    """Those of the subjects that a text names."""
    return frozenset(mention.term for mention in mentions_in(text, terms, subjects)) & frozenset(subjects)


def mentions_in(text: str, terms: Terms, subjects: Collection[str]) -> list[Mention]:
    """The terms of a text, a subject together with the words right beside it."""
    return _merged(text, _mentions(text, terms), inside=subjects)


def display_name(subject: str, texts: Iterable[str], terms: Terms) -> str:
    """The subject as the documents write it, the term itself where they don't name it."""
    spellings = [text[m.start : m.end] for text in texts for m in _mentions(text, terms) if m.term == subject]
    return max(sorted(set(spellings)), key=spellings.count, default=subject).removesuffix("'s")


def _mentions(text: str, terms: Terms) -> list[Mention]:
    return [Mention(term, start, end) for start, end, term in terms.spans(text)]


def _merged(text: str, mentions: Sequence[Mention], inside: Collection[str] = ()) -> list[Mention]:
    """Neighbours with only a space between them as one, named by the last of them that counts.

    With `inside`, only those terms count, so that "Next.js middleware" stays Next.js.
    """
    merged: list[Mention] = []
    for mention in mentions:
        last = merged[-1] if merged else None
        if (
            last
            and not text[last.end : mention.start].strip()
            and (not inside or {last.term, mention.term} & {*inside})
        ):
            term = mention.term if not inside or mention.term in inside else last.term
            merged[-1] = Mention(term, last.start, mention.end)
        else:
            merged.append(mention)
    return merged


def _qualified(text: str, found: Sequence[Mention], before: Mention, after: Mention) -> Mention:
    """The name that is joined: in "A on B and C on D", A and C are set side by side, not B and C."""
    first, second = found.index(before), found.index(after)
    if not first or second + 1 == len(found):
        return before
    gaps = (text[found[i].end : found[i + 1].start] for i in (first - 1, second))
    return found[first - 1] if all(map(_QUALIFIES.fullmatch, gaps)) else before


def _is_name(term: str, units: Sequence[Unit], terms: Terms, vocabulary: Vocabulary) -> bool:
    """Whether the documents write a term as a name. `units` are what was found for the question."""
    if term in vocabulary.names:
        return True
    if " " not in term:
        return False
    inner = [
        unit.plain[m.start : m.end]
        for unit in units
        for m in _mentions(unit.plain, terms)
        if m.term == term and not _INITIAL.search(unit.plain[: m.start])
    ]
    return bool(inner) and sum(map(is_capitalised, inner)) >= _NAME_SHARE * len(inner)
