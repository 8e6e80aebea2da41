"""A question's way to a cited answer, step by step: understand, route, retrieve, weigh, judge, compose, verify."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.answer import Answer, Citation, Hit, Outcome, Statement
from assistant.attribution import strip_attribution
from assistant.comparison import choose_compared, compared_subjects
from assistant.compose import choose_units, join_statements, write_statements
from assistant.conflict import conflicting_values, disagreement_on
from assistant.decision.decision import asks_decision, decision_answer, mentioned_options, why_not_answer
from assistant.decision.guide import Disagreement, NeedFinding
from assistant.followup import Turn, standalone_question
from assistant.knowledge import Knowledge
from assistant.reply import read_reply
from assistant.select import ScoredUnit
from assistant.social import social_kind, social_reply
from assistant.suggest import suggest_follow_ups
from assistant.verify import verify_answer

MAX_QUESTION = 2_000  # characters
MORE_WORDS = "Please ask in a few more words: there is nothing in this to look up."
SILENCE = "The sources don't answer that."

_WHY_NOT = re.compile(r"(?i)^\W*(?:and |but |ok |so )?why (?:not|didn't you|don't you|isn't it|shouldn't (?:i|we))\b")

Retrieve = Callable[[str], Sequence[Hit]]


@dataclass(frozen=True)
class Request:
    """A turn and the conversation before it."""

    question: str
    earlier: tuple[Answer, ...] = ()
    profile: Mapping[str, NeedFinding] = field(default_factory=dict)
    asked: tuple[str, ...] = ()  # needs asked about before
    worded: bool = True  # by the language model, where one has been opened


def answer_request(request: Request, knowledge: Knowledge, retrieve: Retrieve) -> Answer:
    """The answer to a turn. `retrieve` finds passages; all else comes from `knowledge`."""
    turn = " ".join(request.question[:MAX_QUESTION].split())
    if not turn:
        return Answer(request.question, Outcome.SOCIAL, "Please type a question.", profile=request.profile)
    answer = (
        _answer_reply(turn, request, knowledge)
        or _answer_social(turn, knowledge)
        or _answer_decision(turn, request, knowledge)
        or _answer_lookup(turn, request, knowledge, retrieve)
    )
    return verify_answer(replace(answer, question=request.question))


def _answer_reply(turn: str, request: Request, knowledge: Knowledge) -> Answer | None:
    """A reply to the question we asked back."""
    last = request.earlier[-1] if request.earlier else None
    pending = last.question_back if last else None
    if not pending or knowledge.guide is None or knowledge.needs is None:
        return None
    need = next((need for need in knowledge.guide.needs if need.question == pending), None)
    if need is None:
        return None
    reply = read_reply(knowledge.needs, need.id, turn, request.profile)
    if not reply.answered:
        return None
    recommendation = knowledge.guide.decide(reply.profile, asked=(*request.asked, need.id))
    return decision_answer(turn, recommendation)


def _answer_social(turn: str, knowledge: Knowledge) -> Answer | None:
    kind = social_kind(turn)
    if kind is None:
        return None
    text = social_reply(kind, knowledge.documents, knowledge.examples)
    return Answer(turn, Outcome.SOCIAL, text, follow_ups=knowledge.examples[:3])


def _answer_decision(turn: str, request: Request, knowledge: Knowledge) -> Answer | None:
    """A recommendation by the rules, where the turn asks for one or changes the one given before."""
    guide, needs = knowledge.guide, knowledge.needs
    if guide is None or needs is None:
        return None
    profile = needs.extract(turn, request.profile)
    changed = [need for need in profile if profile[need] != request.profile.get(need)]
    last = request.earlier[-1] if request.earlier else None
    deciding = last is not None and (last.recommendation is not None or last.outcome is Outcome.ASKING)
    named = mentioned_options(turn, guide)
    decided = next((a.recommendation for a in reversed(request.earlier) if a.recommendation), None)
    if decided is not None and named and _WHY_NOT.match(turn):
        return why_not_answer(turn, decided, named[-1])
    if not asks_decision(turn, len(changed), guide, knowledge.terms, knowledge.vocabulary) and not (
        deciding and changed
    ):
        return None
    return decision_answer(turn, guide.decide(profile, asked=request.asked))


def _answer_lookup(turn: str, request: Request, knowledge: Knowledge, retrieve: Retrieve) -> Answer:
    """An answer from passages, or silence."""
    earlier = [_as_turn(answer) for answer in request.earlier]
    corrected = knowledge.vocabulary.correct(strip_attribution(turn, knowledge.documents))
    question = standalone_question(corrected, earlier, knowledge.terms, knowledge.vocabulary)
    if not knowledge.terms.of(question):
        return Answer(turn, Outcome.SOCIAL, MORE_WORDS, profile=request.profile)
    hits = retrieve(question)
    ranked = knowledge.judge.prefer_wanted(question, knowledge.selector.rank(question, hits))
    confidence = knowledge.judge.confidence(question, ranked)
    if confidence < knowledge.judge.threshold:
        answer = _silent(turn, hits)
    else:
        answer = _compose(question, ranked, knowledge)
        answer = replace(answer, follow_ups=suggest_follow_ups(answer, hits, knowledge))
    return replace(answer, question=turn, standalone_question=question, confidence=confidence, profile=request.profile)


def _as_turn(answer: Answer) -> Turn:
    return Turn(
        answer.standalone_question or answer.question,
        answer.statements[0].text if answer.statements else "",
        answer.citations[0].passage.section[-1] if answer.citations else "",
    )


def _compose(question: str, ranked: Sequence[ScoredUnit], knowledge: Knowledge) -> Answer:
    """The answer that the ranked units give: disagreeing, side by side, or plain."""
    guide = knowledge.guide
    named = mentioned_options(question, guide) if guide else []
    disagreement = disagreement_on(question, ranked, guide, named)
    if disagreement:
        return _disagreeing(question, _sides(disagreement))
    values = conflicting_values(question, ranked, knowledge.terms, knowledge.vocabulary)
    if values:
        return _disagreeing(question, write_statements([e.unit for e in values], question, knowledge.terms))
    subjects = compared_subjects(question, knowledge.terms, knowledge.vocabulary)
    if subjects:
        chosen = choose_compared(question, ranked, subjects, knowledge.selector, knowledge.terms)
    else:
        chosen = choose_units(question, ranked, knowledge.terms)
    statements = write_statements([entry.unit for entry in chosen], question, knowledge.terms)
    return _from_statements(question, Outcome.ANSWERED, statements)


def _disagreeing(question: str, statements: Sequence[Statement]) -> Answer:
    """Every value with who says so, under a sentence that says they differ."""
    every = tuple(citation for statement in statements for citation in statement.citations)
    lead = Statement("The sources give different answers here.", every)
    return _from_statements(question, Outcome.CONFLICTING, (lead, *statements))


def _sides(disagreement: Disagreement) -> tuple[Statement, ...]:
    statements, number = [], 0
    for side in disagreement.sides:
        cited: list[Citation] = []
        for source in side.sources:
            number += 1
            cited.append(source.cite(number))
        statements.append(Statement(side.says, tuple(cited)))
    return tuple(statements)


def _from_statements(question: str, outcome: Outcome, statements: Sequence[Statement]) -> Answer:
    citations = tuple(dict.fromkeys(citation for statement in statements for citation in statement.citations))
    return Answer(question, outcome, join_statements(statements), tuple(statements), citations)


def _silent(question: str, hits: Sequence[Hit]) -> Answer:
    """No claim and no citation, only what the sources cover nearby."""
    nearby = list(dict.fromkeys(hit.passage.section[-1] for hit in hits[:5]))[:3]
    text = f"{SILENCE} Nearby, they cover: {'; '.join(nearby)}." if nearby else SILENCE
    return Answer(question, Outcome.SILENT, text)
