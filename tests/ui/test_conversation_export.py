from __future__ import annotations

import json

import pytest
from fake_assistant import FakeAssistant

from assistant.decision.guide import DecisionGuide
from ui.export import export_conversation
from ui.visitor import STOPPED, Visitor


@pytest.fixture
def visitor() -> Visitor:
    visitor = Visitor(FakeAssistant(guide=DecisionGuide.builtin()))
    list(visitor.ask("How long does the van take?"))
    next(visitor.ask("Stop me"))
    visitor.stop()
    visitor.set_need("cli_tool", True)
    visitor.set_need("seo", True)
    visitor.set_need("seo", None)
    return visitor


def test_markdown_holds_every_turn_with_its_quotes(visitor: Visitor) -> None:
    text = export_conversation(visitor, "Vans\nand boats", "markdown")
    answer = visitor.turns[0].answer
    assert answer is not None
    assert text.startswith("# Vans and boats\n\n" + answer.to_markdown())
    assert f"**Stop me**\n\n*{STOPPED}*" in text
    assert "- cli_tool: yes" in text and "seo" not in text
    assert text.endswith("## Recommended at the end\n\nNode.js alone\n")


def test_json_holds_the_answers_as_they_are(visitor: Visitor) -> None:
    values = json.loads(export_conversation(visitor, "Vans", "json"))
    answer = visitor.turns[0].answer
    assert answer is not None
    assert values["name"] == "Vans"
    assert values["index_version"] == "1"
    assert values["turns"] == [
        {"question": "How long does the van take?", "note": None, "answer": answer.to_dict()},
        {"question": "Stop me", "note": STOPPED, "answer": None},
    ]
    assert values["set_by_hand"] == {"cli_tool": "yes"}
    assert values["recommendation"]["option"]["id"] == "nodejs"
    for citation in values["turns"][0]["answer"]["citations"]:
        document = next(one for one in FakeAssistant().documents if one.id == citation["document"]["id"])
        assert document.text[citation["start"] : citation["end"]] == citation["quote"]
