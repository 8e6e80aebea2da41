"""A question's way to a cited answer, step by step: understand, route, retrieve, weigh, judge, compose, verify."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.answer import Answer, Hit, Outcome
from assistant.attribution import strip_attribution
from assistant.decision.asking import asks, asks_to_choose
from assistant.decision.decision import decision_answer, mentioned_options, why_not_answer
from assistant.decision.guide import NeedFinding
from assistant.decision.route import only_names, wants_decision
from assistant.followup import Turn, search_text, standalone_question
from assistant.knowledge import Knowledge
from assistant.lookup import answer_from_units, answers_exactly
from assistant.planted import leave_out_planted
from assistant.reply import read_reply
from assistant.small_talk.reply import social_reply
from assistant.suggest import suggest_follow_ups
from assistant.verify import verify_answer

MAX_QUESTION = 2_000  # characters
MORE_WORDS = "Please ask in a few more words: there is nothing in this to look up."
SILENCE = "The sources don't answer that."

# How close a known question is that is nearly the turn, where it asks to choose and where it doesn't.
_NEARLY_ASKED, _SOMEWHAT_ASKED = 0.65, 0.5

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
    restated: str = ""  # the turn as a question that stands alone, by a language model and within the conversation
    proposed: Mapping[str, NeedFinding] = field(default_factory=dict)  # needs a language model has found in the turn


def answer_request(request: Request, knowledge: Knowledge, retrieve: Retrieve) -> Answer:
    """The answer to a turn. `retrieve` finds passages; all else comes from `knowledge`."""
    turn = " ".join(request.question[:MAX_QUESTION].split())
    if not turn:
        return Answer(request.question, Outcome.SOCIAL, "Please type a question.", profile=request.profile)
    answer = (
        _answer_reply(turn, request, knowledge)
        or _answer_social(turn, request, knowledge)
        or _answer_decision_or_lookup(turn, request, knowledge, retrieve)
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


def _answer_social(turn: str, request: Request, knowledge: Knowledge) -> Answer | None:
    """A reply to small talk, or the last answer once more."""
    earlier = [answer for answer in request.earlier if answer.outcome is not Outcome.SOCIAL]
    kind = knowledge.small_talk.kind(turn, goes_on=bool(earlier))
    if kind is None:
        return None
    if kind == "again" and earlier:
        last = earlier[-1]
        asked = last.standalone_question or last.question  # what the next turn may go on with
        return replace(last, standalone_question=asked, profile=request.profile)
    cited = {citation.document.id: citation.document for answer in earlier[-1:] for citation in answer.citations}
    text = social_reply(
        kind, knowledge.documents, knowledge.examples, list(cited.values()), recommends=knowledge.guide is not None
    )
    return Answer(turn, Outcome.SOCIAL, text, follow_ups=knowledge.examples[:3], profile=request.profile)


def _answer_decision_or_lookup(turn: str, request: Request, knowledge: Knowledge, retrieve: Retrieve) -> Answer:
    """A recommendation where the turn wants one, unless the documents answer it better, or else a look-up."""
    decision = _answer_decision(turn, request, knowledge)
    if decision and not _may_be_known(turn, decision, request, knowledge):
        return decision
    answer = _answer_lookup(turn, request, knowledge, retrieve)
    return decision if decision and answer.outcome is Outcome.SILENT else answer


def _may_be_known(turn: str, decision: Answer, request: Request, knowledge: Knowledge) -> bool:
    """Whether the rules say nothing on a first turn yet, and it is nearly a question that the documents answer."""
    turn = knowledge.vocabulary.correct(turn)
    if decision.recommendation or request.earlier or not asks(turn):
        return False
    alike = knowledge.selector.known.likeness(knowledge.embed.query(turn))
    near = alike.closest_answered >= (_NEARLY_ASKED if asks_to_choose(turn) else _SOMEWHAT_ASKED)
    return near and not only_names(turn, knowledge.terms, knowledge.vocabulary)


def _answer_decision(turn: str, request: Request, knowledge: Knowledge) -> Answer | None:
    """A recommendation by the rules, where the turn asks for one or changes the one given before."""
    guide, needs = knowledge.guide, knowledge.needs
    if guide is None or needs is None:
        return None
    profile = {**request.proposed, **needs.extract(turn, request.profile)}
    changed = sum(profile.get(need) != request.profile.get(need) for need in {**request.profile, **profile})
    named = mentioned_options(turn, guide)
    decided = next((a.recommendation for a in reversed(request.earlier) if a.recommendation), None)
    if decided is not None and named and _WHY_NOT.match(turn):
        return why_not_answer(turn, decided, named[-1])
    words = (knowledge.terms, knowledge.vocabulary, knowledge.embed, knowledge.selector.known)
    if not wants_decision(turn, request.earlier, changed, guide, *words):
        return None
    return decision_answer(turn, guide.decide(profile, asked=request.asked))


def _answer_lookup(turn: str, request: Request, knowledge: Knowledge, retrieve: Retrieve) -> Answer:
    """An answer from passages, or silence."""
    earlier = [_as_turn(answer) for answer in request.earlier]
    corrected = knowledge.vocabulary.correct(strip_attribution(turn, knowledge.documents))
    question = request.restated or standalone_question(corrected, earlier, knowledge.terms, knowledge.vocabulary)
    if not knowledge.terms.of(question):
        return Answer(turn, Outcome.SOCIAL, MORE_WORDS, profile=request.profile)
    hits = retrieve(search_text(question, earlier))
    ranked = knowledge.selector.rank(question, hits)
    ranked = leave_out_planted(question, ranked, knowledge.selector, knowledge.vocabulary)
    ranked = knowledge.judge.prefer_wanted(question, ranked)
    confidence = knowledge.judge.confidence(question, ranked)
    if confidence < knowledge.judge.threshold and not answers_exactly(question, ranked, knowledge):
        answer = _silent(turn, hits)
    else:
        answer = answer_from_units(question, ranked, knowledge)
        said = [before.question for before in request.earlier]
        answer = replace(answer, follow_ups=suggest_follow_ups(answer, hits, knowledge, said))
    return replace(answer, question=turn, standalone_question=question, confidence=confidence, profile=request.profile)


def _as_turn(answer: Answer) -> Turn:
    return Turn(
        answer.standalone_question or answer.question,
        answer.statements[0].text if answer.statements else "",
        answer.citations[0].passage.section[-1] if answer.citations else "",
    )


def _silent(question: str, hits: Sequence[Hit]) -> Answer:
    """No claim and no citation, only what the sources cover nearby."""
    nearby = list(dict.fromkeys(hit.passage.section[-1] for hit in hits[:5]))[:3]
    text = f"{SILENCE} Nearby, they cover: {'; '.join(nearby)}." if nearby else SILENCE
    return Answer(question, Outcome.SILENT, text)
