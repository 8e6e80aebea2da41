"""The grammar around a word: where a statement ends, and whether it is denied, doubted or only asked about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from assistant.decision.english import (
    AND,
    ANSWERED_NO,
    ASKING,
    BAD_END,
    DENIED_AFTER,
    DENIED_BEFORE,
    ELSEWHERE,
    FOR_A_WHILE,
    HAD,
    HEARSAY,
    HYPOTHETICAL,
    IN_A_CONDITION,
    LEAVES,
    LIST_GOES_ON,
    NEW_CLAUSE,
    NO_HARM,
    NOT_A_DENIAL,
    NOT_NOW,
    NOT_YET,
    OPEN_AFTER,
    OPEN_BEFORE,
    OWN_PROJECT,
    PLACE,
    SENTENCE_END,
    SUBJECT_LEFT_OUT,
    SUBORDINATE,
    TELLING,
    TURNS_TO,
    WH_WORD,
    WHEN,
)

Span = tuple[int, int]

_OWN_VERB = re.compile(r"\s+(?:and|or|but|nor)\s+(?:\w+n't|(?:do|does|did|can|will) not|never)\b", re.IGNORECASE)
_SHOW_ME = re.compile(r"\b(?:show|tell|give|remind|explain to) (?:me|us)\b", re.IGNORECASE)  # no word about a project
# "Instead of a page there will be an app": the verb belongs to what comes instead.
_INSTEAD = {"instead of", "rather than", "apart from", "other than", "except", "without", "minus", "as opposed to"}
_NEW_SUBJECT = re.compile(r"\b(?:there|we|i|they|it|you)(?:'ll|'re|'s|'d| \w+)", re.IGNORECASE)
_REACH = 200  # characters: no denial reaches further, and endless clauses stay cheap


class Mood(Enum):
    """How a phrase is said: stated, denied, or left open (doubted, past, or one of two alternatives)."""

    STATED = "stated"
    DENIED = "denied"
    OPEN = "open"


@dataclass(frozen=True)
class Reading:
    """The mood of a phrase and the span of the words that show it, the phrase included."""

    mood: Mood
    start: int
    end: int


def split_sentences(text: str) -> list[Span]:
    """Spans of the sentences, cut at full stops, semicolons, colons, dashes and line ends."""
    return _cut(text, 0, len(text), SENTENCE_END)


def split_clauses(text: str, sentence: Span) -> list[Span]:
    """Spans of the clauses of a sentence: what one subject does, or one side of "but"."""
    return _cut(text, *sentence, NEW_CLAUSE)


def _cut(text: str, start: int, end: int, boundary: re.Pattern[str]) -> list[Span]:
    spans = []
    for match in boundary.finditer(text, start, end):
        if boundary is NEW_CLAUSE and SUBORDINATE.search(text[start : match.start()]):
            continue
        spans.append((start, max(match.start(), start) if boundary is NEW_CLAUSE else match.end()))
        start = match.end() if boundary is SENTENCE_END else match.start()
    spans.append((start, end))
    return [(left, right) for left, right in spans if text[left:right].strip()]


def is_lookup(text: str, sentence: Span, products: re.Pattern[str]) -> bool:
    """Whether a sentence only asks or tells how things are, without a word about the speaker's own project.

    `products` matches the names of what can be recommended: "Node.js can ..." is about Node.js.
    """
    words = text[sentence[0] : sentence[1]]
    if HEARSAY.search(words):
        return True
    told = WHEN.match(words) or (WH_WORD.match(words) and words.rstrip().endswith("."))
    telling = SUBJECT_LEFT_OUT.match(words) or told
    asking = ASKING.match(words) and not telling
    about_product = asking or re.match(rf"\W*(?:{products.pattern})\W+{TELLING}", words, re.IGNORECASE)
    return bool(about_product) and not OWN_PROJECT.search(_SHOW_ME.sub(" ", words))


def read_mood(text: str, clause: Span, phrase: Span) -> Reading:
    """How a phrase is said within its clause."""
    clause = (max(clause[0], phrase[0] - _REACH), min(clause[1], phrase[1] + _REACH))
    before = text[clause[0] : phrase[0]]
    after = text[phrase[1] : clause[1]]
    answered_no = ANSWERED_NO.match(text, clause[1]) if after.rstrip().endswith((":", "?")) else None
    if answered_no:
        return Reading(Mood.DENIED, phrase[0], answered_no.end())
    if ELSEWHERE.match(text[clause[0] : phrase[1]]):
        return Reading(Mood.OPEN, clause[0], phrase[1])
    doubt = _last(OPEN_BEFORE, text[clause[0] : phrase[1]], len(before))
    if doubt and not _ends_scope(before[doubt.end() :], doubt.group().lower()):
        return Reading(Mood.OPEN, clause[0] + doubt.start(), phrase[1])
    denials = _denials_before(before, after)
    if HYPOTHETICAL.search(before) and not BAD_END.search(after):
        return Reading(Mood.OPEN, *phrase)
    if HAD.search(before) and FOR_A_WHILE.match(after):
        return Reading(Mood.OPEN, *phrase)
    if NOT_NOW.match(after) or OPEN_AFTER.match(after) or (denials and NOT_YET.match(after)):
        return Reading(Mood.OPEN, *phrase)
    # "nothing about X and don't want it": the second denies a verb of its own.
    late = 0 if _OWN_VERB.match(after) else _denial_after(after)
    if IN_A_CONDITION.match(text, *clause) and NO_HARM.search(after):
        return Reading(Mood.DENIED, phrase[0], phrase[1] + len(after))
    if (denials or late) and _is_feared(text, clause, phrase):
        return Reading(Mood.STATED, *phrase)
    if denials or late:
        start = clause[0] + denials[0] if denials else phrase[0]
        end = phrase[1] + late if late else phrase[1]
        denied = (len(denials) + bool(late)) % 2 == 1
        return Reading(Mood.DENIED if denied else Mood.STATED, start, end)
    return Reading(Mood.STATED, *phrase)


def _is_feared(text: str, clause: Span, phrase: Span) -> bool:
    """Whether what a condition denies is needed, as its lack would end badly."""
    condition = IN_A_CONDITION.match(text, *clause)
    return bool(condition and BAD_END.search(text, phrase[1], min(phrase[1] + _REACH, len(text))))


def _denials_before(before: str, after: str) -> list[int]:
    """Offsets of the denials whose scope reaches the end of `before`."""
    hidden = [match.span() for match in NOT_A_DENIAL.finditer(before)]
    found = []
    for match in DENIED_BEFORE.finditer(before):
        if any(start <= match.start() < end for start, end in hidden):
            continue
        if not _ends_scope(before[match.end() :], match.group().lower(), after):
            found.append(match.start())
    # "we don't need any X and no Y": each denies its own word, so only the nearest counts.
    return found[-1:]


def _ends_scope(between: str, cue: str = "", after: str = "") -> bool:
    """Whether the words between a cue and the phrase carry the phrase out of the cue's reach."""
    if len(between.split()) > 12:
        return True
    if "," in between and not LIST_GOES_ON.search(between + "_" + after):
        return True
    if cue in _INSTEAD and _NEW_SUBJECT.search(between):
        return True
    if cue.endswith("from") and re.search(r"\b(?:to|into)\b", between, re.IGNORECASE):
        return True
    if LEAVES.search(cue) and TURNS_TO.search(between):
        return True
    if cue not in {"no", "zero", "hardly any", "nothing", "none"}:
        return False
    # "nothing live on our React page": what it is not on is there.
    return bool((cue not in {"nothing", "none"} and AND.search(between)) or PLACE.search(between))


def _denial_after(after: str) -> int:
    """The length of a denial that follows the phrase directly or after a short list, else 0."""
    match = DENIED_AFTER.match(after)
    if match:
        return match.end()
    joined = re.match(
        r"(?:,? (?:and|or|nor|&)|,)(?: [\w./-]+){1,3}?(?= (?:is|are|do|does|isn't|aren't|don't|doesn't"
        r"|can)\b)",
        after,
    )
    if joined:
        match = DENIED_AFTER.match(after, joined.end())
        return match.end() if match else 0
    return 0


def _last(pattern: re.Pattern[str], text: str, end: int) -> re.Match[str] | None:
    """The last match that ends by `end`; what follows is there to be looked at: "maybe" before a number is none."""
    matches = [match for match in pattern.finditer(text) if match.end() <= end]
    return matches[-1] if matches else None
