"""Question sets: YAML files of questions with what a good answer must contain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.answer import Outcome
from ingest.errors import CorpusError

SPLITS = ("dev", "reported")
STATING = frozenset({Outcome.ANSWERED, Outcome.CONFLICTING})
KEYS = ("id", "split", "category", "q", "turns", "outcome", "facts", "evidence", "option")
LIST_KEYS = ("turns", "outcome", "facts", "evidence", "option")


@dataclass(frozen=True)
class Question:
    """One entry: what is asked, turn by turn, and what the answer to the last turn is held against.

    `facts` must be found in the answer, `evidence` in its quotes; `options` lists the acceptable
    recommendations and is empty where none is asked for.
    """

    id: str
    split: str
    category: str
    turns: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    facts: tuple[re.Pattern[str], ...] = ()
    evidence: tuple[re.Pattern[str], ...] = ()
    options: tuple[str, ...] = ()

    @property
    def answerable(self) -> bool:
        """Whether an answer from the sources is acceptable at all."""
        return not STATING.isdisjoint(self.outcomes)

    @property
    def expected(self) -> str:
        """The acceptable outcomes in one word."""
        return "/".join(self.outcomes)


def load_questions(path: Path, split: str | None = None) -> list[Question]:
    """Every question of a file, or of all `*.yaml` files of a folder, of one split or of both."""
    if split is not None and split not in SPLITS:
        raise CorpusError(f"split {split!r} is unknown; choose one of: {', '.join(SPLITS)}")
    files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    if not files:
        raise CorpusError(f"{path} holds no *.yaml file; name a question file or a folder of them")
    places: dict[str, str] = {}
    questions = []
    for place, question in (entry for file in files for entry in read_entries(file)):
        if question.id in places:
            raise CorpusError(
                f"{place}: id {question.id!r} is already used at {places[question.id]}; give each its own id"
            )
        places[question.id] = place
        questions.append(question)
    chosen = [question for question in questions if split in (None, question.split)]
    if not chosen:
        raise CorpusError(f"{path} has no question with split {split!r}; leave the split out to ask all")
    return chosen


def read_entries(file: Path) -> Iterator[tuple[str, Question]]:
    """Each question of one file with its place, `file:line`."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{file}: cannot be read ({error}); name a question file in UTF-8") from error
    try:
        # BaseLoader keeps every scalar a string, so that the pattern 3.10 stays "3.10".
        loader = yaml.BaseLoader(text)
        root = loader.get_single_node()
        if not isinstance(root, yaml.SequenceNode) or not root.value:
            raise CorpusError(f"{file}:1: not a list of questions; start each one with '- q: ...'")
        for number, node in enumerate(root.value, 1):
            place = f"{file}:{node.start_mark.line + 1}"
            yield place, read_question(read_fields(node, loader, place), place, f"{file.stem}-{number}")
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CorpusError(f"{file}:{line}: not valid YAML ({error.problem}); quote the value") from error
    except yaml.YAMLError as error:
        raise CorpusError(f"{file}:1: not valid YAML ({error}); save it as plain UTF-8 text") from error


def read_fields(node: yaml.Node, loader: yaml.BaseLoader, place: str) -> dict[str, tuple[str, ...]]:
    """The keys of one entry, each with its values; a single value is a list of one."""
    if not isinstance(node, yaml.MappingNode):
        raise CorpusError(f"{place}: {node.value!r} is not a question; write '- q: ...'")
    fields: dict[str, tuple[str, ...]] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        line = f"{place.rpartition(':')[0]}:{key_node.start_mark.line + 1}"
        if key not in KEYS:
            raise CorpusError(f"{line}: unknown key {key!r}; known are {', '.join(KEYS)}")
        if key in fields:
            raise CorpusError(f"{line}: key {key!r} is there twice; merge the two")
        value = loader.construct_object(value_node, deep=True)
        values = value if isinstance(value, list) else [value]
        if isinstance(value, list) and key not in LIST_KEYS:
            raise CorpusError(f"{line}: {key!r} is a list; write one value")
        if not all(isinstance(item, str) for item in values):
            raise CorpusError(f"{line}: {key!r} holds {value!r}; write text, or a list of texts, in quotes")
        if not all(item.strip() for item in values):
            raise CorpusError(f"{line}: {key!r} holds an empty value; fill it in or remove it")
        fields[key] = tuple(values)
    return fields


def read_question(fields: dict[str, tuple[str, ...]], place: str, default_id: str) -> Question:
    """One checked question; what a user's own file may leave out gets its default here."""

    def one(key: str, default: str) -> str:
        return fields.get(key, (default,))[0]

    if ("q" in fields) == ("turns" in fields):
        raise CorpusError(f"{place}: needs either 'q' or 'turns'; write one of the two")
    turns = fields.get("q") or fields["turns"]
    checks = [key for key in ("facts", "evidence", "option") if fields.get(key)]
    if "outcome" not in fields and not checks:
        raise CorpusError(f"{place}: {turns[-1]!r} has neither 'outcome' nor 'facts'; say what is expected")
    question = Question(
        id=one("id", default_id),
        split=one("split", "dev"),
        category=one("category", "all"),
        turns=turns,
        outcomes=tuple(read_outcome(name, place) for name in fields.get("outcome", ("answered",))),
        facts=tuple(read_pattern(pattern, place) for pattern in fields.get("facts", ())),
        evidence=tuple(read_pattern(pattern, place) for pattern in fields.get("evidence", ())),
        options=fields.get("option", ()),
    )
    if not turns or not question.outcomes:
        raise CorpusError(f"{place}: 'turns' or 'outcome' is an empty list; fill it in or remove it")
    if question.split not in SPLITS:
        raise CorpusError(f"{place}: split {question.split!r} is unknown; choose {' or '.join(SPLITS)}")
    if not checks and STATING.issuperset(question.outcomes):
        raise CorpusError(f"{place}: {turns[-1]!r} would accept any answer; add facts, evidence or option")
    return question


def read_outcome(name: str, place: str) -> Outcome:
    """The outcome of that name."""
    try:
        return Outcome(name)
    except ValueError:
        known = ", ".join(Outcome)
        raise CorpusError(f"{place}: outcome {name!r} is unknown; choose from {known}") from None


def read_pattern(pattern: str, place: str) -> re.Pattern[str]:
    """The compiled pattern: case does not count, and a dot matches a line break too."""
    try:
        return re.compile(pattern, re.IGNORECASE | re.DOTALL)
    except re.error as error:
        raise CorpusError(
            f"{place}: pattern {pattern!r} does not compile ({error}); escape special characters with \\"
        ) from None
