"""Reading what models write: the same sentences and numbers, whichever way they cite and however it arrives."""

from __future__ import annotations

import pytest

from assistant.writer.drafts import Draft, DraftReader, read_drafts, sentence_drafts

ONE, TWO = Draft("Osprey is small.", (1,)), Draft("Heron draws pages.", (2,))

STYLES = {
    "before the full stop": "Osprey is small [1]. Heron draws pages [2].",
    "after the full stop": "Osprey is small. [1] Heron draws pages. [2]",
    "without a space": "Osprey is small[1]. Heron draws pages.[2]",
    "in front": "[1] Osprey is small. [2] Heron draws pages.",
    "heavy brackets": "Osprey is small【1】. Heron draws pages【2†source】.",
    "footnotes": "Osprey is small.[^1]\nHeron draws pages.[^2]\n\n[^1]: the first one\n[^2]: the second one",
    "words": "Osprey is small (source 1). Heron draws pages (see passage 2).",
    "bracketed words": "Osprey is small [Source 1]. Heron draws pages [passage 2].",
    "superscripts": "Osprey is small.¹ Heron draws pages.²",
    "tags": "Osprey is small<sup>1</sup>. Heron draws pages<sup>2</sup>.",
    "links": "Osprey is small [1](#one). Heron draws pages [2](http://x.example/y).",
    "bullets": "Answer:\n- **Osprey** is small [1]\n- Heron draws pages [2]\n\nSources:\n[1] One\n[2] Two",
    "thoughts first": "<think>Maybe [3]. Or not.</think>\nOsprey is small [1]. Heron draws pages [2].",
    "JSON": '{"statements": [{"text": "Osprey is small.", "citations": [1]},'
    ' {"text": "Heron draws pages", "citations": "[2]"}]}',
    "JSON in a fence": '```json\n[{"sentence": "Osprey is small.", "source": 1},'
    ' {"sentence": "Heron draws pages.", "source": "2"}]\n```',
    "JSON with marks": '{"answer": "Osprey is small [1]. Heron draws pages [2]."}',
    "JSON in a string": '"{\\"answer\\": \\"Osprey is small [1]. Heron draws pages [2].\\"}"',
    "a listing between": "Osprey is small [1].\n```\nrm -rf / [9]\n```\nHeron draws pages [2].",
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_every_style_gives_the_same_drafts(style: str, size: int) -> None:
    reader, text = DraftReader(), STYLES[style]
    found = [draft for at in range(0, len(text), size) for draft in reader.feed(text[at : at + size])]
    assert [*found, *reader.finish()] == [ONE, TWO]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Osprey is small.", ()),
        ("Osprey is small [7].", (7,)),
        ("Osprey is small [1, 3].", (1, 3)),
        ("Osprey is small [1][3].", (1, 3)),
        ("Osprey is small [1-3].", (1, 2, 3)),
        ("Osprey is small [1; 3 and 4].", (1, 3, 4)),
        ("Osprey is small [Sources 1, 3].", (1, 3)),
        ("Osprey is small.¹,³", (1, 3)),
        ("Osprey is small [1-900].", (1, 900)),
    ],
)
def test_the_numbers_are_read(text: str, numbers: tuple[int, ...]) -> None:
    assert read_drafts(text) == [Draft("Osprey is small.", numbers)]


def test_a_sentence_is_given_when_the_next_has_begun() -> None:
    reader = DraftReader()
    assert reader.feed("Osprey is small") == []
    assert reader.feed(".") == []  # its number may still come
    assert reader.feed(" [1") == []
    assert reader.feed("]") == []
    assert reader.feed(" Heron") == [ONE]
    assert reader.feed(" draws pages [2].") == []
    assert reader.finish() == [TWO]


def test_figures_and_names_are_no_marks() -> None:
    texts = ["It takes 3.5 s (about 4) in v1.2.", "Use Node.js 18 or 20.", "The area is 12 km²."]
    assert [read_drafts(text) for text in texts] == [[Draft(text)] for text in texts]


def test_characters_that_cannot_be_seen_are_left_out() -> None:
    assert read_drafts("Os\u200bprey\x1b[2J is\U000e0041 small [1].")[0].numbers == (1,)
    assert "\x1b" not in read_drafts("Os\u200bprey\x1b is small.")[0].text
    assert read_drafts("Os\u200bprey is\U000e0041 small.") == [Draft("Osprey is small.")]


def test_what_is_no_statement_gives_none() -> None:
    for nothing in ("", " \n", "[1]", "```\ncode\n```", "## Answer", "{}", "[]", '{"statements": []}', "null"[:0]):
        assert read_drafts(nothing) == []


def test_broken_json_is_read_as_text() -> None:
    assert read_drafts('{"text": oops} Osprey is small [1].')[-1].numbers == (1,)


def test_a_sentence_of_structured_output_keeps_its_numbers() -> None:
    assert sentence_drafts("Osprey is small. Heron draws pages [3].", (2,)) == [
        Draft("Osprey is small.", (2,)),
        Draft("Heron draws pages.", (3, 2)),
    ]
