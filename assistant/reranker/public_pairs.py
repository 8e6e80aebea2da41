"""Pairs from public question-answering sets in a folder: SelQA, CLAPNQ, XQuAD and Natural Questions (litm-nq).

A quarter of every set, chosen by its question's id, is kept out of training and used for the figures in the model card.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.reranker.pair import Pair, is_held_out, with_heading
from assistant.retrieve import Embed
from ingest.sentences import sentence_spans

Record = dict[str, Any]
_NEGATIVES = 4  # sentences of the same passage for each question
_FAR_NEGATIVES = 3  # and the most similar ones of other passages


def read_records(path: Path) -> list[Record]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def public_pairs(folder: Path, chooser: random.Random, embed: Embed) -> list[Pair]:
    """All training pairs of the public sets."""
    pairs: list[Pair] = []
    for candidates in (_selqa, _clapnq, _xquad, _natural_questions):
        questions = list(candidates(folder))
        far = _similar_elsewhere(questions, embed)
        for number, (question, good, bad) in enumerate(questions):
            pairs += [Pair(question, text, True) for text in good[:3]]
            chooser.shuffle(bad)
            pairs += [Pair(question, text, False) for text in [*bad[:_NEGATIVES], *far[number]]]
    return pairs


Candidates = tuple[str, list[str], list[str]]  # a question, sentences that answer it, others of the same passages


def _selqa(folder: Path) -> Iterator[Candidates]:
    for record in read_records(folder / "selqa-dev" / "queries.jsonl"):
        if is_held_out(record["article"]):
            continue
        texts = [with_heading(record["article"], sentence) for sentence in record["candidates"]]
        right = set(record["answer_idx"])
        yield (
            record["question"],
            [text for number, text in enumerate(texts) if number in right],
            [text for number, text in enumerate(texts) if number not in right],
        )


def _clapnq(folder: Path) -> Iterator[Candidates]:
    passages = {record["id"]: record for record in read_records(folder / "clapnq" / "corpus.jsonl")}
    for record in read_records(folder / "clapnq" / "queries.jsonl"):
        if is_held_out(record["id"]):
            continue
        sentences = [
            (sentence, with_heading(passages[key]["title"], sentence))
            for key in record["near"]
            if key in passages
            for sentence in passages[key]["sentences"]
        ]
        labels = [set(gold) for gold in record["gold_sentences"]]
        marked = set().union(*labels)
        most = {sentence for sentence in marked if 2 * sum(sentence in gold for gold in labels) >= len(labels)}
        yield (
            record["question"],
            [text for sentence, text in sentences if sentence in most],
            [text for sentence, text in sentences if sentence not in marked],
        )


def _xquad(folder: Path) -> Iterator[Candidates]:
    return _by_passage(folder / "xquad", lambda record, start, end, text: _holds_span(record, start, end))


def _natural_questions(folder: Path) -> Iterator[Candidates]:
    return _by_passage(folder / "litm-nq", lambda record, start, end, text: _holds_answer(record, text))


def _by_passage(folder: Path, holds: Callable[[Record, int, int, str], bool]) -> Iterator[Candidates]:
    passages = {record["id"]: record for record in read_records(folder / "corpus.jsonl")}
    for record in read_records(folder / "queries.jsonl"):
        passage = passages.get(record["gold"][0]) if record["gold"] else None
        if passage is None or is_held_out(record.get("group") or record["id"]):
            continue
        good: list[str] = []
        bad: list[str] = []
        for start, end in sentence_spans(passage["text"]):
            text = passage["text"][start:end]
            heading = passage["title"].replace("_", " ")
            (good if holds(record, start, end, text) else bad).append(with_heading(heading, text))
        if len(good) == 1:  # an answer string in several sentences does not say which of them answers
            yield record["question"], good, bad


def _holds_span(record: Record, start: int, end: int) -> bool:
    return any(start <= at < end for at, _ in record["spans"])


def _holds_answer(record: Record, text: str) -> bool:
    return any(answer.lower() in text.lower() for answer in record["answers"])


def _similar_elsewhere(questions: Sequence[Candidates], embed: Embed) -> list[list[str]]:
    """For each question the most similar answers of other questions: on the topic, but beside the point."""
    texts = [good[0] for _, good, _ in questions if good]
    if not texts:
        return [[] for _ in questions]
    similarity = embed([question for question, _, _ in questions]) @ embed(texts).T
    found = []
    for (_, good, _), row in zip(questions, similarity, strict=True):
        order = np.argsort(-row)[: _FAR_NEGATIVES + 1]
        found.append([texts[number] for number in order if texts[number] not in good][:_FAR_NEGATIVES])
    return found
