"""A progress bar on stderr."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.build import Progress


@contextmanager
def progress_bar(label: str) -> Iterator[Progress]:
    """Yields what takes (done, total); the bar shows up with the first of them, or never.

    When all is done the bar stays as it is, and what is counted next gets a new one.
    """
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
        if not bar.live.is_started:
            for task in bar.task_ids:
                bar.remove_task(task)
            bar.add_task(label)
            bar.start()
        bar.update(bar.task_ids[0], completed=done, total=total)
        if done >= total:
            bar.stop()

    try:
        yield advance
    finally:
        if bar.live.is_started:  # one that never started would leave an empty line
            bar.stop()
