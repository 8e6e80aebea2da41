"""The decision panel and the trace of an earlier answer, over the built-in guide, whichever rules it holds."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from html_check import faults, visible_text

from assistant.decision.guide import DecisionGuide, NeedFinding
from assistant.decision.recommendation import Recommendation
from ui.decision import MAX_CHANGES, NO_GUIDE, decision_html, trace_html


@pytest.fixture(scope="module")
def decided() -> Recommendation:
    """The first recommendation that one need alone brings about."""
    guide = DecisionGuide.builtin()
    tried = (guide.decide({need.id: NeedFinding(True, "so <b>said</b>")}) for need in guide.needs)
    return next(result for result in tried if result.decided and result.overridden == ())


@pytest.mark.parametrize("form", ["panel", "trace"])
def test_shows_profile_rules_other_options_and_what_would_change(decided: Recommendation, form: str) -> None:
    html = decision_html(decided) if form == "panel" else trace_html(decided, 0, ())
    text = visible_text(html)
    assert decided.option is not None and decided.option.name in text
    assert "“so <b>said</b>”" in text
    for fired in decided.fired:
        assert fired.rule.because[1:] in text
    for change in decided.changes[:MAX_CHANGES]:
        assert change.text in text
    for option in decided.guide.options:
        assert option.name in text
    assert faults(html) == []
    assert "\n" not in html


def test_the_panel_shows_each_quote_with_a_way_into_its_document(decided: Recommendation) -> None:
    html = decision_html(decided)
    for fired in decided.fired:
        for citation in fired.citations:
            assert " ".join(citation.quote.split()) in visible_text(html)
            assert f"documents/{citation.document.id}?start={citation.start}&amp;end={citation.end}#quote" in html


def test_in_a_trace_a_quote_the_answer_cites_leads_to_its_source(decided: Recommendation) -> None:
    first = decided.fired[0].citations[0]
    html = trace_html(decided, 4, (replace(first, number=9),))
    assert '<a class="cite" href="#source-4-9">9</a>' in html
    assert "documents/" in trace_html(decided, 4, ())


def test_the_panel_carries_the_record_letter_by_letter(decided: Recommendation) -> None:
    record = re.search(r'<pre class="record-text" hidden>(.*?)</pre>', decision_html(decided))
    assert record is not None
    assert unescape(record[1]) == decided.to_adr()


def test_undecided_says_so_asks_and_shows_what_would_decide() -> None:
    undecided = DecisionGuide.builtin().decide({})
    text = visible_text(decision_html(undecided))
    assert undecided.option is None and undecided.question
    assert text.startswith(f"Not decided yet{undecided.question.text}")
    assert "What would decide it" in text
    assert undecided.changes[0].text in text
    assert "Download" not in text
    assert trace_html(undecided, 0, ()) == ""


def test_documents_without_rules_get_no_controls() -> None:
    assert visible_text(decision_html(None)) == NO_GUIDE
    assert "input" not in decision_html(None)
