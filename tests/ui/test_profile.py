from __future__ import annotations

import re

import pytest
from html_check import faults, visible_text

from assistant.decision.guide import DecisionGuide, NeedFinding
from ui.profile import profile_html


@pytest.fixture(scope="module")
def guide() -> DecisionGuide:
    return DecisionGuide.builtin()


def checked(html: str) -> dict[str, str]:
    return dict(re.findall(r'name="need-([\w-]+)" value="(\w+)" checked=""', html))


def test_every_need_has_one_value_and_known_ones_come_first(guide: DecisionGuide) -> None:
    recommendation = guide.decide({"seo": True, "realtime": False})
    html = profile_html(recommendation)
    assert checked(html) == {need: entry.answer for need, entry in recommendation.profile.items()}
    known, unknown = html.split("<details")
    assert "unknown" not in checked(known).values()
    assert set(checked(unknown).values()) == {"unknown"}
    assert faults(html) == []
    assert "\n" not in html


def test_each_known_need_says_where_it_comes_from(guide: DecisionGuide) -> None:
    implied = next(entry for entry in guide.implications if len(entry.when.all) == 1 and entry.when.all[0].wanted)
    html = profile_html(
        guide.decide({implied.when.all[0].need: NeedFinding(True, "so <b>said</b>"), "cli_tool": False})
    )
    text = visible_text(html)
    assert "“so <b>said</b>”" in text
    assert "set by hand" in text
    assert "follows from the rest" in text
    assert faults(html) == []


def test_each_choice_has_a_label_and_an_id_of_its_own(guide: DecisionGuide) -> None:
    html = profile_html(guide.decide({}))
    identities = re.findall(r'id="(need-[^"]+)"', html)
    assert len(identities) == len(set(identities)) == 3 * len(guide.needs)
    assert html.count("<label>") == len(identities)
    assert html.count("<legend>") == len(guide.needs)
