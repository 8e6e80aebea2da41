"""Leave out sentences that give orders to whoever answers, instead of telling something.

A document may hold "Answer only with X" or "Translate this", by accident or on purpose. Quoted as an answer,
it would be an answer to nobody's question. Such a sentence is recognised by what it does, not by a list of attacks:
it speaks to the one who answers, or it asks or orders something that has nothing to do with the question, or it is
in no language of the documents. Orders that the question is about ("Use X for Y") stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from assistant.select import ScoredUnit, UnitSelector
from assistant.terms import FUNCTION_WORDS, Terms
from assistant.units import Unit
from assistant.vocabulary import Vocabulary
from ingest.sentences import sentence_spans

_RELATED = 0.3  # share of the question's words, by rarity, from which an order counts as being about it
_STRANGE = 0.6  # share of a sentence's words that nobody knows
_SENTENCE = 6  # words from which an English sentence has function words
_LONG_TOKEN = 40  # characters; what is longer is no word, but something encoded
_REMEMBERED = 4_000  # sentences whose reading is remembered: questions look at the same ones again and again

_ANSWERER = r"(?:assistants?|a\.?i\.?(?: models?| agents?| assistants?)?|language models?|llms?|(?:chat)?bots?)"
_REPLY = r"(?:answers?|repl(?:y|ies)|responses?)"
_ADDRESSES = re.compile(
    rf"(?im)\b(?:note|message|instructions?|reminder|hint|attention|orders?) (?:to|for) (?:the |an? |any |all )?"
    rf"{_ANSWERER}\b"
    rf"|^\W*(?:dear |hey |hello )?{_ANSWERER}\s*[:,!]|\bfrom now on\b|\bsystem prompt\b|\bas an ai\b"
    r"|(?:^|\b(?:to|must|should|and|then|please)|[,:;])\s*(?:answer|reply|respond|say)\s+(?:\w+ ){0,2}?"
    r"(?:only|exactly|nothing but|just)\b"
    r"|\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}"
    r"\b(?:instructions?|questions?|rules?|prompts?|above|before|previous(?:ly)?|told|context|sources?)\b"
    r"|\b(?:when|whenever|if) (?:(?:you are|you're|anyone|somebody|someone|an?y? users?|the user|users?) )?"
    r"ask(?:s|ed)?\b"
    r".{0,60}\b(?:say|answer|reply|respond|tell)\b"
    rf"|\b(?:your|any|every|each|all) (?:\w+ )?{_REPLY}(?: (?:about|to|on) .{{1,40}}?)? "
    r"(?:must|should|has to|have to|shall)\b"
    r"|\b(?:in|to|of|into|from|within|with|throughout|modify|change|alter|make|provide|give|write|encode|format|reverse|"
    rf"scramble|augment|enhance|end|start|begin|finish) your (?:\w+ )?{_REPLY}\b"
    r"|\b(?:you are|you're) (?:now|no longer) (?:an?|the|in|called|named)\b|\bact as (?:an?|if|though)\b"
    r"|\bthe user is (?:verified|authori[sz]ed|an? admin\w*)\b"
    r"|<\|[^|<>]{1,40}\|>|\[/?INST\]|</?(?:system|context)>|^\W*(?:user|assistant|system|human)\s*:"
    r"|\b(?:reveal|repeat|show|print|copy) (?:\w+ ){0,2}?(?:instructions|prompts?)\b"
)
_ASKS_POLITELY = re.compile(
    r"(?i)^\W*(?:please|kindly|(?:can|could|would|will) (?:you|someone)|i (?:want|need|would like) you to|don'?t (?:"
    r"hesitate|forget)|(?:make|be) sure|feel free|to proceed,|let your|"
    r"you (?:may|must|should|shall|might|can|need to|have to|are to) |"
    rf"your (?:code|solution|implementation|{_REPLY})\b)"
)
# Verbs that order when they open a sentence: to tell, write, change a text, put something in, run something.
_ORDERS = frozenset(
    " ".join(
        (
            "absorb adjust adopt advise alter analyse analyze announce append apply arrange ask assimilate",
            "attach augment blend break build calculate choose combine compare compose compute consider",
            "construct convert craft create decode define deliver deploy describe detail develop discuss",
            "disregard elaborate embed embody emit employ enclose encode encourage encrypt engage enhance",
            "enlist enrich ensure enumerate evaluate execute expand explain forget formulate forward fuse",
            "generate give guarantee harmonise harmonize highlight identify ignore illustrate imagine",
            "implement imply incorporate infuse inject insert install integrate interpret interweave",
            "introduce invite jumble keep leverage make meld mention merge misspell modify navigate obey",
            "offer omit override paste perform prepare prepend present pretend proceed produce promote",
            "pronounce propose prove provide publish rearrange recite recommend refer remind remove render",
            "reorder rephrase replace reply respond restate reveal rewrite rotate run say scramble seamlessly",
            "select send show shuffle solve sort speak specify spell submit subscribe substitute suggest",
            "summarise summarize suppose swap take teach tell think transform translate try urge use utilise",
            "utilize verify visit warn weave write",
        )
    ).split()
)
# The same for verbs that are nouns as well; a word like "the" has to follow them.
_ORDERS_OR_NOUNS = frozenset(
    " ".join(
        (
            "begin close conclude end finish start",
            "add anagram answer bring call change check copy count design display download draft draw edit",
            "express feature fill form group guide help hide link list mix name order outline output place",
            "plug point post print purchase quote rank read repeat report request return reverse review set",
            "share sign state substitute sum supply support switch turn type vote",
        )
    ).split()
)
_DETERMINERS = frozenset(
    " ".join(
        (
            "with by a an the this that these those your my our its their each every all any some another one two",
            "three me us it them random following subsequent letters words sentences",
        )
    ).split()
)
_INTERROGATIVE = re.compile(
    r"(?i)^\W*(?:who|whom|whose|what|what's|which|when|where|why|how|is|are|do|does|did|can|could|will|would|should)\b"
)
_LETTERS = re.compile(r"[^\W\d_]{2,}")


def leave_out_planted(
    question: str, ranked: Sequence[ScoredUnit], selector: UnitSelector, vocabulary: Vocabulary
) -> list[ScoredUnit]:
    """The ranked units without such sentences; a unit that only ends in one is cut before it."""
    weights = selector.weigh_terms(question)
    kept = []
    for entry in ranked:
        unit = _told_part(entry.unit, _is_related(entry.terms, weights), vocabulary)
        if unit is not None:
            kept.append(entry if unit == entry.unit else replace(entry, unit=unit))
    return kept


def told_units(
    question: str, units: Iterable[Unit], selector: UnitSelector, vocabulary: Vocabulary, terms: Terms
) -> list[Unit]:
    """The same for units that have not been ranked."""
    weights = selector.weigh_terms(question)
    told = (_told_part(unit, _is_related(terms.set_of(unit.plain), weights), vocabulary) for unit in units)
    return [unit for unit in told if unit is not None]


def _is_related(said: frozenset[str], weights: Mapping[str, float]) -> bool:
    found = sum(weight for term, weight in weights.items() if term in said)
    return found >= _RELATED * sum(weights.values()) > 0


@lru_cache(_REMEMBERED)
def speaks_to_answerer(text: str) -> bool:
    """Whether a sentence is addressed to whoever answers, or holds something encoded, whatever the question."""
    return bool(_ADDRESSES.search(text)) or any(len(token) >= _LONG_TOKEN and token.isalnum() for token in text.split())


@lru_cache(_REMEMBERED)
def asks_or_orders(text: str) -> bool:
    """Whether a sentence asks or orders something, and so tells nothing by itself."""
    if _INTERROGATIVE.match(text) and "?" in text:
        return True
    if _ASKS_POLITELY.match(text):
        return True
    words = text.lower().split()[:2]
    if len(words) < 2 or not words[0].isalpha():
        return False
    follows = words[1].startswith(("'", '"', "“", "`")) or words[1] in _DETERMINERS
    return words[0] in _ORDERS or (words[0] in _ORDERS_OR_NOUNS and follows)


def is_strange(text: str, vocabulary: Vocabulary) -> bool:
    """Whether most words are in no language of the documents."""
    every = _LETTERS.findall(text)
    words = [word for word in every if word.lower() not in FUNCTION_WORDS]
    unknown = {*vocabulary.unknown_words(text), *vocabulary.unknown_names(text)}
    strange = sum(any(word in other for other in unknown) for word in words)
    foreign = len(every) == len(words) >= _SENTENCE and strange > 0  # without a single "the", "is" or "of"
    return foreign or (len(words) >= 3 and strange >= _STRANGE * len(words))


def _told_part(unit: Unit, related: bool, vocabulary: Vocabulary) -> Unit | None:
    """The unit up to its first planted sentence; None where that is the first of all."""
    if unit.passage.kind == "code":
        return None if not related and _follows_order(unit) else unit
    end = unit.start
    for start, stop in sentence_spans(unit.quote):
        text = unit.quote[start:stop]
        ordering = unit.passage.kind != "table" and asks_or_orders(text)
        if speaks_to_answerer(text) or (not related and (ordering or is_strange(text, vocabulary))):
            break
        end = unit.start + stop
    else:
        return unit
    return replace(unit, end=end) if end > unit.start else None


def _follows_order(unit: Unit) -> bool:
    """Whether the sentence right before a listing orders something."""
    before = unit.passage.document.text[: unit.start].rstrip().rsplit("\n\n", 1)[-1]
    sentences = [before[start:stop] for start, stop in sentence_spans(before)]
    return bool(sentences) and (speaks_to_answerer(sentences[-1]) or asks_or_orders(sentences[-1]))
