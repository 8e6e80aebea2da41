"""The synonym groups and related words are well-formed and lead to words the documents use."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from assistant.terms import Terms

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
SYNONYMS = CORPUS / "synonyms.yaml"


def content() -> dict[str, Any]:
    data = yaml.safe_load(SYNONYMS.read_text(encoding="utf-8"))
    assert list(data) == ["groups", "related", "opposites"]
    return dict(data)


def groups() -> list[list[str]]:
    return list(content()["groups"])


def related() -> dict[str, list[str]]:
    return dict(content()["related"])


def grouped_terms() -> set[str]:
    return {term for group in groups() for term in group}


def documents() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("*.md"))).lower()


def stray(terms: list[str]) -> list[str]:
    """Terms that are not lower-case text; YAML reads a bare `no` or `5` as another type."""
    return [term for term in terms if not isinstance(term, str) or term != " ".join(term.lower().split())]


def test_every_group_is_a_list_of_at_least_two_terms() -> None:
    assert len(groups()) >= 30
    assert [group for group in groups() if not isinstance(group, list) or len(group) < 2] == []


def test_terms_are_lower_case_text_without_stray_spaces() -> None:
    assert stray([term for group in groups() for term in group]) == []


def test_no_term_is_in_two_groups() -> None:
    counts = Counter(term for group in groups() for term in group)
    assert [term for term, count in counts.items() if count > 1] == []


def test_the_first_term_of_each_group_is_in_the_documents() -> None:
    text = documents()
    absent = [group[0] for group in groups() if not re.search(rf"(?<!\w){re.escape(group[0])}(?!\w)", text)]
    assert absent == []


def test_related_words_are_lower_case_lists_of_one_to_four_words() -> None:
    assert len(related()) >= 200
    entries = related().items()
    assert [key for key, values in entries if not isinstance(values, list) or not 1 <= len(values) <= 4] == []
    assert stray([*related(), *(value for values in related().values() for value in values)]) == []


def test_no_everyday_word_is_entered_twice() -> None:
    # The YAML reader keeps the last of two equal keys without a word, so read them from the node tree.
    root = yaml.compose(SYNONYMS.read_text(encoding="utf-8"))
    assert isinstance(root, yaml.MappingNode)
    (entries,) = (value for key, value in root.value if key.value == "related")
    counts = Counter(key.value for key, _ in entries.value)
    assert [key for key, count in counts.items() if count > 1] == []


def test_no_two_everyday_words_are_inflections_of_each_other() -> None:
    terms = Terms(groups())
    first = {key: terms.of(key)[:1] for key in related() if " " not in key}
    assert [key for key, term in first.items() if not term] == []
    counts = Counter(term for (term,) in first.values())
    assert [key for key, (term,) in first.items() if counts[term] > 1] == []


def test_everyday_words_are_not_in_groups() -> None:
    assert sorted(grouped_terms() & set(related())) == []


def test_everyday_phrases_do_not_hide_a_term_of_a_group() -> None:
    # The longest phrase wins, so a phrase around "latency" would keep it from meaning what its group means.
    hiding = [
        key
        for key in related()
        if " " in key and any(re.search(rf"(?<!\w){re.escape(term)}(?!\w)", key) for term in grouped_terms())
    ]
    assert hiding == []


def test_the_words_related_to_an_everyday_word_are_in_the_documents() -> None:
    terms = Terms(groups())
    known = terms.set_of(documents())
    absent = [
        (key, value)
        for key, values in related().items()
        for value in values
        if not terms.of(value) or not terms.set_of(value) <= known
    ]
    assert absent == []


def test_no_everyday_word_leads_to_itself() -> None:
    terms = Terms(groups())
    words = {key: values for key, values in related().items() if " " not in key}
    circular = [key for key, values in words.items() if terms.of(key)[0] in terms.set_of(*values)]
    assert circular == []


def test_opposites_are_pairs_of_which_the_documents_use_one() -> None:
    pairs = content()["opposites"]
    known = Terms(groups()).set_of(documents())
    assert stray([word for pair in pairs for word in pair]) == []
    assert [pair for pair in pairs if len(pair) != 2 or not Terms(groups()).set_of(*pair) & known] == []
