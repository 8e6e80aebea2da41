"""What would change a result, and which question is asked: computed, and true."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.decision.flips import MAX_QUESTIONS, find_question, measure_gains
from assistant.decision.guide import DecisionGuide

GUIDE = DecisionGuide.builtin()
NEEDS = [need.id for need in GUIDE.needs]
PROFILES = st.dictionaries(st.sampled_from(NEEDS), st.sampled_from([True, False, None]), max_size=8)


def winner(profile: dict[str, bool | None]) -> str | None:
    option = GUIDE.decide(profile).option
    return option.id if option else None


@given(PROFILES)
@settings(deadline=None, max_examples=40)
def test_every_reported_change_really_changes_the_result(profile: dict[str, bool | None]) -> None:
    recommendation = GUIDE.decide(profile)
    for change in recommendation.changes:
        changed = {**profile, **{turn.need.id: turn.after for turn in change.turns}}
        assert winner(changed) == change.option.id != winner(profile)
        assert all(rule.supports == change.option.id for rule in change.rules)
        assert change.rules


@given(PROFILES)
@settings(deadline=None, max_examples=30)
def test_no_smaller_change_is_missed(profile: dict[str, bool | None]) -> None:
    singles = {
        (need, value)
        for need in NEEDS
        for value in (True, False)
        if profile.get(need) is not value and winner({**profile, need: value}) not in {None, winner(profile)}
    }
    reported = {tuple((turn.need.id, turn.after) for turn in change.turns) for change in GUIDE.decide(profile).changes}
    if singles:
        assert reported == {(single,) for single in singles}
    else:
        assert all(len(turns) == 2 for turns in reported)


def test_the_first_changes_lead_to_different_options() -> None:
    options = [change.option.id for change in GUIDE.decide({"rest_api": True}).changes]
    assert len(set(options)) >= 3
    assert set(options[: len(set(options))]) == set(options)


def test_a_change_reads_as_a_condition() -> None:
    changes = GUIDE.decide({"react": True, "realtime": True}).changes
    texts = {change.text for change in changes}
    assert "the project needs everything in one application" in texts
    assert "the project does not need persistent two-way connections, such as WebSockets" in texts


@given(PROFILES)
@settings(deadline=None, max_examples=30)
def test_a_question_is_asked_only_while_its_answer_can_change_the_result(profile: dict[str, bool | None]) -> None:
    recommendation = GUIDE.decide(profile)
    question = recommendation.question
    unknown = [need for need, entry in recommendation.profile.items() if entry.value is None]
    can_flip = [
        need for need in unknown if any(winner({**profile, need: value}) != winner(profile) for value in (True, False))
    ]
    if recommendation.decided:
        assert (question is not None) == bool(can_flip)
        assert question is None or (question.need is not None and question.need.id in can_flip)
    else:
        assert question is not None


@given(PROFILES, st.lists(st.sampled_from([True, False, None]), min_size=MAX_QUESTIONS, max_size=MAX_QUESTIONS))
@settings(deadline=None, max_examples=15)
def test_at_most_four_questions_and_none_twice(profile: dict[str, bool | None], answers: list[bool | None]) -> None:
    asked: list[str] = []
    told = dict(profile)
    for answer in answers:
        question = GUIDE.decide(told, asked=asked).question
        if question is None or question.need is None:
            return
        assert question.need.id not in asked
        asked.append(question.need.id)
        if answer is not None:
            told[question.need.id] = answer
    assert GUIDE.decide(told, asked=asked).question is None


def test_the_question_with_the_most_information_comes_first() -> None:
    state = GUIDE.alphabet.state({})
    gains = measure_gains(GUIDE, state, GUIDE.needs)
    question = find_question(GUIDE, state)
    assert question is not None and question.need is not None
    assert gains[question.need.id] == max(gains.values())
    assert question.need.id in {"react", "frontend"}
    assert question.replies == ("Yes", "No", "Not sure")
    assert gains["react"] > gains["binary_protocols"]


def test_what_a_profile_gives_is_worked_out_once_and_forgotten_with_its_guide(monkeypatch: pytest.MonkeyPatch) -> None:
    guide = replace(GUIDE, title="another")
    first = guide.decide({"react": True})
    assert (first.question, first.changes) == (
        GUIDE.decide({"react": True}).question,
        GUIDE.decide({"react": True}).changes,
    )
    monkeypatch.setattr("assistant.decision.flips.find_winner", None)
    again = guide.decide({"react": True})
    assert again.question is first.question and again.changes is first.changes
    with pytest.raises(TypeError):
        guide.decide({"react": False}).question  # noqa: B018
    monkeypatch.undo()
    monkeypatch.setattr("assistant.decision.flips._REMEMBERED", 1)
    assert guide.decide({"realtime": True}).changes and guide.decide({"react": True}).changes is not first.changes
    gone = weakref.ref(guide)
    del guide, first, again
    gc.collect()
    assert gone() is None


def test_contradicting_needs_are_asked_about_again() -> None:
    known = {need: False for need in NEEDS}
    stuck = GUIDE.decide({**known, "content_site": True, "frontend": True, "seo": True})
    assert not stuck.decided
    assert stuck.question is not None and stuck.question.need is not None
    assert stuck.question.need.id in {turn.need.id for change in stuck.changes for turn in change.turns}


def test_the_open_question_is_left_when_there_is_nothing_else_to_ask() -> None:
    only = replace(
        GUIDE,
        needs=(GUIDE.need("cli_tool"),),
        rules=tuple(rule for rule in GUIDE.rules if rule.when.needs == ("cli_tool",)),
        implications=(),
        disagreements=(),
        caveats=(),
    )
    again = only.decide({"cli_tool": False}).question
    assert again is not None and again.need is not None and again.need.id == "cli_tool"
    asked = only.decide({"cli_tool": False}, asked=("cli_tool",)).question
    assert asked is not None
    assert (asked.need, asked.text, asked.replies) == (None, GUIDE.open_question, ())
