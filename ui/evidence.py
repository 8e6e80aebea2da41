"""The evidence panel: for each turn, the sources its answer uses and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import Answer, Citation
from ingest.document import Document
from ui.addresses import document_address, quote_address
from ui.decision import trace_html
from ui.quoted import escape_text, marked_block, marked_cells

EMPTY = "When an answer uses a source, the exact sentence appears here, in its place in the document."
NOTHING_USED = "This answer uses no source."


def evidence_html(answers: Sequence[Answer | None], documents: Sequence[Document] = ()) -> str:
    """The panel for a conversation, the latest turn showing; the library before the first answer."""
    latest = len(answers) - 1
    # The last decision is in the panel of its own, where it can be changed.
    decided = max((number for number, answer in enumerate(answers) if answer and answer.recommendation), default=-1)
    turns = "".join(
        _turn(answer, number, number == latest, number != decided) for number, answer in enumerate(answers) if answer
    )
    body = turns or f'<p class="empty">{EMPTY}</p>{_library(documents)}'
    return f'<section class="evidence">{body}</section>'


def _library(documents: Sequence[Document]) -> str:
    links = "".join(
        f'<li><a href="{escape_text(document_address(document))}" target="_blank" rel="noopener">'
        f"{escape_text(document.title)}</a></li>"
        for document in documents
    )
    return f'<ul class="library">{links}</ul>' if links else ""


def _turn(answer: Answer, turn: int, showing: bool, traced: bool) -> str:
    sources = "".join(_source(citation, turn) for citation in answer.citations)
    body = sources or f'<p class="empty">{NOTHING_USED}</p>'
    if answer.recommendation is not None and traced:
        body += trace_html(answer.recommendation, turn, answer.citations)
    hidden = "" if showing else " hidden"
    return f'<section class="turn" id="sources-{turn}" tabindex="-1"{hidden}>{body}</section>'


def _source(citation: Citation, turn: int) -> str:
    number, title = citation.number, escape_text(citation.document.title)
    return (
        f'<article class="source" id="source-{turn}-{number}" tabindex="-1">'
        f'<h3><span class="number">{number}</span> <span class="title">{title}</span></h3>'
        f'<p class="section">{escape_text(citation.place)}</p>'
        f"<blockquote>{_passage(citation)}</blockquote>"
        f'<p class="ways"><a class="back" href="#marker-{turn}-{number}">Back to the answer</a>'
        f'<a class="whole" href="{escape_text(quote_address(citation))}" target="_blank" rel="noopener">'
        "Show in document</a></p></article>"
    )


def _passage(citation: Citation) -> str:
    passage = citation.passage
    quote = (citation.start, citation.end)
    if passage.kind != "table":
        return marked_block(passage.document, passage.kind, passage.start, passage.end, quote)
    cells = marked_cells(passage.document, passage.start, passage.end, quote)
    names = [*passage.header, *[""] * len(cells)]
    rows = "".join(
        f'<tr><th scope="row">{escape_text(name)}</th><td>{cell}</td></tr>'
        for name, cell in zip(names, cells, strict=False)
    )
    return f'<table class="row"><tbody>{rows}</tbody></table>'
