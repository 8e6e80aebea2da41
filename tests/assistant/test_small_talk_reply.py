"""Replies to small talk are short, true and without a citation, and do not disturb a conversation."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Assistant
from assistant.small_talk.examples import QUESTION, load_examples
from assistant.small_talk.reply import social_reply
from ingest.document import Document

VANS, BOATS = (Document(name, name.title(), "Harbour", "", "", (), "") for name in ("vans", "boats"))
KINDS = sorted({example.kind for example in load_examples()} - {QUESTION})
QUESTION_ASKED = "Can API routes hold a WebSocket?"


def document(name: str, published: str = "", publisher: str = "") -> Document:
    return Document(name, name.title(), publisher, "", "", (), "", published=published)


def test_every_kind_has_a_reply_of_its_own() -> None:
    replies = {kind: social_reply(kind, [VANS, BOATS], ["Why?"], [BOATS]) for kind in KINDS}
    assert len(set(replies.values())) == len(KINDS)
    assert max(len(reply) for reply in replies.values()) < 450


def test_who_said_it_lists_what_the_last_answer_was_taken_from() -> None:
    assert social_reply("author", [VANS, BOATS], cited=[BOATS]) == "The last answer rests on:\n\n- Boats (Harbour)"
    assert "- Vans (Harbour)\n- Boats (Harbour)" in social_reply("author", [VANS, BOATS])


def test_the_sources_are_counted_and_listed_but_not_without_end() -> None:
    assert social_reply("sources", [VANS]) == "I answer only from one document:\n\n- Vans (Harbour)"
    many = social_reply("sources", [document(f"paper {number}") for number in range(1, 1_026)])
    assert "from 1025 documents:" in many
    assert many.endswith("- Paper 20\n- and 1,005 more")


def test_how_old_the_documents_are_is_said_of_each() -> None:
    reply = social_reply("recency", [document("old", "2019-04-01", "Press"), document("undated")])
    assert reply.endswith(":\n\n- Old (Press): 2019-04-01\n- Undated: no date given")


def test_recommendations_are_promised_only_where_there_is_a_guide() -> None:
    assert "recommend" in social_reply("ability", [VANS], recommends=True)
    assert "recommend" not in social_reply("ability", [VANS])


def test_all_titles_are_named_or_others_mentioned() -> None:
    assert "“Vans” and “Boats” can answer" in social_reply("greeting", [VANS, BOATS])
    assert "“Vans” and “Vans” and “Vans” and others can" in social_reply("greeting", [VANS] * 4)


@pytest.mark.parametrize(
    "turn", ["That's great, thank you.", "do you keep my data?", "how up to date are you?", "never mind"]
)
def test_small_talk_is_answered_without_citations(assistant: Assistant, turn: str) -> None:
    answer = assistant.ask(turn)
    assert (answer.outcome, answer.citations, answer.statements) == ("social", (), ())


def test_an_answer_is_repeated_with_its_statements_and_citations(assistant: Assistant) -> None:
    chat = assistant.conversation()
    first = chat.ask(QUESTION_ASKED)
    chat.ask("thank you")
    again = chat.ask("can you repeat that?")
    assert (again.outcome, again.text) == (first.outcome, first.text)
    assert (again.statements, again.citations) == (first.statements, first.citations)
    assert again.question == "can you repeat that?"
    undisturbed = assistant.conversation()
    undisturbed.ask(QUESTION_ASKED)
    expected = undisturbed.ask("and for Express?")
    assert expected.standalone_question != "and for Express?"
    assert chat.ask("and for Express?").standalone_question == expected.standalone_question


def test_nothing_is_repeated_where_nothing_was_answered(assistant: Assistant) -> None:
    chat = assistant.conversation()
    chat.ask("hello")
    answer = chat.ask("say that again please")
    assert (answer.outcome, answer.text) == ("social", social_reply("again", ()))


def test_who_said_it_means_the_last_answer_also_after_thanks(assistant: Assistant) -> None:
    chat = assistant.conversation()
    cited = chat.ask(QUESTION_ASKED).citations
    chat.ask("thanks")
    listed = chat.ask("who wrote that?").text
    assert {line[2:].split(" (")[0] for line in listed.splitlines()[2:]} == {c.document.title for c in cited}


def test_small_talk_does_not_forget_the_project(assistant: Assistant) -> None:
    chat = assistant.conversation()
    chat.ask("We have a React shop that must rank on Google. What should we use?")
    before = dict(chat.profile)
    chat.ask("thank you")
    assert before
    assert chat.profile == before


def test_how_does_it_work_goes_on_with_an_answer(assistant: Assistant) -> None:
    assert assistant.ask("how does it work?").outcome == "social"
    chat = assistant.conversation()
    chat.ask("What is server-side rendering in Next.js?")
    assert chat.ask("how does it work?").outcome != "social"


def test_the_dates_of_own_documents_are_told(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    text = "---\ntitle: Ferries\npublished: 2024-05-06\n---\n# Ferries\n\nThe ferry leaves at nine.\n"
    (corpus / "ferries.md").write_text(text, encoding="utf-8")
    ferries = Assistant.open(corpus=corpus, index=tmp_path / "index")
    assert "- Ferries: 2024-05-06" in ferries.ask("when were the documents written?").text
