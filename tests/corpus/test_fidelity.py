"""The documents carry over everything the original articles say, and none of their sentences."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
ORIGINALS = PROJECT.parent / "shared" / "sources"
ARTICLES = ("nodejs-vs-nextjs", "expressjs-vs-nextjs")
LONGEST_SHARED_RUN = 8

NUMBER = re.compile(r"(?<![\w.])#?\d+(?:\.\d+)?(?:%|\+| ms\b| mb\b)?")
NUMBER_WORD = re.compile(r"\b(?:two|three|four|five|six|seven|eight|nine|ten|half|thousands?|million)\b")
WORD = re.compile(r"[a-z0-9]+(?:['.][a-z0-9]+)*")
TOKEN = re.compile(r"@?[A-Za-z][\w.']*\w|[A-Za-z]")
# Lines of the articles' code listings: their identifiers are the authors' own and stay there.
CODE_LINE = re.compile(r"[;{}]\s*(?:$|//)|^\s*(?://|res\.)|^[├│└]|=>")
SENTENCE_START = re.compile(r"(?:^|[.!?:]\s+|[-•➢|]\s*|\n\s*)[\"“'(]?$")

# Capitalised, yet no name: the halves of the label "TL;DR", and pronouns.
NOT_NAMES = {"tl", "dr", "i", "you", "they"}
# Names the authors spell in lower case, which capitals cannot reveal.
LOWER_CASE_NAMES = {"npm", "ws", "async/await", "next start", "node server.js", "req/res", "vercel/next.js"}


def original(article: str) -> str:
    path = ORIGINALS / f"{article}.txt"
    if not path.is_file():
        pytest.skip("the original articles are not here (../shared/sources), so nothing can be compared")
    return path.read_text(encoding="utf-8")


def restated(article: str) -> str:
    return (PROJECT / "corpus" / f"{article}.md").read_text(encoding="utf-8")


def normalise(text: str) -> str:
    """Lower case, one kind of dash and apostrophe, no thousands separators, one space before ms and MB."""
    text = re.sub(r"[‐‑‒–—]", "-", text.replace("’", "'")).lower()
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    return re.sub(r"(?<=\d)\s?(ms|mb)\b", r" \1", text)


def numbers(text: str) -> set[str]:
    text = normalise(text)
    return set(NUMBER.findall(text)) | set(NUMBER_WORD.findall(text))


def names(text: str) -> set[str]:
    """Identifiers, and words that are capitalised although they do not begin a sentence."""
    lines = (line for line in text.splitlines() if not CODE_LINE.search(line) and not in_title_case(line))
    prose = "\n".join(lines).replace("’", "'")
    found = set()
    for match in TOKEN.finditer(prose):
        token = match.group()
        inside = token[1:]
        identifier = token.startswith("@") or re.search(r"[A-Z_\d]|[a-z]\.[a-z]", inside)
        begins = SENTENCE_START.search(prose[max(0, match.start() - 6) : match.start()])
        if identifier or (token[0].isupper() and not begins):
            found.add(re.sub(r"'s$", "", token).lower())
    return found


def in_title_case(line: str) -> bool:
    """Whether a line is a heading that capitalises ordinary words too."""
    if line.startswith("|") or re.search(r"[.,:;]\s*$", line):
        return False
    capitals = [word[0].isupper() for word in re.findall(r"[A-Za-z][\w.']*", line)]
    return len(capitals) > 2 and sum(capitals) > 0.6 * len(capitals)


def mentions(text: str, name: str) -> bool:
    return re.search(rf"(?<![\w@]){re.escape(normalise(name))}(?!\w)", normalise(text)) is not None


def words(text: str) -> list[str]:
    return WORD.findall(normalise(text))


def shared_runs(text: str, source: str, length: int) -> list[str]:
    """Runs of `length` consecutive words that stand in both texts."""
    ours, theirs = words(text), words(source)
    known = {tuple(theirs[i : i + length]) for i in range(len(theirs) - length + 1)}
    runs = (tuple(ours[i : i + length]) for i in range(len(ours) - length + 1))
    return [" ".join(run) for run in runs if run in known]


def own_words(text: str) -> str:
    """The text without the titles that must be literal: front matter, first heading, quotation marks."""
    text = re.sub(r"\A---\n.*?\n---\n\s*# [^\n]*", "", text, flags=re.DOTALL)
    prose = re.split(r"(```.*?```)", text, flags=re.DOTALL)
    return "".join(part if part.startswith("```") else re.sub(r'"[^"\n]*"', " | ", part) for part in prose)


@pytest.mark.parametrize("article", ARTICLES)
def test_every_number_is_carried_over(article: str) -> None:
    assert numbers(original(article)) - numbers(restated(article)) == set()


@pytest.mark.parametrize("article", ARTICLES)
def test_no_number_is_invented(article: str) -> None:
    assert numbers(restated(article)) - numbers(original(article)) == set()


@pytest.mark.parametrize("article", ARTICLES)
def test_every_name_is_carried_over(article: str) -> None:
    source, document = original(article), restated(article)
    expected = names(source) - NOT_NAMES | {name for name in LOWER_CASE_NAMES if mentions(source, name)}
    assert {name for name in expected if not mentions(document, name)} == set()


@pytest.mark.parametrize("article", ARTICLES)
@pytest.mark.parametrize("source", ARTICLES)
def test_no_sentence_is_copied(article: str, source: str) -> None:
    assert shared_runs(own_words(restated(article)), original(source), LONGEST_SHARED_RUN + 1) == []


def test_numbers_are_compared_whatever_their_spelling() -> None:
    assert numbers("1,200ms, 40.8% and 50–60%") == {"1200 ms", "40.8%", "50", "60%"}
    assert numbers("V8 on EC2 for #16276 in three weeks") == {"#16276", "three"}


def test_names_are_identifiers_and_capitalised_words_inside_sentences() -> None:
    assert names("Teams like Pino. Others use middleware.ts, `getProps` or V8.\nconst Secret = 1;") == {
        "pino",
        "middleware.ts",
        "getprops",
        "v8",
    }


def test_a_shared_run_is_found_across_case_and_punctuation() -> None:
    assert shared_runs("We say: One two, three!", "one TWO three four", 3) == ["one two three"]
    assert shared_runs("one two three", "one two or three", 3) == []


def test_titles_in_quotation_marks_are_not_our_words() -> None:
    text = '---\ntitle: x\n---\n\n# A title\n\nA post named "Long title" says so.\n\n```js\nf("kept")\n```\n'
    assert words(own_words(text)) == ["a", "post", "named", "says", "so", "js", "f", "kept"]
