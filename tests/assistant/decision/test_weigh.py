"""What the rules make of a profile, on the built-in guide."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.decision.condition import Truth
from assistant.decision.guide import DecisionGuide, Need, NeedFinding, Strength
from assistant.decision.guide_check import find_profile
from assistant.decision.weigh import find_winner

GUIDE = DecisionGuide.builtin()
NEEDS = [need.id for need in GUIDE.needs]
PROFILES = st.dictionaries(st.sampled_from(NEEDS), st.sampled_from([True, False, None]))
DUAL = {"nodejs", "express"}


def profile_of(words: str) -> dict[str, bool]:
    """ "react !seo" -> react yes, seo no."""
    return {word.lstrip("!"): not word.startswith("!") for word in words.split()}


DECISIONS = [
    # the three questions
    ("!frontend rest_api", DUAL),
    ("!frontend realtime", DUAL),
    ("react seo", {"nextjs"}),
    ("react heavy_backend", {"nextjs-with-service"}),
    # when to pick Node.js alone
    ("other_frontend !react rest_api", DUAL),
    ("react other_frontend realtime", DUAL),
    ("cli_tool", {"nodejs"}),
    ("!frontend streaming", DUAL),
    ("many_connections !frontend", DUAL),
    # when to pick Next.js
    ("content_site", {"nextjs"}),
    ("react shop", {"nextjs"}),
    ("react dashboard", {"nextjs"}),
    ("react ssr", {"nextjs"}),
    ("react small_api", {"nextjs-api-routes"}),
    ("frontend small_api single_app", {"nextjs-api-routes"}),
    # the decision matrix
    ("content_site vercel", {"nextjs"}),
    ("rest_api middleware", {"express"}),
    ("rest_api streaming realtime", {"express"}),
    ("microservice", {"express"}),
    ("several_clients", {"express"}),
    # beyond API Routes with a React frontend
    ("react seo realtime", {"nextjs-with-service"}),
    ("react seo realtime heavy_backend", {"nextjs-with-service"}),
    ("react background_jobs", {"nextjs-with-service"}),
    ("react several_clients", {"nextjs-with-service"}),
    ("shop realtime", {"nextjs-with-service"}),
    ("on_api_routes realtime", {"nextjs-with-service"}),
    # the custom server, and what forbids it
    ("react realtime single_app self_hosted", {"nextjs-custom-server"}),
    ("react realtime single_app vercel", {"nextjs-with-service"}),
    # deployment
    ("react low_ops unpredictable_traffic", {"nextjs"}),
    ("steady_traffic", {"express"}),
    ("rest_api latency_sensitive", {"express"}),
    ("background_jobs", {"express"}),
    # structure
    ("rest_api structure", {"nestjs"}),
    ("rest_api !structure", {"express"}),
    # unsure
    ("unsure", {"nextjs"}),
]


@pytest.mark.parametrize(("words", "options"), DECISIONS, ids=[words for words, _ in DECISIONS])
def test_the_sources_decide(words: str, options: set[str]) -> None:
    option = GUIDE.decide(profile_of(words)).option
    assert option is not None
    assert option.id in options


@pytest.mark.parametrize("words", ["!react content_site", "!react", ""])
def test_what_no_rule_covers_ends_in_a_question(words: str) -> None:
    recommendation = GUIDE.decide(profile_of(words))
    assert recommendation.option is None
    assert not recommendation.decided
    assert recommendation.question is not None


def test_an_override_and_a_constraint_show_who_set_a_rule_aside() -> None:
    recommendation = GUIDE.decide(profile_of("react realtime single_app vercel"))
    by = {entry.rule.id: [rule.id for rule in entry.by] for entry in recommendation.overridden}
    assert by["custom-server-in-one-app"] == ["no-custom-server-on-vercel"]
    assert by["one-repository"] == ["api-routes-hold-no-sockets", "react-needs-express"]


def test_unknown_is_not_no() -> None:
    waiting = {entry.rule.id: [need.id for need in entry.missing] for entry in GUIDE.decide({"react": True}).waiting}
    assert waiting["react-and-seo"] == ["seo"]
    assert "react-and-seo" not in {entry.rule.id for entry in GUIDE.decide(profile_of("react !seo")).waiting}


def test_what_follows_is_marked_and_never_overrules_the_user() -> None:
    profile = GUIDE.decide({"seo": True}).profile
    assert (profile["frontend"].answer, profile["frontend"].implied) == ("yes", True)
    said = GUIDE.decide({"seo": True, "frontend": False}).profile["frontend"]
    assert (said.answer, said.implied) == ("no", False)


def test_disagreements_are_shown_with_both_sides() -> None:
    alone = GUIDE.decide({"rest_api": True})
    assert alone.disputed
    sides = [[option.id for option in side.options] for side in alone.disagreements[0].sides]
    assert sides == [["nodejs"], ["express"]]
    documents = [side.statement.citations[0].document.id for side in alone.disagreements[0].sides]
    assert documents == ["nodejs-vs-nextjs", "expressjs-vs-nextjs"]
    assert GUIDE.decide({"unsure": True}).disputed
    settled = GUIDE.decide({"rest_api": True, "several_clients": True})
    assert settled.option is not None and settled.option.id == "express"
    assert not settled.disputed
    assert settled.disagreements


def test_caveats_follow_the_winner() -> None:
    custom = GUIDE.decide(profile_of("react realtime single_app self_hosted"))
    assert custom.caveats[0].text.startswith("A custom server gives up")
    heavy = GUIDE.decide(profile_of("!frontend rest_api cpu_heavy"))
    assert heavy.caveats[0].text == "CPU-heavy work blocks the Node.js event loop."
    light = GUIDE.decide(profile_of("!frontend rest_api !cpu_heavy"))
    assert all("event loop" not in caveat.text for caveat in light.caveats)


def test_why_not_is_told_from_the_trace() -> None:
    recommendation = GUIDE.decide({"react": True, "seo": True})
    express = recommendation.why_not("express")
    assert express.kind == "ruled out"
    assert express.statements[0].text.startswith("Express.js is ruled out: A React frontend that has to rank")
    assert all(statement.citations for statement in express.statements)
    assert recommendation.why_not("nextjs").kind == "recommended"
    assert recommendation.why_not("nestjs").kind == "ruled out"
    assert GUIDE.decide({"frontend": False, "realtime": True}).why_not("express").kind == "outweighed"
    assert GUIDE.decide({"cli_tool": True}).why_not("nestjs").kind == "no rule"
    with pytest.raises(KeyError):
        recommendation.why_not("django")


def test_values_that_are_neither_yes_nor_no_are_refused() -> None:
    with pytest.raises(ValueError, match="need 'react' is 'yes'; give True, False or None"):
        GUIDE.decide({"react": "yes"})  # type: ignore[dict-item]


def test_the_users_words_travel_with_the_profile() -> None:
    recommendation = GUIDE.decide({"react": NeedFinding(True, "a React shop"), "seo": True}, words={"seo": "on Google"})
    assert recommendation.profile["react"].words == "a React shop"
    assert recommendation.profile["seo"].words == "on Google"


@pytest.mark.parametrize("option", [option.id for option in GUIDE.options])
def test_every_option_wins_some_profile(option: str) -> None:
    profile = find_profile(GUIDE, option)
    assert profile is not None
    winner = GUIDE.decide(profile).option
    assert winner is not None and winner.id == option


@given(PROFILES, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_order_does_not_matter(profile: dict[str, bool | None], random: object) -> None:
    def shuffled(values: tuple) -> tuple:  # type: ignore[type-arg]
        mixed = list(values)
        random.shuffle(mixed)  # type: ignore[attr-defined]
        return tuple(mixed)

    other = replace(
        GUIDE,
        needs=shuffled(GUIDE.needs),
        rules=shuffled(GUIDE.rules),
        implications=shuffled(GUIDE.implications),
        disagreements=shuffled(GUIDE.disagreements),
    )
    mixed_profile = dict(shuffled(tuple(profile.items())))
    first, second = GUIDE.decide(profile).to_dict(), other.decide(mixed_profile).to_dict()
    assert first == second


@given(PROFILES, st.sampled_from([True, False, None]))
@settings(deadline=None, max_examples=60)
def test_a_need_that_no_rule_mentions_changes_nothing(profile: dict[str, bool | None], value: bool | None) -> None:
    wider = replace(GUIDE, needs=(*GUIDE.needs, Need("colour", "a colour", "Which colour?")))
    plain, with_known = GUIDE.decide(profile), wider.decide({**profile, "colour": value})
    assert with_known.weighing.scores == plain.weighing.scores
    assert with_known.weighing.ranking == plain.weighing.ranking
    with_unknown = GUIDE.decide({**profile, "colour": value})
    assert with_unknown.ignored == ("colour",)
    assert with_unknown.weighing == plain.weighing


@given(PROFILES)
@settings(deadline=None, max_examples=150)
def test_any_profile_gives_a_result_or_a_question_and_only_exact_quotes(profile: dict[str, bool | None]) -> None:
    recommendation = GUIDE.decide(profile)
    assert recommendation.decided or recommendation.question is not None
    assert (recommendation.option is not None) == recommendation.decided
    assert [citation.number for citation in recommendation.citations] == list(
        range(1, len(recommendation.citations) + 1)
    )
    for citation in recommendation.citations:
        assert citation.document.text[citation.start : citation.end] == citation.quote
        assert citation.passage.start <= citation.start and citation.end <= citation.passage.end
    for fired in recommendation.fired:
        assert GUIDE.alphabet.compile(fired.rule.when).truth(recommendation.weighing.state) is Truth.HOLDS
        assert tuple(citation.quote for citation in fired.citations) == tuple(s.quote for s in fired.rule.sources)
    traced = [
        *(entry.rule.id for entry in recommendation.fired),
        *(entry.rule.id for entry in recommendation.overridden),
        *(entry.rule.id for entry in recommendation.waiting),
    ]
    assert len(traced) == len(set(traced))
    for option in GUIDE.options:
        assert recommendation.why_not(option.id).statements


@given(st.dictionaries(st.sampled_from(NEEDS), st.booleans(), min_size=len(NEEDS), max_size=len(NEEDS)))
@settings(deadline=None, max_examples=40)
def test_a_profile_without_unknowns_gives_a_result_or_a_question(profile: dict[str, bool]) -> None:
    recommendation = GUIDE.decide(profile)
    assert recommendation.decided or recommendation.question is not None
    assert recommendation.waiting == ()


@given(PROFILES)
@settings(deadline=None, max_examples=150)
def test_what_is_quick_finds_the_same(profile: dict[str, bool | None]) -> None:
    weighing = GUIDE.decide(profile).weighing
    assert find_winner(GUIDE, GUIDE.alphabet.state(profile)) == weighing.winner
    for _, condition in GUIDE.compiled_rules:
        assert condition.holds(weighing.state) == (condition.truth(weighing.state) is Truth.HOLDS)


def test_strengths_are_compared_in_order() -> None:
    # One decisive rule for the Node.js command line outweighs the two reasons for Express.js.
    weighing = GUIDE.decide(profile_of("cli_tool steady_traffic latency_sensitive")).weighing
    assert list(Strength) == [Strength.DECISIVE, Strength.REASON, Strength.LEAN]
    assert weighing.scores["nodejs"] == (1, 1, 0)
    assert weighing.scores["express"] == (0, 2, 0)
    assert weighing.winner == "nodejs"


def test_deciding_takes_well_under_a_millisecond() -> None:
    profile = profile_of("react seo realtime heavy_backend low_ops vercel")
    GUIDE.decide(profile)
    spent = []
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(50):
            GUIDE.decide(profile).option  # noqa: B018
        spent.append((time.perf_counter() - start) / 50)
    assert min(spent) < 0.0005
