"""The picture of a decision over the built-in guide, whichever rules it holds."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from html_check import faults, visible_text

from assistant.decision.guide import DecisionGuide
from assistant.decision.recommendation import Recommendation
from ui.picture import MAX_RULES, WIDTH, picture_html


@pytest.fixture(scope="module")
def guide() -> DecisionGuide:
    return DecisionGuide.builtin()


@pytest.fixture(scope="module")
def decided(guide: DecisionGuide) -> Recommendation:
    return guide.decide({"realtime": True, "other_frontend": True, "react": False})


def svg(recommendation: Recommendation) -> ElementTree.Element:
    html = picture_html(recommendation)
    return ElementTree.fromstring(html[: html.index("</svg>") + 6])


def words(group: ElementTree.Element) -> str:
    """The words of a box; a line may break at a space or after a hyphen."""
    return " ".join(text.text or "" for text in group.findall("text")).replace("- ", "-")


def test_draws_each_rule_with_the_needs_that_make_it_hold_and_its_options(decided: Recommendation) -> None:
    drawing = svg(decided)
    boxes = {words(group): group.get("class") for group in drawing.findall("g")}
    rules = [*(entry.rule for entry in decided.fired), *(entry.rule for entry in decided.overridden)][:MAX_RULES]
    assert decided.option and boxes[decided.option.name] == "box option chosen"
    for fired in decided.supporting:
        assert boxes[fired.rule.because] == "box for"
    needs = {need for rule in rules for need in rule.when.needs if decided.profile[need].value is not None}
    assert len([style for style in boxes.values() if style == "box need"]) == len(needs)
    lines = sum(len(rule.rules_out) if rule.supports is None else 1 for rule in rules)
    met = sum(
        decided.profile[literal.need].value is literal.wanted
        for rule in rules
        for literal in (*rule.when.all, *rule.when.any)
    )
    assert len(drawing.findall("path")) == lines + met


def test_says_the_same_in_words(decided: Recommendation) -> None:
    text = svg(decided).findtext("desc") or ""
    assert decided.option
    assert f"speaks for {decided.option.name}." in text
    assert "Persistent two-way connections, such as WebSockets: yes." in text
    for fired in decided.fired[:MAX_RULES]:
        assert fired.rule.because in text


def test_everything_lies_inside_and_boxes_do_not_overlap(guide: DecisionGuide) -> None:
    for need in guide.needs:
        recommendation = guide.decide({need.id: True, "realtime": True, "seo": True})
        drawing = svg(recommendation)
        height = int(drawing.get("height", ""))
        columns: dict[str, list[tuple[float, float]]] = {}
        for rect in drawing.iter("rect"):
            x, y, width, tall = (float(rect.get(name, "")) for name in ("x", "y", "width", "height"))
            assert x >= 0 and x + width <= WIDTH and y >= 0 and y + tall <= height
            columns.setdefault(str(x), []).append((y, y + tall))
        for spans in columns.values():
            spans.sort()
            assert all(end < start for (_, end), (start, _) in pairwise(spans)), need.id


def test_is_safe_html_on_one_line_and_empty_without_rules(guide: DecisionGuide, decided: Recommendation) -> None:
    html = picture_html(decided)
    assert faults(html) == []
    assert "\n" not in html
    assert "set aside" in visible_text(html)
    assert picture_html(guide.decide({})) == ""


def test_rules_beyond_the_most_are_counted(guide: DecisionGuide) -> None:
    busy = guide.decide({need.id: True for need in guide.needs})
    every = len(busy.fired) + len(busy.overridden)
    assert every > MAX_RULES
    assert len(re.findall(r'class="box (?:for|other|against|aside)"', picture_html(busy))) == MAX_RULES
    assert f"in the list below: {every - MAX_RULES}." in visible_text(picture_html(busy))
