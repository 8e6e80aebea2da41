"""Train the reranker anew: `python -m assistant.reranker.train PUBLIC_SETS QUESTIONS OUT`.

Three lessons: public question-answering sets teach what an answer looks like; the hand-written questions in
`pairs/`, with some public pairs again, teach this subject and its near misses; a question set, with some of the
hand-written pairs again, teaches harder wording. Questions that are to measure the result must not be among them.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant.assistant import Assistant
from assistant.evaluation.questions import load_questions
from assistant.reranker.export import export
from assistant.reranker.fit import fit, open_model
from assistant.reranker.own_pairs import own_pairs
from assistant.reranker.pair import Pair, count_answers, swapped
from assistant.reranker.public_pairs import public_pairs
from assistant.reranker.reranker import MODEL_FILE
from assistant.reranker.set_pairs import set_pairs
from ingest.embed import Embedder

_SEED = 7
_LEARNING_RATES = (4e-5, 4e-5, 3e-5)
_EPOCHS = 2
_PUBLIC_AGAIN = 2_500
_OWN_WRONG = 8_500
_OWN_AGAIN = (700, 2_600)  # right and wrong


def collect_lessons(public: Path, questions: Path) -> list[list[Pair]]:
    """The pairs of the three lessons, near misses made by swapping a name or number included."""
    chooser = random.Random(_SEED)
    knowledge = Assistant.open().knowledge
    knowledge.selector.reranker = None  # the mistakes of the older weights are not to be taught
    general = public_pairs(public, chooser, Embedder().embed)
    general += swapped(general, chooser)
    own = own_pairs(knowledge, chooser)
    right = [pair for pair in own if pair.answers]
    wrong = [pair for pair in own if not pair.answers]
    asked = set_pairs(load_questions(questions, "dev"), knowledge, chooser)
    return [
        general,
        [*right, *_some(wrong, _OWN_WRONG, chooser), *swapped(own, chooser), *_some(general, _PUBLIC_AGAIN, chooser)],
        [
            *asked,
            *swapped(asked, chooser),
            *_some(right, _OWN_AGAIN[0], chooser),
            *_some(wrong, _OWN_AGAIN[1], chooser),
        ],
    ]


def _some(pairs: Sequence[Pair], number: int, chooser: random.Random) -> list[Pair]:
    return chooser.sample(list(pairs), min(number, len(pairs)))


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 3:
        print("usage: python -m assistant.reranker.train PUBLIC_SETS QUESTIONS OUT", file=sys.stderr)
        return 2
    public, questions, out = (Path(argument) for argument in arguments)
    out.mkdir(parents=True, exist_ok=True)
    model = open_model(Embedder().folder)
    for number, pairs in enumerate(collect_lessons(public, questions)):
        print(f"Lesson {number + 1}: {len(pairs)} pairs, {count_answers(pairs)} of them answers", file=sys.stderr)
        fit(model, pairs, epochs=_EPOCHS, learning_rate=_LEARNING_RATES[number])
    model.save_pretrained(str(out))
    export(model, out / MODEL_FILE)
    print(out / MODEL_FILE)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
