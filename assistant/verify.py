"""The last check before an answer leaves: every citation exact and used, none where nothing is claimed."""

from __future__ import annotations

from assistant.answer import Answer, Outcome

_UNCITED = {Outcome.SILENT, Outcome.SOCIAL}


def verify_answer(answer: Answer) -> Answer:
    """The answer itself. Raises ValueError for one that breaks a promise: a fault of ours, never the user's."""
    for citation in answer.citations:
        if citation.document.text[citation.start : citation.end] != citation.quote or not citation.quote.strip():
            raise ValueError(f"citation [{citation.number}] does not match {citation.document.id}")
    if answer.outcome in _UNCITED and (answer.citations or answer.statements):
        raise ValueError(f"a {answer.outcome} answer must not cite or claim anything")
    used = {citation for statement in answer.statements for citation in statement.citations}
    if used != set(answer.citations):
        raise ValueError("the citations of an answer must be exactly those its statements use")
    missing = [statement.text for statement in answer.statements if not statement.citations]
    if missing:
        raise ValueError(f"a statement has no citation: {missing[0]!r}")
    return answer
