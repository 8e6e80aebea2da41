"""Let a language model word an answer that has been found and decided without it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from time import perf_counter

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import RunnableConfig

from assistant.answer import Answer, Citation, Hit, Outcome, Statement
from assistant.compose import join_statements
from assistant.decision.decision import mentioned_options
from assistant.knowledge import Knowledge
from assistant.pipeline import Request
from assistant.planted import told_units
from assistant.verify import verify_answer
from assistant.writer.editor import Editor, Verdict
from assistant.writer.evidence import Evidence, passage_evidence, statement_evidence, wordable_units
from assistant.writer.model_call import ModelFailed, Usage, stream_drafts, stream_text
from assistant.writer.open_model import model_name
from assistant.writer.prompt import fit_evidence, write_messages
from assistant.writer.trace import ModelTrace
from assistant.writer.understand import apply_reading, reading_messages, worth_asking

MOST_STATEMENTS = 6
MOST_WORDS = 130  # of an answer to which sentences of the extracted one are added
_MOST_DROPPED = 8  # a model that goes on like this won't come to anything
NOTE = "\n\n*The language model {}; these are the sources' own sentences.*"
_FURTHER_PASSAGES = 2  # found, but not cited by the extracted answer
_RECOMMENDS = re.compile(
    r"(?i)\b(?:choos\w+|choice|recommend\w*|pick|select|opt for|go with|should (?:use|be built)|better|best|prefer\w*|"
    r"suits?|right (?:fit|tool))\b"
)


@dataclass
class _Telling:
    """What has been said so far in one answer."""

    lead: tuple[Statement, ...]
    worded: list[Statement] = field(default_factory=list)
    dropped: list[tuple[str, str]] = field(default_factory=list)
    numbers: dict[tuple[str, int, int], Citation] = field(default_factory=dict)
    text: str = ""

    def add(self, text: str, citations: Sequence[Citation]) -> Statement:
        """A statement with its citations numbered in the order of use."""
        cited = []
        for citation in citations:
            key = _span(citation)
            cited.append(self.numbers.setdefault(key, replace(citation, number=len(self.numbers) + 1)))
        statement = Statement(text, tuple(dict.fromkeys(cited)))
        self.worded.append(statement)
        return statement

    def new_text(self) -> str:
        """What the last statement adds to the text."""
        before, self.text = self.text, join_statements(self.worded)
        return self.text[len(before) :]

    def repeats(self, text: str) -> bool:
        """Whether a sentence has been dropped before: small models run in circles."""
        return sum(text == before for before, _ in self.dropped) > 1

    @property
    def kept(self) -> int:
        """How many statements of the model have been said."""
        return len(self.worded) - len(self.lead)

    def covers(self, statement: Statement) -> bool:
        """Whether the model has said what this one rests on."""
        rest = {_span(citation) for citation in statement.citations}
        return any(rest <= {_span(citation) for citation in said.citations} for said in self.worded[len(self.lead) :])


class Writer:
    """Words answers with one chat model. Safe to share between threads as far as the model is."""

    def __init__(self, model: BaseChatModel) -> None:
        self.model = model
        self.name = model_name(model)

    def can_word(self, answer: Answer) -> bool:
        """Whether there is something to word: disagreements, tables, listings and questions back stay as they are."""
        listing = any(statement.text.startswith("```") for statement in answer.statements) or "\n| --- |" in answer.text
        return answer.outcome in {Outcome.ANSWERED, Outcome.ASKING} and bool(answer.statements) and not listing

    def understand(
        self, request: Request, knowledge: Knowledge, config: RunnableConfig | None = None
    ) -> tuple[Request, Usage]:
        """The request with what the model may add to its meaning, and what that took; as it is where it fails."""
        usage = Usage()
        if worth_asking(request):
            messages = reading_messages(request, knowledge.guide.needs if knowledge.guide else ())
            with suppress(ModelFailed):
                request = apply_reading("".join(stream_text(self.model, messages, config, usage)), request, knowledge)
        return request, usage

    def write(
        self,
        extracted: Answer,
        hits: Sequence[Hit],
        knowledge: Knowledge,
        config: RunnableConfig | None = None,
        spent: Usage | None = None,
    ) -> Iterator[Answer]:
        """Pieces of the answer, whose sum is the whole: a statement as soon as it has passed, none ever taken back.

        What the rules recommend comes first and in their words. Where the model fails, or says nothing that the
        passages support, the extracted answer follows.
        """
        usage = spent or Usage()
        if not self.can_word(extracted):
            yield replace(extracted, trace=self._trace(usage, _Telling(()), None, "") if usage.asked else None)
            return
        usage.asked = True
        start, failure, first = perf_counter(), "", None
        evidence = evidence_for(extracted, hits, knowledge)
        editor = Editor(evidence, knowledge.terms, knowledge.vocabulary.names)
        decided = extracted.recommendation is not None
        telling = _Telling(extracted.statements[:1] if decided else ())
        for statement in telling.lead:
            telling.add(statement.text, statement.citations)
            yield _piece(extracted, telling.new_text())
        messages = write_messages(
            extracted.standalone_question or extracted.question, evidence, telling.text if decided else ""
        )
        drafts = stream_drafts(self.model, messages, config, usage)
        try:
            for draft in drafts:
                verdict = _other_choice(editor.judge(draft), extracted, knowledge)
                if not verdict.citations:
                    telling.dropped.append((verdict.text, verdict.reason))
                    if len(telling.dropped) == _MOST_DROPPED or telling.repeats(verdict.text):
                        break
                    continue
                telling.add(verdict.text, verdict.citations)
                first = first or 1000 * (perf_counter() - start)
                yield _piece(extracted, telling.new_text())
                if len(telling.worded) >= MOST_STATEMENTS:
                    break
        except ModelFailed as error:
            failure = str(error)
        finally:
            drafts.close()
        usage.milliseconds += 1000 * (perf_counter() - start)
        fallback = failure or ("" if telling.kept else "nothing it said is in the passages")
        yield _finish(extracted, telling, self._trace(usage, telling, first, fallback), failed=bool(failure))

    def _trace(self, usage: Usage, telling: _Telling, first: float | None, fallback: str) -> ModelTrace:
        return ModelTrace(
            self.name, usage.milliseconds, first, usage.input_tokens, usage.output_tokens, telling.kept,
            tuple(telling.dropped), fallback,
        )  # fmt: skip


def evidence_for(extracted: Answer, hits: Sequence[Hit], knowledge: Knowledge) -> list[Evidence]:
    """What the model may word: the statements of the rules, the passages cited, and a few more that were found."""
    question = extracted.standalone_question or extracted.question
    evidence: list[Evidence] = []
    if extracted.recommendation is not None:
        for statement in extracted.statements[1:]:
            evidence.append(statement_evidence(len(evidence) + 1, statement))
    cited = dict.fromkeys(citation.passage for citation in extracted.citations)
    further = [hit.passage for hit in hits if hit.passage not in cited][:_FURTHER_PASSAGES]
    for passage in [*cited, *further]:
        units = told_units(question, wordable_units(passage), knowledge.selector, knowledge.vocabulary, knowledge.terms)
        if units:
            evidence.append(passage_evidence(len(evidence) + 1, passage, units))
    return fit_evidence(evidence)


def _other_choice(verdict: Verdict, extracted: Answer, knowledge: Knowledge) -> Verdict:
    """Drop what reads like a recommendation of something else than the rules recommend."""
    recommendation, guide = extracted.recommendation, knowledge.guide
    if recommendation is None or recommendation.option is None or guide is None or not verdict.citations:
        return verdict
    given = any(set(verdict.citations) == set(statement.citations) for statement in extracted.statements)
    named = set(mentioned_options(verdict.text, guide)) - {recommendation.option.id}
    if named and _RECOMMENDS.search(verdict.text) and not given:
        return Verdict(verdict.text, reason="recommends something else than the rules do")
    return verdict


def _finish(extracted: Answer, telling: _Telling, trace: ModelTrace, *, failed: bool) -> Answer:
    """The last piece: what must be said and has not been, and everything of the answer besides its text."""
    all_of_it = failed or extracted.recommendation is not None or not trace.kept
    said = telling.text
    rest = extracted.statements[len(telling.lead) :]
    covered = [telling.covers(statement) for statement in rest]  # by the model; two of the rules may share a quote
    for number, statement in enumerate(rest):
        # The best of what was found is always said, and the rest where it fits: a model must not cost a fact.
        fits = len(f"{telling.text} {statement.text}".split()) <= MOST_WORDS
        if not covered[number] and (all_of_it or number == 0 or fits):
            telling.add(statement.text, statement.citations)
            telling.new_text()
    tail = extracted.text.removeprefix(join_statements(extracted.statements)) + (
        NOTE.format(trace.fallback) if failed else ""
    )
    statements = tuple(telling.worded)
    citations = tuple(dict.fromkeys(citation for statement in statements for citation in statement.citations))
    whole = replace(extracted, text=telling.text + tail, statements=statements, citations=citations, trace=trace)
    return replace(verify_answer(whole), text=whole.text.removeprefix(said))


def _piece(extracted: Answer, text: str) -> Answer:
    return Answer(extracted.question, extracted.outcome, text)


def _span(citation: Citation) -> tuple[str, int, int]:
    return citation.document.id, citation.start, citation.end
