"""Score every public set that a folder holds, and print the figures."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import perf_counter

from assistant.evaluation.public import clapnq, mtrag, selqa, xquad
from assistant.evaluation.public.figures import Figure, figure_record, format_figures
from assistant.evaluation.public.pool import default_cache
from assistant.evaluation.record import fingerpost_version, write_text
from assistant.progress import progress_bar
from ingest.build import Progress
from ingest.errors import FingerpostError

Measure = Callable[[Path, Path, Progress, Progress], list[Figure]]

NOTES = (
    "All figures are shares. ours - naive: 95 % interval from a bootstrap over articles or conversations.\n"
    "naive: the nearest passage with a similarity cut-off (silence; set on one half, read on the other), the three\n"
    "nearest sentences (sentence F1), or what the line names. not trained on: questions kept out of every training."
)


def measure_mtrag(folder: Path, cache: Path, building: Progress, asking: Progress) -> list[Figure]:
    rewrites = folder.parent / "mtrag-rewrite"
    return mtrag.measure(folder, rewrites if rewrites.is_dir() else None, cache, building, asking)


# By the folder of each set.
MEASURES: dict[str, Measure] = {
    "clapnq": clapnq.measure,
    "selqa-dev": selqa.measure,
    "mtrag-un": measure_mtrag,
    "xquad": xquad.measure,
}


def run_public(folder: Path, json_file: Path | None = None, cache: Path | None = None) -> int:
    """Measure, print and write; the exit status is 0, since a missed target is a finding and no failure.

    Raises FingerpostError where `folder` holds none of the sets.
    """
    present = [name for name in MEASURES if (folder / name).is_dir()]
    if not present:
        known = ", ".join(MEASURES)
        raise FingerpostError(f"{folder} holds none of the public sets; give a folder that has one of: {known}")
    if absent := [name for name in MEASURES if name not in present]:
        print(f"not in {folder}, so left out: {', '.join(absent)}", file=sys.stderr)
    started = perf_counter()
    figures = list(measure_all(folder, present, cache or default_cache()))
    print(f"fingerpost on public sets, {folder}\n\n{format_figures(figures)}\n\n{NOTES}")
    print(f"took {perf_counter() - started:.0f} s", file=sys.stderr)
    if json_file:
        record = {"fingerpost": fingerpost_version(), "figures": [figure_record(figure) for figure in figures]}
        write_text(json_file, json.dumps(record, indent=1) + "\n")
    return 0


def measure_all(folder: Path, names: Sequence[str], cache: Path) -> Iterator[Figure]:
    """The figures of the sets named, with progress on stderr."""
    for name in names:
        with progress_bar(f"{name}: building the index") as building, progress_bar(f"{name}: asking") as asking:
            try:
                yield from MEASURES[name](folder / name, cache, building, asking)
            except KeyError as error:
                raise FingerpostError(
                    f"a record of {folder / name} has no {error}; it is not the set this command knows"
                ) from error
