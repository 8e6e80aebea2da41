"""What the ranked units of a question add up to: the sources disagree, are set side by side, or simply say so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answer import Answer, Citation, Outcome, Statement
from assistant.comparison import aspect_of, choose_compared, compared_subjects, compares
from assistant.comparison_table import Features, choose_rows, leading_sentence, passages_beside, write_table
from assistant.compose import (
    MAX_STATEMENTS,
    answer_together,
    answer_very_question,
    choose_units,
    join_statements,
    put_in_words,
    says_same,
    write_statements,
)
from assistant.conflict import conflicting_values, word_value
from assistant.decision.decision import mentioned_options
from assistant.decision.guide import Disagreement
from assistant.definition import choose_definition, defined_terms, defines
from assistant.disagreement import disagreement_meant, disagreement_on, quotes
from assistant.knowledge import Knowledge
from assistant.premise import find_correction
from assistant.question_kind import asks_for_several
from assistant.select import ScoredUnit
from assistant.stated import Stated, differ, one_of_each, place_of, stated_values
from assistant.subjects import display_name
from assistant.terms import Terms
from assistant.units import Unit, split_units
from ingest.document import Passage

_OPENING = 3  # sentences before a table, at most
_LIST = 3  # items from which a list is said whole
_LOOKED_AT = 4  # first units in whose sections a list is looked for
_SEEN = 8  # first units among which its items are
_LIKE, _IS_THE_HEADING = 0.65, 0.85  # cosine of a question and a heading


def answer_from_units(question: str, ranked: Sequence[ScoredUnit], knowledge: Knowledge) -> Answer:
    """The answer that the ranked units give: disagreeing, side by side, or plain."""
    terms, vocabulary = knowledge.terms, knowledge.vocabulary
    disagreement = _listed_disagreement(question, ranked, knowledge)
    if disagreement:
        return _disagreeing(question, _sides(disagreement))
    stated = stated_values(question, ranked, knowledge.passages, _finder(knowledge), terms, vocabulary)
    if differ(stated):
        return _disagreeing(question, _statements_of(stated, question, terms))
    values = [] if len(stated) > 1 else conflicting_values(question, ranked, terms, vocabulary)
    if values and _may_answer(lambda unit: unit in {entry.unit for entry in values}, ranked):
        said = write_statements([entry.unit for entry in values], question, terms)
        worded = [word_value(entry.unit, question, terms) for entry in values]
        return _disagreeing(question, [replace(one, text=text) for one, text in zip(said, worded, strict=True)])
    subjects = compared_subjects(question, [entry.unit for entry in ranked], terms, vocabulary)
    if subjects:
        return _compared(question, ranked, subjects, knowledge)
    if stated and stated[0].unit.passage.kind == "code":  # a line of a listing, which says nothing else
        return build_answer(question, Outcome.ANSWERED, _statements_of(stated, question, terms))
    if stated:
        ranked = sorted(ranked, key=lambda entry: entry.unit != stated[0].unit)
    chosen = _define(question, ranked, knowledge) or choose_units(
        question, ranked, terms, vocabulary, _listed(question, ranked, knowledge)
    )
    correction = find_correction(question, ranked, terms, vocabulary)
    if correction:
        rest = [entry for entry in chosen if not says_same(entry, [correction])]
        chosen = [correction, *rest[: MAX_STATEMENTS - 1]]
    return build_answer(question, Outcome.ANSWERED, write_statements([entry.unit for entry in chosen], question, terms))


def answers_exactly(question: str, ranked: Sequence[ScoredUnit], knowledge: Knowledge) -> bool:
    """Whether the documents state the very value asked for, deny what the question takes for granted, or disagree
    on it in a way that the guide lists.

    Each is plain enough to need no judging by how likely an answer looks.
    """
    terms, vocabulary = knowledge.terms, knowledge.vocabulary
    return bool(
        _listed_disagreement(question, ranked, knowledge)
        or find_correction(question, ranked, terms, vocabulary)
        or stated_values(question, ranked, knowledge.passages, _finder(knowledge), terms, vocabulary)
    )


def _listed_disagreement(question: str, ranked: Sequence[ScoredUnit], knowledge: Knowledge) -> Disagreement | None:
    """The disagreement that the question is about; none where other sentences are known to answer nearly the same."""
    guide = knowledge.guide
    named = mentioned_options(question, guide) if guide else []
    found = disagreement_on(question, ranked, guide, named, knowledge.embed) or disagreement_meant(
        question, guide, named, knowledge.terms, knowledge.vocabulary, knowledge.embed
    )
    return found if found and _may_answer(lambda unit: quotes(found, unit), ranked) else None


def _may_answer(is_meant: Callable[[Unit], bool], ranked: Sequence[ScoredUnit]) -> bool:
    """Whether it isn't known that none of the units meant, but others, answer the very question."""
    answering = answer_very_question(ranked)
    return not answering or any(is_meant(entry.unit) for entry in answering)


def _define(question: str, ranked: Sequence[ScoredUnit], knowledge: Knowledge) -> list[ScoredUnit]:
    """What a thing is, where the question asks for that and the documents say it."""
    thing = defined_terms(question, knowledge.terms)
    if not thing:
        return []
    # A name alone is said everywhere, so a search for it may miss the section that is headed by it.
    headings = {passage.section[-1] for passage in knowledge.passages}
    headed = {heading for heading in headings if knowledge.terms.set_of(heading) == thing}
    found = [passage for passage in knowledge.passages if passage.section[-1] in headed]
    found += [entry.unit.passage for entry in ranked]
    units = [unit for passage in dict.fromkeys(found) for unit in split_units(passage)]
    saying = {unit.passage.section for unit in units if defines(unit.plain, thing, knowledge.terms)}
    near = [unit for unit in units if unit.passage.section in saying]
    return choose_definition(thing, knowledge.selector.rank_units(question, near), knowledge.terms)


def _listed(question: str, ranked: Sequence[ScoredUnit], knowledge: Knowledge) -> list[ScoredUnit]:
    """The items of the list that the question asks for, under a heading that says about the same.

    It is where the best unit stands, with more of its items behind that, or else a good one stands right under it.
    """
    if not asks_for_several(question):
        return []
    for place, section in enumerate(dict.fromkeys(entry.unit.passage.section for entry in ranked[:_LOOKED_AT])):
        lists = [passage for passage in knowledge.passages if passage.section == section and passage.kind == "list"]
        items = [unit for passage in lists for unit in split_units(passage)]
        if len(items) < _LIST:
            continue
        found = sum(entry.unit in items for entry in ranked[:_SEEN])
        vectors = knowledge.embed([question, section[-1]])
        alike = float(vectors[0] @ vectors[1])
        if alike >= _IS_THE_HEADING or (place == 0 and found >= _LIST and alike >= _LIKE):
            return knowledge.selector.rank_units(question, items)
    return []


def _compared(question: str, ranked: Sequence[ScoredUnit], subjects: tuple[str, ...], knowledge: Knowledge) -> Answer:
    """A table where there are features enough to fill one, else sentences on each side."""
    terms, selector = knowledge.terms, knowledge.selector
    aspect = aspect_of(question, ranked, subjects, terms)

    find = _finder(knowledge)
    found = [entry.unit.passage for entry in ranked]
    found += [passage for subject in subjects for passage in find(" ".join([subject, *aspect]))]
    passages = passages_beside(list(dict.fromkeys(found)), knowledge.passages, subjects, terms)
    both = [e for e in ranked if e.unit.passage.kind == "paragraph" and set(subjects) <= e.terms and not e.unit.leans]
    features = Features(subjects, passages, terms, selector, find).rows(aspect)
    lead = None if aspect else leading_sentence([e for e in both if compares(e.unit.plain)] or both, features, terms)
    rows = choose_rows(features, lead.terms if lead else frozenset(), terms)
    if not rows:
        # A feature alone makes no table, but it is what the sentences are to begin with.
        first = [cell.unit for row in features[:1] if aspect and len(row.cells) > 1 for cell in row.cells.values()]
        first += [entry.unit for entry in answer_together(ranked)]
        units = {unit: None for passage in passages for unit in split_units(passage)}
        chosen = choose_compared(question, selector.rank_units(question, list(units)), subjects, selector, terms, first)
        said = write_statements([entry.unit for entry in chosen], question, terms)
        return build_answer(question, Outcome.ANSWERED, said)
    texts = [passage.text for passage in passages]
    names = {subject: display_name(subject, texts, terms) for subject in subjects}
    shown = {cell.unit for row in rows for cell in row.cells.values()}
    known = [entry for entry in answer_very_question(ranked) if entry.unit not in shown][:_OPENING]
    opening = write_statements([entry.unit for entry in known or ([lead] if lead else [])], question, terms)
    table, cells = write_table(rows, names, first=len(opening) + 1)
    text = "\n\n".join(filter(None, [join_statements(opening), table]))
    return build_answer(question, Outcome.ANSWERED, (*opening, *cells), text)


def build_answer(question: str, outcome: Outcome, statements: Sequence[Statement], text: str = "") -> Answer:
    """An answer of these statements and exactly the citations under them; `text` where they are not a paragraph."""
    citations = tuple(dict.fromkeys(citation for statement in statements for citation in statement.citations))
    return Answer(question, outcome, text or join_statements(statements), tuple(statements), citations)


def _disagreeing(question: str, statements: Sequence[Statement]) -> Answer:
    """Every value with who says so, under a sentence that says they differ."""
    every = tuple(citation for statement in statements for citation in statement.citations)
    lead = Statement("The sources give different answers here.", every)
    return build_answer(question, Outcome.CONFLICTING, (lead, *statements))


def _statements_of(stated: Sequence[Stated], question: str, terms: Terms) -> tuple[Statement, ...]:
    """A statement for each value, after the documents that state it, with a quote from each of them."""
    statements, number = [], 0
    for group in one_of_each(stated):
        places = dict.fromkeys(place_of(one.unit, [other.unit for other in stated]) for one in group)
        cited = []
        for one in group:
            number += 1
            cited.append(Citation(number, one.unit.passage, one.unit.quote, one.unit.start, one.unit.end))
        said = put_in_words(group[0].unit, question, terms)
        statements.append(Statement(f"{' and '.join(places)}: {said}", tuple(cited)))
    return tuple(statements)


def _finder(knowledge: Knowledge) -> Callable[[str], list[Passage]]:
    def find(query: str) -> list[Passage]:
        return [hit.passage for hit in knowledge.retriever.search(query)]

    return find


def _sides(disagreement: Disagreement) -> tuple[Statement, ...]:
    statements, number = [], 0
    for side in disagreement.sides:
        cited: list[Citation] = []
        for source in side.sources:
            number += 1
            cited.append(source.cite(number))
        statements.append(Statement(side.says, tuple(cited)))
    return tuple(statements)
