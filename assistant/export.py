"""Answers as plain values and as Markdown."""

from __future__ import annotations

from assistant.answer import Answer, Citation


def answer_to_dict(answer: Answer) -> dict[str, object]:
    """JSON values; offsets count code points of the document's text."""
    return {
        "question": answer.question,
        "outcome": answer.outcome.value,
        "text": answer.text,
        "statements": [
            {"text": statement.text, "citations": [citation.number for citation in statement.citations]}
            for statement in answer.statements
        ],
        "citations": [citation_to_dict(citation) for citation in answer.citations],
        "recommendation": answer.recommendation.to_dict() if answer.recommendation else None,
        "question_back": answer.question_back,
        "follow_ups": list(answer.follow_ups),
        "standalone_question": answer.standalone_question or answer.question,
        "confidence": answer.confidence,
        "trace": answer.trace.to_dict() if answer.trace else None,
    }


def citation_to_dict(citation: Citation) -> dict[str, object]:
    return {
        "number": citation.number,
        "document": {
            "id": citation.document.id,
            "title": citation.document.title,
            "publisher": citation.document.publisher,
        },
        "section": citation.section,
        "page": citation.page,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "passage": citation.passage.text,
    }


def answer_to_markdown(answer: Answer) -> str:
    """The question, the answer and its sources with their quotes."""
    parts = [f"**{answer.question}**", answer.text]
    if answer.citations:
        parts.append("Sources:")
        parts += [source_line(citation) for citation in answer.citations]
    return "\n\n".join(parts) + "\n"


def source_line(citation: Citation) -> str:
    quote = "\n".join(f"> {line}" for line in citation.quote.splitlines())
    return f"[{citation.number}] {citation.document.title}, {citation.place}:\n\n{quote}"
