"""A finished evaluation, as JSON that a later one can be compared with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path

from assistant.evaluation.metrics import summarize
from assistant.evaluation.questions import Question
from assistant.evaluation.score import Result
from assistant.evaluation.table import by_category
from ingest.document import Document
from ingest.errors import FingerpostError

FORMAT = 1


@dataclass(frozen=True)
class Evaluation:
    """What was asked of which system, over which corpus, and how it did.

    `settings` is whatever identifies the system beyond its name: index version, model, cut-off.
    """

    system: str
    questions: Path
    split: str | None
    started: str
    results: tuple[Result, ...] = field(repr=False)
    documents: tuple[Document, ...] = ()
    settings: Mapping[str, object] = field(default_factory=dict)

    @property
    def by_split(self) -> dict[str, list[Result]]:
        """The results of each split, in the order of the question set."""
        splits = dict.fromkeys(result.question.split for result in self.results)
        return {split: [r for r in self.results if r.question.split == split] for split in splits}


def corpus_version(documents: Sequence[Document]) -> str:
    """A hash that changes when a document does; the order does not count."""
    lines = sorted(f"{document.id} {document.sha256}" for document in documents)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def fingerpost_version() -> str:
    try:
        return metadata.version("fingerpost")
    except metadata.PackageNotFoundError:
        return "not installed"


def evaluation_record(evaluation: Evaluation) -> dict[str, object]:
    """The evaluation as plain JSON values."""
    return {
        "format": FORMAT,
        "fingerpost": fingerpost_version(),
        "system": evaluation.system,
        "settings": dict(evaluation.settings),
        "corpus": {
            "version": corpus_version(evaluation.documents),
            "documents": {document.id: document.sha256 for document in evaluation.documents},
        },
        "questions": str(evaluation.questions),
        "split": evaluation.split,
        "started": evaluation.started,
        "summary": {
            split: {
                "total": asdict(summarize(results)),
                "by_category": {name: asdict(summary) for name, summary in by_category(results).items()},
            }
            for split, results in evaluation.by_split.items()
        },
        "results": [result_record(result) for result in evaluation.results],
    }


def result_record(result: Result) -> dict[str, object]:
    """One question with its answer, its quotes and what was missed."""
    question, answer = result.question, result.answer
    return {
        "id": question.id,
        "split": question.split,
        "category": question.category,
        "turns": list(question.turns),
        "expected": expectation(question),
        "outcome": str(answer.outcome),
        "option": result.option,
        "answer": answer.text,
        "question_back": answer.question_back,
        "citations": [
            {
                "number": citation.number,
                "document": citation.document.id,
                "section": citation.section,
                "quote": citation.quote,
                "start": citation.start,
                "end": citation.end,
            }
            for citation in answer.citations
        ],
        "trusted": result.trusted,
        "faults": list(result.faults),
        "facts_missed": list(result.facts_missed),
        "evidence_missed": list(result.evidence_missed),
        "milliseconds": round(result.milliseconds, 2),
        "confidence": result.confidence,
    }


def expectation(question: Question) -> dict[str, list[str]]:
    """What the question is scored by; two runs can be compared on it where this did not change."""
    return {
        "outcome": [str(outcome) for outcome in question.outcomes],
        "facts": [pattern.pattern for pattern in question.facts],
        "evidence": [pattern.pattern for pattern in question.evidence],
        "option": list(question.options),
    }


def write_record(evaluation: Evaluation, file: Path) -> None:
    write_text(file, json.dumps(evaluation_record(evaluation), indent=1, ensure_ascii=False, default=str) + "\n")


def write_text(file: Path, text: str) -> None:
    """Write a result file, its folder included."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise FingerpostError(f"{file} cannot be written ({error.strerror}); name another file") from error


def read_record(file: Path) -> dict[str, object]:
    """An earlier evaluation, as `write_record` left it."""
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FingerpostError(f"{file} cannot be read ({error}); name a JSON file of `evaluate`") from error
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise FingerpostError(f"{file} is not an evaluation of format {FORMAT}; write it anew with --json")
    return record
