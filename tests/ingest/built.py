"""What a published index holds, as a newcomer would read it."""

from __future__ import annotations

from pathlib import Path

from ingest.build import IngestReport
from ingest.index import current_generation
from ingest.verify import open_store

ALL = ["A bird is a bird.", "A cat is a cat.", "A dog is a dog."]


def passages(index: Path) -> list[str]:
    """The texts of the published index, checked as at every start."""
    generation = current_generation(index)
    assert generation is not None
    store = open_store(generation)
    try:
        return [passage.text for passage in store.passages]
    finally:
        store.close()


def counts(report: IngestReport) -> tuple[int, int, int, bool]:
    return report.documents, report.passages, report.embedded, report.unchanged
