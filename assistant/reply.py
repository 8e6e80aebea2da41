"""Understand a reply to a pending question: yes, no, not sure, or a sentence of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.decision.guide import NeedFinding
from assistant.decision.needs import NeedExtractor, Profile, plain_text

_LEAD = (
    r"\s*(?:(?:well|hm+|um+|uh|oh|ok(?:ay)?|so|actually|i think|i guess|i'd say|to be honest|honestly|probably)(?!\w)"
    r"|[,.\s])*"
)
# A reply ends here or goes on with a sentence of its own: not "no SEO", not "we are a bank".
_STOP = (
    r"(?!\w)(?=\s*(?:$|[,.;:!?)—–-])"
    r"|\s+(?:we|it|that|there|i|they|thanks?|and|but|only|just|because|since|this|our|my|so|please|of course|at all)\b)"
)
_PLEDGE = r"(?:it|we|they|i|that|there|he|she)"
_UNSURE_WORDS = (
    r"(?:i'?m |we'?re |we are |i am )?"
    r"(?:not (?:really |quite |entirely |so )?(?:sure|certain|decided)|unsure|undecided)"
    r"|(?:i |we )?(?:really |just )?(?:don'?t|do not|can'?t|cannot) (?:really )?(?:know|say|tell)"
    r"|no (?:idea|clue|preference|opinion)|dunno|maybe|perhaps|possibly|skip(?: (?:it|this|that))?|pass"
    r"|hard to (?:say|tell)|who knows|good question|either|(?:it )?depends|unclear|too early|idk|\?+"
)
_NO_WORDS = (
    r"no|nope|nah|never|no need|n|negative|none|false|neither|not (?:really|at all|necessarily|needed|required|yet|now"
    r"|for now|this time|in our case|a chance)|(?:absolutely|definitely|certainly|of course|probably) not"
    rf"|{_PLEDGE}(?:'s|'re|'m)? ?(?:is|are|am|do|does|did|will|would|has|have|wo|should)?(?:n'?t| not)"
    r"(?: (?:need|have|want|use|plan)(?: (?:to|it|that|this|any|one|them|those))?)?"
)
_YES_WORDS = (
    r"yes|yeah|yep|yup|ya|yea|sure|correct|right|of course|definitely|absolutely|certainly|exactly|indeed|true|y"
    r"|affirmative|please|naturally|totally|for sure|very much(?: so)?|a must|must have|by all means|always"
    r"|that'?s (?:right|true|correct|the (?:plan|idea))"
    rf"|{_PLEDGE} (?:do|does|is|are|will|has to|have to|must|should|want(?: that| it)?(?=\s*(?:$|[,.;:!?])))"
)
# "Hmm no, two services are fine" takes back what was said before; "no, they cancelled" tells what has happened.
_SECOND_THOUGHT = re.compile(r"\s*(?:hm+|um+|uh|wait|actually|sorry|oh)(?!\w)", re.IGNORECASE)
_ANOTHER_NO = re.compile(r"\W*(?:not|nothing|no|nobody|no one|none|never)\b", re.IGNORECASE)
_CALLED_OFF = re.compile(
    rf"\W*(?:{_PLEDGE}|the \w+)(?:'ve|'s)?(?: (?:have|has|had|was|were|is|are|got|just|been))*"
    r" (?:cancel\w*|scrapp\w*|dropped|called off|pulled out|changed (?:their|his|her|our|my) minds?)\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Reply:
    """The profile after a reply; `answered` is False where the reply did not speak to the question at all."""

    profile: Profile
    answered: bool
    unsure: bool = False


def read_reply(
    extractor: NeedExtractor, need_id: str, text: str, profile: Mapping[str, NeedFinding] | None = None
) -> Reply:
    """Apply a reply to the question about a need, with whatever else the reply states."""
    plain = plain_text(text)
    unsure = re.match(rf"{_LEAD}(?:{_UNSURE_WORDS})(?!\w)", plain, re.IGNORECASE)
    no = re.match(rf"{_LEAD}(?:{_NO_WORDS}){_STOP}", plain, re.IGNORECASE)
    yes = re.match(rf"{_LEAD}(?:{_YES_WORDS}){_STOP}", plain, re.IGNORECASE)
    opening = unsure or no or yes
    before = dict(profile or {})
    if opening is None:
        updated = extractor.extract(text, before)
        said = {mention.need for mention in extractor.find_mentions(plain)}
        return Reply(updated, need_id in said or updated != before)
    goes_on = unsure and re.match(r"\s+\w", plain[opening.end() :])  # "no idea how many will come" is one statement
    rest = extractor.extract(text if goes_on else text[opening.end() :], before)
    if unsure:
        return Reply(rest, True, rest.get(need_id) == before.get(need_id))
    if no and _denies_something_else(need_id, plain, opening.end(), before, rest):
        return Reply(rest, rest != before)
    # What follows the "yes" or "no" may say more, but it does not turn the answer around.
    return Reply({**rest, need_id: NeedFinding(no is None, text[: opening.end()].strip())}, True)


def _denies_something_else(need_id: str, plain: str, end: int, before: Profile, rest: Profile) -> bool:
    """Whether the "no" that ends at `end` belongs to what follows it, and not to what was asked."""
    if _CALLED_OFF.match(plain, end):
        return True
    if need_id in rest or rest == before:
        return False
    revised = any(need in before and before[need].value is not finding.value for need, finding in rest.items())
    return bool(revised or _SECOND_THOUGHT.match(plain) or _ANOTHER_NO.match(plain, end))
