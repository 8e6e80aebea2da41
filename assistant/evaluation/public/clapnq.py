"""CLAPNQ: whether the pipeline is silent where its passages have no answer, and which sentences it cites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answer import Outcome
from assistant.evaluation.ablation import without_judge
from assistant.evaluation.public.figures import Figure, mean_figure
from assistant.evaluation.public.measures import (
    auroc,
    cited_sentences,
    f1_gr,
    refusals_by_halves,
    refused_share,
    sentence_f1,
)
from assistant.evaluation.public.pool import Pool, Text, open_pool
from assistant.evaluation.public.records import Record, read_records
from assistant.pipeline import Request, answer_request
from assistant.reranker.pair import is_held_out
from ingest.build import Progress

F1_GR_TARGET, OVER_REFUSAL_TARGET, SENTENCE_TARGET = 0.82, 0.20, 0.65
_NEAREST = 3  # sentences that the naive system cites


@dataclass(frozen=True)
class Silence:
    """One question: whether it can be answered, whether it was refused, and two scores for answering it."""

    id: str
    answerable: bool
    refused: bool
    confidence: float
    cosine: float  # of the nearest passage: what a naive cut-off goes by


def measure(folder: Path, cache: Path, building: Progress, asking: Progress) -> list[Figure]:
    """All figures of the set in `folder`."""
    texts = {record["id"]: record for record in read_records(folder / "corpus.jsonl")}
    questions = read_records(folder / "queries.jsonl")
    pool = open_texts(folder, cache, building)
    known = [record for record in questions if record["answerable"] == "yes"]
    total = len(questions) + len(known)
    asked = []
    for record in questions:
        asked.append(ask(pool, record))
        asking(len(asked), total)
    ours: list[float] = []
    naive: list[float] = []
    for record in known:
        sentences, labels = texts[record["gold"][0]]["sentences"], record["gold_sentences"]
        ours.append(sentence_f1(cite(pool, record, sentences), labels))
        naive.append(sentence_f1(nearest(pool, record["question"], sentences), labels))
        asking(len(questions) + len(ours), total)
    return [*silence_figures(asked), *sentence_figures([record["id"] for record in known], ours, naive)]


def open_texts(folder: Path, cache: Path, building: Progress | None = None) -> Pool:
    """The pool of the set's passages."""
    texts = [Text(r["id"], r["title"], r["text"]) for r in read_records(folder / "corpus.jsonl")]
    return open_pool("clapnq", texts, cache, building)


def ask(pool: Pool, record: Record) -> Silence:
    """Ask the whole pipeline over the pool."""
    answer = pool.assistant.ask(record["question"])
    return Silence(
        record["id"],
        record["answerable"] == "yes",
        answer.outcome not in {Outcome.ANSWERED, Outcome.CONFLICTING},
        answer.confidence or 0.0,
        float(pool.cosines(record["question"]).max()),
    )


def cite(pool: Pool, record: Record, sentences: Sequence[str]) -> list[str]:
    """The sentences of the passage with the answer that the pipeline quotes when it is given that passage."""
    passages = pool.hits_in(record["gold"][0])
    answer = answer_request(Request(record["question"]), without_judge(pool.knowledge), lambda question: passages)
    return cited_sentences([citation.quote for citation in answer.citations], sentences)


def nearest(pool: Pool, question: str, sentences: Sequence[str]) -> list[str]:
    """The sentences of a passage most similar to the question."""
    vectors = pool.knowledge.embed([question, *sentences])
    order = (-(vectors[1:] @ vectors[0])).argsort(kind="stable")
    return [sentences[number] for number in order[:_NEAREST]]


def silence_figures(asked: Sequence[Silence]) -> list[Figure]:
    """As shipped; then with every threshold set on one half of the questions and read on the other."""
    answerable = [question.answerable for question in asked]
    halves = [is_held_out(question.id, 0.5) for question in asked]
    refused = [question.refused for question in asked]
    ours = refusals_by_halves([question.confidence for question in asked], answerable, halves)
    naive = refusals_by_halves([question.cosine for question in asked], answerable, halves)
    count, can = len(asked), sum(answerable)

    def pair(name: str, silent: Sequence[bool], scored: bool = True) -> list[Figure]:
        f1_target, share_target = (F1_GR_TARGET, OVER_REFUSAL_TARGET) if scored else (None, None)
        return [
            Figure("CLAPNQ", f"F1_GR, {name}", count, f1_gr(silent, answerable), f1_gr(naive, answerable),
                   target=f1_target),
            Figure("CLAPNQ", f"over-refusal, {name}", can, refused_share(silent, answerable) or 0.0,
                   refused_share(naive, answerable), target=share_target, lower_is_better=True),
            Figure("CLAPNQ", f"false answers, {name}", count - can, 1 - (silent_share(silent, answerable)),
                   1 - silent_share(naive, answerable), lower_is_better=True),
        ]  # fmt: skip

    return [
        *pair("weights as shipped", refused),
        *pair("threshold set on the other half", ours),
        Figure("CLAPNQ", "AUROC answerable or not", count, auroc([q.confidence for q in asked], answerable),
               auroc([q.cosine for q in asked], answerable)),
    ]  # fmt: skip


def silent_share(silent: Sequence[bool], answerable: Sequence[bool]) -> float:
    """Share refused of what can't be answered."""
    return refused_share(silent, [not known for known in answerable]) or 0.0


def sentence_figures(ids: Sequence[str], ours: Sequence[float], naive: Sequence[float]) -> list[Figure]:
    """F1 of the cited sentences on all questions, and on those that no part was trained on."""
    kept = [number for number, id in enumerate(ids) if is_held_out(id)]

    def of(name: str, rows: Sequence[int], target: float | None) -> Figure:
        return mean_figure(
            "CLAPNQ", name, [ours[n] for n in rows], [naive[n] for n in rows], [ids[n] for n in rows], target
        )

    every = of("sentence F1, passage given", range(len(ids)), SENTENCE_TARGET)
    return [every, of("sentence F1, not trained on", kept, SENTENCE_TARGET)] if kept else [every]
