"""The decision panel over the built-in guide, whichever rules it holds."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from html_check import faults, visible_text

from assistant.decision.guide import DecisionGuide, NeedFinding
from assistant.decision.recommendation import Recommendation
from ui.decision import decision_html


@pytest.fixture(scope="module")
def decided() -> Recommendation:
    """The first recommendation that one need alone brings about."""
    guide = DecisionGuide.builtin()
    tried = (guide.decide({need.id: NeedFinding(True, "so <b>said</b>")}) for need in guide.needs)
    return next(result for result in tried if result.decided and result.overridden == ())


def test_shows_profile_rules_and_what_would_change(decided: Recommendation) -> None:
    html = decision_html(decided, 0, ())
    text = visible_text(html)
    assert decided.option is not None
    assert f"How {decided.option.name} was decided" in text
    assert "“so <b>said</b>”" in text
    for fired in decided.fired:
        assert fired.rule.because[1:] in text
    for change in decided.changes[:6]:
        assert change.text in text
    for option in decided.guide.options:
        assert option.name in text
    assert faults(html) == []
    assert "\n" not in html


def test_a_quote_the_answer_cites_leads_to_its_source(decided: Recommendation) -> None:
    first = decided.fired[0].citations[0]
    html = decision_html(decided, 4, (replace(first, number=9),))
    assert '<a class="cite" href="#source-4-9">9</a>' in html
    assert "documents/" in decision_html(decided, 4, ())


def test_carries_the_record_letter_by_letter(decided: Recommendation) -> None:
    html = decision_html(decided, 0, ())
    record = re.search(r'<pre class="record-text" hidden>(.*?)</pre>', html)
    assert record is not None
    assert unescape(record[1]) == decided.to_adr()


def test_nothing_decided_shows_nothing() -> None:
    undecided = DecisionGuide.builtin().decide({})
    assert undecided.option is None
    assert decision_html(undecided, 0, ()) == ""
