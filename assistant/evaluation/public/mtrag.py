"""MTRAG: whether a turn of a conversation finds its passages, as it stands and as the pipeline understands it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.answer import Answer, Hit, Outcome, Statement
from assistant.evaluation.public.figures import Figure, mean_figure
from assistant.evaluation.public.measures import recall_at
from assistant.evaluation.public.pool import Pool, Text, open_pool
from assistant.evaluation.public.records import Record, read_records
from assistant.pipeline import Request, answer_request
from ingest.build import Progress
from ingest.sentences import sentence_spans

UN_TARGET, REWRITE_TARGET = 0.87, 0.70
_K = 5
_REMEMBERED = 6  # turns, as in a conversation


def measure(folder: Path, rewrites: Path | None, cache: Path, building: Progress, asking: Progress) -> list[Figure]:
    """R@5 by way of asking, on MTRAG-UN in `folder` and, where given, on the turns people rewrote."""
    texts = [Text(record["id"], record["title"], record["text"]) for record in read_records(folder / "corpus.jsonl")]
    pool = open_pool("mtrag-un", texts, cache, building)
    sets = {"MTRAG-UN": [{**r, "cluster": r["id"]} for r in read_records(folder / "queries.jsonl") if r["gold"]]}
    if rewrites:
        found = [record for record in read_records(rewrites / "queries.jsonl") if record["gold_in_pool"]]
        sets["MTRAG rewrites"] = [{**r, "gold": r["gold_in_pool"], "cluster": r["group"]} for r in found]
    total, done = sum(map(len, sets.values())), 0
    figures: list[Figure] = []
    for name, records in sets.items():
        rows = []
        for record in records:
            rows.append(recalls(pool, record))
            done += 1
            asking(done, total)
        figures += recall_figures(name, records, rows)
    return figures


def recalls(pool: Pool, record: Record) -> dict[str, float]:
    """R@5 of one turn by way of asking."""
    said = [text for role, text in record["history"] if role == "user"]
    asked = {
        "ours": understood(pool, record["question"], record["history"]),
        "last": record["question"],
        "glued": " ".join([*said[-1:], record["question"]]),
    }
    if "rewrite" in record:
        asked["people"] = record["rewrite"]
    return {way: recall_at(pool.search(question), record["gold"], _K) for way, question in asked.items()}


def understood(pool: Pool, turn: str, history: Sequence[Sequence[str]]) -> str:
    """What the pipeline searches for at a turn after a conversation; empty where it searches for nothing."""
    earlier: list[Answer] = []
    for number, (role, text) in enumerate(history):
        following = history[number + 1] if number + 1 < len(history) else ("user", "")
        if role == "user":
            earlier.append(as_answer(pool, text, earlier, following[1] if following[0] != "user" else ""))
    return looked_up(pool, turn, earlier)[1]


def as_answer(pool: Pool, turn: str, earlier: Sequence[Answer], reply: str) -> Answer:
    """An earlier turn of the conversation with the first sentence that was replied."""
    spans = list(sentence_spans(reply))[:1]
    said = tuple(Statement(reply[start:end], ()) for start, end in spans)
    question = looked_up(pool, turn, earlier)[0] or turn
    return Answer(turn, Outcome.ANSWERED, reply, said, standalone_question=question)


def looked_up(pool: Pool, turn: str, earlier: Sequence[Answer]) -> tuple[str, str]:
    """The question as the pipeline understands it, and what it searches for; it finds nothing and so stops there."""
    searches: list[str] = []

    def note(search: str) -> list[Hit]:
        searches.append(search)
        return []

    answer = answer_request(Request(turn, tuple(earlier[-_REMEMBERED:])), pool.knowledge, note)
    return answer.standalone_question, searches[0] if searches else ""


def recall_figures(name: str, records: Sequence[Record], rows: Sequence[dict[str, float]]) -> list[Figure]:
    """Ours beside the last turn alone; then, for comparison, two turns glued together and a person's rewriting."""
    clusters = [record["cluster"] for record in records]
    last = [row["last"] for row in rows]

    def of(measure: str, way: str, chosen: Sequence[int], target: float | None = None) -> Figure:
        ours = [rows[n][way] for n in chosen]
        return mean_figure(name, measure, ours, [last[n] for n in chosen], [clusters[n] for n in chosen], target)

    every = range(len(rows))
    target = REWRITE_TARGET if "people" in rows[0] else UN_TARGET
    figures = [
        of("R@5 (naive: last turn)", "ours", every, target),
        of("R@5, two turns glued", "glued", every),
    ]
    if "people" in rows[0]:
        figures.append(of("R@5, rewritten by people", "people", every))
    return figures
