from __future__ import annotations

import re

from fake_assistant import GUIDE_DOCUMENT, boat, choice, make_document, passages, silent, van
from html_check import faults, visible_text

from assistant.answer import Answer, Citation, Outcome
from assistant.decision.guide import DecisionGuide
from ui.evidence import EMPTY, NOTHING_USED, evidence_html


def sources(html: str) -> list[str]:
    return re.findall(r'<article class="source" id="(source-\d+-\d+)"', html)


def test_lists_exactly_what_each_answer_uses() -> None:
    assert sources(evidence_html([van("?"), None, boat("?")])) == [
        "source-0-1",
        "source-0-2",
        "source-2-1",
        "source-2-2",
    ]


def test_shows_the_latest_turn_only() -> None:
    html = evidence_html([van("?"), boat("?")])
    assert re.findall(r'id="(sources-\d)" tabindex="-1"( hidden)?', html) == [
        ("sources-0", " hidden"),
        ("sources-1", ""),
    ]


def test_a_source_has_title_section_and_the_marked_quote() -> None:
    html = evidence_html([van("?")])
    text = visible_text(html)
    assert "Choosing a parcel service" in text
    assert '<p class="section">Speed</p>' in html
    assert "<mark>The van delivers a parcel in " in html
    assert "takes 9 days to the islands & back." in text  # the rest of the passage, unmarked


def test_a_table_row_names_its_columns() -> None:
    html = evidence_html([van("?")])
    assert '<tr><th scope="row">Price</th><td><mark>7 euros</mark></td></tr>' in html


def test_a_list_item_is_marked_in_its_list() -> None:
    html = evidence_html([choice("?")])
    assert "A parcel above 20 kg travels by boat.</mark>" in html
    assert "travels by van." in html


def test_each_source_leads_back_and_into_its_document() -> None:
    html = evidence_html([van("?")])
    start = GUIDE_DOCUMENT.text.index("The van")
    assert 'href="#marker-0-1"' in html
    assert f'href="documents/guide?start={start}&amp;end={start + 58}#quote"' in html


def test_an_answer_without_sources_says_so() -> None:
    assert visible_text(evidence_html([])).endswith(EMPTY)
    html = evidence_html([van("?"), silent("?")])
    assert NOTHING_USED in html
    assert 'id="sources-0" tabindex="-1" hidden' in html


def test_the_library_shows_until_there_is_an_answer() -> None:
    link = '<a href="documents/guide" target="_blank" rel="noopener">Choosing a parcel service</a>'
    assert link in evidence_html([], [GUIDE_DOCUMENT])
    assert "library" not in evidence_html([silent("?")], [GUIDE_DOCUMENT])


def test_titles_and_sections_are_text() -> None:
    name = 'a"><img src=http://127.0.0.2:9999/f onerror=x>.md'
    document = make_document(name, name, f"# {name}\n\nA line.\n")
    passage = passages(document)[0]
    citation = Citation(1, passage, "A line.", passage.start, passage.end)
    html = evidence_html([Answer("?", Outcome.ANSWERED, "A line. [1]", (), (citation,))])
    assert faults(html) == []
    assert name in visible_text(html)


def test_only_decisions_before_the_last_keep_their_trace_among_the_sources() -> None:
    decided = DecisionGuide.builtin().decide({"cli_tool": True})
    answer = Answer("?", Outcome.ANSWERED, "So.", recommendation=decided)
    html = evidence_html([answer, van("?"), answer, silent("?")])
    assert re.findall(r'id="(decision-\d)"', html) == ["decision-0"]
