"""Projects in users' words, turn by turn, decided as a careful reader of the sources would."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from assistant.decision.guide import DecisionGuide, NeedFinding
from assistant.decision.needs import NeedExtractor
from ingest.embed import Embedder

GUIDE = DecisionGuide.builtin()
SCENARIOS = yaml.safe_load((Path(__file__).parents[2] / "needs" / "scenarios.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def extractor() -> NeedExtractor:
    return NeedExtractor(GUIDE, Embedder().embed)


@pytest.mark.parametrize("split", ["dev", "reported"])
def test_scenarios_are_decided_as_the_sources_decide_them(extractor: NeedExtractor, split: str) -> None:
    chosen = [scenario for scenario in SCENARIOS if scenario["split"] == split]
    failed = [scenario for scenario in chosen if not decides(extractor, scenario["turns"])]
    assert len(failed) <= 0.05 * len(chosen), failed if split == "dev" else f"{len(failed)} of {len(chosen)} fail"


def decides(extractor: NeedExtractor, turns: list[dict[str, str | list[str]]]) -> bool:
    """Whether the option is an accepted one after every turn of the conversation."""
    profile: dict[str, NeedFinding] = {}
    for turn in turns:
        profile = extractor.extract(str(turn["say"]), profile)
        option = GUIDE.decide(profile).option
        got = option.id if option else "none"
        if turn["option"] != "any" and got != turn["option"] and got not in turn["option"]:
            return False
    return True


def test_the_scenarios_are_many_and_of_both_kinds() -> None:
    assert len(SCENARIOS) >= 60
    assert sum(len(scenario["turns"]) > 1 for scenario in SCENARIOS) * 3 >= len(SCENARIOS)
    splits = Counter(scenario["split"] for scenario in SCENARIOS)
    assert abs(splits["dev"] - splits["reported"]) <= 1
    wanted = {
        option
        for s in SCENARIOS
        for turn in s["turns"]
        if isinstance(turn["option"], list)
        for option in turn["option"]
    }
    assert wanted == {option.id for option in GUIDE.options}
