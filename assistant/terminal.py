"""Print in the terminal, where text from documents and questions must not act."""

from __future__ import annotations

import io
import re
import shutil
import sys
from typing import TYPE_CHECKING, TextIO

from assistant.text_table import lay_out_tables

if TYPE_CHECKING:
    from assistant.answer import Answer

# C0 and C1 controls but tab and line feed, and the marks that reverse the direction of writing.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def print_answer(answer: Answer) -> None:
    """The answer, then each source with its quote."""
    print_clean(lay_out_tables(answer.text, shutil.get_terminal_size().columns))
    if answer.citations:
        print_clean("\nSources")
    for citation in answer.citations:
        print_clean(f"  [{citation.number}] {citation.document.title}: {citation.place}")
        quote = " ".join(citation.quote.split()) if citation.passage.kind != "code" else citation.quote
        print_clean(f"      “{quote}”")
    if answer.follow_ups:
        print_clean("\nAsk next" if not answer.question_back else "\nReply")
    for follow_up in answer.follow_ups:
        print_clean(f"  - {follow_up}")


def print_clean(text: str, file: TextIO | None = None) -> None:
    """Print what `printable` leaves of a text, to stdout unless a file is given."""
    print(text, file=CleanOutput(file or sys.stdout))


def printable(text: str) -> str:
    """The text with a replacement character for each control character but tabs and line ends."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))


class CleanOutput(io.TextIOBase):
    """A stream that prints cleanly to another one, for code that only knows `print`."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        # A terminal that can't show a character shows "?"; that is no reason to end the program.
        encoding = self._stream.encoding or "utf-8"
        self._stream.write(printable(text).encode(encoding, "replace").decode(encoding))
        return len(text)

    def flush(self) -> None:
        self._stream.flush()
