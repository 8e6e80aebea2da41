"""What the editor lets a model say, statement by statement, and what each rests on."""

from __future__ import annotations

import pytest

from assistant.answer import Citation
from assistant.terms import Terms
from assistant.writer.drafts import Draft
from assistant.writer.editor import REPEATED, Editor, Verdict
from assistant.writer.evidence import passage_evidence, wordable_units
from assistant.writer.measure.public_files import passage_of

NAMES = frozenset({"osprey", "heron"})
FIRST = "Osprey keeps connections open for pages of any size. It closes idle connections after a quiet minute."
SECOND = "Heron draws pages on the server. Readers like quick pages in large shops."
THIRD = "Readers like quick pages in large shops. Osprey needs little memory on small machines."


def editor(*texts: str) -> Editor:
    passages = [passage_of(f"d{number}", "Birds", text) for number, text in enumerate(texts, 1)]
    evidence = [passage_evidence(number, p, wordable_units(p)) for number, p in enumerate(passages, 1)]
    return Editor(evidence, Terms(), NAMES)


def documents(verdict: Verdict) -> list[str]:
    return [citation.document.id for citation in verdict.citations]


def quotes(citations: tuple[Citation, ...]) -> list[str]:
    return [citation.quote for citation in citations]


def test_a_missing_citation_is_repaired_where_one_passage_supports_the_statement() -> None:
    verdict = editor(FIRST, SECOND, THIRD).judge(Draft("Heron draws pages on the server."))
    assert quotes(verdict.citations) == ["Heron draws pages on the server."]


def test_a_missing_citation_is_not_repaired_where_two_passages_support_the_statement() -> None:
    verdict = editor(FIRST, SECOND, THIRD).judge(Draft("Readers like quick pages in large shops."))
    assert verdict.citations == () and "more than one passage" in verdict.reason


def test_only_the_passages_that_support_a_statement_stay_cited() -> None:
    said = "Readers like quick pages in large shops."
    assert documents(editor(FIRST, SECOND, THIRD).judge(Draft(said, (1, 2, 3)))) == ["d2", "d3"]
    assert documents(editor(FIRST, SECOND, THIRD).judge(Draft(said, (2,)))) == ["d2"]


def test_a_wrong_citation_is_no_missing_one() -> None:
    assert editor(FIRST, SECOND).judge(Draft("Heron draws pages on the server.", (1,))).citations == ()


def test_a_number_that_is_no_passage_counts_as_missing() -> None:
    assert documents(editor(FIRST, SECOND).judge(Draft("Heron draws pages on the server.", (7,)))) == ["d2"]


def test_a_compound_statement_rests_on_a_quote_for_each_part() -> None:
    said = "Heron draws pages on the server, and Osprey needs little memory on small machines."
    assert documents(editor(FIRST, SECOND, THIRD).judge(Draft(said, (2, 3)))) == ["d2", "d3"]
    joined = "Heron draws pages on the server, and it needs little memory on small machines."
    assert editor(FIRST, SECOND, THIRD).judge(Draft(joined, (2, 3))).citations == ()


def test_halves_of_two_passages_are_not_joined() -> None:
    said = "Heron draws pages of any size."
    assert editor(FIRST, SECOND).judge(Draft(said, (1, 2))).citations == ()


def test_a_pronoun_is_said_only_where_it_means_what_it_means_in_the_source() -> None:
    leaning = Draft("It closes idle connections after a quiet minute.", (1,))
    assert editor(FIRST, SECOND).judge(leaning).reason.startswith("opens with a word")
    in_order = editor(FIRST, SECOND)
    assert in_order.judge(Draft("Osprey keeps connections open for pages of any size.", (1,))).citations
    assert in_order.judge(leaning).citations
    other_subject = editor(FIRST, SECOND)
    assert other_subject.judge(Draft("Heron draws pages on the server.", (2,))).citations
    assert not other_subject.judge(leaning).citations


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("Does Heron draw pages on the server?", "is a question"),
        ("Heron | draws pages on the server.", "is a row of a table and no sentence"),
    ],
)
def test_what_is_no_statement_is_dropped(said: str, reason: str) -> None:
    assert editor(SECOND).judge(Draft(said, (1,))) == Verdict(said, reason=reason)


def test_a_statement_is_said_once() -> None:
    twice = editor(SECOND)
    assert twice.judge(Draft("Heron draws pages on the server.", (1,))).citations
    assert twice.judge(Draft("Heron draws the pages on a server.", (1,))).reason == REPEATED


def test_an_unchecked_yes_is_left_out() -> None:
    assert editor(SECOND).judge(Draft("Yes, Heron draws pages on the server.", (1,))).text == (
        "Heron draws pages on the server."
    )


def test_a_copy_is_tried_without_a_trace() -> None:
    first = editor(SECOND)
    assert first.copy().judge(Draft("Heron draws pages on the server.", (1,))).citations
    assert first.judge(Draft("Heron draws pages on the server.", (1,))).citations
