"""What the assistant says to small talk and about itself: short, and without a citation."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.document import Document

_REPLIES = {
    "thanks": "You're welcome. Ask on whenever you like.",
    "praise": "Good. What else would you like to know?",
    "farewell": "Goodbye, and good luck with the project.",
    "trust": (
        "I only repeat what the documents say. Every statement carries a number that leads to the exact sentence it "
        "rests on, so you can check it. The documents may be wrong, and I may pick a sentence that misses your "
        "question. What they don't say, I don't answer."
    ),
    "language": "I understand questions in English and answer in the words of the documents.",
    "privacy": (
        "I run on the computer that I was started on and look nothing up on the internet. Nothing you write is sent "
        "anywhere else, unless whoever started me chose a language model or a service that runs elsewhere. The page "
        "keeps your conversations in your browser, where you can delete them; an answer that you rate is kept with "
        "your rating on that computer."
    ),
    "own_documents": (
        "Yes, I can answer from your own documents. Put Markdown, text, HTML, PDF or Word files into a folder and "
        "start me with `fingerpost chat --corpus DIR`. With `fingerpost chat --uploads` you can add files on the page."
    ),
    "again": "There is no answer to repeat yet. What would you like to know?",
    "unclear": (
        "Sorry about that. Please ask in other words, or about one thing at a time. The numbers in an answer lead to "
        "the exact sentences it rests on, so you can see what the documents say themselves."
    ),
    "never_mind": "All right. Ask whenever you like; a new conversation starts from nothing.",
}
_MOST_LISTED = 20


def social_reply(
    kind: str,
    documents: Sequence[Document],
    examples: Sequence[str] = (),
    cited: Sequence[Document] = (),
    recommends: bool = False,
) -> str:
    """A short reply of the given kind.

    `examples` are questions to try, `cited` the documents that the last answer was taken from; `recommends` says
    whether there is a decision guide.
    """
    if kind in _REPLIES:
        return _REPLIES[kind]
    example = f" For example: {examples[0]}" if examples else ""
    match kind:
        case "greeting":
            return f"Hello! Ask me anything that {_named(documents)} can answer.{example}"
        case "sources":
            return f"I answer only from {_counted(documents)}:\n\n{_listed([_line(d) for d in documents])}"
        case "author" if cited:
            return f"The last answer rests on:\n\n{_listed([_line(d) for d in cited])}"
        case "author":
            return social_reply("sources", documents)
        case "recency":
            dated = [f"{_line(document)}: {document.published or 'no date given'}" for document in documents]
            return f"I know only what my documents say, so I am as up to date as they are:\n\n{_listed(dated)}"
    advice = ", and recommend an option for your project" if recommends else ""
    return (
        f"I am Fingerpost, a program and no person. I answer questions from {_counted(documents)}, "
        f"{_named(documents)}, and show the exact sentences each answer rests on. I can look up facts and "
        f"compare{advice}. Where the documents are silent or disagree, I say so.{example}"
    )


def _counted(documents: Sequence[Document]) -> str:
    return "one document" if len(documents) == 1 else f"{len(documents)} documents"


def _named(documents: Sequence[Document]) -> str:
    named = " and ".join(f"“{document.title}”" for document in documents[:3])
    return f"{named} and others" if len(documents) > 3 else named


def _listed(lines: Sequence[str]) -> str:
    more = len(lines) - _MOST_LISTED
    return "\n".join([*lines[:_MOST_LISTED], *([f"- and {more:,} more"] if more > 0 else [])])


def _line(document: Document) -> str:
    return f"- {document.title}" + (f" ({document.publisher})" if document.publisher else "")
