"""Print an answer in the terminal."""

from __future__ import annotations

import re

from assistant.answer import Answer

# Document text may hold escape sequences; a terminal must never obey them.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def print_answer(answer: Answer) -> None:
    """The answer, then each source with its quote."""
    print(printable(answer.text))
    if answer.citations:
        print("\nSources")
    for citation in answer.citations:
        print(f"  [{citation.number}] {printable(citation.document.title)}: {printable(citation.section)}")
        quote = " ".join(citation.quote.split()) if citation.passage.kind != "code" else citation.quote
        print(f"      “{printable(quote)}”")
    if answer.follow_ups:
        print("\nAsk next" if not answer.question_back else "\nReply")
    for follow_up in answer.follow_ups:
        print(f"  - {printable(follow_up)}")


def printable(text: str) -> str:
    """Text without control characters other than line ends and tabs."""
    return _CONTROL.sub("", text.replace("\r\n", "\n"))
