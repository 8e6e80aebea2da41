"""Turn an answer into the safe HTML of one chat message.

The answer's Markdown is parsed here, with raw HTML, links and images switched off, and leaves as one line
of HTML: the chat's own Markdown parser then has nothing left to interpret, and its sanitiser checks again.
"""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.answer import Answer, Citation, Outcome
from ui.quoted import escape_text

OUTCOME_LABELS = {
    Outcome.ANSWERED: "Answered from the sources",
    Outcome.CONFLICTING: "The sources disagree",
    Outcome.SILENT: "Not in the sources",
    Outcome.ASKING: "One question back",
    Outcome.SOCIAL: "",
}

_SWITCHED_OFF = ["image", "link", "autolink", "html_inline", "html_block", "reference", "heading", "lheading"]
_MARKER = re.compile(r"\[(\d{1,3})\]")


def question_html(question: str) -> str:
    """What the visitor said, as plain text."""
    return f'<div class="said">{escape_text(question)}</div>'


def note_html(note: str) -> str:
    """A remark of the page itself: what it is doing, or what went wrong."""
    return f'<p class="note">{escape_text(note)}</p>'


def partial_html(text: str, turn: int, step: str = "") -> str:
    """The answer as far as it has arrived."""
    body = text_html(text, turn, None) if text else ""
    waiting = f'<p class="step">{escape_text(step or "Reading the sources")}</p>' if not text else ""
    return f'<div class="answer live">{body}{waiting}</div>'


def answer_html(answer: Answer, turn: int) -> str:
    """The whole answer: its text with linked markers, and one quiet line on how it ended."""
    body = text_html(answer.text, turn, {citation.number: citation for citation in answer.citations})
    return f'<div class="answer" id="answer-{turn}"><div class="text">{body}</div>{_footer(answer, turn)}</div>'


def _footer(answer: Answer, turn: int) -> str:
    label = OUTCOME_LABELS[answer.outcome]
    parts = []
    if label:
        parts.append(f'<span class="outcome {answer.outcome.value}">{label}</span>')
    if count := len(answer.citations):
        word = "source" if count == 1 else "sources"
        parts.append(f'<a class="to-sources" href="#sources-{turn}">{count} {word}</a>')
    if answer.recommendation is not None and answer.recommendation.decided:
        parts.append(f'<a class="to-sources" href="#decision-{turn}">How this was decided</a>')
    return f'<p class="footer">{"".join(parts)}</p>' if parts else ""


def text_html(text: str, turn: int, citations: dict[int, Citation] | None) -> str:
    """The answer's text as one line of HTML.

    A marker `[n]` becomes a link to its source; with `citations` given, only where `n` is among them.
    """
    tokens = _parser().parse(text)
    seen: set[int] = set()
    for token in tokens:
        if token.children:
            token.children = [part for child in token.children for part in _link_markers(child, turn, citations, seen)]
    html = _parser().renderer.render(tokens, _parser().options, {})
    return str(html).strip().replace("\r", "&#13;").replace("\n", "&#10;")


def _link_markers(child: Token, turn: int, citations: dict[int, Citation] | None, seen: set[int]) -> list[Token]:
    if child.type != "text":
        return [child]
    parts = []
    end = 0
    for match in _MARKER.finditer(child.content):
        number = int(match[1])
        if citations is not None and number not in citations:
            continue
        parts.append(_token("text", child.content[end : match.start()]))
        parts.append(_token("html_inline", _marker_html(number, turn, (citations or {}).get(number), number in seen)))
        seen.add(number)
        end = match.end()
    parts.append(_token("text", child.content[end:]))
    return parts


def _marker_html(number: int, turn: int, citation: Citation | None, again: bool) -> str:
    title = f' title="{escape_text(f"{citation.document.title}: {citation.section}")}"' if citation else ""
    identity = "" if again else f' id="marker-{turn}-{number}"'
    return (
        f'<a class="cite"{identity} href="#source-{turn}-{number}"{title}>'
        f'<span class="sign">[</span>{number}<span class="sign">]</span></a>'
    )


def _token(kind: str, content: str) -> Token:
    return Token(kind, "", 0, content=content)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable(_SWITCHED_OFF)
