"""Opening an index, own documents, and conversations."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant import Assistant, Outcome
from assistant.open_index import default_index, ingest, open_embedder
from ingest.errors import CorpusError, IndexUnavailable, ModelUnavailable

TEA = """\
# Tea

## Green tea

Green tea is steeped at 80 °C for two minutes.

## Black tea

Black tea is steeped at 100 °C for four minutes.
"""
COFFEE = "Coffee\n\nEspresso is brewed at a pressure of 9 bar.\n"
VUE = "We have a Vue frontend already and need live chat. What should the backend run on?"


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "tea.md").write_text(TEA, encoding="utf-8")
    (folder / "coffee.txt").write_text(COFFEE, encoding="utf-8")
    return folder


@pytest.fixture
def kettle(documents: Path, tmp_path: Path) -> Assistant:
    return Assistant.open(corpus=documents, index=tmp_path / "index")


def test_own_documents_are_answered_from_and_nothing_else(kettle: Assistant, documents: Path) -> None:
    assert {document.title for document in kettle.documents} == {"Tea", "Coffee"}
    answer = kettle.ask("At what temperature is green tea steeped?")
    assert answer.outcome is Outcome.ANSWERED
    assert "80 °C" in answer.text
    for citation in answer.citations:
        assert (documents / "tea.md").read_text(encoding="utf-8")[citation.start : citation.end] == citation.quote
    assert answer.citations[0].section == "Green tea"
    espresso = kettle.ask("Which pressure is espresso brewed at?")
    assert "9 bar" in espresso.text
    assert espresso.citations[0].document.id == "coffee"
    assert kettle.ask("Can API routes hold a WebSocket?").outcome is Outcome.SILENT


def test_without_a_guide_nothing_is_recommended(kettle: Assistant) -> None:
    assert kettle.guide is None
    assert kettle.examples == ()
    assert kettle.ask("Which tea should we choose?").recommendation is None
    with pytest.raises(KeyError):
        kettle.conversation().set_need("seo", True)


def test_an_index_opened_by_itself_answers_from_what_it_holds(kettle: Assistant) -> None:
    again = Assistant.open(index=kettle.index)
    question = "How long is black tea steeped?"
    assert "four minutes" in again.ask(question).text
    assert again.ask(question).to_dict() == kettle.ask(question).to_dict()


def test_paths_may_be_strings(documents: Path, tmp_path: Path) -> None:
    assert len(Assistant.open(corpus=str(documents), index=str(tmp_path / "index")).documents) == 2


def test_opening_twice_embeds_nothing(kettle: Assistant, documents: Path) -> None:
    embedded: list[tuple[int, int]] = []
    again = Assistant.open(corpus=documents, index=kettle.index, progress=lambda *done: embedded.append(done))
    assert embedded == []
    assert again.version == kettle.version


def test_ingesting_twice_changes_nothing(documents: Path, tmp_path: Path) -> None:
    root = tmp_path / "index"
    first = ingest([documents], root, open_embedder())
    assert (first.documents, first.passages, first.embedded, first.unchanged) == (2, 3, 3, False)
    second = ingest([documents], root, open_embedder())
    assert (second.passages, second.embedded, second.unchanged) == (3, 0, True)
    assert second.generation == first.generation


def test_a_changed_document_is_noticed_and_only_its_passages_are_embedded(kettle: Assistant, documents: Path) -> None:
    question = "At what temperature is black tea steeped?"
    assert "100 °C" in kettle.ask(question).text
    (documents / "tea.md").write_text(TEA.replace("100 °C", "96 °C"), encoding="utf-8")
    report = ingest([documents], kettle.index, open_embedder())
    assert (report.passages, report.embedded) == (3, 1)
    assert "96 °C" in kettle.ask(question).text  # the assistant that was open already


def test_the_built_in_corpus_is_ingested_once(assistant: Assistant) -> None:
    report = ingest(None, assistant.index, open_embedder())
    assert (report.embedded, report.unchanged, report.skipped) == (0, True, ())


def test_what_cannot_be_opened_says_why(tmp_path: Path, documents: Path) -> None:
    with pytest.raises(CorpusError, match="does not exist"):
        Assistant.open(corpus=tmp_path / "nowhere", index=tmp_path / "index")
    with pytest.raises(CorpusError, match="nothing to index"):
        empty = tmp_path / "empty"
        empty.mkdir()
        Assistant.open(corpus=empty, index=tmp_path / "index")
    with pytest.raises(IndexUnavailable, match="holds other files"):
        Assistant.open(index=documents)
    with pytest.raises(ModelUnavailable, match="nobody:nothing"):
        Assistant.open(index=tmp_path / "index", model="nobody:nothing")


def test_an_index_of_another_model_is_noticed(kettle: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.embed.MODEL_ID", "another-model")
    with pytest.raises(IndexUnavailable, match=r"all-MiniLM-L6-v2.*another-model.*fingerpost ingest"):
        Assistant.open(index=kettle.index)


def test_every_corpus_has_an_index_of_its_own(
    tmp_path: Path, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert default_index() == data_folder / "index"
    monkeypatch.delenv("FINGERPOST_INDEX")
    places = [default_index(), default_index(tmp_path / "a" / "docs"), default_index(tmp_path / "b" / "docs")]
    assert len(set(places)) == 3
    assert default_index(tmp_path / "a" / ".." / "a" / "docs") == places[1]


def test_conversations_do_not_see_each_other(assistant: Assistant) -> None:
    one, other = assistant.conversation(), assistant.conversation()
    one.ask(VUE)
    assert one.profile
    assert (dict(other.profile), other.answers) == ({}, [])
    follow_up = "and for Express?"
    one.ask("What is middleware in Next.js?")
    assert other.ask(follow_up).to_dict() == assistant.ask(follow_up).to_dict()
    assert assistant.ask(VUE).profile == assistant.ask(VUE).profile
    assert dict(assistant.conversation().profile) == {}


def test_a_follow_up_is_understood_from_the_turn_before(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    conversation.ask("Can API routes hold a WebSocket?")
    answer = conversation.ask("and Express?")
    assert answer.outcome is Outcome.ANSWERED
    assert any("Express" in statement.text for statement in answer.statements)
    assert answer.standalone_question != answer.question
    assert [said.question for said in conversation.answers] == ["Can API routes hold a WebSocket?", "and Express?"]


def test_a_reply_to_the_question_asked_back_leads_to_a_recommendation(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    answer = conversation.ask("Which framework should we use?")
    for _ in range(6):
        if answer.outcome is not Outcome.ASKING:
            break
        assert answer.question_back
        before = dict(conversation.profile)
        answer = conversation.ask("Yes")
        assert len(conversation.profile) > len(before)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.recommendation and answer.recommendation.option
    assert answer.citations


def test_a_need_can_be_set_cleared_and_must_exist(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    assert assistant.guide is not None
    need = assistant.guide.needs[0].id
    conversation.set_need(need, True)
    assert conversation.profile[need] is True
    conversation.set_need(need, False)
    assert conversation.profile[need] is False
    conversation.set_need(need, None)
    assert need not in conversation.profile
    with pytest.raises(KeyError, match="no-such-need"):
        conversation.set_need("no-such-need", True)


def test_a_need_set_by_hand_counts_in_the_decision(assistant: Assistant) -> None:
    spoken, set_by_hand = assistant.conversation(), assistant.conversation()
    first = spoken.ask(VUE)
    for need, value in spoken.profile.items():
        set_by_hand.set_need(need, value)
    second = set_by_hand.ask("Which framework should we use?")
    assert first.recommendation and second.recommendation
    assert first.recommendation.option == second.recommendation.option


def test_a_streamed_turn_is_remembered_once_it_is_complete(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    stream = conversation.stream(VUE)
    next(stream)
    assert conversation.answers == []
    list(stream)
    assert [answer.question for answer in conversation.answers] == [VUE]
    assert conversation.profile


def test_opening_turns_tracing_off(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("GRADIO_ANALYTICS_ENABLED", "True")
    Assistant.open(index=assistant.index)
    assert os.environ["LANGSMITH_TRACING"] == "false"
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"


def test_a_need_set_by_hand_changes_the_recommendation_at_once(assistant: Assistant) -> None:
    chat = assistant.conversation()
    chat.set_need("react", True)
    chat.set_need("seo", True)
    before = chat.recommendation
    chat.set_need("heavy_backend", True)
    after = chat.recommendation
    assert before is not None and after is not None and before.option is not None and after.option is not None
    assert (before.option.id, after.option.id) == ("nextjs", "nextjs-with-service")


@pytest.mark.parametrize("option", ["Express", "plain Node.js", "NestJS", "Next.js with API Routes", "a custom server"])
def test_why_not_is_answered_from_the_trace_for_every_option(assistant: Assistant, option: str) -> None:
    chat = assistant.conversation()
    chat.ask("We build a React site that has to rank on Google. What should we use?")
    chat.ask("How long is the default execution timeout on Vercel?")
    answer = chat.ask(f"why not {option}?")
    assert answer.outcome == "answered"
    assert answer.recommendation is not None and answer.recommendation.option is not None
    assert answer.recommendation.option.id == "nextjs"
    assert all(statement.citations for statement in answer.statements)


@pytest.mark.parametrize("turn", ["why?", "or", "it", "what about", "?"])
def test_a_turn_without_a_topic_is_not_looked_up(assistant: Assistant, turn: str) -> None:
    answer = assistant.ask(turn)
    assert (answer.outcome, answer.citations) == ("social", ())


def test_undo_takes_the_last_turn_back_as_if_it_had_not_been_asked(assistant: Assistant) -> None:
    chat, straight = assistant.conversation(), assistant.conversation()
    assert chat.undo() is None
    chat.set_need("seo", True)
    chat.ask("Which framework should we use?")
    before = (dict(chat.profile), list(chat.answers))
    undone = chat.ask("Yes")
    assert dict(chat.profile) != before[0]
    chat.set_need("vercel", True)
    assert chat.undo() is undone
    assert (dict(chat.profile), chat.answers) == before
    straight.set_need("seo", True)
    straight.ask("Which framework should we use?")
    # The question asked back is pending again, so the same reply leads to the same answer.
    assert chat.ask("Yes").to_dict() == straight.ask("Yes").to_dict() == undone.to_dict()
    assert chat.undo() and chat.undo()
    assert (dict(chat.profile), chat.answers) == ({"seo": True}, [])
