"""Measure speed and memory beside what a user would use instead: `make bench`.

Prints a Markdown table; writes `benchmark.json` and `benchmark.svg` into the folder given.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable
from html import escape
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
os.environ["ANONYMIZED_TELEMETRY"] = "False"

from ask_speed import measure_cold, measure_growth, measure_warm
from ingest_speed import measure_ingest, measure_known_items
from rows import Row, as_table

DOCS = Path(__file__).resolve().parents[3] / "shared" / "data" / "docs"


def main() -> None:
    options = _options()
    parts: dict[str, Callable[[Path], list[Row]]] = {
        "cold": lambda folder: measure_cold(folder, options.rounds),
        "ingest": lambda folder: measure_ingest(folder, options.documents),
        "warm": lambda folder: measure_warm(folder, options.documents, options.questions),
        "growth": lambda folder: measure_growth(folder, options.sizes),
        "known": lambda folder: measure_known_items(folder, options.docs, options.known),
    }
    options.out.mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    for name in options.only or parts:
        if name == "known" and not options.docs.is_dir():
            print(f"known items: skipped, no {options.docs}; give a folder of Markdown with --docs", file=sys.stderr)
            continue
        print(f"measuring: {name}", file=sys.stderr, flush=True)
        with TemporaryDirectory(prefix="fingerpost-bench-", ignore_cleanup_errors=True) as folder:
            rows += parts[name](Path(folder))
        _write(options.out, rows)
    print(as_table(rows))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=["cold", "ingest", "warm", "growth", "known"])
    parser.add_argument("--out", type=Path, default=Path("docs/benchmark"), help="folder for the JSON and the plot")
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=5, help="cold starts")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--docs", type=Path, default=DOCS, help="Markdown with descriptions in its front matter")
    parser.add_argument("--known", type=int, default=1000, help="known documents at most")
    return parser.parse_args()


def _write(folder: Path, rows: list[Row]) -> None:
    machine = {
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "threads": os.environ.get("OMP_NUM_THREADS", "as many as cores"),
        "python": platform.python_version(),
        **{name: version(name) for name in ("chromadb", "numpy", "torch", "sentence-transformers")},
    }
    values = {"machine": machine, "rows": [row.to_dict() for row in rows]}
    (folder / "benchmark.json").write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
    (folder / "benchmark.svg").write_text(_chart([row for row in rows if row.limit]), encoding="utf-8")


def _chart(rows: list[Row]) -> str:
    """A bar for each figure with an aim: the share of what is allowed that it takes."""
    left, width, step = 330, 360, 26
    bars = []
    for number, row in enumerate(rows):
        share = (row.ratio or 0) / (row.limit or 1)
        y = 30 + number * step
        colour = "#2a7" if row.holds else "#c43"
        bars.append(
            f'<text x="{left - 8}" y="{y + 13}" text-anchor="end">{escape(row.what)}</text>'
            f'<rect x="{left}" y="{y}" width="{min(share, 2) * width / 2:.0f}" height="18" fill="{colour}"/>'
            f'<text x="{left + min(share, 2) * width / 2 + 5:.0f}" y="{y + 13}">{100 * share:.0f} %</text>'
        )
    aim = left + width / 2
    height = 40 + len(rows) * step
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 780 {height}" font-family="sans-serif" font-size="12" '
        f'role="img" aria-label="Share of the allowed time taken"><rect width="780" height="{height}" fill="#fff"/>'
        f'<text x="{aim}" y="18" text-anchor="middle">aim</text>{"".join(bars)}'
        f'<path d="M{aim} 24V{height - 8}" stroke="#555" stroke-dasharray="3"/></svg>\n'
    )


if __name__ == "__main__":
    main()
