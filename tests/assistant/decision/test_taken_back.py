"""What is said before and taken back, conceded, feared, or only somebody else's opinion."""

from __future__ import annotations

import pytest

from assistant.decision.clauses import Mood
from assistant.decision.guide import DecisionGuide
from assistant.decision.needs import NeedExtractor
from assistant.decision.taken_back import takes_back

EXTRACTOR = NeedExtractor(DecisionGuide.builtin())

SENTENCES = [
    # a later clause denies what an earlier one speaks of
    ("SEO would be nice, but it isn't needed", {"seo": False}),
    ("Sockets were in the first demo. Nobody ever used them", {"realtime": False}),
    ("A chat was planned, the board said no", {"realtime": False}),
    ("We had streaming in mind, but forget that part", {"streaming": False}),
    ("TypeScript is welcome but not a must", {"typescript_team": False}),
    ("My cousin wants websockets. I don't", {"realtime": False}),
    # only the last thing named, unless it speaks of several
    ("React with websockets, but nobody needs that", {"react": True, "realtime": False}),
    ("SEO and websockets were planned, but they're gone", {"seo": False, "realtime": False}),
    # a slip says nothing any more
    ("It's in React. Scratch that", {}),
    ("The frontend is Vue. Sorry, I mixed that up: React", {"react": True}),
    # nothing before it to take back, or a whole sentence between
    ("Nobody needs that. We want SEO", {"seo": True}),
    ("SEO matters. The office is in Rome. Nobody needs that", {"seo": True}),
    # what would end badly is needed, what nobody would miss is not
    ("If Google doesn't list us we can close", {"seo": True}),
    ("If Google ignored us nobody would notice", {"seo": False}),
    ("What we cannot give up is the ranking on Google", {"seo": True}),
    ("There isn't a page that doesn't have to rank", {"frontend": True, "seo": True}),
    # advice, wishes and doubts of others
    ("Our vendor recommends websockets", {}),
    ("My friend says we need websockets", {}),
    ("The architect dreams of microservices", {}),
    ("The boss wants websockets", {"realtime": True}),
    ("We haven't decided between Vercel and our own machines", {}),
    ("Vercel was the plan", {}),
    ("Whether it needs websockets is anybody's guess", {}),
    ("If it takes off I would add an Android app, not now", {}),
    ("An Android app, but not now", {}),
    ("What if we also need websockets?", {"realtime": True}),
    ("Is Node fine for a nightly import?", {"background_jobs": True}),
    # around numbers, "maybe" doubts nothing
    ("maybe 80,000 open connections", {"many_connections": True}),
    ("maybe websockets", {}),
    # what comes instead is not denied
    ("Instead of a web page there will be an iOS app", {"frontend": False, "mobile_app": True}),
    ("SEO yes, sockets no", {"seo": True, "realtime": False}),
    ("I don't know React and don't plan to learn it", {"react": False}),
]


@pytest.mark.parametrize(("text", "needs"), SENTENCES, ids=[text for text, _ in SENTENCES])
def test_what_is_taken_back_conceded_or_feared(text: str, needs: dict[str, bool]) -> None:
    assert {need: finding.value for need, finding in EXTRACTOR.extract(text).items()} == needs


def test_the_words_reach_from_the_need_to_what_takes_it_back() -> None:
    profile = EXTRACTOR.extract("We want React. SEO would be nice, but it isn't needed at all.")
    assert profile["seo"].words == "SEO would be nice, but it isn't needed"


def test_a_clause_tells_how_and_how_far_it_takes_back() -> None:
    text = "but they're gone now"
    back = takes_back(text, (0, len(text)))
    assert back is not None
    assert (back.mood, text[: back.end], back.several) == (Mood.DENIED, "but they're gone", True)
    assert takes_back("it is important to us", (0, 21)) is None


def test_a_denial_stays_where_a_later_need_only_makes_the_opposite_likely() -> None:
    first = EXTRACTOR.extract("No SEO, please")
    assert not EXTRACTOR.extract("It is an online shop", first)["seo"].value
    no_pages = EXTRACTOR.extract("There is no frontend")
    assert "frontend" not in EXTRACTOR.extract("It's React after all", no_pages)
