"""An assistant whose answers are written down here, built from the real values."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterator

from assistant.answer import Answer, AnswerEvent, Citation, Outcome, Statement
from assistant.decision.guide import DecisionGuide
from assistant.decision.recommendation import Recommendation
from ingest.blocks import find_sections, find_structure
from ingest.document import Document, Passage

GUIDE = """---
id: guide
title: Choosing a parcel service
---

# Choosing a parcel service

## Speed

The van delivers a parcel in **two days** on the mainland. The boat `slow-line` takes 9 days to the islands & back.

## Prices

| Service | Price | Limit |
| --- | --- | --- |
| Van | 7 euros | 20 kg |
| Boat | 3 euros | 90 kg |

## Rules

- A parcel above 20 kg travels by boat.
- A parcel of **glass** travels by van.

```
parcel send --by van
```
"""

LEAFLET = """# A leaflet on boats

## Timetable

The boat takes 12 days to the islands.
"""

EXAMPLES = (
    "How long does the van take?",
    "How long does the boat take?",
    "Van or boat for 50 kg of books?",
    "Who founded the parcel service?",
)


def make_document(identity: str, title: str, text: str, **fields: str) -> Document:
    headings, _ = find_structure(text, "markdown")
    digest = hashlib.sha256(text.encode()).hexdigest()
    values = {"publisher": "The parcel club", "origin": f"{identity}.md", **fields}
    return Document(identity, title, text=text, sections=find_sections(text, headings, title), sha256=digest, **values)


def passages(document: Document) -> list[Passage]:
    _, blocks = find_structure(document.text, document.format)
    return [
        Passage(
            document,
            next(section.path for section in document.sections if section.start <= block.start < section.end),
            document.text[block.start : block.end],
            block.start,
            block.end,
            block.kind,
            block.header,
        )
        for block in blocks
    ]


def cite(document: Document, number: int, quote: str) -> Citation:
    start = document.text.index(quote)
    end = start + len(quote)
    passage = next(passage for passage in passages(document) if passage.start <= start and end <= passage.end)
    return Citation(number, passage, quote, start, end)


GUIDE_DOCUMENT = make_document("guide", "Choosing a parcel service", GUIDE)
LEAFLET_DOCUMENT = make_document("leaflet", "A leaflet on boats", LEAFLET)


def answered(question: str, outcome: Outcome, *statements: Statement, **fields: object) -> Answer:
    text = "\n\n".join(statement.marked for statement in statements)
    used = {citation.number: citation for statement in statements for citation in statement.citations}
    return Answer(question, outcome, text, statements, tuple(used[n] for n in sorted(used)), **fields)  # type: ignore[arg-type]


def van(question: str) -> Answer:
    speed = cite(GUIDE_DOCUMENT, 1, "The van delivers a parcel in **two days** on the mainland.")
    price = cite(GUIDE_DOCUMENT, 2, "| Van | 7 euros | 20 kg |")
    return answered(
        question,
        Outcome.ANSWERED,
        Statement("The van delivers a parcel in **two days** on the mainland.", (speed,)),
        Statement("It costs 7 euros and carries up to 20 kg.", (price,)),
        follow_ups=("How long does the boat take?", "What does the boat cost?"),
    )


def boat(question: str) -> Answer:
    guide = cite(GUIDE_DOCUMENT, 1, "The boat `slow-line` takes 9 days to the islands & back.")
    leaflet = cite(LEAFLET_DOCUMENT, 2, "The boat takes 12 days to the islands.")
    return answered(
        question,
        Outcome.CONFLICTING,
        Statement("One source says the boat takes 9 days to the islands and back.", (guide,)),
        Statement("Another says it takes 12 days.", (leaflet,)),
    )


def choice(question: str) -> Answer:
    rule = cite(GUIDE_DOCUMENT, 1, "- A parcel above 20 kg travels by boat.")
    advice = "Take the **boat**: a parcel above 20 kg travels by boat."
    return answered(question, Outcome.ANSWERED, Statement(advice, (rule,)))


def silent(question: str) -> Answer:
    return Answer(question, Outcome.SILENT, "The sources do not say that.", follow_ups=("How long does the van take?",))


def asking(question: str) -> Answer:
    text = "Is the parcel heavier than 20 kg?"
    return Answer(question, Outcome.ASKING, text, question_back=text, follow_ups=("Yes", "No", "Not sure"))


ANSWERS: tuple[tuple[str, Callable[[str], Answer]], ...] = (
    ("van or boat", choice),
    ("which", asking),
    ("boat", boat),
    ("van", van),
)


class FakeConversation:
    def __init__(self, assistant: FakeAssistant) -> None:
        self.assistant = assistant
        self.questions: list[str] = []
        self.profile: dict[str, bool] = {}
        self.worded = True
        self.asked_worded: list[bool] = []
        self.undone = 0
        self.forget_at_undo = False  # the real one undoes needs set since the turn, too

    @property
    def recommendation(self) -> Recommendation | None:
        guide = self.assistant.guide
        return guide.decide(self.profile) if guide else None

    def set_need(self, need: str, value: bool | None) -> None:
        if self.assistant.guide is None or need not in {entry.id for entry in self.assistant.guide.needs}:
            raise KeyError(need)
        self.profile.pop(need, None)
        if value is not None:
            self.profile[need] = value

    def undo(self) -> Answer | None:
        if not self.questions:
            return None
        self.undone += 1
        if self.forget_at_undo:
            self.profile = {}
        return self.assistant.ask(self.questions.pop())

    def stream(self, question: str) -> Iterator[AnswerEvent]:
        if question == "break":
            raise RuntimeError("broken on purpose")
        self.asked_worded.append(self.worded)
        yield AnswerEvent("step", "Searching the sources")
        answer = self.assistant.ask(question)
        for piece in re.findall(r"\S+\s*|\s+", answer.text):
            time.sleep(self.assistant.seconds_a_word)
            yield AnswerEvent("text", piece)
        self.questions.append(question)  # counts as said now, as in the real one
        self.profile |= {need: finding.value for need, finding in answer.profile.items()}
        yield AnswerEvent("answer", answer=answer)


class FakeAssistant:
    """Answers by the first of ANSWERS whose words are in the question; `replies` go first."""

    def __init__(
        self,
        replies: dict[str, Answer] | None = None,
        seconds_a_word: float = 0.0,
        guide: DecisionGuide | None = None,
        model: str | None = None,
    ) -> None:
        self.replies = replies or {}
        self.guide = guide
        self.model = model
        self.version = "1"
        self.asked: list[str] = []
        self.seconds_a_word = seconds_a_word
        self.documents: tuple[Document, ...] = (GUIDE_DOCUMENT, LEAFLET_DOCUMENT)
        self.examples = EXAMPLES
        self.conversations: list[FakeConversation] = []

    def ask(self, question: str) -> Answer:
        self.asked.append(question)
        if question in self.replies:
            return self.replies[question]
        return next((make(question) for words, make in ANSWERS if words in question.lower()), silent(question))

    def conversation(self) -> FakeConversation:
        self.conversations.append(FakeConversation(self))
        return self.conversations[-1]
