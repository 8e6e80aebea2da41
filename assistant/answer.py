"""The values of an answer: what was found, what is said, and the quotes it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from ingest.document import Document, Passage

if TYPE_CHECKING:
    from assistant.decision.guide import NeedFinding
    from assistant.decision.recommendation import Recommendation
    from assistant.writer.trace import ModelTrace


class Outcome(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    CONFLICTING = "conflicting"  # the sources give different values: both are shown
    SILENT = "silent"  # the sources don't say
    ASKING = "asking"  # one fact is missing
    SOCIAL = "social"  # hello, thanks, what can you do


@dataclass(frozen=True)
class Hit:
    """A retrieved passage; ranks start at 1, None where that retriever did not return it."""

    passage: Passage
    score: float
    dense_rank: int | None = None
    lexical_rank: int | None = None
    question_rank: int | None = None  # by known questions that the passage answers


@dataclass(frozen=True)
class Citation:
    """An exact quote: `passage.document.text[start:end] == quote`, always."""

    number: int
    passage: Passage
    quote: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if self.document.text[self.start : self.end] != self.quote:
            raise ValueError(f"the quote at {self.start}-{self.end} is not in {self.document.id}: {self.quote!r}")

    @property
    def document(self) -> Document:
        return self.passage.document

    @property
    def section(self) -> str:
        return self.passage.section_path

    @property
    def page(self) -> int | None:
        """The page, from 1, on which the quote begins; None where the document has no pages."""
        return self.document.page_at(self.start)

    @property
    def place(self) -> str:
        """The section, and the page where there is one."""
        return self.section if self.page is None else f"{self.section}, page {self.page}"


@dataclass(frozen=True)
class Statement:
    """One sentence of an answer, without its `[n]` markers, and the citations under it."""

    text: str
    citations: tuple[Citation, ...]

    @property
    def marked(self) -> str:
        """The sentence followed by its `[n]` markers."""
        # A marker on the line of a closing code fence would break the listing.
        gap = "\n" if self.text.endswith("```") else " "
        return self.text + "".join(f"{gap}[{citation.number}]" for citation in self.citations)


@dataclass(frozen=True)
class Answer:
    """What `ask()` returns. `text` is Markdown with `[n]` markers that point into `citations`."""

    question: str
    outcome: Outcome
    text: str
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    recommendation: Recommendation | None = None
    question_back: str | None = None
    follow_ups: tuple[str, ...] = ()
    profile: Mapping[str, NeedFinding] = field(default_factory=dict, compare=False)
    standalone_question: str = field(default="", compare=False)
    confidence: float | None = field(default=None, compare=False)
    trace: ModelTrace | None = field(default=None, compare=False)  # None where no language model was asked

    def __add__(self, later: Answer) -> Answer:
        """Join streamed pieces: the texts in a row, everything else from the later one."""
        return replace(later, text=self.text + later.text)

    def to_dict(self) -> dict[str, object]:
        """The answer as plain JSON values, offsets included."""
        from assistant.export import answer_to_dict

        return answer_to_dict(self)

    def to_markdown(self) -> str:
        """The answer with its sources listed below it, quotes included."""
        from assistant.export import answer_to_markdown

        return answer_to_markdown(self)


@dataclass(frozen=True)
class AnswerEvent:
    """A piece of a streamed answer.

    `kind` is "step" (`text` names what is being done), "text" (the next piece of `Answer.text`: joined,
    the pieces are exactly that text) or "answer" (the last event; `answer` is the whole).
    """

    kind: str
    text: str = ""
    answer: Answer | None = None
