"""The page of sources while one's own documents are sent and read, and the quality view, in headless Chromium."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import PHONE, Watched, served
from fake_assistant import FakeAssistant, boat, make_document, silent, van
from workspace_library import OWN, open_library

from assistant import Assistant
from assistant.evaluation.questions import read_entries
from assistant.evaluation.record import Evaluation, write_record
from assistant.evaluation.score import score_answer
from ui.site import Site
from ui.workspace.workspace import Workspace

pytestmark = pytest.mark.browser

Tab = Callable[..., Watched]
STEPS = [{"running": True, "done": 0, "total": 0}, {"running": True, "done": 3, "total": 12}, {"running": False}]
BAR = "document.querySelector('#progress progress')"
QUESTIONS = """
- {id: speed, category: fact, q: van, outcome: answered, facts: [two days]}
- {id: boat, category: conflict, q: boat, outcome: conflicting, facts: [9 days]}
- {id: founder, category: unanswerable, q: founder, outcome: silent}
"""


@pytest.fixture(scope="module")
def library(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return open_library(tmp_path_factory.mktemp("library"))


@pytest.fixture
def address(library: Assistant, tmp_path: Path) -> Iterator[str]:
    with served(library, site=Site(workspace=Workspace(tmp_path / "workspace", library))) as address:
        yield address


@pytest.fixture
def tab(new_tab: Tab, address: str) -> Watched:
    tab = new_tab()
    tab.page.goto(f"{address}/sources")
    return tab


def notes(folder: Path, names: tuple[str, ...]) -> list[str]:
    for name in names:
        (folder / name).write_text(OWN.replace("ferry", name[:-3]), encoding="utf-8")
    return [str(folder / name) for name in names]


def test_progress_is_shown_while_documents_are_read(tab: Watched, tmp_path: Path) -> None:
    held: list[Any] = []
    tab.page.route("**/workspace/state", lambda route: held.append(route))  # answered here, one after the other

    def answer_with(state: dict[str, object]) -> None:
        while not held:
            tab.page.wait_for_timeout(20)
        held.pop().fulfill(content_type="application/json", body=json.dumps(state))

    tab.page.set_input_files("#files", notes(tmp_path, ("ferry.md",)))
    answer_with(STEPS[0])
    tab.wait_until("document.querySelector('#progress p').textContent === 'Reading'")
    assert tab.page.evaluate(f"{BAR}.position") == -1  # no end in sight
    answer_with(STEPS[1])
    tab.wait_until("document.querySelector('#progress p').textContent === 'Embedding passages: 3 of 12'")
    assert tab.page.evaluate(f"{BAR}.position") == 0.25
    assert tab.page.get_attribute("#progress", "role") == "status"
    assert tab.page.get_attribute("#progress progress", "aria-label") == "Progress"
    answer_with(STEPS[2])
    tab.wait_until(f"!{BAR}")


def test_all_documents_can_be_removed_at_once(tab: Watched, tmp_path: Path) -> None:
    tab.page.set_input_files("#files", notes(tmp_path, ("ferry.md", "tram.md")))
    tab.page.wait_for_selector("#own .remove >> nth=1")
    tab.page.click("text=Remove all")
    tab.wait_until("!document.querySelector('#own .own') && !document.querySelector('#progress progress')")
    assert tab.page.locator("table.sources a").count() == 1  # the library's own stays
    assert tab.errors == []


def test_on_a_phone_every_remove_button_is_on_the_screen(new_tab: Tab, address: str, tmp_path: Path) -> None:
    tab = new_tab(viewport=PHONE)
    tab.page.goto(f"{address}/sources")
    tab.page.set_input_files("#files", notes(tmp_path, ("ferry.md", "tram.md")))
    tab.page.wait_for_selector("#own .remove >> nth=1")
    for box in (button.bounding_box() for button in tab.page.locator("#own .remove").all()):
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"] - 16  # the page's own margin


def test_what_the_server_does_not_take_is_named_with_the_reason(tab: Watched, tmp_path: Path) -> None:
    refusal = {"status": 413, "content_type": "text/plain", "body": "the request is larger than 5 bytes"}
    tab.page.route("**/workspace/file?path=tram.md", lambda route: route.fulfill(**refusal))
    tab.page.set_input_files("#files", notes(tmp_path, ("ferry.md", "tram.md")))
    tab.page.wait_for_selector("#own .left-out")
    assert tab.page.inner_text("#own .left-out") == "tram.md: the request is larger than 5 bytes"
    assert tab.page.locator("#own .own .remove").count() == 1


def test_a_server_that_is_gone_is_said(tab: Watched, tmp_path: Path) -> None:
    tab.page.route("**/workspace/**", lambda route: route.abort())
    tab.page.route("**/sources", lambda route: route.abort())
    tab.page.set_input_files("#files", notes(tmp_path, ("ferry.md",)))
    tab.wait_until("document.querySelector('#progress p')?.textContent.includes('still running?')")


BROKEN_WORDS = """
[...document.querySelectorAll('.sources td a')].flatMap((link) => {
  const isBroken = (word) => {
    const range = document.createRange();
    range.setStart(link.firstChild, word.index);
    range.setEnd(link.firstChild, word.index + word[0].length);
    return range.getClientRects().length > 1;
  };
  return [...link.textContent.matchAll(/\\S+/g)].filter(isBroken).map(String);
})
"""


def test_no_word_of_a_title_is_broken_on_a_phone(new_tab: Tab) -> None:
    title = "Express.js vs Next.js: Which framework should you choose?"
    document = make_document("d", title, f"# {title}\n\nText.\n", publisher="Unknown publisher")
    assistant = FakeAssistant()
    assistant.documents = (document,)
    assistant.knowledge = SimpleNamespace(passages=())  # type: ignore[attr-defined]
    with served(assistant) as address:
        tab = new_tab(viewport=PHONE)
        tab.page.goto(f"{address}/sources")
        assert tab.page.inner_text(".sources td a") == title
        assert tab.page.evaluate(BROKEN_WORDS) == []
        assert tab.too_wide() <= 0


@pytest.fixture
def quality(tmp_path: Path) -> Iterator[str]:
    questions = tmp_path / "questions.yaml"
    questions.write_text(QUESTIONS, encoding="utf-8")
    answers = (van("van"), boat("boat"), silent("founder"))
    asked = zip(read_entries(questions), answers, (10, 20, 30), strict=True)
    results = tuple(score_answer(question, answer, took) for (_, question), answer, took in asked)
    assistant = FakeAssistant()
    evaluation = Evaluation("fingerpost", questions, None, "2026-01-02", results, assistant.documents)
    write_record(evaluation, tmp_path / "evaluation.json")
    record = json.loads((tmp_path / "evaluation.json").read_text(encoding="utf-8"))
    for result, confidence in zip(record["results"], (0.9, 0.4, 0.2), strict=True):
        result["confidence"] = confidence
    (tmp_path / "evaluation.json").write_text(json.dumps(record), encoding="utf-8")
    with served(assistant, site=Site(evaluation=tmp_path / "evaluation.json")) as address:
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 800}, PHONE], ids=["desk", "phone"])
def test_the_quality_view_shows_table_and_plots(
    new_tab: Tab, quality: str, scheme: str, viewport: dict[str, int]
) -> None:
    tab = new_tab(color_scheme=scheme, viewport=viewport)
    tab.open(quality)
    with tab.page.context.expect_page() as opened:
        tab.page.click("#foot >> text=How good are the answers?")
    view = Watched(opened.value)
    view.page.wait_for_selector(".quality table")
    assert "3 questions" in view.page.inner_text(".quality")
    assert view.page.locator(".quality figure svg:visible").count() == 2
    assert view.serious_faults() == [] and view.too_wide() <= 0
    if viewport != PHONE:  # wide enough for the whole table: no column is hidden
        assert view.page.evaluate("(one => one.scrollWidth - one.clientWidth)(document.querySelector('.wide'))") <= 0
