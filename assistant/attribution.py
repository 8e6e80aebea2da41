"""Phrases that only name the sources themselves: every answer comes from them, so they say nothing about its topic."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.document import Document

_SELF = r"(?:articles?|sources?|documents?|docs|texts?|corpus|material)"


def strip_attribution(question: str, documents: Iterable[Document]) -> str:
    """The question without "according to the article", "in the sources" or the like; the question itself
    where nothing else would be left."""
    publishers = {re.escape(document.publisher) for document in documents if document.publisher}
    publisher = "(?:" + "|".join(sorted(publishers, key=len, reverse=True)) + ")" if publishers else r"(?!)"
    pattern = (
        r"(?i)[,\s]*\b(?:according to|as per|based on|per|in|from|by) "
        r"(?:the |your |this |these |those |both )?(?:two )?"
        rf"(?:{publisher}(?:'s)? {_SELF}|{_SELF})\b,?"
        rf"|[,\s]*\baccording to {publisher}\b,?"
    )
    stripped = re.sub(pattern, " ", question).strip(" ,")
    stripped = re.sub(r"\s+([?.!,])", r"\1", re.sub(r"\s+", " ", stripped))
    return stripped if len(stripped.split()) >= 2 else question
