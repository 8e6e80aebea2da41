"""Own documents, feedback, the quality view and the password, as a visitor meets them in headless Chromium."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import PHONE, Watched, served
from fake_assistant import FakeAssistant
from workspace_library import OWN, open_library

from assistant import Assistant
from ui.feedback import FeedbackFile
from ui.record import Record
from ui.site import Site
from ui.workspace.workspace import Workspace

pytestmark = pytest.mark.browser

Tab = Callable[..., Watched]
FERRY = "When does the ferry leave the harbour?"
PASSWORD = "a long enough password"


@pytest.fixture(scope="module")
def library(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Built only where a browser is at hand, since the build embeds the documents."""
    return open_library(tmp_path_factory.mktemp("library"))


@dataclass(frozen=True)
class Place:
    address: str
    feedback: FeedbackFile


@pytest.fixture
def place(library: Assistant, tmp_path: Path) -> Iterator[Place]:
    feedback = FeedbackFile(tmp_path / "feedback.jsonl")
    site = Site(workspace=Workspace(tmp_path / "workspace", library), feedback=feedback)
    with served(library, site=site) as address:
        yield Place(address, feedback)


def too_wide(tab: Watched) -> int:
    return int(tab.page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def test_a_folder_is_added_asked_about_and_removed(new_tab: Tab, place: Place, tmp_path: Path) -> None:
    trips = tmp_path / "trips"
    (trips / "sub").mkdir(parents=True)
    (trips / "ferry.md").write_text(OWN, encoding="utf-8")
    (trips / "sub" / "picture.png").write_bytes(b"\x89PNG")
    tab = new_tab()
    tab.open(place.address)
    with tab.page.context.expect_page() as sources:  # a tab of its own: the conversation stays
        tab.page.click("#foot >> text=All sources")
    tab = Watched(sources.value)
    tab.page.wait_for_selector("#own")
    tab.page.set_input_files("#folder", str(trips))
    tab.page.wait_for_selector("#own .own >> text=Notes on the ferry")
    assert "trips/ferry.md" in tab.page.inner_text("#own .own")
    assert "trips/sub/picture.png: not a supported format" in tab.page.inner_text("#own .left-out")
    assert tab.page.locator("#progress progress").count() == 0

    tab.page.click("text=Only your documents")
    tab.page.wait_for_selector("#question textarea")
    tab.ask(FERRY)
    assert "nine o'clock" in tab.page.inner_text("#answer-0")
    tab.page.click("#marker-0-1")
    with tab.page.context.expect_page() as opened:
        tab.page.click("#source-0-1 .whole")
    opened.value.wait_for_load_state()
    assert opened.value.inner_text("#quote") == "The ferry leaves the harbour at nine o'clock every morning."

    tab.page.goto(f"{place.address}/sources")
    tab.page.click("#own .remove")
    tab.wait_until("!document.querySelector('#own .own') && !document.querySelector('#progress progress')")
    tab.open(f"{place.address}/mine/")
    tab.ask(FERRY)
    assert "no documents here yet" in tab.page.inner_text("#answer-0")
    assert {urlsplit(address).netloc for address in tab.requests} == {urlsplit(place.address).netloc}
    assert tab.errors == []


def test_a_thumb_and_its_reason_are_kept(new_tab: Tab, place: Place) -> None:
    tab = new_tab()
    tab.open(place.address)
    tab.ask("How long does the van take to deliver a parcel?")
    assert not tab.page.is_visible("#feedback")
    tab.page.click("#chat button[aria-label='Dislike']")
    tab.page.fill("#reason textarea, #reason input", "too slow")
    assert str(place.feedback.path) in tab.page.inner_text("#thanks")
    tab.page.click("#send-reason")
    tab.page.wait_for_selector("#feedback", state="hidden")
    [opinion] = place.feedback.read()
    assert (opinion.liked, opinion.reason) == (False, "too slow")
    assert opinion.answer["text"].startswith("The van delivers a parcel in two days")
    assert opinion.turns == ("How long does the van take to deliver a parcel?",)
    assert len([json.loads(line) for line in place.feedback.path.read_text().splitlines()]) == 2
    assert tab.errors == []


def test_each_chat_page_keeps_its_own_conversations(new_tab: Tab, place: Place) -> None:
    tab = new_tab()
    questions = {"/": "How long does the van take?", "/library/": "What does the van cost?", "/mine/": FERRY}
    for page, question in questions.items():
        tab.open(f"{place.address}{page}")
        assert tab.page.locator("#chat .user-row").count() == 0
        tab.ask(question)
    for page, question in questions.items():
        tab.open(f"{place.address}{page}")
        tab.page.wait_for_selector("#answer-0")  # the one that was open here, not the latest
        assert tab.page.inner_text("#chat .said") == question
        tab.page.click(".open-conversations")
        assert tab.page.locator("#conversations .title").all_inner_texts() == [question]


def test_a_conversation_saved_at_the_top_before_pages_had_their_own_is_found(new_tab: Tab, page_address: str) -> None:
    record = Record("0" * 32, (("How long does the van take?", ""),)).to_json()
    entry = {"id": "0" * 32, "name": "From earlier", "saved": "2026-01-01T00:00:00.000Z", "record": record}
    tab = new_tab()
    tab.page.goto(f"{page_address}/documents/guide")
    tab.page.evaluate(
        "entry => localStorage.setItem(`fingerpost-conversation-${entry.id}`, JSON.stringify(entry))", entry
    )
    tab.open(page_address)
    tab.page.click(".open-conversations")
    tab.page.click("#conversations .title >> text=From earlier")
    tab.page.wait_for_selector("#chat .user-row >> text=How long does the van take?")


@pytest.mark.parametrize(
    "options",
    [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"color_scheme": "light", "viewport": PHONE}],
    ids=["light", "dark", "phone"],
)
def test_no_serious_accessibility_fault(new_tab: Tab, place: Place, tmp_path: Path, options: dict[str, object]) -> None:
    note = tmp_path / "ferry.md"
    note.write_text(OWN, encoding="utf-8")
    tab = new_tab(reduced_motion="reduce", **options)
    tab.page.goto(f"{place.address}/sources")
    tab.page.set_input_files("#files", [str(note)])
    tab.page.wait_for_selector("#own .own >> text=Notes on the ferry")
    assert tab.serious_faults() == [] and too_wide(tab) <= 0
    tab.page.goto(f"{place.address}/quality")
    assert "fingerpost evaluate --json" in tab.page.inner_text("main")
    assert tab.serious_faults() == [] and too_wide(tab) <= 0
    tab.open(place.address)
    tab.ask(FERRY)
    tab.page.click("#chat button[aria-label='Like']")
    tab.page.wait_for_selector("#reason textarea, #reason input")
    assert tab.serious_faults() == [] and too_wide(tab) <= 0
    assert tab.errors == []


def test_the_page_asks_for_the_password_and_then_works(new_tab: Tab) -> None:
    with served(FakeAssistant(), site=Site(password=PASSWORD)) as address:
        tab = new_tab()
        tab.page.goto(address)
        assert tab.page.url == f"{address}/login"
        assert tab.serious_faults() == []
        tab.page.keyboard.type("not the password")
        tab.page.keyboard.press("Enter")
        tab.page.wait_for_selector("[role=alert]")
        tab.page.fill("#password", PASSWORD)
        tab.page.click("text=Log in")
        tab.page.wait_for_selector("#question textarea")
        tab.errors.clear()  # the wrong password was one
        tab.ask("How long does the van take?")
        assert tab.page.evaluate("document.cookie") == ""  # scripts can't read it
        with tab.page.context.expect_page() as leaving:
            tab.page.click("#foot >> text=Log out")
        leaving.value.click("button >> text=Log out")
        leaving.value.wait_for_selector("#password")
        tab.page.goto(f"{address}/documents/guide")
        assert tab.page.url == f"{address}/login"
        assert tab.errors == []


def test_a_full_queue_says_so_and_keeps_the_question(new_tab: Tab, page_address: str) -> None:
    tab = new_tab()
    tab.open(page_address)
    refusal = {"status": 503, "content_type": "application/json", "body": '{"detail": "Queue is full."}'}
    tab.page.route("**/gradio_api/queue/join*", lambda route: route.fulfill(**refusal))
    tab.page.fill("#question textarea", FERRY)
    tab.page.press("#question textarea", "Enter")
    tab.page.wait_for_selector("text=currently busy")
    assert tab.page.input_value("#question textarea") == FERRY
    tab.page.unroute("**/gradio_api/queue/join*")
    tab.ask("How long does the van take?")
