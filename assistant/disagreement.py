"""Find the disagreement of the decision guide that a question is about."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.decision.guide import DecisionGuide, Disagreement, Source
from assistant.retrieve import Embed
from assistant.select import ScoredUnit
from assistant.terms import Terms
from assistant.units import Unit
from assistant.vocabulary import Vocabulary

_FIRST = 4  # how many of the best units count as what the question is answered with
_NEAREST = 0.65  # least similarity of the question to the side it is closest to
_FARTHEST = 0.5  # ... and to the one it is farthest from
_RELATED = 0.3  # unrelated sentences rarely reach it
_TOPIC = 0.5  # least share of the question's words, names aside, that the disagreement speaks of
_FEWEST = 2  # ... and how many of them at least


def disagreement_on(
    question: str, ranked: Sequence[ScoredUnit], guide: DecisionGuide | None, mentioned: Sequence[str], embed: Embed
) -> Disagreement | None:
    """The disagreement of the guide that a question is about: the best units quote both of its sides.

    One that no side resembles may have such units only because nothing better was found.

    `mentioned` are the options the question names; one that no side speaks for makes it another question.
    """
    for disagreement in _open_to(guide, mentioned):
        if all(
            any(_overlaps(entry.unit, source) for source in side.sources for entry in ranked[:_FIRST])
            for side in disagreement.sides
        ):
            vectors = embed([question, *(side.says for side in disagreement.sides)])
            if float((vectors[1:] @ vectors[0]).max()) >= _RELATED:
                return disagreement
    return None


def disagreement_meant(
    question: str,
    guide: DecisionGuide | None,
    mentioned: Sequence[str],
    terms: Terms,
    vocabulary: Vocabulary,
    embed: Embed,
) -> Disagreement | None:
    """The disagreement whose sides say, in whatever words, what the question asks; None where none comes close.

    Sentences that merely share names are similar too, so most of the other words have to be shared as well.
    """
    asked = frozenset(terms.of(question)) - vocabulary.names
    best, closest = None, _NEAREST
    for disagreement in _open_to(guide, mentioned):
        sides = [side.says for side in disagreement.sides]
        vectors = embed([question, *sides])
        similar = sorted(float(similarity) for similarity in vectors[1:] @ vectors[0])
        quotes = [source.quote for side in disagreement.sides for source in side.sources]
        spoken = terms.set_of(disagreement.topic, *sides, *quotes)
        shared = [term for term in asked if term in spoken or terms.related(term) & spoken]
        if similar[-1] >= closest and similar[0] >= _FARTHEST and len(shared) >= max(_FEWEST, _TOPIC * len(asked)):
            best, closest = disagreement, similar[-1]
    return best


def _open_to(guide: DecisionGuide | None, mentioned: Sequence[str]) -> list[Disagreement]:
    """The disagreements whose sides speak for every option that is mentioned."""
    return [
        disagreement
        for disagreement in (guide.disagreements if guide else ())
        if set(mentioned) <= {option for side in disagreement.sides for option in side.options}
    ]


def quotes(disagreement: Disagreement, unit: Unit) -> bool:
    """Whether a unit holds something of what one of the sides quotes."""
    return any(_overlaps(unit, source) for side in disagreement.sides for source in side.sources)


def _overlaps(unit: Unit, source: Source) -> bool:
    end = source.start + len(source.quote)
    return unit.passage.document.id == source.document.id and unit.start < end and source.start < unit.end
