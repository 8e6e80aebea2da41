"""How text becomes terms."""

from pathlib import Path

import pytest

from assistant.terms import Terms
from assistant.vocabulary import Vocabulary
from ingest.document import Document, Passage
from ingest.errors import CorpusError

SPELLINGS = Terms(
    [
        ["next.js", "nextjs", "next js", "next"],
        ["websocket", "websockets", "web socket", "web sockets"],
        ["cold start", "cold starts", "cold-start"],
        ["typescript", "ts"],
    ]
)


@pytest.mark.parametrize("typed", ["WebSocket", "websockets", "Web Socket", "web sockets"])
def test_spellings_of_one_group_are_one_term(typed: str) -> None:
    assert SPELLINGS.of(typed) == ["websocket"]


def test_a_group_of_several_words_also_gives_its_words() -> None:
    assert SPELLINGS.of("a cold-start") == ["cold start", "cold", "start"]


def test_identifiers_stay_whole_and_give_their_parts() -> None:
    assert SPELLINGS.of("express.Router") == ["express.router", "express", "router"]
    assert SPELLINGS.of("@types/express") == ["@types/express", "type", "express"]
    assert SPELLINGS.of("app.use()")[0] == "app.use"


def test_a_spelling_inside_an_identifier_is_left_alone() -> None:
    assert "typescript" not in SPELLINGS.of("middleware.ts/index") and "middleware.ts" in SPELLINGS.of("middleware.ts")


def test_inflections_share_a_stem_and_function_words_are_dropped() -> None:
    assert SPELLINGS.of("the deployment") == SPELLINGS.of("of deployments")


def test_numbers_lose_their_thousands_separator_and_are_not_stemmed() -> None:
    assert SPELLINGS.of("10,000 connections in 859 ms")[:1] == ["10000"]
    assert "859" in SPELLINGS.of("10,000 connections in 859 ms")


def test_without_a_file_words_stand_for_themselves(tmp_path: Path) -> None:
    assert Terms.load(tmp_path / "synonyms.yaml").of("nextjs") == ["nextj"]


def test_a_broken_synonyms_file_names_itself(tmp_path: Path) -> None:
    file = tmp_path / "synonyms.yaml"
    file.write_text("groups: 3")
    with pytest.raises(CorpusError, match=r"synonyms\.yaml: not a list of synonym groups"):
        Terms.load(file)


def test_everyday_words_are_related_to_words_of_the_documents() -> None:
    terms = Terms([["parcel", "package"]], {"box": ["package"], "wake up": ["start", "boot"]})
    assert terms.related("box") == {"parcel"}
    assert terms.of("it wakes, wake up!") == ["wake", "wake up"]
    assert terms.related("wake up") == {"start", "boot"}
    assert terms.related("parcel") == frozenset()


PRODUCTS = Terms([["node.js", "node", "nodejs", "node js"], ["express.js", "express"], ["cold start", "cold starts"]])


@pytest.mark.parametrize(
    ("typed", "term"),
    [
        ("NextJS", "next.js"),
        ("next-js", "next.js"),
        ("Next's", "next.js"),
        ("Web-Sockets", "websocket"),
        ("`app.use`", "app.use"),
        ("app.use()", "app.use"),
        ("App.Use(handler)", "app.use"),
        ("getserversideprops()", "getserversideprop"),
        ("@types/express", "@types/express"),
        ("middleware.ts", "middleware.ts"),
        ("res.end()", "res.end"),
    ],
)
def test_identifiers_and_spellings_as_people_type_them(typed: str, term: str) -> None:
    assert SPELLINGS.of(typed)[0] == term


@pytest.mark.parametrize("typed", ["Express v4", "express 4.x", "Express@4", "express 4.18.2", "Express 4"])
def test_a_version_also_gives_its_major_number(typed: str) -> None:
    assert {"express.js", "4"} <= PRODUCTS.set_of(typed)


def test_a_decimal_is_no_version() -> None:
    assert PRODUCTS.of("4.5 months") == ["4.5", "month"]


def test_a_possessive_name_leaves_no_stray_letter() -> None:
    assert PRODUCTS.of("Node's speed") == ["node.js", "speed"]


@pytest.mark.parametrize("typed", ["spin up", "spins up", "spinning up", "it spun or spin-up"])
def test_everyday_phrases_match_in_every_regular_inflection(typed: str) -> None:
    terms = Terms([], {"spin up": ["cold"]})
    assert "spin up" in terms.of(typed)
    assert terms.related("spin up") == {"cold"}


def test_an_everyday_phrase_does_not_swallow_a_name_that_begins_alike() -> None:
    terms = Terms([["node.js", "node"]], {"no setup": ["configuration"]})
    assert terms.of("node setup") == ["node.js", "setup"]


def test_what_is_remembered_belongs_to_one_vocabulary_and_cannot_be_changed_from_outside() -> None:
    plain = Terms()
    assert (plain.of("ts"), SPELLINGS.of("ts"), plain.of("ts")) == (["ts"], ["typescript"], ["ts"])
    SPELLINGS.of("ts").append("changed")
    assert SPELLINGS.of("ts") == ["typescript"]
    SPELLINGS.spans("ts").append((0, 0, "changed"))
    assert (SPELLINGS.spans("ts"), plain.spans("ts")) == ([(0, 2, "typescript")], [(0, 2, "ts")])
    document = Document("d", "D", "", "d.md", "Zod checks input.", (), "0")
    passages = [Passage(document, ("D",), document.text, 0, len(document.text))]
    texts = ["What is zod?", "What is zod?"]
    assert [Vocabulary([], plain).unknown_words(text) for text in texts] == [["zod"], ["zod"]]
    assert [Vocabulary(passages, plain).unknown_words(text) for text in texts] == [[], []]
