"""Write an answer from the best units: the direct answer first, nothing twice, table cells in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.answer import Citation, Statement
from assistant.select import ScoredUnit
from assistant.terms import Terms
from assistant.units import Unit
from assistant.vocabulary import Vocabulary

MAX_WORDS = 90
MAX_WORDS_OF_FEW = 160  # of up to three sentences: some documents write long ones
MAX_WORDS_TOGETHER = 120  # of a list, or of sentences that answer together
MAX_STATEMENTS = 5
_FEW = 3
_MOST_OF_SECTION = 6
_KEEP = 0.72  # a further unit scores at least this share of the best
_KEEP_BESIDE = 0.55  # ... or this, where it stands in the section of the best, or says no where that says yes
_KEEP_READ = 0.8  # ... or this in the section of the best, where the reranker has read that
_RELEVANT_BESIDE = 0.15  # ... and finds the unit this share as relevant
_SHORT = 30  # an answer of fewer words may take the next sentence along
_KEEP_NEXT = 0.3
_SAME = 0.6  # units sharing more of their words than this say the same
_SAME_BUT_FIGURES = 0.85  # ... unless one brings a figure of its own
_NOTHING_NEW = 0.5  # least share of a unit's words that are said before, where it says the same as a shorter one
_SAME_QUESTION = 0.65  # how close a known question is that is nearly the one asked, ...
VERY_QUESTION = 0.8  # ... and how close if it is as good as the very question
_NO_OTHER_QUESTION = 0.9  # ... and how close to count for more than a heading that says all that the question does
_DENIAL = re.compile(r"(?i)\b(?:not|no|never|cannot|neither|without|none)\b|n't\b")
_WANTS_STORY = re.compile(
    r"(?i)\b(?:what (?:happened|went on|became|has become|was going on)|story|stories|history of|in the end"
    r"|how did [\w' .-]+ (?:go|end|develop|turn out|come about)|from (?:the )?(?:start|beginning) to)\b"
)
_OPENING = 4  # words in which a sentence says what it is about
_NEARLY = 0.6  # a sentence on the thing asked about goes before one on another thing, if it scores this share of it
_WANTS_CODE = re.compile(r"(?i)\b(?:code|snippet|example|sample|listing|directory|folder structure|syntax)\b")


def choose_units(
    question: str,
    ranked: Sequence[ScoredUnit],
    terms: Terms,
    vocabulary: Vocabulary,
    listed: Sequence[ScoredUnit] = (),
) -> list[ScoredUnit]:
    """The units to say, the best first and the others in document order.

    Where the heading of a section says all that the question does, the section is the answer; so are the `listed`.
    """
    if not _WANTS_CODE.search(question):
        ranked = [entry for entry in ranked if entry.unit.passage.kind != "code"]
    if not ranked:
        return []
    asked = terms.set_of(question)
    known = answer_very_question(ranked)
    ranked = [*known, *on_subject(ranked, asked & vocabulary.names, terms, vocabulary)]
    ranked = list({entry.unit: entry for entry in ranked}.values())
    titled = [entry for entry in ranked if is_titled(asked, terms.set_of(entry.unit.passage.section[-1]))]
    titled = titled or list(listed)
    if known and known[0].asked >= _NO_OTHER_QUESTION and not listed:
        titled = []
    together = known or answer_together(ranked)
    best = (titled or together or ranked)[0]
    told = _goes_on(best, ranked) if _WANTS_STORY.search(question) else []
    chosen = [best]
    words = _words(best.unit)
    for entry in [*titled, *together, *told, *ranked]:
        if len(chosen) == (_MOST_OF_SECTION if titled or together else MAX_STATEMENTS):
            break
        longer = words + _words(entry.unit)
        most = MAX_WORDS_TOGETHER if listed or together else MAX_WORDS
        fits = longer <= (MAX_WORDS_OF_FEW if len(chosen) < _FEW else most)
        belongs = entry in together or entry in told or _belongs(entry, best, bool(titled))
        if fits and belongs and not says_same(entry, chosen, _SAME_BUT_FIGURES if entry in known else _SAME):
            chosen.append(entry)
            words = longer
    if words < _SHORT and len(chosen) == 1:
        chosen += [
            entry for entry in ranked if _follows(entry.unit, best.unit) and entry.score >= _KEEP_NEXT * best.score
        ]
    return [best, *in_document_order(chosen[1:], best)]


def answer_together(ranked: Sequence[ScoredUnit]) -> list[ScoredUnit]:
    """The units that together answer the closest known question, best first; none where it is not nearly the one asked.

    Where it is close, but not the very question, only what the best unit answers counts.
    """
    closest = max((entry.asked for entry in ranked), default=0.0)
    asked = closest if closest >= VERY_QUESTION else ranked[0].asked if ranked else 0.0
    return [entry for entry in ranked if entry.asked == asked] if asked >= _SAME_QUESTION else []


def answer_very_question(ranked: Sequence[ScoredUnit]) -> list[ScoredUnit]:
    """The units that together answer a known question as good as the one asked, best first; none without one."""
    return [entry for entry in answer_together(ranked) if entry.asked >= VERY_QUESTION]


def _goes_on(best: ScoredUnit, ranked: Sequence[ScoredUnit]) -> list[ScoredUnit]:
    """The units after the best one in its passage, in their order: how a story goes on."""
    after = [e for e in ranked if e.unit.passage == best.unit.passage and e.unit.start > best.unit.start]
    return sorted(after, key=lambda entry: entry.unit.start)


def _belongs(entry: ScoredUnit, best: ScoredUnit, titled: bool) -> bool:
    """Whether a unit is said along with the best one; `titled` where the section is the answer."""
    beside = same_section(entry.unit, best.unit)
    if beside and titled:
        return True
    if beside and best.relevance:
        return entry.relevance >= _RELEVANT_BESIDE * best.relevance or entry.score >= _KEEP_READ * best.score
    if not beside and not entry.is_asked_like(best):
        return False
    return entry.score >= (_KEEP_BESIDE if beside or denies(entry) != denies(best) else _KEEP) * best.score


def on_subject(
    ranked: Sequence[ScoredUnit], named: frozenset[str], terms: Terms, vocabulary: Vocabulary
) -> list[ScoredUnit]:
    """The units without those on something else than is named: they open with another name and never say this one,
    under a heading that names both. All stay where the best of the rest scores far less.
    """
    kept = [entry for entry in ranked if not _is_on_another(entry, named, terms, vocabulary)]
    return kept if kept and kept[0].score >= _NEARLY * ranked[0].score else list(ranked)


def _is_on_another(entry: ScoredUnit, named: frozenset[str], terms: Terms, vocabulary: Vocabulary) -> bool:
    opening = terms.set_of(" ".join(entry.unit.plain.split()[:_OPENING])) & vocabulary.names
    heading = terms.set_of(entry.unit.passage.section[-1])
    return bool(named & heading and opening & heading) and not named & entry.terms


def is_titled(asked: frozenset[str], heading: frozenset[str]) -> bool:
    """Whether a heading says all that the question does."""
    return bool(asked) and asked <= heading


def says_same(entry: ScoredUnit, others: Iterable[ScoredUnit], most: float = _SAME) -> bool:
    """Whether a unit overlaps one of the others in the document or shares `most` of its words."""
    for other in others:
        if entry.unit.passage.document.id == other.unit.passage.document.id and (
            entry.unit.start < other.unit.end and other.unit.start < entry.unit.end
        ):
            return True
        shared = len(entry.terms & other.terms)
        new_figures = any(term[0].isdigit() for term in entry.terms - other.terms)
        alike = (_SAME_BUT_FIGURES if new_figures else most) * min(len(entry.terms), len(other.terms))
        if shared >= max(alike, _NOTHING_NEW * len(entry.terms)):
            return True
    return False


def _follows(unit: Unit, first: Unit) -> bool:
    """Whether a unit is the sentence after another in the same passage."""
    between = first.passage.document.text[first.end : unit.start]
    return unit.passage == first.passage and unit.start >= first.end and not between.strip()


def denies(entry: ScoredUnit) -> bool:
    return bool(_DENIAL.search(entry.unit.plain))


def same_section(one: Unit, other: Unit) -> bool:
    return one.passage.document.id == other.passage.document.id and one.passage.section == other.passage.section


def in_document_order(entries: Iterable[ScoredUnit], first: ScoredUnit) -> list[ScoredUnit]:
    """Units of the first one's document before the others, each in reading order."""
    home = first.unit.passage.document.id
    return sorted(
        entries,
        key=lambda e: (e.unit.passage.document.id != home, e.unit.passage.document.id, e.unit.start),
    )


def write_statements(units: Iterable[Unit], question: str, terms: Terms) -> tuple[Statement, ...]:
    """One statement a unit, each with its own numbered citation."""
    return tuple(
        Statement(
            put_in_words(unit, question, terms), (Citation(number, unit.passage, unit.quote, unit.start, unit.end),)
        )
        for number, unit in enumerate(units, 1)
    )


def put_in_words(unit: Unit, question: str, terms: Terms) -> str:
    """A unit as a sentence that stands alone."""
    if unit.passage.kind == "code":
        if "\n" not in unit.quote and "`" not in unit.quote:
            return f"`{unit.quote}`"
        return unit.quote if unit.quote.startswith("```") else f"```\n{unit.quote}\n```"
    if unit.passage.kind != "table":
        return _with_subject(unit)
    cells = unit.passage.cells
    if len(cells) < 2:
        return unit.plain
    topic, asked = cells[0][1], terms.set_of(question)
    columns = [cell for cell in cells[1:] if terms.set_of(cell[0]) & asked] or cells[1:]
    said = "; ".join(f"{name}: {lower_first(cell)}" for name, cell in columns)
    return f"{topic}: {said}." if not said.endswith(".") else f"{topic}: {said}"


def join_statements(statements: Sequence[Statement]) -> str:
    """The text of an answer: one paragraph, each sentence followed by its markers; listings on their own."""
    text = ""
    for statement in statements:
        listing = statement.text.startswith("```")
        text += ("\n\n" if listing or text.endswith("```") else " ") if text else ""
        text += statement.marked if not listing else f"{statement.marked}\n"
    return text.strip()


def _with_subject(unit: Unit) -> str:
    """A sentence that still leans on another gets its heading in front."""
    plain = unit.plain
    if unit.leans:
        return f"{unit.passage.section[-1].rstrip('?.:')}: {lower_first(plain)}"
    return plain if plain.endswith((".", "!", "?", ":", ".”", ".)", '."')) else f"{plain.rstrip(';,')}."


def lower_first(text: str) -> str:
    """A text that is to stand inside a sentence: names and identifiers keep their capitals."""
    first = text.split(" ", 1)[0]
    keeps = (
        any(character.isupper() or character.isdigit() for character in first[1:]) or "." in first or len(first) == 1
    )
    return text if keeps or first in _KEPT_CAPITALS else text[:1].lower() + text[1:]


_KEPT_CAPITALS = frozenset({"I", "Express", "Vercel", "React", "Node", "Next", "Passport", "Google"})


def _words(unit: Unit) -> int:
    return len(unit.plain.split())
