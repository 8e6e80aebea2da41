"""Turn a follow-up into a question that stands alone, from the conversation and without a model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.terms import Terms
from assistant.vocabulary import Vocabulary

_ABOUT = re.compile(
    r"(?i)^\W*(?:(?:ok|okay|and|but|so|also|then|now|thanks|alright)[\s,]+)*(?:what|how) about\s+(?:for |with |the )?(.+?)\s*\??$"
)
# "No, I mean the colour." asks the last question again with something else in it.
_MEANT = re.compile(
    r"(?i)^\W*(?:(?:sorry|no|oh|wait|actually|well|ah)[\s,.!]+)*(?:i|we) mean(?:t)?\s+(?:the )?(.+?)\W*$"
)
_INSTEAD = re.compile(r"(?i)\b(?:instead|rather)\W*$")
_AND = re.compile(
    r"(?i)^\W*(?:and|or|but|also|same for|same with|same question for)\s+(?:for |with |in |on |about |the )*(.+?)\s*\??$"
)
_BARE = re.compile(
    r"(?i)^\W*(?:(?:and|but|ok|okay|so|hm+)[\s,]+)*(?:why(?: (?:not|so|is that|is it|exactly))?|how so|how come|how|really|since when|says who|who says so|"
    r"tell me more|more(?: details?)?(?: please)?|go on|explain(?: that| this| why)?|can you explain(?: that)?|for example|such as|like what|"
    r"which ones?|what else|anything else|are you sure|in what way|what does that mean|when|where|who)\W*$"
)
_POINTING = re.compile(
    r"(?i)\b(?:it|its|they|them|their|theirs|that one|this one|the former|the latter|the other(?: one)?|those|these|he|she)\b"
    r"|(?<!\bis )(?<!\bare )(?<!\bwas )\bthere(?=\W*(?:$|[?.!,;]))"  # not "is there a limit"
    r"|\b(?:that|this)\b(?!\s+(?:\w+\s+)?(?:is|are|was|uses?|needs?|has|have|must|can|should|will|do|does)\b)"
)
_PRONOUN = re.compile(r"(?i)\b(?:it|its|they|them|their|he|she)\b")
_PREPOSITION = re.compile(r"(?i)\b(?:in|on|with|for|of|at|to|from|by|under|via|over|than|into|as)\s+(?:the |an? )?$")
_BACK = re.compile(
    r"(?i)\b(?:go(?:ing)? back|back) to (?:the |my |your )?(first|second|third|last|previous|earlier|original)\b|\b(?:the|my|your) (first|second|third) (?:question|one|topic)\b"
)
_COMPARE = re.compile(
    r"(?i)\bcompare (?:that|it|this|them)(?: (?:with|to|against) (.+?))?\s*\??$|\b(?:versus|vs\.?|compared (?:to|with)) (.+?)\s*\??$"
)
_THAT_MATTER = re.compile(
    r"(?i)\b(?:that|this|the same|such an?) (?:problem|issue|limit\w*|thing|drawback|weakness|cost|penalty|delay|trouble|"
    r"restriction|advantage|feature|behaviou?r|figure|value|number)\b"
)
_TIME_TAKEN = re.compile(r"(?i)\bhow long (?:does|did|will|would|has|had) it (?:take|taken|last)\b")
_MANY = re.compile(r"(?i)\b(?:they|them|their)\b")
_ASKED_FOR = re.compile(r"(?i)^\W*(?:and |so )?(?:which|what|how many) ((?!does\b)[a-z]{3,}s)\b")
# What comes before one of these can be what a later "it" stands for.
_CLAUSE_END = re.compile(r"(?i)[.?!;,:]\s|\b(?:and|but|or|if|when|while|because|since|before|after|so)\b")
_DEFINITION = re.compile(
    r"(?i)^\W*(?:what|who)(?:'s| is| are| was| were) (?!the\b|its?\b|their\b|th\w+\b|about\b)[^,;:.]+?\W*$"
)
_ANTECEDENT_TERMS = 2  # content words of a clause that names its own subject
_CONTEXT_TURNS = 2
_ORDINALS = {"first": 0, "original": 0, "second": 1, "third": 2, "last": -1, "previous": -1, "earlier": -1}
_DUMMY_IT = re.compile(
    r"(?i)\b(?:is|was|does|would|will|if|when|how long does|makes?|make) it (?:possible|worth|fine|ok|okay|true|take|takes|better|best|safe|"
    r"time|necessary|sense|rain|cost|matter|easy|hard|a good|bad|wise|faster|correct|right|make|be)\b(?! (?:in|on|with|for|at|under|than)\b)|\bit (?:is|was|makes) (?:\w+ )?(?:to|that)\b"
)


@dataclass(frozen=True)
class Turn:
    """An earlier turn: the question as understood, the first sentence of its answer and the heading of that."""

    question: str
    reply: str = ""
    section: str = ""


def standalone_question(turn: str, earlier: Sequence[Turn], terms: Terms, vocabulary: Vocabulary) -> str:
    """The turn itself where it stands alone, else a question that does."""
    if not earlier:
        return turn
    last = earlier[-1]
    back = _BACK.search(turn)
    if back:
        number = _ORDINALS[(back.group(1) or back.group(2)).lower()]
        return earlier[number].question if -len(earlier) <= number < len(earlier) else last.question
    if _BARE.match(turn):
        asks = re.match(r"(?i)\W*(?:\w+\W+)?(?:why|how|when|where|who|since when)\b", turn)
        return f"{_strip(turn)} {last.question}" if asks else last.question
    compare = _COMPARE.search(turn)
    if compare and len(terms.of(turn)) <= 4:
        return _compare(turn, compare.group(1) or compare.group(2) or "", last, terms, vocabulary)
    meant = _MEANT.match(turn)
    if meant and last.section and _is_fragment(meant.group(1), terms) and not _names_in(turn, terms, vocabulary):
        return f"What about {meant.group(1)}: {last.section}?"
    about = _ABOUT.match(turn) or meant or _AND.match(turn)
    if about and _is_fragment(about.group(1), terms):
        return _swap_subject(about.group(1), last.question, terms, vocabulary)
    instead = _name_instead(turn, terms, vocabulary)
    if instead:
        return _swap_subject(instead, last.question, terms, vocabulary)
    if _TIME_TAKEN.search(turn):
        return f"{_strip(turn)} ({_strip(last.question)})?"
    if _DEFINITION.match(turn) and not _POINTING.search(turn):
        return turn
    if _points_back(turn, terms):
        pronoun = _PRONOUN.search(turn)
        subject = _grammatical_subject(last.question, terms, vocabulary)
        several = _ASKED_FOR.match(last.question) if pronoun and _MANY.fullmatch(pronoun.group()) else None
        if several and subject:
            return _replace_pronoun(turn, f"{several.group(1)} of {subject}")
        if pronoun and subject and not terms.set_of(subject) <= terms.set_of(turn):
            return _replace_pronoun(turn, subject)
        if not _names_in(turn, terms, vocabulary):
            return _fill_pointing(turn, last, terms, vocabulary)
        if len([term for term in terms.of(turn) if term not in vocabulary.names]) <= 3:
            return _add_topic(turn, last, terms, vocabulary)
    if len(terms.of(turn)) <= 1 and len(turn.split()) <= 5:
        return f"{_strip(turn)}: {last.question}"
    return turn


def search_text(question: str, earlier: Sequence[Turn]) -> str:
    """What to search for: the question, and on a line of its own what was asked before.

    A turn that stands alone for a reader still has a subject that the conversation narrows down.
    """
    before = " ".join(turn.question for turn in earlier[-_CONTEXT_TURNS:] if turn.question)
    return f"{question}\n{before}" if before else question


def _points_back(turn: str, terms: Terms) -> bool:
    """Whether a turn points to something said before it: "it" and the like, unless the turn itself has said what."""
    pointing = _POINTING.search(turn)
    if not pointing or _DUMMY_IT.search(turn):
        return False
    before = turn[: pointing.start()]
    ends = list(_CLAUSE_END.finditer(before))
    return not ends or len(terms.set_of(before[: ends[-1].start()])) < _ANTECEDENT_TERMS


def _is_fragment(text: str, terms: Terms) -> bool:
    """Whether a text is a few words without a clause of its own."""
    has_clause = re.search(
        r"(?i)\b(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have|i|we|you)\b", text
    )
    return not has_clause and len(text.split()) <= 8 and len(terms.of(text)) <= 5


def _swap_subject(fragment: str, question: str, terms: Terms, vocabulary: Vocabulary) -> str:
    """Put the fragment where its like stands in the question: a name for a name; else beside the subject."""
    names = _name_spans(question, terms, vocabulary)
    new_names = _name_spans(fragment, terms, vocabulary)
    if new_names and names:
        new = {term for span in new_names for term in terms.of(fragment[span[0] : span[1]])}
        for start, end in reversed(names):
            if not new & set(terms.of(question[start:end])):
                return f"{question[:start]}{fragment}{question[end:]}"
    subject = _subject(question, terms, vocabulary)
    if len(terms.of(fragment)) >= 2:
        return f"What about {fragment}{' of ' + subject if subject and not new_names else ''}?"
    return f"What about {fragment} {'for ' + subject if subject and not new_names else ''}: {question}".replace(
        " :", ":"
    )


def _name_instead(turn: str, terms: Terms, vocabulary: Vocabulary) -> str:
    """The one name in a turn that says little besides: "and by boat instead?"."""
    names = _name_spans(turn, terms, vocabulary)
    if not _INSTEAD.search(turn) or len(names) != 1 or len(terms.of(turn)) > _ANTECEDENT_TERMS + 1:
        return ""
    return turn[slice(*names[0])]


def _grammatical_subject(question: str, terms: Terms, vocabulary: Vocabulary) -> str:
    """The first name in a question that no preposition leads in: what the question is about."""
    for start, end in _name_spans(question, terms, vocabulary):
        if not _PREPOSITION.search(question[:start]):
            return question[start:end]
    return ""


def _replace_pronoun(turn: str, subject: str) -> str:
    def stand_in(match: re.Match[str]) -> str:
        return f"{subject}'s" if match.group().lower() in {"its", "their"} else subject

    return _PRONOUN.sub(stand_in, turn, count=1)


def _fill_pointing(turn: str, last: Turn, terms: Terms, vocabulary: Vocabulary) -> str:
    subject = _subject(last.question, terms, vocabulary) or _subject(last.reply, terms, vocabulary)
    if not subject or not _PRONOUN.search(turn):
        return f"{turn.rstrip(' ?')} ({last.question.rstrip(' ?')})?"
    filled = _replace_pronoun(turn, subject)
    return f"{filled.rstrip(' ?')} ({_topic(last.question, terms)})?" if len(terms.of(turn)) <= 1 else filled


def _add_topic(turn: str, last: Turn, terms: Terms, vocabulary: Vocabulary) -> str:
    """A turn that names its own subject gets the topic of the last one."""
    topic = last.section if _THAT_MATTER.search(turn) and last.section else last.question
    return f"{_strip(turn)} ({_topic_words(topic, turn, terms, vocabulary)})?".replace(" ()", "")


def _topic_words(text: str, turn: str, terms: Terms, vocabulary: Vocabulary) -> str:
    """The words of a text that carry its topic: none the turn already has, nor the name in whose place it puts its own."""
    replaced = _grammatical_subject(text, terms, vocabulary) or _subject(text, terms, vocabulary)
    said = terms.set_of(turn, replaced)
    words = re.findall(r"[@\w][\w./@+#'-]*\w|\w", text)
    return " ".join(word for word in words if terms.of(word) and not said.issuperset(terms.of(word)))


def _compare(turn: str, other: str, last: Turn, terms: Terms, vocabulary: Vocabulary) -> str:
    subject = _subject(last.question, terms, vocabulary) or last.question.rstrip(" ?")
    topic = " ".join(term for term in terms.of(last.question) if term not in terms.of(subject))
    return (
        f"How does {subject} compare with {other.strip() or 'the alternative'} on {topic}?"
        if topic
        else f"How does {subject} compare with {other}?"
    )


def _topic(question: str, terms: Terms) -> str:
    return " ".join(dict.fromkeys(terms.of(question)))


def _subject(text: str, terms: Terms, vocabulary: Vocabulary) -> str:
    """The first name in a text, as written there."""
    spans = _name_spans(text, terms, vocabulary)
    return text[spans[0][0] : spans[0][1]] if spans else ""


def _names_in(text: str, terms: Terms, vocabulary: Vocabulary) -> bool:
    return bool(_name_spans(text, terms, vocabulary))


def _name_spans(text: str, terms: Terms, vocabulary: Vocabulary) -> list[tuple[int, int]]:
    """Spans of the names that the corpus knows, adjacent words of one name joined."""
    spans: list[tuple[int, int]] = []
    for match in re.finditer(r"[@\w][\w./@+#'’-]*\w|\w", text):
        if not any(term in vocabulary.names for term in terms.of(match.group())):
            continue
        if spans and text[spans[-1][1] : match.start()] == " ":
            spans[-1] = (spans[-1][0], match.end())
        else:
            spans.append((match.start(), match.end()))
    return spans


def _strip(text: str) -> str:
    return text.strip().rstrip("?!. ")
