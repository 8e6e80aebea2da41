"""The decision record a team can commit."""

from __future__ import annotations

import json
import re

from assistant.decision.guide import DecisionGuide, NeedFinding

GUIDE = DecisionGuide.builtin()
PROFILE = {
    "react": NeedFinding(True, "React shop"),
    "seo": NeedFinding(False, "nobody needs Google"),
    "realtime": NeedFinding(True, "live prices"),
}


def section(record: str, heading: str) -> str:
    match = re.search(rf"^## {re.escape(heading)}\n\n(.*?)(?=\n## |\Z)", record, re.DOTALL | re.MULTILINE)
    assert match, heading
    return match.group(1).strip()


def test_a_record_has_every_part_of_the_usual_form() -> None:
    recommendation = GUIDE.decide(PROFILE)
    record = recommendation.to_adr()
    assert record.startswith("# Use Next.js with a separate Node.js or Express.js service\n\n- Status: proposed\n")
    context = section(record, "Context").splitlines()
    assert "- A frontend built with React: yes (“React shop”)" in context
    assert "- Pages that search engines find: no (“nobody needs Google”)" in context
    assert "- A web frontend of its own: yes (follows from the rest)" in context
    assert "**Next.js with a separate Node.js or Express.js service**" in section(record, "Decision")
    rules = section(record, "Rules applied")
    assert "(rules out Next.js, Next.js with API Routes; rule `api-routes-hold-no-sockets`)" in rules
    assert "Set aside by `react-needs-express`" in rules
    rejected = section(record, "Options rejected")
    for option in GUIDE.options:
        assert (f"**{option.name}**" in rejected) == (option.id != "nextjs-with-service")
    assert "The team has to know React first." in section(record, "Consequences")
    assert "then Next.js behind a custom Express.js server." in section(record, "Revisit this decision if")
    for document in GUIDE.documents:
        assert document.sha256[:12] in section(record, "Corpus version")


def test_every_mark_of_a_record_points_at_a_listed_exact_quote() -> None:
    recommendation = GUIDE.decide(PROFILE)
    record = recommendation.to_adr()
    listed = dict(re.findall(r"^(\d+)\. “(.*?)” \(", section(record, "Sources"), re.MULTILINE))
    marks = set(re.findall(r"\[(\d+)\]", record))
    assert marks == set(listed)
    for citation in recommendation.citations:
        assert listed[str(citation.number)] == " ".join(citation.quote.split())


def test_a_record_depends_only_on_the_profile_and_the_date_given() -> None:
    assert GUIDE.decide(PROFILE).to_adr() == GUIDE.decide(dict(reversed(PROFILE.items()))).to_adr()
    assert "- Date: 2024-03-10\n" in GUIDE.decide(PROFILE).to_adr(date="2024-03-10")
    assert "Date" not in GUIDE.decide(PROFILE).to_adr()


def test_the_users_line_breaks_do_not_break_the_record() -> None:
    record = GUIDE.decide({"react": NeedFinding(True, "a\n\n# React\nshop")}).to_adr()
    assert "(“a # React shop”)" in record


def test_an_open_decision_says_so() -> None:
    record = GUIDE.decide({}).to_adr()
    assert record.startswith("# Decision still open\n\n- Status: open\n")
    assert "Nothing is known about the project yet." in section(record, "Context")
    assert "Open question: " in section(record, "Decision")


def test_a_disputed_decision_shows_both_sides() -> None:
    record = GUIDE.decide({"rest_api": True}).to_adr()
    assert "The sources disagree on this choice" in section(record, "Decision")
    disagreement = section(record, "Where the sources disagree")
    assert "- Node.js alone: " in disagreement
    assert "- Express.js: " in disagreement


def test_the_trace_is_plain_json() -> None:
    recommendation = GUIDE.decide(PROFILE)
    trace = json.loads(json.dumps(recommendation.to_dict()))
    assert trace["option"] == {"id": "nextjs-with-service", "name": recommendation.option.name}  # type: ignore[union-attr]
    assert trace["profile"]["seo"] == {"value": "no", "words": "nobody needs Google", "implied": False}
    assert [entry["rule"] for entry in trace["fired"]][:1] == ["react-needs-express"]
    assert trace["changes"][0]["option"] != "nextjs-with-service"
    assert len(trace["citations"]) == len(recommendation.citations)
