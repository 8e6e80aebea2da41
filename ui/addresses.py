"""Addresses within the page's own site."""

from __future__ import annotations

from urllib.parse import quote as percent_encode

from assistant.answer import Citation
from ingest.document import Document


def document_address(document: Document) -> str:
    """The whole document, relative to the chat page."""
    return f"documents/{percent_encode(document.id, safe='')}"


def quote_address(citation: Citation) -> str:
    """The whole document with the quote marked, relative to the chat page."""
    return f"{document_address(citation.document)}?start={citation.start}&end={citation.end}#quote"
