"""Every attack string through every place where text enters the page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fake_assistant import make_document, passages
from html_check import faults

from assistant.answer import Answer, Citation, Outcome
from assistant.decision.condition import Condition, Literal
from assistant.decision.guide import DecisionGuide, Need, NeedFinding, Option, Rule, Source
from assistant.decision.recommendation import Recommendation
from ui.answer_html import answer_html, partial_html
from ui.decision import decision_html, trace_html
from ui.document_page import document_html
from ui.evidence import evidence_html
from ui.header import welcome_html
from ui.record import HandSet, Record
from ui.transcript import chat_messages
from ui.visitor import Turn


def citation_of(text: str) -> Citation:
    document = make_document("d", text, text, publisher=text, origin=text)
    passage = passages(document)[0]
    return Citation(1, passage, passage.text, passage.start, passage.end)


def decision_about(text: str) -> Recommendation:
    """A decision by a guide all of whose words are this text."""
    text = text or "?"
    citation = citation_of(text)
    source = Source(citation.passage, citation.quote, citation.start)
    options = (Option("one", text, text), Option("other", text, text))
    when = Condition((Literal("need"),))
    rule = Rule("rule", when, text, (source,), supports="one", rules_out=("other",))
    guide = DecisionGuide(text, text, options, (Need("need", text, text),), (rule,))
    decided = guide.decide({"need": NeedFinding(True, text)})
    assert decided.option == options[0]
    return decided


def pieces(text: str) -> Iterator[str]:
    answer = Answer(text, Outcome.ANSWERED, f"{text} [1]", (), (citation_of(text),), follow_ups=(text,))
    yield answer_html(answer, 0)
    yield evidence_html([answer])
    yield welcome_html([citation_of(text).document])
    yield decision_html(decision_about(text))
    yield trace_html(decision_about(text), 0, ())
    yield Record("0" * 32, ((text or "?", ""),), (HandSet(0, text, True),)).to_html()
    for message in chat_messages([Turn(text, answer=answer), Turn(text, text=text, note=text), Turn(text, step=text)]):
        yield message["content"]
    for end in range(len(text) + 1):  # every state of a streamed answer
        yield partial_html(text[:end], 0)


def test_no_string_becomes_markup(attacks: dict[str, str]) -> None:
    assert len(attacks) > 40
    for identity, text in attacks.items():
        for piece in pieces(text[:3_000]):
            assert faults(piece) == [], identity
            assert "\n" not in piece, identity  # a line break would hand the rest to the chat's Markdown parser


@pytest.mark.parametrize("text", ["<img src=//127.0.0.2/a>\n\n![x](//127.0.0.2/b)", "</code></pre></blockquote><form>"])
def test_these_hold_without_the_shared_strings(text: str) -> None:
    assert [fault for piece in pieces(text) for fault in faults(piece)] == []


def test_document_pages_too(attacks: dict[str, str]) -> None:
    for identity, text in attacks.items():
        html = document_html(make_document("d", text, text, publisher=text, origin=text), (0, 10))
        inside = html[html.index("<main>") :].replace("<main>", "").replace("</main>", "")
        allowed = ("<header>", "<h1>", "href=../", "<a href>")
        assert [fault for fault in faults(inside) if fault not in allowed] == [], identity
