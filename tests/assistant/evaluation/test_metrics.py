"""Scores and figures on answers small enough to work out by hand; the sums stand in the comments."""

from __future__ import annotations

import math
import re
from types import SimpleNamespace

import pytest

from assistant.answer import Answer, Citation, Outcome, Statement
from assistant.evaluation import metrics
from assistant.evaluation.questions import Question
from assistant.evaluation.score import Result, answer_words, quoted_words, score_answer
from ingest.document import Document, Passage

TEXT = "Express listens on port 3000.\nNext.js renders pages **on the server**. " + "filler " * 400
DOCUMENT = Document(id="guide", title="Guide", publisher="", origin="", text=TEXT, sections=(), sha256="0")


def cite(quote: str, number: int = 1) -> Citation:
    start = TEXT.index(quote)
    passage = Passage(DOCUMENT, ("Ports",), quote, start, start + len(quote))
    return Citation(number, passage, quote, start, start + len(quote))


PORT = cite("Express listens on port 3000.")
SERVER = cite("Next.js renders pages **on the server**.", 2)


def ask(*outcomes: str, facts: str = "", evidence: str = "", option: str = "", category: str = "fact") -> Question:
    return Question(
        id="q",
        split="dev",
        category=category,
        turns=("Which port?",),
        outcomes=tuple(map(Outcome, outcomes)),
        facts=tuple(re.compile(part, re.IGNORECASE) for part in facts.split()),
        evidence=tuple(re.compile(part, re.IGNORECASE) for part in evidence.split()),
        options=tuple(option.split()),
    )


def reply(outcome: str = "answered", text: str = "", *citations: Citation, option: str | None = None) -> Answer:
    statements = (Statement(text, citations),) if citations else ()
    recommendation = SimpleNamespace(option=SimpleNamespace(id=option)) if option else None
    return Answer("Which port?", Outcome(outcome), text, statements, citations, recommendation)  # type: ignore[arg-type]


def score(question: Question, answer: Answer, milliseconds: float = 1.0) -> Result:
    return score_answer(question, answer, milliseconds)


GOOD = score(ask("answered", facts="3000", evidence="port"), reply("answered", "Port 3000 [1].", PORT))
WRONG = score(ask("answered", facts="3000 express", evidence="port"), reply("answered", "On the server [2].", SERVER))
SILENT = score(ask("silent"), reply("silent", "The sources don't say."))
FALSE = score(ask("silent"), reply("answered", "Port 3000 [1].", PORT))
REFUSED = score(ask("answered", facts="3000", evidence="port"), reply("silent", "The sources don't say."))
SOCIAL = score(ask("social"), reply("social", "Hello!"))


def test_a_trusted_answer_has_no_fault() -> None:
    assert (GOOD.trusted, GOOD.faults) == (True, ())
    assert SILENT.trusted and SOCIAL.trusted


def test_every_shortcoming_is_listed() -> None:
    assert WRONG.faults == ("fact missing: 3000", "fact missing: express", "evidence not quoted: port")
    assert FALSE.faults == ("outcome answered, expected silent",)
    assert REFUSED.faults == (
        "outcome silent, expected answered",
        "fact missing: 3000",
        "evidence not quoted: port",
    )


def test_an_answer_needs_a_citation_and_silence_needs_none() -> None:
    assert score(ask("answered", facts="3000"), reply("answered", "Port 3000.")).faults == ("no citation",)
    assert score(ask("silent"), reply("silent", "No.", PORT)).faults == ("a silent answer with citations",)
    assert score(ask("social"), reply("social", "Hi.", PORT)).faults == ("a social answer with citations",)


def test_a_quote_that_is_not_the_text_is_never_trusted() -> None:
    shifted = cite("Express listens on port 3000.")
    object.__setattr__(shifted, "start", 1)  # past the constructor's own check
    result = score(ask("answered", facts="3000"), reply("answered", "Port 3000 [1].", shifted))
    assert result.faults == ("quote [1] is not the text at guide:1-29",)
    empty = Citation(1, PORT.passage, "", 5, 5)
    assert not score(ask("answered", facts="3000"), reply("answered", "Port 3000.", empty)).trusted


def test_patterns_see_neither_markers_nor_markup() -> None:
    fact = ask("answered", facts=r"\b1\b")
    assert score(fact, reply("answered", "Port 3000 [1].", PORT)).facts_missed == (r"\b1\b",)
    assert score(ask("answered", evidence=r"pages\son\sthe\sserver"), reply("answered", "x", SERVER)).trusted
    assert score(ask("answered", facts=r"on\sport"), reply("answered", "**On**\nport [1]", PORT)).trusted


def test_facts_may_stand_in_the_question_back() -> None:
    answer = Answer("?", Outcome.ASKING, "It depends.", question_back="Is there a React front end?")
    assert score(ask("asking", facts="React"), answer).trusted
    assert score(ask("asking", facts="Vue"), answer).faults == ("fact missing: Vue",)


def test_facts_are_not_due_where_asking_back_is_as_good_as_answering() -> None:
    either = ask("answered", "asking", facts="3000", option="express")
    back = score(either, reply("asking", "Which front end?"))
    assert (back.trusted, back.facts_due) == (True, 0)
    assert not score(either, reply("silent", "No.")).trusted


def test_a_decision_needs_its_option() -> None:
    decision = ask("answered", option="express nodejs")
    assert score(decision, reply("answered", "Express [1].", PORT, option="express")).trusted
    assert score(decision, reply("answered", "Next.js [1].", PORT, option="nextjs")).faults == (
        "option nextjs, expected express/nodejs",
    )
    undecided = Answer("?", Outcome.ANSWERED, "x", (), (PORT,), SimpleNamespace(option=None))  # type: ignore[arg-type]
    assert score(decision, undecided).faults == ("option none, expected express/nodejs",)
    assert score(decision, reply("answered", "Express [1].", PORT)).faults == ("option none, expected express/nodejs",)


def test_quoting_a_page_is_not_trusted() -> None:
    long, page = cite("filler " * 121), cite("filler " * 301)
    assert score(ask("answered", facts="x"), reply("answered", "x", long)).faults == (
        "quotes 121 words, more than 120",
    )
    assert score(ask("answered", facts="x", category="comparison"), reply("answered", "x", long)).trusted
    assert score(ask("answered", option="a"), reply("answered", "x", page, option="a")).faults == (
        "quotes 301 words, more than 300",
    )


def test_words_are_counted_without_markers_and_quotes_once() -> None:
    answer = reply("answered", "Port 3000 [1] [2].", PORT, cite(PORT.quote, 2), SERVER)
    assert answer_words(answer) == 2  # "Port", "3000."
    assert quoted_words(answer) == 11  # 5 of PORT, cited twice, + 6 of SERVER


def test_recall_counts_single_facts() -> None:
    # due: 1 (GOOD) + 2 (WRONG) + 1 (REFUSED) = 4; found: 1 + 0 + 0
    assert metrics.fact_recall([GOOD, WRONG, REFUSED, SILENT]) == 1 / 4
    # due: 1 + 1 + 1 = 3; found: 1
    assert metrics.evidence_recall([GOOD, WRONG, REFUSED]) == 1 / 3


def test_abstention_takes_silence_as_the_positive_class() -> None:
    results = [GOOD, WRONG, SILENT, SILENT, FALSE, REFUSED, SOCIAL]
    assert metrics.abstention_precision(results) == 2 / 3  # SILENT, SILENT right; REFUSED not
    assert metrics.abstention_recall(results) == 2 / 3  # of SILENT, SILENT, FALSE
    assert metrics.false_answers(results) == 1 / 3  # FALSE, of the same three
    assert metrics.over_refusal(results) == 1 / 4  # REFUSED, of GOOD, WRONG, REFUSED, SOCIAL


def test_a_question_that_accepts_silence_and_more_counts_for_neither_side() -> None:
    either = score(ask("answered", "silent", facts="x"), reply("silent", "No."))
    assert metrics.abstention_precision([either]) is None
    assert metrics.abstention_recall([either]) is None
    assert metrics.over_refusal([either]) is None
    chatty = score(ask("silent", "social"), reply("social", "I only know web frameworks."))
    assert metrics.false_answers([chatty]) == 0


def test_option_accuracy_leaves_out_a_right_question_back() -> None:
    decision = ask("answered", "asking", option="express")
    right = score(decision, reply("answered", "x", PORT, option="express"))
    wrong = score(decision, reply("answered", "x", PORT, option="nextjs"))
    silent = score(decision, reply("silent", "x"))
    asking = score(decision, reply("asking", "x"))
    assert metrics.option_accuracy([right, wrong, silent, asking, GOOD]) == 1 / 3  # right, of the first three
    assert metrics.option_accuracy([asking, GOOD]) is None


def test_quotes_and_statements() -> None:
    shifted = cite("Express listens on port 3000.")
    object.__setattr__(shifted, "end", 3)
    results = [GOOD, score(ask("answered", facts="x"), reply("answered", "x", SERVER, shifted, PORT))]
    assert metrics.quotes_exact(results) == 3 / 4
    bare = Answer("?", Outcome.ANSWERED, "a b", (Statement("a", (PORT,)), Statement("b", ())), (PORT,))
    unlisted = Answer("?", Outcome.ANSWERED, "c")
    scored = [score(ask("answered", facts="x"), answer) for answer in (bare, unlisted)]
    assert metrics.statements_cited(scored) == 1 / 3  # a, of a, b and the unlisted c
    assert metrics.statements_cited([SILENT, SOCIAL]) is None
    assert metrics.silent_with_citations([SILENT, score(ask("silent"), reply("silent", "x", PORT))]) == 1


def test_confusion_counts_expectation_against_outcome() -> None:
    confusion = metrics.outcome_confusion([GOOD, WRONG, REFUSED, SILENT, FALSE])
    assert confusion == {
        "answered": {"answered": 2, "silent": 1},
        "silent": {"silent": 1, "answered": 1},
    }


def test_summary_of_four_answers() -> None:
    results = [score(ask("silent"), reply("silent", "a b"), ms) for ms in (10.0, 20.0, 30.0)]
    summary = metrics.summarize([*results, score(ask("silent"), reply("answered", "Port 3000 [1]", PORT), 110.0)])
    assert (summary.questions, summary.trusted, summary.words) == (4, 3 / 4, 2)
    assert summary.ms_p50 == 25.0  # half way between 20 and 30
    assert summary.ms_p95 == pytest.approx(98.0)  # rank 2.85: 30 + 0.85 * 80
    assert (summary.fact_recall, summary.option_accuracy) == (None, None)


def test_nothing_gives_no_figures() -> None:
    summary = metrics.summarize([])
    assert (summary.questions, summary.trusted, summary.interval, summary.ms_p50) == (0, None, None, None)


def test_bootstrap_is_seeded_and_as_wide_as_theory_says() -> None:
    values = [1.0] * 80 + [0.0] * 20
    interval = metrics.bootstrap_interval(values)
    assert interval == metrics.bootstrap_interval(values)
    # binomial(100, .8) / 100: standard error sqrt(.8 * .2 / 100) = .04, so .8 -+ 1.96 * .04 = .722 to .878
    assert interval == pytest.approx((0.72, 0.88), abs=0.011)
    assert metrics.bootstrap_interval([1.0, 1.0]) == (1.0, 1.0)
    assert metrics.bootstrap_interval(values, seed=1, resamples=700) != interval


@pytest.mark.parametrize(
    ("better", "worse", "p"),
    [
        (0, 0, 1.0),
        (5, 0, 2 / 32),  # both tails of 1 in 2^5
        (1, 6, 2 * (1 + 7) / 128),  # C(7,0) + C(7,1) of 2^7, twice
        (3, 3, 1.0),  # the two tails overlap: capped
        (2000, 0, 0.0),
    ],
)
def test_mcnemar(better: int, worse: int, p: float) -> None:
    assert math.isclose(metrics.mcnemar(better, worse), p, abs_tol=1e-12)


class SureAnswer(Answer):
    """An answer that says how sure it is."""

    confidence: float


def sure(result: Result, confidence: float) -> Result:
    answer = SureAnswer("?", result.answer.outcome, result.answer.text, (), result.answer.citations)
    object.__setattr__(answer, "confidence", confidence)
    return score(result.question, answer)


def test_risk_coverage_starts_with_the_surest() -> None:
    results = [sure(GOOD, 0.9), sure(FALSE, 0.5), sure(GOOD, 0.5), sure(GOOD, 0.2), sure(SILENT, 0.99)]
    # of 5 results, 4 state something; at .9 none wrong of 1; at .5 one of 3; at .2 one of 4
    assert metrics.risk_coverage(results) == [(1 / 5, 0), (3 / 5, 1 / 3), (4 / 5, 1 / 4)]
    assert metrics.risk_coverage([GOOD, SILENT]) == []
