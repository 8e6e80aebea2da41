"""Train the reranker anew: `python -m assistant.reranker.train PUBLIC_SETS OUT`.

Three lessons: public question-answering sets teach what an answer looks like; the known questions of the built-in
corpus teach this subject and its near misses; the last has both again, lest the first be forgotten.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.assistant import Assistant
from assistant.known_questions import NO_QUESTIONS
from assistant.reranker.export import export
from assistant.reranker.fit import fit, open_model
from assistant.reranker.own_pairs import own_pairs
from assistant.reranker.pair import Pair, count_answers, swapped
from assistant.reranker.public_pairs import public_pairs
from assistant.reranker.reranker import MODEL_FILE
from ingest.embed import Embedder

_SEED = 7


@dataclass(frozen=True)
class Lesson:
    """Pairs, how often they are gone through, and the peak of the learning rate."""

    pairs: Sequence[Pair]
    epochs: int
    learning_rate: float


def collect_lessons(public: Path) -> list[Lesson]:
    """The lessons in their order, near misses made by swapping a name or number included."""
    chooser = random.Random(_SEED)
    knowledge = Assistant.open().knowledge
    knowledge.selector.reranker = None  # the mistakes of the older weights are not to be taught
    knowledge.selector.known = NO_QUESTIONS  # they are what is taught
    general = public_pairs(public, chooser, Embedder().embed)
    general += swapped(general, chooser)
    own = own_pairs(knowledge, chooser)
    right = [pair for pair in own if pair.answers]
    wrong = [pair for pair in own if not pair.answers]
    turned = swapped(own, chooser)

    def mix(wrong_number: int, general_number: int) -> list[Pair]:
        chosen = [(wrong, wrong_number), (turned, 1_000), (general, general_number)]
        return [*right, *(pair for pairs, number in chosen for pair in _some(pairs, number, chooser))]

    return [
        Lesson(general, 2, 4e-5),
        Lesson(mix(16_000, 1_500), 4, 8e-5),
        Lesson(mix(15_500, 9_000), 1, 7e-5),
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
    for number, lesson in enumerate(collect_lessons(public), 1):
        answers = count_answers(lesson.pairs)
        print(f"Lesson {number}: {len(lesson.pairs)} pairs, {answers} of them answers", file=sys.stderr)
        fit(model, lesson.pairs, lesson.epochs, lesson.learning_rate)
    model.save_pretrained(str(out))
    export(model, out / MODEL_FILE)
    print(out / MODEL_FILE)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
