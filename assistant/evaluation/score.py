"""One answer held against one question: is it trusted, and what was missed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answer import Answer, Citation, Outcome
from assistant.evaluation.questions import STATING, Question

QUOTED_WORDS = 120
QUOTED_WORDS_WIDE = 300  # a decision or comparison rests on more sentences, but still not on pages
WIDE_CATEGORIES = frozenset({"decision", "comparison"})
UNCITED = frozenset({Outcome.SILENT, Outcome.SOCIAL})

_MARKER = re.compile(r"\s\[\d+\]")
_MARKUP = re.compile(r"\*\*|`")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Result:
    """A question, what a system answered, and every reason not to trust it; no reason means trusted."""

    question: Question
    answer: Answer
    milliseconds: float
    facts_due: int = 0
    evidence_due: int = 0
    facts_missed: tuple[str, ...] = ()
    evidence_missed: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def trusted(self) -> bool:
        return not self.faults

    @property
    def expected(self) -> bool:
        """Whether the outcome is an acceptable one."""
        return self.answer.outcome in self.question.outcomes

    @property
    def states(self) -> bool:
        """Whether the answer claims something, rather than being silent, asking back or making small talk."""
        return self.answer.outcome in STATING

    @property
    def option(self) -> str | None:
        return recommended_option(self.answer)

    @property
    def confidence(self) -> float | None:
        """How sure the system was, for a system whose answers say so."""
        value = getattr(self.answer, "confidence", None)
        return None if value is None else float(value)


def score_answer(question: Question, answer: Answer, milliseconds: float) -> Result:
    """Hold an answer against what its question expects."""
    due = content_due(question, answer)
    facts = question.facts if due else ()
    evidence = question.evidence if due else ()
    told = readable(f"{_MARKER.sub('', answer.text)} {answer.question_back or ''}")
    quoted = readable("\n".join(citation.quote for citation in answer.citations))
    facts_missed = tuple(pattern.pattern for pattern in facts if not pattern.search(told))
    evidence_missed = tuple(pattern.pattern for pattern in evidence if not pattern.search(quoted))
    faults = [
        *outcome_faults(question, answer),
        *(f"fact missing: {pattern}" for pattern in facts_missed),
        *(f"evidence not quoted: {pattern}" for pattern in evidence_missed),
        *citation_faults(question, answer),
        *option_faults(question, answer),
    ]
    return Result(
        question,
        answer,
        milliseconds,
        len(facts),
        len(evidence),
        facts_missed,
        evidence_missed,
        tuple(faults),
    )


def content_due(question: Question, answer: Answer) -> bool:
    """Whether facts and evidence are expected of this answer.

    They are not where the question accepts, beside an answer from the sources, an outcome that states
    nothing, and that is what came.
    """
    rightly_unstated = answer.outcome in question.outcomes and answer.outcome not in STATING
    return not (rightly_unstated and question.answerable)


def outcome_faults(question: Question, answer: Answer) -> list[str]:
    if answer.outcome in question.outcomes:
        return []
    return [f"outcome {answer.outcome}, expected {question.expected}"]


def citation_faults(question: Question, answer: Answer) -> list[str]:
    """What is wrong with the quotes: missing, not wanted, not exact, or pages of them."""
    faults = [
        f"quote [{citation.number}] is not the text at {citation.document.id}:{citation.start}-{citation.end}"
        for citation in answer.citations
        if not is_exact(citation)
    ]
    if answer.outcome in UNCITED and answer.citations:
        faults.append(f"a {answer.outcome} answer with citations")
    if answer.outcome in STATING and not answer.citations:
        faults.append("no citation")
    cap = quoted_words_cap(question)
    if (words := quoted_words(answer)) > cap:
        faults.append(f"quotes {words} words, more than {cap}")
    return faults


def option_faults(question: Question, answer: Answer) -> list[str]:
    """An answer that states something must recommend one of the options, if the question names any."""
    if not question.options or answer.outcome not in STATING:
        return []
    option = recommended_option(answer)
    wanted = "/".join(question.options)
    return [] if option in question.options else [f"option {option or 'none'}, expected {wanted}"]


def recommended_option(answer: Answer) -> str | None:
    """The id of the recommended option; a recommendation may be a question and no option."""
    option = answer.recommendation.option if answer.recommendation else None
    return option.id if option else None


def is_exact(citation: Citation) -> bool:
    """Checked again here, whatever the citation's own constructor promises."""
    return bool(citation.quote) and citation.document.text[citation.start : citation.end] == citation.quote


def quoted_words_cap(question: Question) -> int:
    wide = question.options or question.category in WIDE_CATEGORIES
    return QUOTED_WORDS_WIDE if wide else QUOTED_WORDS


def quoted_words(answer: Answer) -> int:
    """Words under citation; a quote used twice counts once."""
    quotes = {(citation.document.id, citation.start, citation.end): citation.quote for citation in answer.citations}
    return sum(len(quote.split()) for quote in quotes.values())


def answer_words(answer: Answer) -> int:
    """Words of the answer, its `[n]` markers left out."""
    return len(_MARKER.sub("", answer.text).split())


def readable(text: str) -> str:
    """Text as a reader sees it, so that patterns need not foresee bold, code marks or line breaks."""
    return _SPACE.sub(" ", _MARKUP.sub("", text)).strip()
