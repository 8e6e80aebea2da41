"""Measure the page under load, against what is promised: `make load`.

Starts a page of its own on this machine and ends with 1 where a promise is not kept.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from load_visitors import Outcome, visit

QUESTIONS = (
    "How long does a cold start take?",
    "Express or Next.js: how do their middleware models differ?",
    "We have a Vue frontend already and need live chat. What should the backend run on?",
    "What is Node.js bad at?",
    "Does Next.js help with SEO?",
    "Who maintains Express.js?",
)


@dataclass(frozen=True)
class Trial:
    """A load, and what must hold: the slowest seconds for 95 % of answers, and the kinds of outcome allowed."""

    name: str
    visitors: int
    turns: int
    thought: float
    spread: float
    p95: float
    allowed: frozenset[str] = frozenset({"answered"})


TRIALS = (
    Trial("50 visitors, 10 s thought", 50, 10, 10.0, 10.0, p95=0.5),
    Trial("50 at the same moment", 50, 1, 0.0, 0.0, p95=10.0),
    Trial("200 at the same moment", 200, 1, 0.0, 0.0, p95=30.0, allowed=frozenset({"answered", "busy"})),
    Trial("one visitor afterwards", 1, 5, 0.5, 0.0, p95=0.5),
)


def percentile(seconds: Sequence[float], share: float) -> float:
    """By nearest rank; 0 where there is nothing to rank."""
    ranked = sorted(seconds)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))] if ranked else 0.0


def summarize(trial: Trial, outcomes: Sequence[Outcome]) -> dict[str, object]:
    """The figures of one trial; seconds are those of the answers."""
    counts = Counter(outcome.kind for outcome in outcomes)
    answered = [outcome.seconds for outcome in outcomes if outcome.kind == "answered"]
    kept = set(counts) <= trial.allowed and counts["answered"] > 0 and percentile(answered, 0.95) <= trial.p95
    ranks = {f"p{round(100 * share)}": round(percentile(answered, share), 3) for share in (0.5, 0.95, 0.99)}
    busiest = max((outcome.seconds for outcome in outcomes if outcome.kind == "busy"), default=0.0)
    details = [outcome.detail for outcome in outcomes if outcome.kind not in trial.allowed][:3]
    return {
        "trial": trial.name,
        **{kind: counts[kind] for kind in ("answered", "busy", "stranger", "error")},
        **ranks,
        "slowest": round(max(answered, default=0.0), 3),
        "slowest_refusal": round(busiest, 3),
        "kept": kept,
        "details": details,
    }


@contextmanager
def running_page() -> Iterator[str]:
    """The address of a page in a process of its own, over the built-in corpus."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from assistant.cli import main; main()", "chat", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        while True:
            if process.poll() is not None:
                raise SystemExit(f"the page ended with status {process.returncode}; see above")
            try:
                httpx.get(address, timeout=5)
                break
            except httpx.HTTPError:
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure the page under load.")
    parser.add_argument("--json", action="store_true", help="print JSON")
    as_json = parser.parse_args().json
    rows = []
    with running_page() as address:
        for trial in TRIALS:
            print(f"{trial.name} ...", file=sys.stderr, flush=True)
            outcomes = asyncio.run(visit(address, trial.visitors, QUESTIONS, trial.turns, trial.thought, trial.spread))
            rows.append(summarize(trial, outcomes))
    if as_json:
        print(json.dumps({"cores": os.cpu_count(), "load_before": os.getloadavg()[0], "trials": rows}, indent=1))
    else:
        print(f"{'':26} answered  busy  stranger  error    p50    p95    p99  slowest (seconds)")
        for row in rows:
            print(
                f"{row['trial']:26} {row['answered']:8} {row['busy']:5} {row['stranger']:9} {row['error']:6} "
                f"{row['p50']:6.2f} {row['p95']:6.2f} {row['p99']:6.2f} {row['slowest']:8.2f}"
                f"{'' if row['kept'] else '  not as promised'}"
            )
    for row in rows:
        if row["details"]:
            print(f"{row['trial']}: {row['details']}", file=sys.stderr)
    return 0 if all(row["kept"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
