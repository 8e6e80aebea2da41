"""Questions for what a thing is, and the sentences that say so: the thing, "is", and what kind of thing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.compose import says_same
from assistant.select import ScoredUnit
from assistant.terms import Terms

MAX_WORDS = 60  # of a definition and what is said next to it
_MOST = 3
_PLEASE = r"(?:(?:so|and|but|ok|okay|hi|hello|please|now|can you|could you|tell me|explain(?: to me)?)[\s,]+)*"
_ASKS = tuple(
    re.compile(rf"(?i)^\W*{_PLEASE}{form}\W*$")
    for form in (
        r"(?:what|who)(?: exactly)?(?:['’]?s|\s+(?:is|are))\s+(?:exactly |actually )?(.+?)(?: exactly| actually)?",
        r"(?:define|describe|what|who)\s+(.+?)\s+(?:is|are)",
        r"(?:define|describe|explain)\s+(.+?)",
        r"what (?:kind|sort|type) of (?:a )?(?:thing|tool|software|technology|library|framework) (?:is|are)\s+(.+?)",
        r"what does\s+(.+?)\s+mean",
        r"what do you mean by\s+(.+?)",
        r"(?:what is |give me )?(?:the |a )?(?:definition|meaning) of\s+(.+?)",
    )
)
_ARTICLE = re.compile(r"(?i)^(?:an?|the)\s+")
# With one of these, more is asked for than what the thing is.
_MORE = re.compile(
    r"(?i)\b(?:of|for|in|on|to|with|from|by|at|as|than|between|about|when|if|that|used|using|there|it|this|these|"
    r"those|not|and|or|vs|versus|better|best|worse|new|like)\b|[,;:]"
)
_MOST_ASKED = 5  # words
_SAYS_WHAT = re.compile(
    r"(?i)^\s*(?:\([^)]*\)\s*|,[^,.;]{1,60},\s*)?"
    r"(?:(?:is|are|was|were)\s+(?:basically |essentially |simply )?(?:(?P<kind>an?|one of|any)\b|(?P<the>the)\b)|"
    r"(?P<means>means|stands for|refers to|denotes|is short for)\b)"
)
_JUDGES = re.compile(  # "is a good fit for", "is the choice when": praise, which says nothing of what the thing is
    r"(?i)^\W*(?:[\w-]+ ){0,5}?(?:choice|fit|match|pick|option|deployment|default|candidate|bet|base|limit|constraint|"
    r"weakness|strength|advantage|benefit|drawback|problem|mistake|must|reason|domain)\b"
)


def defined_terms(question: str, terms: Terms) -> frozenset[str]:
    """The terms of the thing a question wants defined; empty where it asks for something else."""
    for form in _ASKS:
        match = form.match(question)
        if match:
            thing = _ARTICLE.sub("", match.group(1))
            if len(thing.split()) <= _MOST_ASKED and not _MORE.search(thing):
                return terms.set_of(thing)
    return frozenset()


def defines(text: str, thing: frozenset[str], terms: Terms) -> int:
    """How plainly a text says what a thing is: 2 "X is a ...", 1 "X is the ...", 0 not at all."""
    article = _ARTICLE.match(text)
    start = article.end() if article else 0
    named: frozenset[str] = frozenset()
    for begin, end, _ in terms.spans(text):
        if begin < start or text[start:begin].strip("`*\"' "):
            continue
        named |= terms.set_of(text[begin:end])
        start = end
        if not named <= thing:
            return 0
        says = _SAYS_WHAT.match(text[end:].lstrip("`*\"'"))
        if named == thing and says and not _JUDGES.match(text[end:].lstrip("`*\"'")[says.end() :]):
            return 1 if says.group("the") else 2
    return 0


def choose_definition(thing: frozenset[str], ranked: Sequence[ScoredUnit], terms: Terms) -> list[ScoredUnit]:
    """The sentence that best says what the thing is, then what its section says next; empty where none does.

    A section that is headed by the thing alone is where a document says what it is.
    """
    found = [(defines(entry.unit.plain, thing, terms), entry) for entry in ranked if not entry.unit.passage.cells]
    found = [(plainly, entry) for plainly, entry in found if plainly]
    if not found:
        return []

    def rank(pair: tuple[int, ScoredUnit]) -> tuple[bool, int, float]:
        plainly, entry = pair
        headed = thing == terms.set_of(entry.unit.passage.section[-1])
        return (not headed, -plainly, -entry.score)

    best = min(found, key=rank)[1]
    chosen, words = [best], len(best.unit.plain.split())
    beside = [
        entry
        for entry in ranked
        if entry.unit.passage.document.id == best.unit.passage.document.id
        and entry.unit.passage.section == best.unit.passage.section
        and entry.unit.start >= best.unit.end
        and entry.unit.passage.kind != "code"
    ]
    for entry in sorted(beside, key=lambda entry: entry.unit.start):
        length = len(entry.unit.plain.split())
        if len(chosen) < _MOST and words + length <= MAX_WORDS and not says_same(entry, chosen):
            chosen.append(entry)
            words += length
    return chosen
