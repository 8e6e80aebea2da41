"""The published error of the support check, held to its targets on the corpus and on public texts."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.writer.measure.answers import free_answers, unspaced
from assistant.writer.measure.corrupt import CORRUPTIONS, Context, corrupt
from assistant.writer.measure.measure import FREE, Tried, rates, try_all
from assistant.writer.measure.reword import REWORDINGS, reword
from assistant.writer.measure.samples import corpus_texts, free_texts, public_texts

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
MOST_FALSE_PASSED = 0.02
MOST_TRUE_DROPPED = 0.10
MOST_BY_PEOPLE_DROPPED, MOST_BY_MODELS_DROPPED = 0.48, 0.85  # far from the target: see the README
FEWEST_TRIED = 50  # of fewer, one is more than the target


@pytest.fixture(scope="module")
def corpus() -> list[Tried]:
    return list(try_all(corpus_texts()))


def test_the_targets_hold_on_the_corpus(corpus: list[Tried]) -> None:
    assert rates(corpus, true=False).tried > 1000 and rates(corpus, true=True).tried > 600
    assert rates(corpus, true=False).share <= MOST_FALSE_PASSED
    assert rates(corpus, true=True).share <= MOST_TRUE_DROPPED


@pytest.mark.parametrize("kind", CORRUPTIONS)
def test_false_statements_of_each_kind_are_tried_and_refused(corpus: list[Tried], kind: str) -> None:
    rate = rates(corpus, true=False, kind=kind)
    assert rate.tried and rate.share <= MOST_FALSE_PASSED


def test_the_targets_hold_on_public_texts() -> None:
    if not SHARED.is_dir():
        pytest.skip(f"no public texts in {SHARED}")
    tried = list(try_all(public_texts(SHARED, most=120)))
    assert rates(tried, true=False).tried > 300
    assert rates(tried, true=False).share <= MOST_FALSE_PASSED
    assert rates(tried, true=True).share <= MOST_TRUE_DROPPED


def test_the_error_on_what_was_written_freely_is_no_more_than_published() -> None:
    if not SHARED.is_dir():
        pytest.skip(f"no public texts in {SHARED}")
    tried = list(try_all(free_texts(SHARED)))
    assert rates(tried, true=False).tried > 1000
    assert rates(tried, true=False).share <= MOST_FALSE_PASSED
    for kind in CORRUPTIONS:
        rate = rates(tried, true=False, kind=kind)
        assert rate.tried < FEWEST_TRIED or rate.share <= MOST_FALSE_PASSED, kind
    people, models = (rates(tried, true=True, kind=kind) for kind in FREE)
    assert people.tried > 200 and people.share <= MOST_BY_PEOPLE_DROPPED
    assert models.tried > 80 and models.share <= MOST_BY_MODELS_DROPPED


def test_what_is_reported_on_was_not_tuned_on() -> None:
    if not SHARED.is_dir():
        pytest.skip(f"no public texts in {SHARED}")
    reported, tuned = ({a.question for a in free_answers(SHARED, tuning=t)} for t in (False, True))
    assert len(reported) > 50 and len(tuned) > 50 and not reported & tuned


def test_the_spaces_of_a_tokeniser_are_taken_out() -> None:
    text = "The `` Cup '' , held in 1851 -- on the war - torn coast -- is n't the club 's ( at all ) ."
    assert unspaced(text) == "The “Cup”, held in 1851 – on the war-torn coast – isn't the club's (at all)."


def test_rates_count_what_was_judged_wrongly() -> None:
    tried = [Tried("t", True, "verbatim", "", wrong, "") for wrong in (True, False, False, False)]
    tried += [Tried("t", False, "number", "", True, "")]
    assert (rates(tried, true=True).share, rates(tried, true=True).tried) == (0.25, 4)
    assert rates(tried, true=False, kind="number").share == 1.0
    assert rates([], true=True).share == 0.0


SENTENCE = "Osprey 4.2 is faster than Heron and does not take more than 20 ms in version 4.2 of the server."

OTHER = "Every pond has a heron that waits for frogs in the reeds until dusk."
THOUGHT = "Some people think that Heron replaces Osprey on every server, but it does not."


@pytest.mark.parametrize("kind", CORRUPTIONS)
def test_a_corruption_changes_the_sentence(kind: str) -> None:
    context = Context(
        ("Osprey", "Heron", "Kestrel"), "Nobody has ever seen the other side of it.", random.Random(1), OTHER
    )
    sentence = THOUGHT if kind == "thought told as a fact" else SENTENCE
    changed = corrupt(kind, sentence, context)
    assert changed and changed != sentence


def test_rewordings_are_those_they_are_called() -> None:
    assert reword("contracted", "It is not so.") == "It isn't so."
    assert reword("front part behind", "In an old house, doors creak.") == "Doors creak, in an old house."
    assert reword("last part in front", "The old doors creak when the wind blows.") == (
        "When the wind blows, The old doors creak."
    )
    assert reword("numbers in digits", "It took two days.") == "It took 2 days."
    assert reword("aside left out", "Doors (old ones) creak.") == "Doors creak."
    assert reword("aside left out", "Doors creak.") is None
    assert len(REWORDINGS) >= 10


def test_the_command_writes_a_table_and_json(
    run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    done = run("-m", "assistant.writer.measure", "--json", "rates.json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "corpus: false statements that pass" in done.stdout
    values = json.loads((tmp_path / "rates.json").read_text(encoding="utf-8"))
    assert values["corpus"]["false statements that pass"]["all"]["share"] <= MOST_FALSE_PASSED
    missing = run("-m", "assistant.writer.measure", "--data", "no-such-folder", cwd=tmp_path)
    assert missing.returncode == 1 and missing.stderr.count("\n") == 1 and "no-such-folder" in missing.stderr
