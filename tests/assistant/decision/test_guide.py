"""The guide's file: what is read, and what is refused with file, line and next step."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.decision.guide import Caveat, DecisionGuide, Rule, Side, Strength
from ingest.errors import CorpusError

DOCUMENT = """---
id: boats
title: Boats
---

# Boats

## Choosing

A lake calls for a rowing boat. The sea calls for a sailing boat. Nobody rows across the sea.

## Rivers

Rivers are another matter.
"""

RULES = """title: Boats
open_question: Where do you want to go?
options:
  - id: rowing
    name: Rowing boat
    description: A boat with oars.
  - id: sailing
    name: Sailing boat
    description: A boat with sails.
needs:
  - id: lake
    label: a lake
    question: Is it on a lake?
    patterns: [lakes?]
  - id: sea
    label: the sea
    question: Is it at sea?
implications:
  - when: [sea]
    then: [not lake]
    because: The sea is no lake.
rules:
  - id: rows
    when: [lake]
    supports: rowing
    because: Lakes are for rowing.
    document: boats
    quote: A lake calls for a rowing boat.
  - id: sails
    when: {all: [sea], any: [not lake]}
    supports: sailing
    strength: decisive
    because: The sea is for sailing.
    document: boats
    quote: [The sea calls for a sailing boat., Nobody rows across the sea.]
"""


def write_guide(folder: Path, rules: str = RULES) -> Path:
    (folder / "boats.md").write_text(DOCUMENT, encoding="utf-8")
    (folder / "rules.yaml").write_text(rules, encoding="utf-8")
    return folder


def test_a_guide_is_read_with_its_quotes_in_place(tmp_path: Path) -> None:
    guide = DecisionGuide.load(write_guide(tmp_path))
    assert [option.id for option in guide.options] == ["rowing", "sailing"]
    sails = guide.rule("sails")
    assert sails.strength is Strength.DECISIVE
    assert [source.quote for source in sails.sources] == [
        "The sea calls for a sailing boat.",
        "Nobody rows across the sea.",
    ]
    citation = sails.sources[1].cite(1)
    assert citation.section == "Choosing"
    assert DOCUMENT[citation.start : citation.end] == "Nobody rows across the sea."
    assert guide.check() == []


BROKEN = {
    "unknown key": ("    name: Rowing boat", "    nmae: Rowing boat", 5, "unknown key 'nmae'; use one of: id, name"),
    "unknown top key": ("open_question:", "ask:", 2, "unknown key 'ask'; use one of"),
    "unknown need": ("when: [lake]", "when: [lagoon]", 24, "need 'lagoon' does not exist; use one of: lake, sea"),
    "unknown option": ("supports: rowing", "supports: surfing", 25, "option 'surfing' does not exist; use one of"),
    "duplicate option": ("  - id: sailing", "  - id: rowing", 7, "id 'rowing' is already used on line 4; give it"),
    "duplicate need": ("  - id: sea\n", "  - id: lake\n", 15, "id 'lake' is already used on line 11; give it"),
    "duplicate rule": ("  - id: sails", "  - id: rows", 29, "id 'rows' is already used on line 23; give it"),
    "unreachable option": ("supports: sailing", "supports: rowing", 7, "option 'sailing' is supported by no rule"),
    "no source": ("    quote: A lake calls for a rowing boat.\n", "", 23, "'quote' is missing; copy the sentences"),
    "no document": ("    document: boats\n", "", 23, "'document' is missing or empty; write one text for it"),
    "unknown document": ("document: boats", "document: ships", 28, "document 'ships' is not in this folder; use one"),
    "foreign quote": ("A lake calls for a rowing", "A pond calls for a rowing", 28, "copy it letter by letter"),
    "quote over paragraphs": (
        "quote: A lake calls for a rowing boat.",
        'quote: "Nobody rows across the sea.\\n\\n## Rivers\\n\\nRivers are another matter."',
        28,
        "runs over several paragraphs of 'boats'; quote sentences of one",
    ),
    "no condition": ("    when: [lake]\n", "", 23, "'when' is missing or empty; name the needs"),
    "no effect": ("    supports: rowing\n", "", 23, "rule 'rows' has no effect; give it 'supports' or"),
    "strength": ("strength: decisive", "strength: huge", 32, "strength 'huge' is unknown; use one of: decisive"),
    "override of nothing": (
        "supports: rowing",
        "supports: rowing\n    overrides: [floats]",
        26,
        "rule 'floats' does not exist; override one of the rules",
    ),
    "override circle": (
        "supports: rowing",
        "supports: rowing\n    overrides: [rows]",
        26,
        "overrides itself in the end",
    ),
    "rules out its own": (
        "supports: rowing",
        "supports: rowing\n    rules_out: [rowing]",
        26,
        "rules out what it supports",
    ),
    "pattern": ("patterns: [lakes?]", "patterns: ['(lakes']", 14, "is not a regular expression"),
    "chance": ("patterns: [lakes?]", "chance: 7", 14, "chance '7' is not between 0 and 1; write for example 0.3"),
    "nested": ("patterns: [lakes?]", "patterns: [[lakes?]]", 14, "'patterns' holds a nested value; write a plain text"),
    "not yaml": ("options:", "options: [", 4, "not valid YAML"),
    "twice": ("    name: Rowing boat", "    name: A\n    name: B", 6, "'name' is given twice; keep one of them"),
    "need id": ("  - id: sea\n", "  - id: The Sea\n", 15, "need id 'The Sea' is not short snake_case; use letters"),
    "no options": ("options:\n", "options: []\nxoptions:\n", 4, "unknown key 'xoptions'"),
}


@pytest.mark.parametrize(("before", "after", "line", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_a_fault_is_refused_with_file_line_and_next_step(
    tmp_path: Path, before: str, after: str, line: int, message: str
) -> None:
    assert before in RULES
    with pytest.raises(CorpusError) as refused:
        DecisionGuide.load(write_guide(tmp_path, RULES.replace(before, after, 1)))
    place, text = re.fullmatch(r"(.*rules\.yaml:\d+): (.*)", str(refused.value)).groups()  # type: ignore[union-attr]
    assert place == f"{tmp_path / 'rules.yaml'}:{line}"
    assert message in text


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ("", "the file is empty; write options, needs and rules"),
        ("- a\n", "is not a mapping; write 'key: value' lines"),
        ("title: x\nopen_question: y\n", "there are no options; list at least one"),
    ],
)
def test_a_file_without_a_guide_is_refused(tmp_path: Path, rules: str, message: str) -> None:
    with pytest.raises(CorpusError, match=re.escape(message)):
        DecisionGuide.load(write_guide(tmp_path, rules))


def test_a_missing_file_and_a_faulty_document_are_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"rules\.yaml:1: there is no such file"):
        DecisionGuide.load(tmp_path)
    (write_guide(tmp_path) / "ferry.md").write_text("")
    with pytest.raises(CorpusError, match=r"ferry\.md:1: empty"):
        DecisionGuide.load(tmp_path)


def test_check_finds_what_can_be_loaded_but_is_no_use(tmp_path: Path) -> None:
    unused = RULES.replace("implications:", "  - id: fog\n    label: fog\n    question: Is there fog?\nimplications:")
    shadowed = unused + (
        "  - id: rows-again\n    when: [lake]\n    rules_out: [rowing]\n    because: No.\n"
        "    document: boats\n    quote: Nobody rows across the sea.\n"
        "  - id: never\n    when: [lake, not lake]\n    supports: sailing\n    because: No.\n"
        "    document: boats\n    quote: Nobody rows across the sea.\n"
    )
    problems = DecisionGuide.load(write_guide(tmp_path, shadowed)).check()
    assert [problem.split(": ", 1)[1].split(";")[0] for problem in problems] == [
        "need 'fog' is in no rule",
        "rule 'never' can never hold",
        "option 'rowing' wins under none of the rules that support it",
    ]


def test_the_builtin_guide_is_sound() -> None:
    guide = DecisionGuide.builtin()
    assert guide.check() == []
    assert [option.id for option in guide.options] == [
        "nodejs",
        "express",
        "nestjs",
        "nextjs",
        "nextjs-api-routes",
        "nextjs-with-service",
        "nextjs-custom-server",
    ]
    assert {"realtime", "react"} <= {need.id for need in guide.needs}
    assert {document.id for document in guide.documents} == {"nodejs-vs-nextjs", "expressjs-vs-nextjs"}


def test_the_reasons_of_the_builtin_guide_can_stand_alone() -> None:
    pointing = re.compile(r"\b(?:these|those|such|the same|this requirement)\b", re.IGNORECASE)
    guide = DecisionGuide.builtin()
    assert [rule.id for rule in guide.rules if pointing.search(rule.because)] == []
    for rule in guide.rules:
        # "The next best, NestJS, has this for it": what speaks for an option names it, or the product it is made of.
        if rule.supports:
            assert re.search(
                r"\b(?:Node|Express|Nest|Next)(?:\.?js)?\b|API Routes|custom server|both|server", rule.because
            )


def test_every_quote_of_the_builtin_guide_is_whole_sentences_of_its_document() -> None:
    guide = DecisionGuide.builtin()
    entries: list[Rule | Side | Caveat] = [
        *guide.rules,
        *(side for entry in guide.disagreements for side in entry.sides),
        *guide.caveats,
    ]
    for source in (source for entry in entries for source in entry.sources):
        text = source.document.text
        assert text[source.start : source.start + len(source.quote)] == source.quote
        assert source.passage.start <= source.start
        assert text[source.start - 2 : source.start] in {"\n\n", "- ", ". "} or text[source.start - 1] == "\n"
        assert source.quote.endswith((".", "|"))


def test_loading_is_quick_and_needs_no_model() -> None:
    code = (
        "import sys; from assistant import DecisionGuide; g = DecisionGuide.builtin(); "
        "g.decide({'realtime': True, 'react': False}); "
        "print([m for m in ('torch', 'chromadb', 'gradio', 'langchain_core', 'transformers') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    DecisionGuide.builtin()
    spent = []
    for _ in range(3):
        start = time.process_time()
        DecisionGuide.builtin()
        spent.append(time.process_time() - start)
    assert min(spent) < 0.3
