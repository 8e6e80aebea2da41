"""The grammar around a word: where a statement ends, and whether it is denied, doubted or only asked about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

Span = tuple[int, int]


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


def _phrase(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


_SENTENCE_END = re.compile(r"[.!?…]+(?=[\s\"')\]]|$)|[;\n]+|:\s|\s[—–-]\s|—")
# A comma ends a clause unless a list goes on; "but" and a new subject always end it.
_NEW_CLAUSE = re.compile(
    r",?\s+(?:but|however|though|although|whereas|except|because|since|so|then|therefore)\b|,\s+(?:yet|while|still)\b"
    r"|(?:,\s+(?:and\s+|or\s+)?|\s+(?:and|or)\s+)(?=(?:just|only|simply|merely|instead|rather|we(?!b)|i|it|they|he|she|there|everything"
    r"|users?|customers?|people|my|our|but|the\s+\w+(?:\s\w+)?\s+(?:is|are|has|have|must|should|will|needs?))\b"
    r"(?!\s+(?:of|than)))"
    r"|,?\s+and\s+(?=(?:needs?|must|should|has|have|is|are|will|wants?|runs?|uses?|with|also|plus|lots|plenty|many|only)\b)",
    re.IGNORECASE,
)
# "not sure whether | we need X": the second half belongs to the first.
_SUBORDINATE = re.compile(
    r"\b(?:if|whether|unless|case|that|which|who|what|when|where|how|why|think|know|because|as|while|before|after|until|than)\s*$",
    re.IGNORECASE,
)
_LIST_GOES_ON = re.compile(r",(?:(?:\s+[\w./-]+){1,4},)*(?:\s+[\w./-]+){0,4}?,?\s+(?:or|nor)\b", re.IGNORECASE)

_DENIAL = (
    r"no|not(?! (?:only|just|sure|least|certain))|never|without|neither|nor|none|nobody|no one|nothing|hardly any|zero"
    r"|(?:\w+n't|(?:do|does|did|is|are|was|wo|ca|could|should|would|have|has|need)nt)(?! (?:only|just|know|sure|mind|forget|matter whether))|cannot|can not"
    r"|skip(?:ping)?|drop(?:ped|ping)?|remov(?:e|ed|ing)|forget(?: about)?|scrap(?:ped)?|ditch(?:ed)?|leav(?:e|ing) out"
    r"|left out|cut(?:ting)?|avoid(?:ing)?|instead of|rather than|as opposed to|got rid of|get rid of|cancel(?:led|ed)?"
    r"|no longer|any ?more|stop(?:ped)? (?:needing|using)|lose|lacks?|free of|minus|except|other than|apart from"
)
_DENIED_BEFORE = _phrase(_DENIAL)
_NOT_A_DENIAL = _phrase(
    r"(?:can't|cannot|can not|couldn't|won't|not) (?:\w+ ){0,2}without|not without|no (?:doubt|question|problem with|way around)"
    r"|nothing but|why not|don't mind|do not mind|not against|nothing against|no (?:later|more|fewer|less) than"
    r"|not (?:only|just|least|merely)|can't (?:miss|skip|drop|avoid|lose|wait)|cannot (?:miss|skip|drop|avoid|lose)"
    r"|must(?:n't| not) (?:miss|lack|lose)|don't forget|do not forget|not to mention|no matter|never mind"
)
_DENIED_AFTER = re.compile(
    r"(?:\s+(?:\w+\s+){0,3}?)(?:"
    r"(?:is|are|was|were|will be|would be|'s|'re|seems?)\s+(?:\w+\s+)?(?:irrelevant|unimportant|unnecessary|optional|pointless"
    r"|overkill|out(?! of the box)|off the table|off|gone|dropped|cancell?ed|secondary|moot|superfluous|no (?:concern|issue|longer|priority|requirement|topic|use))"
    r"|(?:is|are|was|were|will|would|do|does|did|has|have|can|could|should|must|need)(?:n't|nt|\s+not|\s+never)\b(?!\s+(?:only|just))(?:\s+(?!and|or|but)\w+)?"
    r"|can wait|(?:can|may|could) be (?:dropped|skipped|ignored|left out)|no longer|not (?:needed|required|wanted|important|necessary|relevant)"
    r"|(?:plays?|has|have|is|are|of) (?:no|zero|little) (?:role|importance|relevance|interest|value|concern|priority)"
    r"|(?:matters?|is needed|is wanted|counts?) (?:to|by|for) (?:nobody|no one)"
    r")(?!\w)",
    re.IGNORECASE,
)
_OPEN_BEFORE = _phrase(
    r"(?:not|n't|un) ?(?:sure|certain|clear|decided|know|known)(?: yet)?(?: (?:if|whether|about|on))?|unsure|unclear|undecided"
    r"|may ?be|perhaps|possibly|might|depends? on|unless|in case|used to (?:be|have|use|run|need|work)|formerly|previously"
    r"|(?:mov|migrat|switch|chang|com|get|got|convert|rewrit)\w* (?:\w+ ){0,2}?(?:away )?from|away from|(?:from|out of)(?= \w+(?:\.js)? to)"
    r"|considered|thought about|thinking about|toying with|compared? (?:to|with)|unlike|wonder(?:ing)?(?: if| whether)?"
    r"|someday|one day|eventually|considering|debating|open whether|optional(?:ly)?|no idea (?:if|whether)"
)
_OPEN_AFTER = re.compile(
    r"[^,]{0,25}?(?<!\w)(?:(?:is|are) (?:still )?(?:open|undecided|unclear|not (?:decided|sure|clear))"
    r"|(?:might|may|could) (?:come|follow|happen|matter)|one day|someday|maybe|perhaps|at some point)(?!\w)",
    re.IGNORECASE,
)
_NOT_YET = re.compile(r"(?:\s+\w+){0,2}\s+(?:so far|yet)\b", re.IGNORECASE)
_HEARSAY = _phrase(
    r"(?:people|they|some|many|others|everybody|everyone|articles?|docs|documentation) (?:say|says|claims?|think|thinks|state|states)"
    r"|(?:i|i've|we|we've|i have) (?:read|heard|seen)|(?:is|are) said to|supposedly|allegedly|rumou?r"
)
_OWN_PROJECT = _phrase(
    r"we|we're|we've|we'd|we'll|i|i'm|i've|i'd|i'll|our|my|us|ours|mine|me|the (?:team|project|client|customer|boss|board|company|plan)"
    r"|what if|suppose|imagine|say|if (?:there|it|the|my|our|we|i|you)|should (?:be used|one use|be chosen)|recommend\w*|a project"
    r"|(?:which|what) (?:one|of them|framework|stack|option|tool|technology|setup|combination)"
    r"|(?:best|right|good|better|suited|ideal|choose|pick|use|go with|choice|fit|option|stack|framework) (?:\w+ )?(?:for|if|when)"
    r"|need(?:s|ed)?|must|has to|have to|want(?:s|ed)?"
)
_ASKING = re.compile(
    r"\s*(?:and |so |but |ok(?:ay)?,? |hi,? |hello,? |then |please )*(?:does|do|did|is|are|can|could|will|would|has|have|how|why|what|when|where"
    r"|who|which|explain|describe|tell me|define|compare|what's|how's|should)\b",
    re.IGNORECASE,
)


_TELLING = r"(?:is|are|can|can't|cannot|does|doesn't|has|hasn't|will|won't|supports?|handles?|needs?|runs?|uses?|renders?|offers?)\b"


def split_sentences(text: str) -> list[Span]:
    """Spans of the sentences, cut at full stops, semicolons, colons, dashes and line ends."""
    return _cut(text, 0, len(text), _SENTENCE_END)


def split_clauses(text: str, sentence: Span) -> list[Span]:
    """Spans of the clauses of a sentence: what one subject does, or one side of "but"."""
    return _cut(text, *sentence, _NEW_CLAUSE)


def _cut(text: str, start: int, end: int, boundary: re.Pattern[str]) -> list[Span]:
    spans = []
    for match in boundary.finditer(text, start, end):
        if boundary is _NEW_CLAUSE and _SUBORDINATE.search(text[start : match.start()]):
            continue
        spans.append((start, max(match.start(), start) if boundary is _NEW_CLAUSE else match.end()))
        start = match.end() if boundary is _SENTENCE_END else match.start()
    spans.append((start, end))
    return [(left, right) for left, right in spans if text[left:right].strip()]


def is_lookup(text: str, sentence: Span, products: re.Pattern[str]) -> bool:
    """Whether a sentence only asks or tells how things are, without a word about the speaker's own project.

    `products` matches the names of what can be recommended: "Node.js can ..." is about Node.js.
    """
    words = text[sentence[0] : sentence[1]]
    if _HEARSAY.search(words):
        return True
    about_product = _ASKING.match(words) or re.match(rf"\W*(?:{products.pattern})\W+{_TELLING}", words, re.IGNORECASE)
    return bool(about_product) and not _OWN_PROJECT.search(words)


def read_mood(text: str, clause: Span, phrase: Span) -> Reading:
    """How a phrase is said within its clause."""
    before = text[clause[0] : phrase[0]]
    after = text[phrase[1] : clause[1]]
    doubt = _last(_OPEN_BEFORE, before)
    if doubt and not _ends_scope(before[doubt.end() :], doubt.group().lower()):
        return Reading(Mood.OPEN, clause[0] + doubt.start(), phrase[1])
    denials = _denials_before(before, after)
    if _OPEN_AFTER.match(after) or (denials and _NOT_YET.match(after)):
        return Reading(Mood.OPEN, *phrase)
    late = _denial_after(after)
    if denials or late:
        start = clause[0] + denials[0] if denials else phrase[0]
        end = phrase[1] + late if late else phrase[1]
        denied = (len(denials) + bool(late)) % 2 == 1
        return Reading(Mood.DENIED if denied else Mood.STATED, start, end)
    return Reading(Mood.STATED, *phrase)


def _denials_before(before: str, after: str) -> list[int]:
    """Offsets of the denials whose scope reaches the end of `before`."""
    hidden = [match.span() for match in _NOT_A_DENIAL.finditer(before)]
    found = []
    for match in _DENIED_BEFORE.finditer(before):
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
    if "," in between and not _LIST_GOES_ON.search(between + "_" + after):
        return True
    if cue.endswith("from") and re.search(r"\b(?:to|into)\b", between, re.IGNORECASE):
        return True
    single = cue in {"no", "zero", "hardly any"}
    return bool(re.search(r"\band\b", between, re.IGNORECASE)) and single


def _denial_after(after: str) -> int:
    """The length of a denial that follows the phrase directly or after a short list, else 0."""
    match = _DENIED_AFTER.match(after)
    if match:
        return match.end()
    joined = re.match(
        r"(?:,? (?:and|or|nor|&)|,)(?: [\w./-]+){1,3}?(?= (?:is|are|do|does|isn't|aren't|don't|doesn't|can)\b)", after
    )
    if joined:
        match = _DENIED_AFTER.match(after, joined.end())
        return match.end() if match else 0
    return 0


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for found in pattern.finditer(text):
        pass
    return found
