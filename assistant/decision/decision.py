"""Put a recommendation of the rules into an answer: the option, why, what else was considered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answer import Answer, Citation, Outcome, Statement
from assistant.comparison import compares
from assistant.compose import join_statements
from assistant.decision.guide import DecisionGuide, Strength
from assistant.decision.recommendation import Recommendation
from assistant.terms import Terms
from assistant.vocabulary import Vocabulary, is_capitalised

_MOST_REASONS = 3

_VERB = (
    r"(?:use|pick|choose|go|build|start|take|adopt|recommend|suggest|advise|select|write|prefer|opt|rely|base|stick|move|"
    r"switch|stay|run|deploy|host|add|keep|drop|introduce)"
)
_KIND = r"(?:framework|stack|option|one|runtime|technology|tech|backend|tool|set-?up|approach|way|server|architecture)"
_CHOOSES = re.compile(
    rf"(?i)\b(?:should|shall|ought to|would) (?:i|we|you|they|our \w+|my \w+|the team)(?: \w+)?? {_VERB}\b"
    r"|\b(?:recommend|suggest|advise|advice|recommendation|suggestion)\w*\b|\bhelp (?:me|us) (?:to )?(?:choose|decide|pick)\b"
    rf"|\b(?:what|which)(?: {_KIND})? to (?:use|pick|choose|take)\b|\b(?:what|which) (?:\w+ ){{0,3}}?(?:should|would|do|shall) (?:we|i|you) {_VERB}\b"
    r"|\b(?:what|which)(?: of (?:them|these|those|the \w+))?(?: \w+)? (?:do|should|would) (?:we|i) (?:want|need|take)\W*$"
    r"|\b(?:what|which) (?:\w+ ){0,2}?(?:fits?|suits?|carries|is (?:the )?(?:best|right|better|safest|better suited))\b"
    rf"|\bwhich(?: {_KIND})?(?: (?:then|now|here))?\W*$|\b(?:which|what) {_KIND} (?:for|would|should|if|do you)\b"
    r"|\b(?:best|right|better|good|ideal|sensible|safest?|wise) (?:choice|option|fit|stack|tool|pick|bet|framework|way|set-?up|architecture|backend|starting point)\b"
    r"|\b(?:go|going) with\b|\bwhere (?:do|should) (?:we|i) (?:start|begin)\b|\b(?:pick|choose) (?:a|the|me a|us a) (?:\w+ )?(?:stack|framework|backend)\b"
    r"|\b(?:enough|overkill) for (?:us|me|this|that|our|my)\b|\byour (?:pick|call|verdict|choice)\b|\bwhat (?:then|now)\W*$"
)
_EXPLAINS = re.compile(
    r"(?i)^\W*(?:and |so |but )?(?:when|why|how|where|who|what happens|in which cases?|at what point|what makes)\b"
)
_OWN_PROJECT = re.compile(
    r"(?i)\b(?:we|we're|we've|we'd|we'll|our|us|my|i'm|i've|i'd|mine|i (?:have to|need|want|must|build|plan)|"
    r"the (?:team|project|product|app|client|company|customer|board|boss))\b"
)
_ASKS = re.compile(
    r"(?i)\?|^\W*(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|can|could|should|would|will|has|have|"
    r"tell|explain|describe|list|show|give|compare|define|name)\b"
)
_STACK = re.compile(
    r"(?i)\b(?:frameworks?|stack|backend|back end|tech|technology|architecture|set-?up|runtime|platform|start with|begin with)\b"
)
_OBJECT = re.compile(
    r"(?i)\b(?:use|pick|choose|between|adopt|prefer|take|go with|go for)\s+(?!(?:for|with|in|on|to|as|when|if|from)\b)((?:[\w.@/-]+[\s,]+){0,5}?[\w.@/-]+)(?=\s+(?:for|with|in|on|to|as|when|if|here|there)\b|[?.!,;:]|$)"
)


def asks_decision(turn: str, needs_said: int, guide: DecisionGuide, terms: Terms, vocabulary: Vocabulary) -> bool:
    """Whether a turn asks which option to choose; `needs_said` counts the project facts that it states."""
    sentences = re.split(r"(?<=[.!?])\s+", turn.strip())
    if _EXPLAINS.match(sentences[-1]) and (len(sentences) == 1 or not needs_said):
        return False
    named = mentioned_options(sentences[-1], guide)
    offered = len(named) >= 2 and re.search(r"(?i)\bor\b", sentences[-1]) and not compares(sentences[-1])
    if needs_said and (offered or (needs_said >= 2 and _OWN_PROJECT.search(turn))):
        return True
    topic = [term for term in terms.of(turn) if term not in vocabulary.names]
    if offered and not topic:
        return True  # nothing but the options: "this or that?"
    if needs_said and _OWN_PROJECT.search(turn) and not _ASKS.search(turn) and not compares(turn):
        return True  # no question at all, but something about the project
    if not _CHOOSES.search(turn) or _chooses_other_things(turn, guide, vocabulary):
        return False
    if not terms.of(_CHOOSES.sub(" ", turn)):
        return True  # nothing but the request: "what should we use?"
    own_stack = _OWN_PROJECT.search(turn) and _STACK.search(turn)
    return bool(needs_said or len(mentioned_options(turn, guide)) >= 2 or own_stack)


def mentioned_options(text: str, guide: DecisionGuide) -> list[str]:
    """Ids of the options a text names, in the guide's order."""
    return [
        option.id
        for option in guide.options
        if any(re.search(rf"(?<![\w.@/-])(?:{alias})(?![\w-])", text, re.IGNORECASE) for alias in option.aliases)
    ]


def _chooses_other_things(turn: str, guide: DecisionGuide, vocabulary: Vocabulary) -> bool:
    """Whether what is chosen between are names, but none of an option: another kind of choice."""
    for match in _OBJECT.finditer(turn):
        named = any(is_capitalised(word) or word.lower() in vocabulary.names for word in match.group(1).split())
        if named and not mentioned_options(match.group(1), guide):
            return True
    return False


def decision_answer(question: str, recommendation: Recommendation) -> Answer:
    """The answer that a recommendation gives.

    Where the sources differ and the question is about just that, both sides come first; where the project
    says more, the rules decide and the difference is mentioned.
    """
    asked = recommendation.question
    if not recommendation.decided:
        text = asked.text if asked else "Tell me more about the project: what it has to do and who will use it."
        return Answer(
            question, Outcome.ASKING, text, question_back=text, follow_ups=asked.replies if asked else (),
            profile=recommendation.stated,
        )  # fmt: skip
    conflicting = recommendation.disputed and _is_about_dispute(question, recommendation)
    statements = _renumber(_disputed(recommendation) if conflicting else _reasons(recommendation))
    text = join_statements(statements)
    question_back = asked.text if asked else None
    tentative = question_back is not None and all(
        fired.rule.strength is Strength.LEAN for fired in recommendation.supporting
    )
    if question_back:
        text = f"{text}\n\nOne thing could change this: {question_back}"
    outcome = Outcome.CONFLICTING if conflicting else Outcome.ASKING if tentative else Outcome.ANSWERED
    return Answer(
        question,
        outcome,
        text,
        statements,
        tuple(dict.fromkeys(citation for statement in statements for citation in statement.citations)),
        recommendation,
        question_back,
        asked.replies if asked else (),
        profile=recommendation.stated,
    )


def why_not_answer(question: str, recommendation: Recommendation, option_id: str) -> Answer:
    """Why an option is not the one recommended, from the trace.

    What the trace concludes without a quote of its own rests on the quotes of the reasons beside it.
    """
    explained = recommendation.why_not(option_id).statements
    every = tuple(dict.fromkeys(citation for statement in explained for citation in statement.citations))
    statements = _renumber([replace(entry, citations=entry.citations or every) for entry in explained])
    citations = tuple(dict.fromkeys(citation for statement in statements for citation in statement.citations))
    return Answer(
        question, Outcome.ANSWERED, join_statements(statements), statements, citations, recommendation,
        profile=recommendation.stated,
    )  # fmt: skip


def _is_about_dispute(question: str, recommendation: Recommendation) -> bool:
    """Whether the question names options of both sides, or states nothing beyond what is in dispute."""
    named = set(mentioned_options(question, recommendation.guide))
    for entry in recommendation.disagreements:
        if all(named & {option.id for option in side.options} for side in entry.sides):
            return True
    return bool(recommendation.disagreements) and len(recommendation.stated) <= 1


def _reasons(recommendation: Recommendation) -> list[Statement]:
    option = recommendation.option
    assert option is not None
    supporting = recommendation.supporting[:_MOST_REASONS]
    first = supporting[0]
    statements = [Statement(f"Choose {option.name}: {_sentence(first.rule.because)}", first.citations)]
    statements += [Statement(_sentence(fired.rule.because), fired.citations) for fired in supporting[1:]]
    if recommendation.runner_up:
        statements += [
            replace(statement, text=f"Also considered. {_sentence(statement.text)}")
            for statement in recommendation.why_not(recommendation.runner_up.id).statements
            if statement.citations
        ][:1]
    if recommendation.disputed:
        for side in recommendation.disagreements[0].sides:
            if option.id not in {entry.id for entry in side.options}:
                statements.append(
                    replace(side.statement, text=f"The sources differ here: {_sentence(side.statement.text)}")
                )
    statements += [
        replace(caveat, text=f"Keep in mind: {_sentence(caveat.text)}") for caveat in recommendation.met_caveats[:1]
    ]
    return statements


def _disputed(recommendation: Recommendation) -> list[Statement]:
    option = recommendation.option
    assert option is not None
    statements = []
    for number, side in enumerate(recommendation.disagreements[0].sides):
        who = "One source favours" if number == 0 else "Another favours"
        names = " or ".join(entry.name for entry in side.options)
        statements.append(Statement(f"{who} {names}: {_sentence(side.statement.text)}", side.statement.citations))
    first = recommendation.supporting[0]
    balance = f"On balance the rules lean to {option.name}: {_sentence(first.rule.because)}"
    return [*statements, Statement(balance, first.citations)]


def _renumber(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Number the citations from 1 in the order they are used, one quote one number."""
    numbered: dict[tuple[str, int, int], Citation] = {}
    result = []
    for statement in statements:
        cited = []
        for citation in statement.citations:
            key = (citation.document.id, citation.start, citation.end)
            cited.append(numbered.setdefault(key, replace(citation, number=len(numbered) + 1)))
        result.append(replace(statement, citations=tuple(cited)))
    return tuple(result)


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."
