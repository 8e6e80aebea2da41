"""The same assistant without one of its steps, to show what that step is worth."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.chain import AnswerChain, Input, as_request
from assistant.judge import ONE_SUBJECT
from assistant.knowledge import Knowledge
from assistant.known_questions import NO_QUESTIONS
from assistant.open_index import open_embedder
from assistant.terms import SYNONYMS_FILE
from ingest.errors import FingerpostError

MANIFEST_FILE = "manifest.json"
STEPS = {
    "dense": "search by meaning",
    "bm25": "search by words",
    "synonyms": "spellings that count as one word",
    "related": "everyday words for the documents' words",
    "known-questions": "questions that people ask, with the sentences that answer them",
    "rerank": "the cross-encoder that reads question and sentence together",
    "judge": "silence where the passages do not answer",
    "follow-ups": "follow-ups made into questions that stand alone",
}
_IN_SYNONYMS = {"synonyms": "groups", "related": "related"}  # keys of the corpus's synonyms file


class NotInUse(FingerpostError):
    """A step that this assistant has not got anyway."""


def remove_steps(assistant: Assistant, steps: Sequence[str], cleaning: ExitStack) -> Assistant:
    """An assistant over the same index without these steps; the given one is left as it is.

    `cleaning` closes what was opened for it. Raises FingerpostError for a step that does not exist or is
    not in use, since leaving it out would show nothing.
    """
    for step in steps:
        if step not in STEPS:
            raise FingerpostError(f"there is no step {step!r} to leave out; choose from: {', '.join(STEPS)}")
    if "dense" in steps and "bm25" in steps:
        raise FingerpostError("without dense and bm25 nothing is found; leave out one of them")
    emptied = [_IN_SYNONYMS[step] for step in steps if step in _IN_SYNONYMS]
    knowledge = copy.copy(without_synonyms(assistant.knowledge, emptied, cleaning) if emptied else assistant.knowledge)
    for step, remove in _REMOVERS.items():
        if step in steps:
            remove(knowledge)
    ablated = copy.copy(assistant)
    ablated.chain = AnswerChain(lambda: knowledge, assistant.chain.writer)
    if "follow-ups" in steps:
        ablated.chain = _TurnsAlone(ablated.chain)
    return ablated


def without_judge(knowledge: Knowledge) -> Knowledge:
    """The same knowledge, but every question with a passage counts as answered."""
    changed = copy.copy(knowledge)
    _remove_judge(changed)
    return changed


def without_known_questions(knowledge: Knowledge) -> Knowledge:
    """The same knowledge as of a corpus that comes without known questions."""
    changed = copy.copy(knowledge)
    _remove_known_questions(changed)
    return changed


def without_synonyms(knowledge: Knowledge, keys: Iterable[str], cleaning: ExitStack) -> Knowledge:
    """The same index opened with parts of its synonyms file left out."""
    original = knowledge.generation
    folder = Path(cleaning.enter_context(TemporaryDirectory(prefix="fingerpost-ablation-")))
    (folder / "guide").mkdir()
    for entry in original.iterdir():
        if entry.name not in {"guide", MANIFEST_FILE}:
            (folder / entry.name).symlink_to(entry.resolve())
    for entry in (original / "guide").iterdir():
        if entry.name != SYNONYMS_FILE:
            (folder / "guide" / entry.name).symlink_to(entry.resolve())
    file = original / "guide" / SYNONYMS_FILE
    if not file.is_file():
        raise NotInUse(f"this corpus has no {SYNONYMS_FILE} to leave out; choose another step")
    content: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    content |= {key: {"groups": [], "related": {}}[key] for key in keys}
    (folder / "guide" / SYNONYMS_FILE).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    manifest: dict[str, Any] = json.loads((original / MANIFEST_FILE).read_text(encoding="utf-8"))
    manifest["files"].pop(f"guide/{SYNONYMS_FILE}", None)  # its seal would take the change for damage
    (folder / MANIFEST_FILE).write_text(json.dumps(manifest), encoding="utf-8")
    opened = Knowledge(folder, open_embedder())
    cleaning.callback(opened.close)
    return opened


class _Without:
    """Stands in for an object, but for the attributes given."""

    def __init__(self, whole: object, **changed: object) -> None:
        self._whole = whole
        self.__dict__.update(changed)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._whole, name)


def _nothing_found(query: object, k: int, *rest: object) -> list[tuple[int, float]]:
    return []


def _remove_dense(knowledge: Any) -> None:
    knowledge.retriever = copy.copy(knowledge.retriever)
    knowledge.retriever._store = _Without(knowledge.retriever._store, search=_nothing_found)


def _remove_bm25(knowledge: Any) -> None:
    # Only the search: the rarity of words, which the index knows too, is part of other steps.
    knowledge.retriever = copy.copy(knowledge.retriever)
    knowledge.retriever.lexical = _Without(knowledge.retriever.lexical, search=_nothing_found)


def _remove_judge(knowledge: Any) -> None:
    knowledge.judge = _Without(knowledge.judge, threshold=0.0)


def _remove_known_questions(knowledge: Any) -> None:
    if not knowledge.retriever.known:
        raise NotInUse("this corpus has no known questions to leave out; choose another step")
    _copy_selector(knowledge)
    knowledge.retriever = copy.copy(knowledge.retriever)
    knowledge.retriever.known = knowledge.selector.known = NO_QUESTIONS
    knowledge.judge.library = ONE_SUBJECT


def _remove_rerank(knowledge: Any) -> None:
    if knowledge.selector.reranker is None:
        raise NotInUse("no reranker is in use, so there is none to leave out; choose another step")
    knowledge.selector = knowledge.selector.without_reranker()
    knowledge.judge = knowledge.judge.with_selector(knowledge.selector)


def _copy_selector(knowledge: Any) -> None:
    """Give it a selector of its own, which its judge goes by too."""
    knowledge.selector = copy.copy(knowledge.selector)
    knowledge.judge = knowledge.judge.with_selector(knowledge.selector)


_REMOVERS: dict[str, Callable[[Any], None]] = {
    "dense": _remove_dense,
    "bm25": _remove_bm25,
    "known-questions": _remove_known_questions,
    "rerank": _remove_rerank,
    "judge": _remove_judge,
}


class _TurnsAlone(AnswerChain):
    """The chain when each turn has to stand for itself; decisions still know the conversation."""

    def __init__(self, whole: AnswerChain) -> None:
        super().__init__(whole._knowledge, whole.writer)

    def invoke(self, input: Input, config: Any = None, **rest: Any) -> Answer:
        request = as_request(input)
        # A turn of which nothing is known can't be referred to.
        unsaid = tuple(replace(answer, question="", standalone_question="") for answer in request.earlier)
        return super().invoke(replace(request, earlier=unsaid), config, **rest)
