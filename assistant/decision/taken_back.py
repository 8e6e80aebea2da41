"""Clauses that take back what was said just before: "but nobody needs that", "scratch that", "the boss said no"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.decision.clauses import Mood, Span

_LEAD = r"\W*(?:(?:and|but|so|yet|though|however|well|actually|honestly|frankly|then|still|now|oh|hmm|sorry)\W+){0,3}"
_IT = r"(?:it|that|this|they|them|these|those|any of (?:it|that|this|them|these|those))"
_NEEDED = (
    r"(?:needed|required|necessary|essential|important|wanted|mandatory|planned|urgent|a (?:must|priority|requirement)"
    r"|(?:worth|what|for) (?:it|us|me|we|i)|going to happen|happening)"
)
_DENIES = re.compile(
    rf"{_LEAD}(?:"
    rf"{_IT}(?:(?:'s| is|'re| are| was| were)(?: really| actually)? not|(?: really)? (?:is|are|was|were)n't"
    rf"| won't be| will not be)(?: \w+)? {_NEEDED}"
    rf"|{_IT}(?:'s|'re| is| are| was| were| has been| have been|'s been) (?:\w+ )?(?:gone|dead|dropped|cancell?ed"
    r"|scrapped|history|moot|irrelevant|unnecessary|overkill|too (?:expensive|costly|much|complicated))"
    r"|(?:nobody|no one|none of \w+|hardly any(?:one|body)|nobody here)(?: (?:ever|really|actually|will))?"
    rf" (?:needs?|uses?|used|wants?|wanted|asks? for|asked for|misses|missed|cares? about|opened|opens) {_IT}"
    rf"|(?:we|i|they)(?: (?:really|actually))? (?:(?:do|did|wo)n't|(?:do|did|will) not|never) (?:\w+ )?(?:need|want"
    rf"|use|used|ask for|asked for|miss) {_IT}"
    rf"|(?:we|i|they)(?: have|'ve)? (?:dropped|abandoned|cancell?ed|scrapped|ditched|skip|gave up(?: on)?) {_IT}"
    rf"|(?:please |let's |just |we can |you can )*(?:forget(?: about)?|drop|skip|scrap|ditch|ignore|leave out) {_IT}"
    r"|(?:i|we) (?:don't|do not)(?= ?(?:$|[.;,!])| (?:see (?:why|the point)|think so|agree|believe (?:that|it)))"
    r"|(?:the |our |my )?(?!nobody|no|one)\w+(?: \w+)? (?:(?:says?|said|voted|decided) (?:no(?! \w)"
    r"|against (?:it|that))|objected)"
    rf"|not (?:really |strictly )?{_NEEDED}(?=\W*$|[,.;])"
    r")(?!\w)",
    re.IGNORECASE,
)
_RETRACTS = re.compile(
    rf"{_LEAD}(?:(?:scratch|strike) that|correction|(?:no|oops|wait)\W+(?:wait|scratch|sorry|i meant|i mean)\b"
    r"|i (?:mixed|confused|misspoke|got (?:that|it) wrong)|(?:that|this) was (?:wrong|the (?:other|wrong) \w+)"
    r"|(?:just )?not (?:right now|now|yet|today|at the moment)(?=\W*$|[,.;])|no(?=,))(?!\w)",
    re.IGNORECASE,
)
_OF_SEVERAL = re.compile(r"\b(?:they|them|these|those)\b", re.IGNORECASE)


@dataclass(frozen=True)
class TakenBack:
    """What a clause does to the one before it: DENIED, it is not needed; OPEN, it was a slip and says nothing now.

    `end` is where the words for that end; `several` tells "they" from "it".
    """

    mood: Mood
    end: int
    several: bool


def takes_back(text: str, clause: Span) -> TakenBack | None:
    """How a clause takes back what was said before it, None where it does not."""
    for mood, pattern in ((Mood.DENIED, _DENIES), (Mood.OPEN, _RETRACTS)):
        match = pattern.match(text, *clause)
        if match:
            return TakenBack(mood, match.end(), bool(_OF_SEVERAL.search(match.group())))
    return None
