from __future__ import annotations

from dataclasses import replace

from fake_assistant import FakeAssistant

from ui.recent import MOST, RecentVisitors
from ui.visitor import Visitor


def test_finds_exactly_this_conversation_of_this_index() -> None:
    recent = RecentVisitors()
    visitor = Visitor(FakeAssistant())
    list(visitor.ask("van"))
    recent.keep(visitor)
    record = visitor.record
    assert recent.find(record, "1") is visitor
    assert recent.find(record, "2") is None
    assert recent.find(replace(record, identity="0" * 32), "1") is None
    assert recent.find(replace(record, turns=()), "1") is None  # knowing the id is not enough
    list(visitor.ask("boat"))
    assert recent.find(record, "1") is None


def test_forgets_the_oldest() -> None:
    recent = RecentVisitors()
    assistant = FakeAssistant()
    visitors = [Visitor(assistant) for _ in range(MOST + 1)]
    for visitor in visitors:
        recent.keep(visitor)
    assert recent.find(visitors[0].record, "1") is None
    assert recent.find(visitors[1].record, "1") is visitors[1]
