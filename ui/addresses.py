"""Addresses within the page's own site."""

from __future__ import annotations

from urllib.parse import quote as percent_encode

from assistant.answer import Citation


def document_address(citation: Citation) -> str:
    """The whole document with the quote marked, relative to the chat page."""
    identity = percent_encode(citation.document.id, safe="")
    return f"documents/{identity}?start={citation.start}&end={citation.end}#quote"
