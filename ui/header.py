"""What the page says about itself."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.document import Document
from ui.quoted import escape_text

HEADER = (
    '<div class="brand"><h1><span class="post"></span><span class="name">Fingerpost</span></h1><div class="tools">'
    '<button class="tool open-panel" type="button" title="Sources and decision">Sources and decision</button>'
    '<button class="tool open-conversations" type="button" title="Conversations">Conversations</button>'
    '<button class="tool theme" type="button" title="Switch between light and dark">Light or dark</button>'
    "</div></div>"
)


def name_documents(documents: Sequence[Document]) -> str:
    """The titles of a few documents, or how many there are, as part of a sentence."""
    if len(documents) > 4:
        return f"{len(documents)} documents"
    return " and ".join(f"“{document.title}”" for document in documents)


def welcome_html(documents: Sequence[Document], knows: str = "") -> str:
    """The first screen in two lines: what it is and what it knows; then what it does not do.

    `knows` says what it knows where that changes, else the titles of the documents do.
    """
    known = escape_text(knows or name_documents(documents))
    return (
        '<div class="welcome"><p class="lead">Ask. Then check every word.</p>'
        f"<p>Answers come from <em>{known}</em>, and every sentence links to the exact words it rests on.</p>"
        "<p>It knows nothing else, and says so when the sources are silent or disagree.</p></div>"
    )
