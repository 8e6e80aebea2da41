"""SelQA: which sentence of a section answers, the first choice counted."""

from __future__ import annotations

import hashlib
from pathlib import Path

from assistant.evaluation.public.figures import Figure, mean_figure
from assistant.evaluation.public.pool import Pool, Text, open_pool
from assistant.evaluation.public.records import Record, read_records
from assistant.lexical import LexicalIndex
from assistant.reranker.pair import is_held_out
from assistant.units import Unit
from ingest.build import Progress
from ingest.document import Document, Passage

TARGET = 0.87


def measure(folder: Path, cache: Path, building: Progress, asking: Progress) -> list[Figure]:
    """P@1 of the selector beside BM25 over the same sentences."""
    questions = read_records(folder / "queries.jsonl")
    texts = {text_id(record): Text(text_id(record), record["article"], section_text(record)) for record in questions}
    pool = open_pool("selqa", list(texts.values()), cache, building)
    terms = pool.knowledge.terms
    sentences = list(dict.fromkeys(sentence for record in questions for sentence in record["candidates"]))
    lexical = LexicalIndex([terms.of(sentence) for sentence in sentences])
    row_of = {sentence: row for row, sentence in enumerate(sentences)}
    ours: list[float] = []
    naive: list[float] = []
    for record in questions:
        right = set(record["answer_idx"])
        ours.append(float(first_choice(pool, record) in right))
        scores = lexical.scores(terms.of(record["question"]))
        rows = [float(scores[row_of[sentence]]) for sentence in record["candidates"]]
        naive.append(float(rows.index(max(rows)) in right))
        asking(len(ours), len(questions))
    articles = [record["article"] for record in questions]
    kept = [number for number, article in enumerate(articles) if is_held_out(article)]
    figures = [mean_figure("SelQA", "P@1 (naive: BM25)", ours, naive, articles, TARGET)]
    if kept:
        held = [ours[n] for n in kept], [naive[n] for n in kept], [articles[n] for n in kept]
        figures.append(mean_figure("SelQA", "P@1, not trained on", *held, TARGET))
    return figures


def text_id(record: Record) -> str:
    """The same for questions on the same sentences."""
    text = "\n".join((record["article"], *record["candidates"]))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def section_text(record: Record) -> str:
    return " ".join(tidy(sentence) for sentence in record["candidates"])


def tidy(sentence: str) -> str:
    return " ".join(sentence.split())


def first_choice(pool: Pool, record: Record) -> int:
    """The number of the candidate that the selector ranks first."""
    units = candidate_units(record)
    best = pool.knowledge.selector.rank_units(record["question"], units)[0].unit
    return units.index(best)


def candidate_units(record: Record) -> list[Unit]:
    """The candidates as units of one passage, the whole section.

    The section stands for itself here: reading it from a file may leave out characters that can't be seen.
    """
    text, title = section_text(record), record["article"].replace("_", " ")
    document = Document(text_id(record), title, "", "", text, (), hashlib.sha256(text.encode()).hexdigest())
    passage = Passage(document, (title,), text, 0, len(text))
    units, start = [], 0
    for sentence in map(tidy, record["candidates"]):
        units.append(Unit(passage, start, start + len(sentence)))
        start += len(sentence) + 1
    return units
