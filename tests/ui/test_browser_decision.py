"""The decision panel in headless Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from conftest import PHONE, Watched, served
from fake_assistant import FakeAssistant, answered

from assistant.answer import Outcome, Statement
from assistant.decision.guide import DecisionGuide, NeedFinding
from assistant.decision.recommendation import Recommendation

pytestmark = pytest.mark.browser

Tab = Callable[..., Watched]
LEAD = "#panel-decision .lead"


@pytest.fixture(scope="module")
def guide() -> DecisionGuide:
    return DecisionGuide.builtin()


@pytest.fixture(scope="module")
def decided(guide: DecisionGuide) -> Recommendation:
    return guide.decide({"react": NeedFinding(True, "React"), "seo": NeedFinding(True, "found by search")})


@pytest.fixture(scope="module")
def address(guide: DecisionGuide, decided: Recommendation) -> Iterator[str]:
    rule = decided.supporting[0]
    answer = answered(
        "?",
        Outcome.ANSWERED,
        Statement(rule.rule.because, rule.citations),
        recommendation=decided,
        profile=decided.stated,
    )
    with served(FakeAssistant({"what now?": answer, "and again?": answer}, guide=guide)) as address:
        yield address


@pytest.fixture
def tab(new_tab: Tab, address: str) -> Watched:
    tab = new_tab()
    tab.open(address)
    return tab


def choice(tab: Watched, need: str) -> str:
    return str(tab.page.locator(f"#panel-decision input[name=need-{need}]:checked").get_attribute("value"))


def set_need(tab: Watched, need: str, value: str) -> None:
    """Choose a value and wait for the server's reply."""
    reply = "document.querySelector('#outbox pre').id"
    before = tab.page.evaluate(reply)
    tab.page.check(f"#need-{need}-{value}", force=True)
    tab.wait_until(f"{reply} !== '{before}'")


def test_the_panel_follows_the_conversation_and_the_record_can_be_saved(tab: Watched, decided: Recommendation) -> None:
    assert decided.option is not None
    tab.page.click("#tab-decision")
    assert tab.page.inner_text(LEAD) == "Not decided yet"
    tab.ask("what now?")
    tab.wait_until(f"document.querySelector('{LEAD}').textContent.includes('{decided.option.name}')")
    assert (choice(tab, "react"), choice(tab, "seo"), choice(tab, "cli_tool")) == ("yes", "yes", "unknown")
    with tab.page.expect_download() as saving:
        tab.page.click("text=Download decision record")
    assert saving.value.suggested_filename == "decision-record.md"
    plain = decided.guide.decide({need: finding.value for need, finding in decided.stated.items()})
    assert saving.value.path().read_text(encoding="utf-8") == plain.to_adr()
    assert tab.errors == []


def test_how_this_was_decided_leads_to_the_panel_and_back(tab: Watched) -> None:
    tab.ask("what now?")
    tab.page.click("text=How this was decided")
    assert tab.focused() == "decision"
    assert tab.page.is_visible("#panel-decision") and not tab.page.is_visible("#panel-sources")
    tab.page.keyboard.press("Escape")
    assert "How this was decided" in tab.page.evaluate("document.activeElement.textContent")
    tab.page.click("#marker-0-1")
    assert tab.page.is_visible("#panel-sources") and not tab.page.is_visible("#panel-decision")


def test_an_earlier_decision_keeps_its_trace_beside_its_sources(tab: Watched) -> None:
    tab.ask("what now?", 0)
    tab.ask("and again?", 1)
    tab.page.locator("text=How this was decided").first.click()
    assert tab.page.is_visible("#panel-sources #decision-0 li >> nth=0")
    tab.page.locator("text=How this was decided").last.click()
    assert tab.focused() == "decision"


def test_a_need_set_by_hand_changes_the_recommendation_at_once(tab: Watched, guide: DecisionGuide) -> None:
    page = tab.page
    page.click("#tab-decision")
    page.click("#more-needs summary")
    set_need(tab, "cli_tool", "yes")
    expected = guide.decide({"cli_tool": True})
    assert expected.option and expected.option.name in page.inner_text(LEAD)
    assert page.locator("#more-needs[open]").count() == 1  # an update keeps open what the reader opened
    assert tab.focused() == "need-cli_tool-yes"
    texts = page.inner_text("#panel-decision")
    assert "What would change it" in texts and expected.changes[0].text in texts
    assert all(fired.rule.because[1:] in texts for fired in expected.fired)
    assert page.inner_text("#announcer").endswith(expected.option.name)
    set_need(tab, "cli_tool", "unknown")
    assert page.inner_text(LEAD) == "Not decided yet"
    assert tab.errors == []


def test_every_rule_shows_its_quote_and_leads_into_the_document(tab: Watched, decided: Recommendation) -> None:
    tab.ask("what now?")
    tab.page.click("text=How this was decided")
    item = tab.page.locator("#panel-decision .quotes").first
    item.locator("summary").click()
    quote = " ".join(decided.fired[0].citations[0].quote.split())
    assert item.locator("blockquote").first.inner_text() == quote
    assert str(item.locator("a").first.get_attribute("href")).startswith("documents/")
    others = tab.page.locator("#why-not")
    others.locator("> summary").click()
    assert others.locator("li").count() == len(decided.guide.options) - 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_picture_is_readable_on_a_phone_and_said_in_words(
    new_tab: Tab, address: str, decided: Recommendation, scheme: str
) -> None:
    tab = new_tab(viewport=PHONE, color_scheme=scheme)
    tab.open(address)
    tab.ask("what now?")
    tab.page.click("text=How this was decided")
    picture = tab.page.locator("#panel-decision svg.picture")
    box = picture.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
    scale = box["width"] / float(str(picture.get_attribute("viewBox")).split()[2])
    assert scale >= 0.95  # so that its letters have about 10 pixels
    assert picture.get_attribute("role") == "img"
    assert decided.option and decided.option.name in str(picture.locator("desc").text_content())
    fill = "getComputedStyle(document.querySelector('.picture .for {}')).fill"
    text, ground = (str(tab.page.evaluate(fill.format(shape))) for shape in ("text", "rect"))
    assert contrast(text, ground) >= 4.5
    assert tab.too_wide() <= 0
    assert tab.serious_faults() == []


def contrast(one: str, other: str) -> float:
    """The WCAG contrast of two colours written as rgb(r, g, b)."""

    def light(colour: str) -> float:
        parts = [int(part) / 255 for part in colour[4:-1].split(",")]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lights = sorted((light(one), light(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)
