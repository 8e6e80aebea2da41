from __future__ import annotations

from fake_assistant import GUIDE_DOCUMENT, asking, boat, cite, silent, van
from html_check import faults, visible_text

from assistant.answer import Answer, Outcome
from ui.answer_html import answer_html, note_html, partial_html, question_html, text_html


def test_a_marker_links_to_its_source() -> None:
    html = answer_html(van("?"), 3)
    assert 'id="marker-3-1" href="#source-3-1"' in html
    assert 'title="Choosing a parcel service: Prices"' in html
    assert visible_text(html).startswith("The van delivers a parcel in two days on the mainland. [1]")


def test_a_number_that_cites_nothing_is_no_link() -> None:
    answer = Answer("?", Outcome.ANSWERED, "As said [1], and [7].", (), (cite(GUIDE_DOCUMENT, 1, "7 euros"),))
    html = answer_html(answer, 0)
    assert html.count('<a class="cite"') == 1
    assert "and [7]." in html


def test_a_marker_in_code_is_code() -> None:
    assert "<code>list[1]</code>" in text_html("`list[1]`", 0, None)


def test_only_the_first_of_equal_markers_has_the_id() -> None:
    html = text_html("a [1] b [1]", 0, None)
    assert html.count('id="marker-0-1"') == 1
    assert html.count('href="#source-0-1"') == 2


def test_formatting_stays_and_markup_does_not() -> None:
    html = text_html("**bold** `code`\n\n- one\n- two\n\n<b>x</b> ![i](http://e/x) [l](http://e) <http://e>", 0, {})
    assert "<strong>bold</strong>" in html
    assert "<li>one</li>" in html
    assert faults(html) == []
    assert "![i](http://e/x) [l](http://e) <http://e>" in visible_text(html)


def test_every_outcome_says_how_it_ended() -> None:
    assert "Answered from the sources" in answer_html(van("?"), 0)
    assert "The sources disagree" in answer_html(boat("?"), 0)
    assert "Not in the sources" in answer_html(silent("?"), 0)
    assert "One question back" in answer_html(asking("?"), 0)
    assert 'class="footer"' not in answer_html(Answer("hi", Outcome.SOCIAL, "Hello."), 0)


def test_the_footer_counts_sources_only_where_there_are_some() -> None:
    assert '<a class="to-sources" href="#sources-2">2 sources</a>' in answer_html(van("?"), 2)
    assert "to-sources" not in answer_html(silent("?"), 2)


def test_a_partial_answer_shows_the_step_until_text_arrives() -> None:
    assert visible_text(partial_html("", 0, "Searching")) == "Searching"
    assert visible_text(partial_html("The van", 0, "Searching")) == "The van"


def test_what_the_visitor_types_stays_text() -> None:
    assert question_html("<b>hi</b>\n# x") == '<div class="said">&lt;b&gt;hi&lt;/b&gt;&#10;# x</div>'
    assert faults(note_html("<img src=x>")) == []
