"""`python -m assistant.writer.measure [--data DIR] [--json FILE] [--wrong N]`: the error of the support check."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from assistant.writer.measure.corrupt import CORRUPTIONS
from assistant.writer.measure.measure import FREE, Tried, rates, try_all
from assistant.writer.measure.reword import REWORDINGS
from assistant.writer.measure.samples import Texts, corpus_texts, free_texts, public_texts

_KINDS = {
    False: ("false statements that pass", tuple(CORRUPTIONS)),
    True: ("true statements dropped", tuple(REWORDINGS)),
}


def main() -> int:
    """Print the table, write the JSON; 1 where a file can't be read or written."""
    parser = argparse.ArgumentParser(prog="python -m assistant.writer.measure", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of public texts (xquad, clapnq, mtrag-human)")
    parser.add_argument("--json", type=Path, help="write every rate here")
    parser.add_argument(
        "--wrong", type=int, default=0, metavar="N", help="show N wrongly judged statements of each kind"
    )
    parser.add_argument(
        "--tuning", action="store_true", help="free answers: those the check was tuned on, not those to report on"
    )
    arguments = parser.parse_args()
    try:
        collections = [corpus_texts()]
        if arguments.data:
            collections += [public_texts(arguments.data), free_texts(arguments.data, tuning=arguments.tuning)]
        measured = {texts.name: _measure(texts) for texts in collections}
        if arguments.json:
            arguments.json.write_text(json.dumps(_values(measured), indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        print(f"{error.filename}: {error.strerror}; check the path", file=sys.stderr)
        return 1
    print(_table(measured))
    _show_wrong(measured, arguments.wrong)
    return 0


def _measure(texts: Texts) -> list[Tried]:
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    return list(track(try_all(texts), texts.name, console=console, transient=True, disable=not console.is_terminal))


def _rows(tried: list[Tried], *, true: bool) -> dict[str, tuple[float, int]]:
    kinds: list[str | None] = [*_KINDS[true][1], *(FREE if true else ()), None]
    found = {kind or "all" + (" but those" if true else ""): rates(tried, true=true, kind=kind) for kind in kinds}
    return {kind: (rate.share, rate.tried) for kind, rate in found.items() if rate.tried}


def _values(measured: dict[str, list[Tried]]) -> dict[str, object]:
    return {
        name: {
            title: {kind: {"share": share, "tried": count} for kind, (share, count) in _rows(tried, true=true).items()}
            for true, (title, _) in _KINDS.items()
        }
        for name, tried in measured.items()
    }


def _table(measured: dict[str, list[Tried]]) -> str:
    lines = []
    for name, tried in measured.items():
        for true, (title, _) in _KINDS.items():
            lines.append(f"{name}: {title}")
            lines += [
                f"  {kind:<28}{100 * share:6.1f} % of {n}" for kind, (share, n) in _rows(tried, true=true).items()
            ]
    return "\n".join(lines)


def _show_wrong(measured: dict[str, list[Tried]], most: int) -> None:
    for tried in measured.values():
        shown: dict[tuple[bool, str], int] = {}
        for entry in tried:
            key = entry.true, entry.kind
            if entry.wrong and shown.setdefault(key, 0) < most:
                shown[key] += 1
                print(f"{entry.texts} | {entry.kind} | {entry.reason or 'passed'} | {entry.statement}")


if __name__ == "__main__":
    sys.exit(main())
