"""Find the quotes of a decision guide in the documents beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from assistant.decision.guide import Source
from ingest.document import Document, Passage
from ingest.errors import CorpusError
from ingest.formats.process import ParserProcess
from ingest.read import FORMATS, read_document
from ingest.split import split_document


@dataclass(frozen=True)
class Library:
    """The documents of a folder by id, each with its passages."""

    shelves: dict[str, tuple[Document, tuple[Passage, ...]]]

    @property
    def documents(self) -> tuple[Document, ...]:
        return tuple(document for document, _ in self.shelves.values())

    def find(self, document_id: str, quote: str) -> Source:
        """The place of a quote; raises `CorpusError` saying what is wrong and what to do."""
        if document_id not in self.shelves:
            known = ", ".join(sorted(self.shelves)) or "none"
            raise CorpusError(f"document {document_id!r} is not in this folder; use one of: {known}")
        document, passages = self.shelves[document_id]
        start = document.text.find(quote)
        if start < 0:
            raise CorpusError(f"quote {quote!r} is not in {document_id!r}; copy it letter by letter from the document")
        for passage in passages:
            if passage.start <= start and start + len(quote) <= passage.end:
                return Source(passage, quote, start)
        raise CorpusError(
            f"quote {quote!r} runs over several paragraphs of {document_id!r}; quote sentences of one of them"
        )


def open_library(folder: Path) -> Library:
    """Read and split the documents of a folder, the faulty ones named in a `CorpusError`."""
    shelves: dict[str, tuple[Document, tuple[Passage, ...]]] = {}
    with ParserProcess() as parser:
        for path in sorted(folder.iterdir()):
            if path.suffix.lower() not in FORMATS or not path.is_file():
                continue
            try:
                document = read_document(path, folder, parser)
            except CorpusError as error:
                raise CorpusError(f"{path}:1: {error}") from error
            shelves[document.id] = (document, split_document(document, estimate_tokens))
    return Library(shelves)


def estimate_tokens(text: str) -> int:
    """A count near the embedding model's own; loading its tokenizer would make every use of a guide slow."""
    return len(re.findall(r"\w{1,8}|[^\w\s]", text))
