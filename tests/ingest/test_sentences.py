"""Sentence boundaries, exact to the character."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["One is here.", "Two is there!", "Is it three?", "Four"],
        ["It runs on Node.js.", "Next.js came later.", "Node.js and Express.js are both meant."],
        ["Use v18.2.0 of it.", "Then 13.4 came.", "It costs $5.50, or 99.37% of it."],
        ["Call `app.use()`.", "Then `res.end()` closes it.", "The file middleware.ts runs."],
        ["See https://nextjs.org/docs.", "Then go on."],
        ["Use React.Component here.", "It is Node.Js."],
        ["Some tools, e.g. Fastify, i.e. servers, vs. Express, cf. Koa.", "Done."],
        ["It takes approx. 5 ms.", "It takes 5 min.", "Then it stops."],
        ["The answer is no.", "Next.js is fine.", "See no. 5 on p. 7 and fig. 2."],
        ["Routers, pages, etc. are there.", "Routers, pages, etc.", "The end."],
        ["Dr. Who met Mr. X. J. Smith of Netlify Inc. today.", "They talked."],
        ['He asked "why?" of them.', 'They said "No."', "Then they left."],
        ["It said “better.”", "They differ."],
        ["**It is bold.**", "*It leans.*", "It is `code.`", "The rest."],
        ["It is measured.[1]", "It is not."],
        ["It takes two steps.", "1. Install it.", "2. Run it."],
        ["Wait... what?", "Really?!", "Yes."],
        ["At 5 p.m. they stop.", "U.S. firms do."],
        ["It costs 1,200 ms (OpenStatus, 2024).", "It is slow."],
    ],
)
def test_english(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


@pytest.mark.parametrize(
    "parts",
    [
        ["日本語の文です。", "次の文です。", "終わり！"],
        ["Это первое. ", "Это второе."],
        ["هذا أول. ", "هذا ثاني؟ ", "نعم."],
        ["यह एक है। ", "यह दो है।"],
        ["😀 starts it. ", "The second has 👩‍💻 in it."],
    ],
)
def test_other_scripts(parts: list[str]) -> None:
    assert sentences("".join(parts)) == [part.strip() for part in parts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- one\n- two. Three.\n  - four", ["one", "two.", "Three.", "four"]),
        ("• a thing\n➢ another\n10) third\n3. fourth", ["a thing", "another", "third", "fourth"]),
        ("a line\nthat goes on. And\nanother.", ["a line\nthat goes on.", "And\nanother."]),
        ("a line\r\nthat goes on. And.\r\n", ["a line\r\nthat goes on.", "And."]),
        ("One part\n\nAnother part", ["One part", "Another part"]),
        ("> Quoted text. It goes on.\n> - item", ["Quoted text.", "It goes on.", "item"]),
        ("  \n ", []),
        ("", []),
        ("- \n- ", []),
        ("...", ["..."]),
    ],
)
def test_lines_lists_and_quotes(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet='aB .!?\n-*>1)"”’`。हا😀\r\t', max_size=100))
def test_nothing_but_bullets_and_space_is_left_out(text: str) -> None:
    end = 0
    for start, stop in sentence_spans(text):
        assert set(text[end:start]) <= set(" \n\r\t-*>1).")
        assert end <= start < stop
        assert text[start:stop] == text[start:stop].strip()
        end = stop
    assert set(text[end:]) <= set(" \n\r\t-*>1).")


def test_time_grows_with_the_text_and_not_faster() -> None:
    text = "This one has a few words. " * 20_000
    started = time.perf_counter()
    assert len(sentences(text)) == 20_000
    assert time.perf_counter() - started < 5
