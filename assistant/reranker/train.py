"""Train the reranker anew: `python -m assistant.reranker.train PUBLIC_SETS OUT`.

Two lessons: public question-answering sets teach what an answer looks like; the hand-written questions in `pairs/`,
with some public pairs again so that the first lesson is not forgotten, teach this subject and its near misses.
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
_LEARNING_RATE = 4e-5
_EPOCHS = 2
_PUBLIC_AGAIN = 2_500
_OWN_WRONG = 8_500


def collect_lessons(public: Path) -> list[list[Pair]]:
    """The pairs of both lessons, near misses made by swapping a name or number included."""
    chooser = random.Random(_SEED)
    knowledge = Assistant.open().knowledge
    knowledge.selector.reranker = None  # the mistakes of the older weights are not to be taught
    general = public_pairs(public, chooser, Embedder().embed)
    general += swapped(general, chooser)
    own = own_pairs(knowledge, chooser)
    right = [pair for pair in own if pair.answers]
    wrong = [pair for pair in own if not pair.answers]
    return [
        general,
        [*right, *_some(wrong, _OWN_WRONG, chooser), *swapped(own, chooser), *_some(general, _PUBLIC_AGAIN, chooser)],
    ]


def _some(pairs: Sequence[Pair], number: int, chooser: random.Random) -> list[Pair]:
    return chooser.sample(list(pairs), min(number, len(pairs)))


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 2:
        print("usage: python -m assistant.reranker.train PUBLIC_SETS OUT", file=sys.stderr)
        return 2
    public, out = (Path(argument) for argument in arguments)
    out.mkdir(parents=True, exist_ok=True)
    model = open_model(Embedder().folder)
    for number, pairs in enumerate(collect_lessons(public), 1):
        print(f"Lesson {number}: {len(pairs)} pairs, {count_answers(pairs)} of them answers", file=sys.stderr)
        fit(model, pairs, epochs=_EPOCHS, learning_rate=_LEARNING_RATE)
    model.save_pretrained(str(out))
    export(model, out / MODEL_FILE)
    print(out / MODEL_FILE)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
