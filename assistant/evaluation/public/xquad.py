"""XQuAD: whether paragraphs are still found and the sentence with the answer chosen. A check that nothing broke."""

from __future__ import annotations

from pathlib import Path

from assistant.evaluation.public.figures import Figure, mean_figure
from assistant.evaluation.public.measures import recall_at
from assistant.evaluation.public.pool import Pool, Text, open_pool
from assistant.evaluation.public.records import Record, read_records
from ingest.build import Progress

_K = 5


def measure(folder: Path, cache: Path, building: Progress, asking: Progress) -> list[Figure]:
    """R@1 and R@5 beside cosine similarity alone, and P@1 of the sentences of the right paragraph."""
    texts = {record["id"]: record for record in read_records(folder / "corpus.jsonl")}
    questions = read_records(folder / "queries.jsonl")
    pool = open_pool("xquad", [Text(r["id"], r["title"], r["text"]) for r in texts.values()], cache, building)
    rows: list[tuple[float, ...]] = []
    for record in questions:
        found, gold = pool.search(record["question"]), record["gold"]
        order = (-pool.cosines(record["question"])).argsort(kind="stable")
        near = list(dict.fromkeys(pool.knowledge.passages[row].document.id for row in order))
        first, nearest = first_sentences(pool, record)
        rows.append(
            (
                recall_at(found, gold, 1),
                recall_at(near, gold, 1),
                recall_at(found, gold, _K),
                recall_at(near, gold, _K),
                holds_answer(first, record),
                holds_answer(nearest, record),
            )
        )
        asking(len(rows), len(questions))
    clusters = [record["group"] for record in questions]
    columns = [list(column) for column in zip(*rows, strict=True)]
    names = ("R@1 (naive: cosine)", "R@5 (naive: cosine)", "sentence P@1 (naive: cosine)")
    return [mean_figure("XQuAD", name, columns[2 * n], columns[2 * n + 1], clusters) for n, name in enumerate(names)]


def first_sentences(pool: Pool, record: Record) -> tuple[str, str]:
    """The first choice among the sentences of the right paragraph: the selector's, and the most similar one."""
    ranked = pool.knowledge.selector.rank(record["question"], pool.hits_in(record["gold"][0]))
    return ranked[0].unit.plain, max(ranked, key=lambda entry: entry.similarity).unit.plain


def holds_answer(sentence: str, record: Record) -> float:
    return float(any(" ".join(answer.lower().split()) in sentence.lower() for answer in record["answers"]))
