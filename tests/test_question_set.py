"""The test question set is well formed, balanced, and its answers are in the corpus."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
CATEGORIES = {
    *("fact", "facts", "comparison", "decision", "follow-up", "conflict", "social"),
    *("false-premise", "paraphrase", "typo", "near-miss", "off-topic"),
}
OUTCOMES = {"answered", "conflicting", "silent", "asking", "social"}
OPTIONS = {
    *("nodejs", "express", "nestjs", "nextjs"),
    *("nextjs-api-routes", "nextjs-with-service", "nextjs-custom-server"),
}
FIELDS = {"id", "split", "category", "q", "turns", "outcome", "facts", "evidence", "option"}
ENTRIES: list[dict[str, Any]] = [
    entry
    for path in sorted((ROOT / "tests" / "questions").glob("*.yaml"))
    for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
]
CORPUS = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "corpus").glob("*.md")))


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def outcomes(entry: dict[str, Any]) -> set[str]:
    return set(as_list(entry["outcome"]))


def patterns(entry: dict[str, Any]) -> list[str]:
    return [*entry.get("facts", []), *entry.get("evidence", [])]


def of_category(*names: str) -> list[dict[str, Any]]:
    return [entry for entry in ENTRIES if entry["category"] in names]


def named(entries: list[dict[str, Any]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("entry", entries, ids=[entry["id"] for entry in entries])


def test_ids_and_questions_are_unique() -> None:
    asked = [tuple(entry.get("turns", [entry.get("q")])) for entry in ENTRIES]
    assert [name for name, n in Counter(entry["id"] for entry in ENTRIES).items() if n > 1] == []
    assert [turns for turns, n in Counter(asked).items() if n > 1] == []


@named(ENTRIES)
def test_entry_is_well_formed(entry: dict[str, Any]) -> None:
    assert set(entry) <= FIELDS
    assert re.fullmatch(r"[a-z0-9-]+", entry["id"])
    assert entry["split"] in {"dev", "reported"}
    assert entry["category"] in CATEGORIES
    assert outcomes(entry) and outcomes(entry) <= OUTCOMES
    assert ("q" in entry) != ("turns" in entry)
    assert all(isinstance(turn, str) and turn.strip() for turn in as_list(entry.get("turns", entry.get("q"))))
    assert len(entry.get("turns", ["", ""])) >= 2
    assert set(as_list(entry.get("option", []))) <= OPTIONS
    for pattern in patterns(entry):
        compiled = re.compile(pattern, re.IGNORECASE)
        assert not compiled.search(""), f"{pattern!r} matches anything"


@named(ENTRIES)
def test_expectations_fit_the_outcome(entry: dict[str, Any]) -> None:
    expected = outcomes(entry)
    if expected & {"silent", "social"}:
        assert len(expected) == 1
        assert not patterns(entry) and "option" not in entry
    elif "asking" not in expected:
        assert entry.get("evidence")
        assert entry.get("facts") or entry.get("option")


@named(of_category("decision"))
def test_decision_names_its_options_unless_it_may_only_be_asked_back(entry: dict[str, Any]) -> None:
    assert ("option" in entry) == ("answered" in outcomes(entry))


@named(of_category("near-miss", "off-topic"))
def test_unanswerable_expects_silence(entry: dict[str, Any]) -> None:
    assert outcomes(entry) == {"silent"}


@named(of_category("conflict"))
def test_conflict_may_be_answered_with_both_sides(entry: dict[str, Any]) -> None:
    assert "conflicting" in outcomes(entry)


@named([entry for entry in ENTRIES if patterns(entry)])
def test_corpus_carries_the_answer(entry: dict[str, Any]) -> None:
    missing = [pattern for pattern in patterns(entry) if not re.search(pattern, CORPUS, re.IGNORECASE)]
    assert missing == []


def test_each_category_is_split_in_half() -> None:
    halves: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for entry in ENTRIES:
        halves[entry["category"]][entry["split"]] += 1
    assert set(halves) == CATEGORIES
    assert {name: n for name, n in halves.items() if abs(n["dev"] - n["reported"]) > 1} == {}


def test_the_set_is_large_enough() -> None:
    silent = [entry for entry in ENTRIES if outcomes(entry) == {"silent"}]
    assert len(ENTRIES) >= 150
    assert len(silent) >= 40
    assert len(of_category("near-miss")) * 2 >= len(silent)
