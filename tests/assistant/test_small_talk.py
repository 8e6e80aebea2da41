"""Small talk is told from questions for the sources, by the meaning of examples."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import yaml

from assistant import Assistant
from assistant.evaluation.questions import load_questions
from assistant.knowledge import Knowledge
from assistant.known_questions import NO_QUESTIONS, load_known_questions
from assistant.small_talk.examples import QUESTION, load_examples
from assistant.small_talk.recognise import LONGEST, SmallTalk
from assistant.small_talk.spelling import undo_slips, write_out
from ingest.embed import Embedder, Vectors
from ingest.known_texts import read_known_texts

TURNS = yaml.safe_load((Path(__file__).parent / "small_talk_turns.yaml").read_text(encoding="utf-8"))
SMALL_TALK = [(kind, turn) for kind, turns in TURNS["small_talk"].items() for turn in turns]
KINDS = {
    *("greeting", "thanks", "praise", "farewell", "sources", "author", "recency", "trust", "language", "ability"),
    *("privacy", "own_documents", "again", "unclear", "never_mind"),
}
HARBOUR = """# The harbour

## Vans and boats

The van leaves the depot at nine and takes two hours. The boat costs ten euros. The ferry is named after a captain.
The depot has two sources of income: parcels and mail. A parcel law was written in 1990. The van speaks no language.
"""


@pytest.fixture(scope="module")
def knowledge(assistant: Assistant) -> Knowledge:
    return assistant.knowledge


@pytest.fixture(scope="module")
def alone(knowledge: Knowledge) -> SmallTalk:
    """Without the known questions, which most corpora do not have."""
    words = Embedder().words
    return SmallTalk(knowledge.embed, knowledge.terms, knowledge.vocabulary, NO_QUESTIONS, words)


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> SmallTalk:
    """Over a small corpus without a guide and without known questions."""
    corpus = tmp_path_factory.mktemp("harbour")
    (corpus / "harbour.md").write_text(HARBOUR, encoding="utf-8")
    return Assistant.open(corpus=corpus, index=tmp_path_factory.mktemp("index") / "index").knowledge.small_talk


def test_every_kind_has_many_examples_and_none_is_there_twice() -> None:
    examples = load_examples()
    by_kind = {kind: [e.turn for e in examples if e.kind == kind] for kind in {e.kind for e in examples}}
    assert set(by_kind) == KINDS | {QUESTION}
    assert min(len(turns) for turns in by_kind.values()) >= 60
    plain = [" ".join(re.findall(r"\w+", e.turn.lower())) for e in examples]
    assert sorted(turn for turn in plain if plain.count(turn) > 1) == []


def test_no_example_is_a_turn_that_measures_the_result() -> None:
    """Short forms like "hi" and "thank you" are the same wherever they are written, so only longer ones count."""
    tests = Path(__file__).parents[1]
    measuring = {
        turn.casefold()
        for folder in ("questions", "development")
        for question in load_questions(tests / folder)
        for turn in question.turns
    }
    longer = {e.turn.casefold() for e in load_examples() if len(e.turn.split()) > 2}
    assert measuring.isdisjoint(longer)


def test_the_turns_tried_here_are_none_of_the_examples() -> None:
    examples = {example.turn.lower() for example in load_examples()}
    tried = [turn for _, turn in SMALL_TALK] + TURNS["questions"]
    assert [turn for turn in tried if turn.lower() in examples] == []
    assert min(len(SMALL_TALK), len(TURNS["questions"]) + len(TURNS["after"])) >= 100


def test_small_talk_in_other_words_is_recognised(knowledge: Knowledge) -> None:
    kinds = [(kind, knowledge.small_talk.kind(turn)) for kind, turn in SMALL_TALK]
    assert np.mean([found is not None for _, found in kinds]) >= 0.95
    assert np.mean([found == kind for kind, found in kinds]) >= 0.93


def test_no_look_alike_is_taken_for_small_talk(knowledge: Knowledge, alone: SmallTalk) -> None:
    for small_talk in (knowledge.small_talk, alone):
        assert [turn for turn in TURNS["questions"] if small_talk.kind(turn)] == []
        assert [turn for turn in TURNS["after"] if small_talk.kind(turn, goes_on=True)] == []


def test_hardly_a_known_question_is_taken_for_small_talk_even_where_they_are_not_known(
    knowledge: Knowledge, alone: SmallTalk
) -> None:
    known = load_known_questions(knowledge.generation / "guide")
    near = [question for entry in known.entries for question in entry.near]
    tried = [*known.answered, *near][::5]
    assert len(tried) > 3_000
    assert sum(alone.kind(question) is not None for question in tried) <= 0.002 * len(tried)


@pytest.mark.parametrize(
    ("turn", "kind"),
    [("helo", "greeting"), ("thnaks", "thanks"), ("helllo ther", "greeting"), ("wat r u able to do", "ability")],
)
def test_mistyped_and_short_words_are_understood(knowledge: Knowledge, turn: str, kind: str) -> None:
    assert knowledge.small_talk.kind(turn) == kind


@pytest.mark.parametrize(
    ("turn", "kind"), [("Hola!", "greeting"), ("bonjour", "greeting"), ("merci", "thanks"), ("Danke.", "thanks")]
)
def test_foreign_greetings_and_thanks_are_understood(knowledge: Knowledge, turn: str, kind: str) -> None:
    assert knowledge.small_talk.kind(turn) == kind


def test_it_is_the_assistant_only_where_nothing_was_answered_before(knowledge: Knowledge) -> None:
    assert knowledge.small_talk.kind("how does it work?") == "ability"
    assert knowledge.small_talk.kind("how does it work?", goes_on=True) is None


def test_a_name_of_the_corpus_makes_it_a_question(knowledge: Knowledge) -> None:
    assert knowledge.small_talk.kind("Thanks, that helps") == "thanks"
    assert knowledge.small_talk.kind("Thanks, that helps Express") is None


@pytest.mark.parametrize("turn", ["", "?!", "123", "thanks " * (LONGEST // 7 + 1)])
def test_what_has_no_words_or_too_many_is_no_small_talk(knowledge: Knowledge, turn: str) -> None:
    assert knowledge.small_talk.kind(turn) is None


def test_the_examples_are_embedded_once_and_their_vectors_kept_in_the_index(knowledge: Knowledge) -> None:
    asked: list[int] = []

    def embed(texts: Sequence[str]) -> Vectors:
        asked.append(len(texts))
        return knowledge.embed(texts)

    small_talk = SmallTalk(embed, knowledge.terms, knowledge.vocabulary, NO_QUESTIONS, frozenset())
    for turn in ("who might you be, my good friend?", "what might you be able to do?", "hello"):
        small_talk.kind(turn)
    assert sorted(asked) == [1, 1, len(load_examples())]
    kept = read_known_texts(knowledge.generation).find([example.turn for example in load_examples()])
    assert len(kept) == len(load_examples())


@pytest.mark.parametrize(
    "turn",
    [
        "What can the van do?",
        "Hi, how long does the boat take?",
        "Which sources of income does the depot have?",
        "Thanks. And what does the boat cost?",
        "Who wrote the parcel law?",
        "How does the van work?",
        "Which language does the van use?",
        "Can you write TypeScript?",
        "Is it right for vans?",
        "Who wrote the timetable?",
        "Where does the ferry's name come from?",
        "Where does the word depot come from?",
        "What should we use?",
        "What should I take?",
        "Which can we use?",
        "What can you recommend?",
        "What could we do?",
    ],
)
def test_questions_over_a_small_corpus_are_not_small_talk(harbour: SmallTalk, turn: str) -> None:
    assert harbour.kind(turn) is None


def test_small_talk_over_a_small_corpus_is_recognised(harbour: SmallTalk) -> None:
    assert np.mean([harbour.kind(turn) is not None for _, turn in SMALL_TALK]) >= 0.95


def test_only_what_is_no_word_is_taken_for_a_slip() -> None:
    usual = ["hello", "help", "thanks", "later"]

    def meant(turn: str) -> str:
        return undo_slips(turn, usual, {"water", "tanks"}.__contains__)

    assert meant("helo ther") == "hello ther"
    assert meant("Thnaks!") == "thanks!"
    assert (meant("water"), meant("tanks"), meant("hell")) == ("water", "tanks", "hello")
    assert meant("helo is what a man on the line said") == "helo is what a man on the line said"


def test_short_forms_are_written_out_as_whole_words_only() -> None:
    assert write_out("r u sure, pls?") == "are you sure, please?"
    assert write_out("run your user") == "run your user"
