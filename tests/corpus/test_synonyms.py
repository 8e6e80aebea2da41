"""The synonym groups are well-formed and start from words the documents use."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import yaml

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


def groups() -> list[list[str]]:
    data = yaml.safe_load((CORPUS / "synonyms.yaml").read_text(encoding="utf-8"))
    assert list(data) == ["groups"]
    return list(data["groups"])


def test_every_group_is_a_list_of_at_least_two_terms() -> None:
    assert len(groups()) >= 30
    assert [group for group in groups() if not isinstance(group, list) or len(group) < 2] == []


def test_terms_are_lower_case_text_without_stray_spaces() -> None:
    # YAML reads a bare `no` or `5` as another type, which the search could not match.
    terms = [term for group in groups() for term in group]
    assert [term for term in terms if not isinstance(term, str)] == []
    assert [term for term in terms if term != " ".join(term.lower().split())] == []


def test_no_term_is_in_two_groups() -> None:
    counts = Counter(term for group in groups() for term in group)
    assert [term for term, count in counts.items() if count > 1] == []


def test_the_first_term_of_each_group_is_in_the_documents() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("*.md"))).lower()
    absent = [group[0] for group in groups() if not re.search(rf"(?<!\w){re.escape(group[0])}(?!\w)", text)]
    assert absent == []
