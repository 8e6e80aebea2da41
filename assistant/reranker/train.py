"""Train the reranker anew: `python -m assistant.reranker.train PUBLIC_SETS OUT`.

First on public question-answering sets, which teach what an answer looks like, then on the hand-written
questions in `pairs/`, with as many public pairs again so that the first lesson is not forgotten.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant.assistant import Assistant
from assistant.reranker.export import export
from assistant.reranker.fit import fit, open_model
from assistant.reranker.own_pairs import own_pairs
from assistant.reranker.pair import Pair, count_answers, swapped
from assistant.reranker.public_pairs import public_pairs
from assistant.reranker.reranker import MODEL_FILE
from ingest.embed import Embedder

_SEED = 7


def collect(public: Path) -> tuple[list[Pair], list[Pair]]:
    """The pairs of both lessons, near misses made by swapping a name or number included."""
    chooser = random.Random(_SEED)
    general = public_pairs(public, chooser, Embedder().embed)
    general += swapped(general, chooser)
    own = own_pairs(Assistant.open().knowledge, chooser)
    own += swapped(own, chooser)
    return general, own + chooser.sample(general, min(len(general), len(own) // 2))


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 2:
        print("usage: python -m assistant.reranker.train PUBLIC_SETS OUT", file=sys.stderr)
        return 2
    out = Path(arguments[1])
    out.mkdir(parents=True, exist_ok=True)
    general, own = collect(Path(arguments[0]))
    print(f"{len(general)} public pairs ({count_answers(general)} answers), {len(own)} own", file=sys.stderr)
    model = open_model(Embedder().folder)
    fit(model, general, epochs=2, learning_rate=4e-5)
    fit(model, own, epochs=2, learning_rate=3e-5)
    model.save_pretrained(str(out))
    export(model, out / MODEL_FILE)
    print(out / MODEL_FILE)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
