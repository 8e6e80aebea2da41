"""What the ranked units of a question add up to: the sources disagree, are set side by side, or simply say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answer import Answer, Citation, Outcome, Statement
from assistant.comparison import choose_compared, compared_subjects
from assistant.compose import choose_units, join_statements, write_statements
from assistant.conflict import conflicting_values, word_value
from assistant.decision.decision import mentioned_options
from assistant.decision.guide import Disagreement
from assistant.disagreement import disagreement_meant, disagreement_on
from assistant.knowledge import Knowledge
from assistant.select import ScoredUnit


def answer_from_units(question: str, ranked: Sequence[ScoredUnit], knowledge: Knowledge) -> Answer:
    """The answer that the ranked units give: disagreeing, side by side, or plain."""
    guide, terms, vocabulary = knowledge.guide, knowledge.terms, knowledge.vocabulary
    named = mentioned_options(question, guide) if guide else []
    disagreement = disagreement_on(question, ranked, guide, named) or disagreement_meant(
        question, guide, named, terms, vocabulary, knowledge.embed
    )
    if disagreement:
        return _disagreeing(question, _sides(disagreement))
    values = conflicting_values(question, ranked, terms, vocabulary)
    if values:
        said = write_statements([entry.unit for entry in values], question, terms)
        worded = [word_value(entry.unit, question, terms) for entry in values]
        return _disagreeing(question, [replace(one, text=text) for one, text in zip(said, worded, strict=True)])
    subjects = compared_subjects(question, terms, vocabulary)
    if subjects:
        chosen = choose_compared(question, ranked, subjects, knowledge.selector, terms)
    else:
        chosen = choose_units(question, ranked, terms)
    return build_answer(question, Outcome.ANSWERED, write_statements([entry.unit for entry in chosen], question, terms))


def build_answer(question: str, outcome: Outcome, statements: Sequence[Statement], text: str = "") -> Answer:
    """An answer of these statements and exactly the citations under them; `text` where they are not a paragraph."""
    citations = tuple(dict.fromkeys(citation for statement in statements for citation in statement.citations))
    return Answer(question, outcome, text or join_statements(statements), tuple(statements), citations)


def _disagreeing(question: str, statements: Sequence[Statement]) -> Answer:
    """Every value with who says so, under a sentence that says they differ."""
    every = tuple(citation for statement in statements for citation in statement.citations)
    lead = Statement("The sources give different answers here.", every)
    return build_answer(question, Outcome.CONFLICTING, (lead, *statements))


def _sides(disagreement: Disagreement) -> tuple[Statement, ...]:
    statements, number = [], 0
    for side in disagreement.sides:
        cited: list[Citation] = []
        for source in side.sources:
            number += 1
            cited.append(source.cite(number))
        statements.append(Statement(side.says, tuple(cited)))
    return tuple(statements)
