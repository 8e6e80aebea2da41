"""A whole evaluation of a system whose answers are written down here."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from assistant.answer import Answer, Citation, Outcome, Statement
from assistant.evaluation.evaluate import run
from assistant.evaluation.questions import load_questions
from ingest.document import Document, Passage
from ingest.errors import FingerpostError

TEXT = "Express <listens> on port 3000. Next.js renders pages on the server."
DOCUMENT = Document("guide", "A & B", "", "", TEXT, (), sha256="ab")

QUESTIONS = """\
- {id: port, split: reported, category: fact, q: 'Which <port>?', facts: ['3000'], evidence: ['port']}
- {id: pages, split: reported, category: fact, q: Where are pages rendered, facts: [client]}
- {id: price, split: reported, category: near-miss, q: What does it cost, outcome: silent}
- {id: weather, split: dev, category: off-topic, q: Will it rain, outcome: silent}
- id: follow
  split: dev
  category: follow-up
  turns: ["Which <port>?", and why]
  facts: ['port']
"""


def cited(question: str, text: str, quote: str) -> Answer:
    start = TEXT.index(quote)
    passage = Passage(DOCUMENT, ("Top",), quote, start, start + len(quote))
    citation = Citation(1, passage, quote, start, start + len(quote))
    return Answer(question, Outcome.ANSWERED, f"{text} [1]", (Statement(text, (citation,)),), (citation,))


class FakeSystem:
    """Knows the port and where pages are rendered; "and why" only makes sense after the port."""

    documents = (DOCUMENT,)

    def __init__(self, knows_price: bool = False) -> None:
        self.knows_price = knows_price
        self.asked: list[str] = []

    def ask(self, question: str) -> Answer:
        self.asked.append(question)
        if "port" in question:
            return cited(question, "Port 3000.", "Express <listens> on port 3000.")
        if "pages" in question or (self.knows_price and "cost" in question):
            return cited(question, "On the server.", "Next.js renders pages on the server.")
        return Answer(question, Outcome.SILENT, "The sources don't say.")

    def conversation(self) -> FakeConversation:
        return FakeConversation(self)


class FakeConversation:
    def __init__(self, system: FakeSystem) -> None:
        self.system = system
        self.turns: list[str] = []

    def ask(self, question: str) -> Answer:
        self.turns.append(question)
        return self.system.ask(" ".join(self.turns))


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    file = tmp_path / "set.yaml"
    file.write_text(QUESTIONS, encoding="utf-8")
    return file


def cells(line: str) -> list[str]:
    return re.split(r"\s{2,}", line.strip())


def test_the_table_goes_to_stdout_by_category(questions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(questions, "fake", split="reported", open_system=FakeSystem) == 0
    printed = capsys.readouterr().out
    lines = printed.splitlines()
    assert lines[0] == "fake, reported questions"
    assert cells(lines[2])[:9] == [
        "category", "n", "trusted", "95 %", "facts", "evidence", "option", "false", "refused"
    ]  # fmt: skip
    # port is right, pages lacks its fact: 1 of 2 facts, the one evidence is there
    assert cells(lines[3])[:10] == ["fact", "2", "50.0", "0-100", "50.0", "100.0", "-", "-", "0.0", "2"]
    assert cells(lines[4])[:10] == ["near-miss", "1", "100.0", "100-100", "-", "-", "-", "0.0", "-", "4"]
    assert cells(lines[5])[:10] == ["total", "3", "66.7", "0-100", "50.0", "100.0", "-", "0.0", "0.0", "3"]
    assert "trusted answers 66.7 % (95 % interval" in printed
    assert "silence: precision 100.0 %, recall 100.0 %" in printed
    assert "answered though the sources are silent: near-miss 0.0 %" in printed
    assert "quotes exact 100.0 %, statements cited 100.0 %, silent or social answers with citations 0" in printed


def test_every_column_is_aligned(questions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(questions, "fake", open_system=FakeSystem)
    tables = capsys.readouterr().out.split("questions\n\n")[1:]
    assert len(tables) == 2  # one for each split
    for printed in tables:
        rows = printed.split("\n\n")[0].splitlines()
        assert len({len(row) for row in rows}) == 1


def test_a_follow_up_is_asked_in_a_conversation_of_its_own(questions: Path) -> None:
    system = FakeSystem()
    run(questions, "fake", split="dev", open_system=lambda: system)
    # the first is asked once beforehand, so that loading is not timed
    assert system.asked == ["Will it rain", "Will it rain", "Which <port>?", "Which <port>? and why"]


def test_the_record_holds_settings_corpus_and_every_answer(questions: Path, tmp_path: Path) -> None:
    file = tmp_path / "runs" / "new.json"
    run(questions, "fake", split="reported", json_file=file, open_system=FakeSystem, settings={"k": 4})
    record = json.loads(file.read_text(encoding="utf-8"))
    assert (record["format"], record["system"], record["settings"], record["split"]) == (
        1,
        "fake",
        {"k": 4},
        "reported",
    )
    assert record["corpus"]["documents"] == {"guide": "ab"}
    assert len(record["corpus"]["version"]) == 64
    assert record["summary"]["reported"]["total"]["trusted"] == pytest.approx(2 / 3)
    assert record["summary"]["reported"]["by_category"]["fact"]["questions"] == 2
    port, pages, price = record["results"]
    assert port["citations"] == [
        {
            "number": 1,
            "document": "guide",
            "section": "Top",
            "quote": "Express <listens> on port 3000.",
            "start": 0,
            "end": 31,
        }
    ]
    assert (port["trusted"], port["answer"], port["outcome"]) == (True, "Port 3000. [1]", "answered")
    assert (pages["trusted"], pages["faults"]) == (False, ["fact missing: client"])
    assert price["citations"] == []


def test_a_comparison_names_what_changed_and_how_likely_that_is_chance(
    questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "old.json"
    run(questions, "sure of itself", json_file=old, open_system=lambda: FakeSystem(knows_price=True))
    changed = QUESTIONS.replace("facts: [client]", "facts: [server]")
    questions.write_text(changed, encoding="utf-8")
    capsys.readouterr()
    assert run(questions, "fake", compare=old, open_system=FakeSystem) == 0
    printed = capsys.readouterr().out
    # Of port, price, weather and follow, price alone was answered before and is silent now; pages is out.
    assert "(sure of itself, 4 questions in common)" in printed
    assert "75.0 % before, 100.0 % now: 1 better, 0 worse, p = 1 (exact McNemar test): no more than noise" in printed
    # one change of +1 among four questions: resamples of the mean run from none to three of four
    assert "change +0.0 to +75.0 points (95 % paired bootstrap)" in printed
    assert "silent now and not before 1, the other way round 0" in printed
    assert "better  price: What does it cost" in printed
    assert "left out, since question or expectation changed: pages" in printed

    new = tmp_path / "new.json"
    run(questions, "fake", json_file=new, open_system=FakeSystem)
    capsys.readouterr()
    run(questions, "sure", compare=new, open_system=lambda: FakeSystem(knows_price=True))
    assert "worse   price: What does it cost (outcome answered, expected silent)" in capsys.readouterr().out


def test_a_floor_is_held(questions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(questions, "fake", split="reported", floors=["0.66"], open_system=FakeSystem) == 0
    assert run(questions, "fake", split="reported", floors=["0.67"], open_system=FakeSystem) == 1
    assert "trusted answers 66.7 % are below the floor of 67.0 %" in capsys.readouterr().err


def test_mistakes_show_before_the_system_is_opened(questions: Path, tmp_path: Path) -> None:
    def never() -> FakeSystem:
        raise AssertionError("opened")

    with pytest.raises(FingerpostError, match=r"write 0\.9 for 90 %"):
        run(questions, "fake", floors=["90"], open_system=never)
    with pytest.raises(FingerpostError, match="cannot be read"):
        run(questions, "fake", compare=tmp_path / "none.json", open_system=never)
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    with pytest.raises(FingerpostError, match="not an evaluation of format 1"):
        run(questions, "fake", compare=tmp_path / "other.json", open_system=never)


def test_a_comparison_without_common_questions_is_refused(questions: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    run(questions, "fake", split="dev", json_file=old, open_system=FakeSystem)
    with pytest.raises(FingerpostError, match="shares no question"):
        run(questions, "fake", split="reported", compare=old, open_system=FakeSystem)


def test_a_file_that_cannot_be_written_is_named(questions: Path) -> None:
    with pytest.raises(FingerpostError, match=r"set.yaml/new.json cannot be written"):
        run(questions, "fake", json_file=questions / "new.json", open_system=FakeSystem)


class Page(HTMLParser):
    """Collects what the report could load, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [(name, value) for name, value in attributes if name in {"src", "href", "srcset", "data"}]
        self.links += [(name, value) for name, value in attributes if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_report_shows_everything_and_loads_nothing(questions: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    run(questions, "fake <1>", report=file, open_system=FakeSystem)
    html = file.read_text(encoding="utf-8")
    page = Page()
    page.feed(html)
    assert page.links == []
    assert not {"script", "link", "img", "iframe", "port", "listens"} & set(page.tags)
    assert "url(" not in html and "@import" not in html
    assert page.tags.count("details") == len(load_questions(questions))
    assert page.tags.count("svg") == 4  # a matrix and a histogram for each split; no answer carries a confidence
    assert "Which <port>? / and why" in page.text
    assert "Express <listens> on port 3000." in page.text
    assert "[1] A & B, Top (0-31)" in page.text
    assert "fact missing: client" in page.text
    assert "fake <1>: evaluation" in page.text


def test_the_report_draws_risk_against_coverage_where_answers_carry_a_confidence(
    questions: Path, tmp_path: Path
) -> None:
    class SureSystem(FakeSystem):
        def ask(self, question: str) -> Answer:
            answer = super().ask(question)
            object.__setattr__(answer, "confidence", 0.5 + len(answer.text) / 100)
            return answer

    file = tmp_path / "report.html"
    run(questions, "sure", split="reported", report=file, open_system=SureSystem)
    html = file.read_text(encoding="utf-8")
    assert 'aria-label="Risk against coverage"' in html
    # "On the server. [1]" is surest and wrong: 1 of 3 covered at risk 1; with the port 2 of 3 at risk 1/2.
    # x = 44 + coverage * 404; y = 176 - risk * 164
    assert 'd="M178.7 12.0L313.3 94.0"' in html
