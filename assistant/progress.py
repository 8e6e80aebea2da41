"""A progress bar on stderr."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.build import Progress


@contextmanager
def progress_bar(label: str) -> Iterator[Progress]:
    """Yields what takes (done, total); the bar shows up with the first of them, or never."""
    from rich import progress
    from rich.console import Console

    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeRemainingColumn(),
    )
    bar = progress.Progress(*columns, console=Console(stderr=True))

    def advance(done: int, total: int) -> None:
        if not bar.tasks:
            bar.start()
            bar.add_task(label)
        bar.update(bar.tasks[0].id, completed=done, total=total)

    try:
        yield advance
    finally:
        if bar.tasks:
            bar.stop()
