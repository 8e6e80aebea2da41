"""What a question takes for granted, and the sentence of the sources that says the opposite."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.select import ScoredUnit
from assistant.terms import Terms
from assistant.vocabulary import Vocabulary

_PREMISES = (
    re.compile(r"(?i)^\W*(?:but |and |so |ok )?(?:since|because|as|given that|now that|considering that) (.+?),"),
    re.compile(r"(?i)^\W*(?:but |and |so )?(?:why|how come) (?:do|does|did|is|are|was|were|can|could|has|have)?\b(.+)"),
    re.compile(r"(?i)^(.+?),? (?:right|correct|true|no|(?:is|does|do|are|can|has|have|was)n't (?:it|they|that))\?"),
    re.compile(r"(?i)\b(?:too bad|a pity|sad|good|great|i (?:know|heard|read|think)) that (.+?)[.,?!](?:\s|$)"),
    re.compile(r"(?i)\bif (.+?),? (?:then )?why\b"),
)
_DENIAL = re.compile(r"(?i)\b(?:not|no|never|cannot|neither|nor|without|none)\b|n['’]t\b")
_CLAUSE = re.compile(r"(?i)[,;:]\s+|\s+(?:but|whereas|while|although|though|and in fact)\s+")
_SPEAKS_OF = 0.5  # least share of what is taken for granted, names aside, that a clause speaks of
_TRIED = 12  # how many of the best units are looked at
_SCORES = 0.4  # least share of the best score


def premise_of(question: str) -> str:
    """The statement a question takes for granted; empty where its form takes nothing for granted."""
    found = (match.group(1).strip() for pattern in _PREMISES if (match := pattern.search(question)))
    return next(found, "")


def find_correction(
    question: str, ranked: Sequence[ScoredUnit], terms: Terms, vocabulary: Vocabulary
) -> ScoredUnit | None:
    """The unit that contradicts what the question takes for granted, None where none does or one confirms it.

    A contradiction names the same things and says the same of them with the opposite sign: one denies it, or
    has the opposite word (`opposites` of the corpus folder's synonyms).
    """
    premise = premise_of(question)
    granted = terms.set_of(premise)
    names, said = granted & vocabulary.names, granted - vocabulary.names
    if not names or not said:
        return None
    best, most = None, 0.0
    for entry in ranked[:_TRIED]:
        scope = entry.terms | terms.set_of(entry.unit.passage.section[-1])
        if not names <= scope or entry.score < _SCORES * ranked[0].score or entry.unit.passage.kind == "code":
            continue
        for clause in [*_CLAUSE.split(entry.unit.plain), entry.unit.plain]:
            spoken, turned = _shares(said, terms.set_of(clause), terms)
            opposed = bool(turned) != (bool(_DENIAL.search(clause)) != bool(_DENIAL.search(premise)))
            if spoken >= max(_SPEAKS_OF, most) and names & terms.set_of(clause):
                if spoken > most or opposed:
                    best = entry if opposed else None
                most = spoken
    return best


def _shares(said: frozenset[str], clause: frozenset[str], terms: Terms) -> tuple[float, int]:
    """The share of the words that a clause takes up, and how many of them by their opposite."""
    turned = [term for term in said if terms.opposites(term) & clause]
    same = [term for term in said if term not in turned and (term in clause or terms.related(term) & clause)]
    return (len(same) + len(turned)) / len(said), len(turned)
