"""How text becomes terms."""

from pathlib import Path

import pytest

from assistant.terms import Terms
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
