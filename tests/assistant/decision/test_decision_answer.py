"""The answer that a recommendation gives: which options it speaks of besides the recommended one."""

from __future__ import annotations

from assistant.answer import Answer
from assistant.decision.decision import decision_answer
from assistant.decision.guide import DecisionGuide

GUIDE = DecisionGuide.builtin()
PROFILE = {"frontend": False, "realtime": True, "binary_protocols": True}


def sentences(question: str, profile: dict[str, bool]) -> list[str]:
    answer: Answer = decision_answer(question, GUIDE.decide(profile))
    assert all(statement.citations for statement in answer.statements)
    return [statement.text for statement in answer.statements]


def test_without_an_option_in_the_question_the_next_best_is_spoken_of() -> None:
    about = [text for text in sentences("What should we use?", PROFILE) if text.startswith("The next best")]
    assert len(about) == 1 and about[0].startswith("The next best, Express.js, has this for it: ")


def test_the_options_of_the_question_are_spoken_of() -> None:
    said = sentences("Would you take Express or Next.js?", PROFILE)
    assert said[0].startswith("Choose Node.js alone: ")
    assert any(text.startswith("Express.js has this for it: ") for text in said)
    assert any(text.startswith("Next.js is ruled out: ") for text in said)
    assert not any("next best" in text for text in said)


def test_the_recommended_option_of_the_question_is_not_spoken_of_twice() -> None:
    said = sentences("Is plain Node.js enough?", PROFILE)
    assert [text for text in said if text.startswith("Node.js alone")] == []
    assert any(text.startswith("The next best, Express.js") for text in said)
