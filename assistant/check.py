"""Check a corpus folder before anything is built from it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.builtin import builtin_corpus
from assistant.decision.guide import GUIDE_FILE, DecisionGuide
from assistant.known_questions import load_known_questions
from assistant.terms import SYNONYMS_FILE, Terms
from ingest.document import Document
from ingest.errors import CorpusError
from ingest.read import read_documents


def check_folder(folder: Path | None = None) -> list[str]:
    """What is wrong with the files of a corpus folder (None: the built-in one)."""
    folder = folder or builtin_corpus()
    documents, skipped = read_documents([folder])
    problems = [f"{entry.path}: {entry.reason}" for entry in skipped]
    if not documents:
        problems.append(f"{folder}: no documents; put some there")
    for check in (_check_synonyms, _check_examples, _check_guide, lambda folder: _check_questions(folder, documents)):
        try:
            problems += check(folder)
        except CorpusError as error:
            problems.append(str(error))
    return problems


def _check_synonyms(folder: Path) -> list[str]:
    Terms.load(folder / SYNONYMS_FILE)
    return []


def _check_examples(folder: Path) -> list[str]:
    from assistant.knowledge import load_examples  # brings the whole pipeline along

    load_examples(folder)
    return []


def _check_questions(folder: Path, documents: Sequence[Document]) -> list[str]:
    return load_known_questions(folder).check(documents)


def _check_guide(folder: Path) -> list[str]:
    return DecisionGuide.load(folder).check() if (folder / GUIDE_FILE).is_file() else []
