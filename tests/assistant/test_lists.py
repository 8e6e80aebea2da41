"""A question for several things under one heading is answered with the whole list below it."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.answer import Answer

TASKS = (
    "Berths are given to ships by length and draught.",
    "Fees are collected before a vessel leaves.",
    "Lights and buoys get a check every spring.",
    "Storm warnings are hoisted on the signal mast.",
)
TEXT = (
    "# Port of Ostend\n\nThe port lies behind two moles.\n\n## Duties of the harbour master\n\n"
    + "\n".join(f"- {line}" for line in TASKS)
    + "\n\n## Fees\n\nThe harbour master sets the fee at four crowns a metre.\n"
)


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("port")
    (folder / "port.md").write_text(TEXT, encoding="utf-8")
    return Assistant.open(corpus=folder, index=tmp_path_factory.mktemp("index") / "index")


def quotes(answer: Answer) -> set[str]:
    return {citation.quote.removeprefix("- ") for citation in answer.citations}


def test_every_item_is_said(port: Assistant) -> None:
    assert quotes(port.ask("What duties does the harbour master have?")) >= set(TASKS)


def test_a_question_for_one_thing_gets_no_list(port: Assistant) -> None:
    assert len(quotes(port.ask("What fee does the harbour master set?")) & set(TASKS)) < 2
