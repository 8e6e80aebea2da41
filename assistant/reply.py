"""Understand a reply to a pending question: yes, no, not sure, or a sentence of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.guide import NeedFinding
from assistant.needs import NeedExtractor, Profile, plain_text

_LEAD = (
    r"\s*(?:well|hm+|um+|uh|oh|ok(?:ay)?|so|actually|i think|i guess|i'd say|to be honest|honestly"
    r"|probably|,|\.|\s)*"
)
_UNSURE = re.compile(
    _LEAD + r"(?:(?:i'?m |we'?re |we are |i am )?(?:not (?:really |quite |entirely |so )?(?:sure|certain"
    r"|decided)|unsure|undecided)"
    r"|(?:i |we )?(?:really |just )?(?:don'?t|do not|can'?t|cannot) (?:really )?(?:know|say|tell)"
    r"|no (?:idea|clue|preference|opinion)|dunno"
    r"|maybe|perhaps|possibly|might|skip(?: (?:it|this|that))?|pass|hard to (?:say|tell)|who knows"
    r"|good question|either"
    r"|it depends|depends|unclear|too early|idk|\?+)(?!\w)",
    re.IGNORECASE,
)
_NO = re.compile(
    _LEAD + r"(?:no(?!\s+(?:idea|clue|preference|opinion|doubt|question))|nope|nah|never|not (?:really|at all"
    r"|necessarily|needed|required"
    r"|yet|for now|now|this time|in our case|a chance)|negative|none|n|false|neither|absolutely not"
    r"|definitely not|certainly not|of course not"
    r"|(?:it|we|i|they|there|that)(?:'s|'re|'m)? ?(?:is|are|am|do|does|did|will|would|has|have|wo"
    r"|should)?(?:n'?t| not)(?: \w+)?)(?!\w)",
    re.IGNORECASE,
)
_YES = re.compile(
    _LEAD + r"(?:yes|yeah|yep|yup|ya|yea|sure|correct|right|of course|definitely|absolutely|certainly|exactly"
    r"|indeed|true|y|affirmative"
    r"|please|naturally|totally|for sure|it (?:does|is|will|has to|must|should)|we (?:do|will|are|have to"
    r"|must|want)|they (?:do|will|are)"
    r"|there (?:is|are|will be)|that'?s (?:right|true|correct|the (?:plan|idea))|very much(?: so)?|a must"
    r"|must have|by all means|i do|always)"
    r"(?!\w)(?!\s*(?:not|n't))",
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
    unsure, no, yes = _UNSURE.match(plain), _NO.match(plain), _YES.match(plain)
    opening = unsure or no or yes
    before = dict(profile or {})
    if opening is None:
        updated = extractor.extract(text, before)
        said = {mention.need for mention in extractor.find_mentions(plain)}
        return Reply(updated, need_id in said or updated != before, False)
    rest = extractor.extract(text[opening.end() :], before)
    if unsure:
        told = need_id in rest and rest.get(need_id) != before.get(need_id)
        return Reply(rest, True, not told)
    # What follows the "yes" or "no" may be more exact, but it does not turn the answer around.
    words = text[: opening.end()].strip()
    return Reply({**rest, need_id: NeedFinding(yes is not None and no is None, words)}, True)
