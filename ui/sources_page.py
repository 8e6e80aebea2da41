"""The page of sources: every document that answers can come from, and the visitor's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from typing import Protocol

from ingest.document import Document, Passage
from ingest.read import FORMATS
from ui.addresses import document_address
from ui.plain_page import plain_page, table_html
from ui.workspace.files import StoredFile
from ui.workspace.routes import MAX_FILE_BYTES
from ui.workspace.workspace import State, Workspace

_INTRO = "<p>Answers rest on these documents and on nothing else. Each title opens the full text.</p>"
_NO_EXTRAS = "To ask about documents of your own, start with <code>fingerpost chat --uploads</code>."


class Knowledge(Protocol):
    @property
    def passages(self) -> tuple[Passage, ...]: ...


class Library(Protocol):
    """What the page needs of an assistant."""

    @property
    def documents(self) -> tuple[Document, ...]: ...

    @property
    def knowledge(self) -> Knowledge: ...


def sources_html(library: Library, workspace: Workspace | None, private: bool) -> str:
    """`private` says that only people at this machine see the page."""
    table = _library_table(library.documents, _count(library.knowledge.passages))
    if workspace is None:
        hint = f'<p class="aside">{_NO_EXTRAS}</p>' if private else ""
        return plain_page("Sources", f"{_INTRO}{table}{hint}")
    own = _own_documents(workspace)
    return plain_page("Sources", f"{_INTRO}<h2>The library</h2>{table}{own}{_ways_to_ask()}", ["sources.js"])


def _count(passages: Iterable[Passage]) -> Counter[str]:
    return Counter(passage.document.id for passage in passages)


def _library_table(documents: Sequence[Document], passages: Counter[str]) -> str:
    rows = [
        (_link(document), _known(document.publisher), _known(document.published), str(passages[document.id]))
        for document in documents
    ]
    return table_html(("Title", "Publisher", "Date", "Passages"), rows, "sources")


def _known(text: str) -> str:
    return escape(text) if text else '<span class="aside">not stated</span>'


def _own_documents(workspace: Workspace) -> str:
    files = workspace.files()
    mine = workspace.mine.current
    passages = _count(mine.knowledge.passages) if hasattr(mine, "knowledge") else Counter[str]()
    rows = [_own_row(file, document, passages) for file, document in files]
    listing = table_html(("Document", "Passages", "Remove"), rows, "sources own") if rows else ""
    every = '<p><button class="remove-all" type="button">Remove all</button></p>' if len(rows) > 1 else ""
    formats = ",".join(FORMATS)
    return (
        '<section id="own"><h2>Your documents</h2>'
        "<p>They stay on this computer, apart from the library, and are answered from once they are read. "
        f"Formats: {escape(', '.join(FORMATS))}; up to {MAX_FILE_BYTES // 1_000_000} MB a file.</p>"
        f'<p class="add"><label class="button">Add files<input type="file" id="files" multiple accept="{formats}">'
        '</label> <label class="button">Add a folder<input type="file" id="folder" webkitdirectory></label></p>'
        f'<div id="progress" data-limit="{MAX_FILE_BYTES}" data-running="{str(workspace.state.running).lower()}" '
        f'role="status"></div>{_report(workspace.state)}{listing}{every}</section>'
    )


def _own_row(file: StoredFile, document: Document | None, passages: Counter[str]) -> tuple[str, ...]:
    title = _link(document) if document else '<span class="aside">not read yet</span>'
    count = str(passages[document.id]) if document else ""
    label = escape(f"Remove {file.path}")
    button = f'<button class="remove" type="button" data-key="{escape(file.key)}" aria-label="{label}">Remove</button>'
    return f'{title}<br><span class="aside">{escape(file.path)}</span>', count, button


def _report(state: State) -> str:
    if state.error:
        return f'<p class="notice alert" role="alert">{escape(state.error)}</p>'
    left_out = "".join(f"<li><b>{escape(path)}</b>: {escape(reason)}</li>" for path, reason in state.left_out)
    notes = "".join(f"<li>{escape(identity.split('/')[-1])}: {escape(note)}</li>" for identity, note in state.notes)
    return (f'<h3>Left out</h3><ul class="left-out">{left_out}</ul>' if left_out else "") + (
        f"<h3>Remarks</h3><ul>{notes}</ul>" if notes else ""
    )


def _ways_to_ask() -> str:
    return (
        "<h2>Ask</h2><ul>"
        '<li><a href="./">The library and your documents</a>. Recommendations follow the rules of the library; '
        "your documents do not change them.</li>"
        '<li><a href="mine/">Only your documents</a>. There are no decision rules for them, so nothing is '
        "recommended.</li>"
        '<li><a href="library/">Only the library</a></li></ul>'
    )


def _link(document: Document) -> str:
    return f'<a href="{escape(document_address(document))}">{escape(document.title)}</a>'
