"""Whether a turn wants a recommendation: it asks for one, or tells of a project."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Answer, Outcome
from assistant.comparison import compares
from assistant.decision.decision import mentioned_options
from assistant.decision.english import SUBJECT_LEFT_OUT
from assistant.decision.guide import DecisionGuide
from assistant.terms import FUNCTION_WORDS, Terms
from assistant.vocabulary import Vocabulary, is_capitalised

_VERB = (
    r"(?:use|pick|choose|go|build|start|take|adopt|recommend|suggest|advise|select|write|prefer|opt|rely|base|stick|move"
    r"|switch|stay|run|deploy|host|add|keep|drop|introduce)"
)
_KIND = (
    r"(?:framework|stack|option|one|runtime|technology|tech|backend|tool|set-?up|approach|way|server|architecture|base)"
)
_BUILD = r"(?:build|go about|approach|set (?:\w+ )?up|architect|structure|tackle|make|design|do (?:it|this|that))"
_CHOOSES = re.compile(
    rf"(?i)\b(?:should|shall|ought to|would) (?:i|we|you|they|our \w+|my \w+|the team)(?: \w+)?? {_VERB}\b"
    r"|\b(?:recommend|suggest|advise|advice|recommendation|suggestion)\w*\b"
    r"|\bhelp (?:me|us) (?:to )?(?:choose|decide|pick)\b"
    rf"|\b(?:what|which)(?: {_KIND})? to (?:use|pick|choose|take)\b"
    rf"|\b(?:what|which) (?:\w+ ){{0,3}}?(?:should|would|do|shall) (?:we|i|you) {_VERB}\b"
    r"|\b(?:what|which)(?: of (?:them|these|those|the \w+))?(?: \w+)? (?:do|should|would) (?:we|i)"
    r" (?:want|need|take)\W*$"
    rf"|\bhow (?:would|should) (?:you|we|i|one) {_BUILD}\b|\bgo about (?:this|that|it)\b"
    r"|\bhow should (?:the|our|my) (?:\w+ )?(?:back ?end|server|stack|architecture) (?:look|be)\b"
    r"|\bdecide for (?:us|me)\b|\bsuit(?:s|ed)?\b|\bwhat(?:'s| is| would be) best for\b"
    rf"|\b(?:best|right|good|suitable|sensible) (?:\w+ )?{_KIND} for\b"
    r"|\b(?:right|wrong|good|best|sensible) (?:thing|call|match|base)\b"
    r"|\b(?:what|which) (?:\w+ ){0,2}?"
    r"(?:fits?|suits?|carries|is (?:the )?(?:best|right|better|safest|better suited))\b"
    rf"|\bwhich(?: {_KIND})?(?: (?:then|now|here))?\W*$|\b(?:which|what) {_KIND} (?:for|would|should|if|do you)\b"
    r"|\b(?:best|right|better|good|ideal|sensible|safest?|wise|simplest|easiest|leanest)"
    r" (?:choice|option|fit|stack|tool|pick|bet|framework|way|set-?up|architecture|backend|starting point)\b"
    r"|\b(?:go|going) with\b|\bwhere (?:(?:do|should) (?:we|i)|to) (?:start|begin)\b"
    r"|\b(?:pick|choose) (?:a|the|me a|us a) (?:\w+ )?(?:stack|framework|backend)\b"
    r"|\b(?:enough|overkill) for (?:us|me|this|that|our|my)\b|\byour (?:pick|call|verdict|choice)\b"
    r"|\bwhat (?:then|now)\W*$|\bwhat (?:goes|belongs|comes) (?:there|underneath|below|behind (?:it|that))\b"
    r"|\bwhich of (?:these|those|them|the (?:two|three|\w+s))\W*$|^\W*(?:any )?(?:thoughts|ideas|opinions?)\b"
)
_EXPLAINS = re.compile(
    rf"(?i)^\W*(?:and |so |but |then |ok |okay )*(?:when|why|how(?! (?:would|should) (?:you|we|i|one) {_BUILD}\b)"
    r"|where|who|what happens|in which cases?|at what point|what makes)\b"
)
_OWN_PROJECT = re.compile(
    r"(?i)\b(?:we|we're|we've|we'd|we'll|our|us|my|i'm|i've|i'd|mine|"
    r"i (?:have|need|want|must|build|plan|run|write|make|start|host|deploy|sell)|"
    r"the (?:team|project|product|app|client|company|customer|board|boss))\b"
)
_ASKS = re.compile(
    r"(?i)\?|^\W*(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|can|could|should|would"
    r"|will|has|have|tell|explain|describe|list|show|give|compare|define|name)\b"
    r"|,\s*(?:so |and |but )?(?:who|what|why|how|which|when|where)\b"
)
_STACK = re.compile(
    r"(?i)\b(?:frameworks?|stack|backend|back end|tech|technology|architecture|set-?up|runtime|platform|start with"
    r"|begin with|projects?|products?|start-?up|apps?|applications?)\b"
)
_OBJECT = re.compile(
    r"(?i)\b(?:use|pick|choose|between|adopt|prefer|take|go with|go for)\s+(?!(?:for|with|in|on|to|as|when|if|from)\b)"
    r"((?:[\w.@/-]+[\s,]+){0,5}?[\w.@/-]+)(?=\s+(?:for|with|in|on|to|as|when|if|here|there)\b|[?.!,;:]|$)"
)
_PROJECT = re.compile(
    r"(?i)\b(?:i|we)(?:'re| are|'m| am|'d like| would like| have)?"
    r" (?:need|want|plan|build|make|mak|develop|creat|launch|start|set up|setting up|to build|to make|to have)\w*"
    r" (?:an?|our|my|the|some|to build an?|to make an?|to have an?) (?:\w+ ){0,2}?"
    r"(?:back ?end|server|app|application|web ?site|site|product|platform|tool|service|api|system|portal|game|shop)\b"
)
_THING = re.compile(
    r"(?i)^\W*(?:[\w.'-]+ ){0,4}?(?:blog|site|web ?site|page|portal|shop|store|app|application|dashboard|api|server"
    r"|service|front ?end|back ?end|ui|tool|cli|gateway|game|platform|product|project|magazine"
    r"|scheduler|worker|bot|daemon|script|program|library|micro ?service|proxy|hub|system"
    r"|runner|importer|crawler|engine|relay|interface|calendar|generator|calculator)s?"
    r"(?:\W*$|,? (?:with|without|for|to|that|which|who|in|on|where|built|made|written|based)\b)"
)
_EITHER = re.compile(
    r"(?i)^\W*(?!(?:what|which|who|is|are|do|does|did|can|could|should|would|will|has|have|why|how|when|where)\b)"
    r"([\w.+/-]+) or (?:just |plain |rather )?([\w.]+) (?:for|here|then|if|when|in|as)\b"
)
# "Selling lamps online", "a job that mails reports": somebody tells what there is to build.
_DOING = re.compile(
    r"(?i)^\W*(?:(?:i'm |we're )?(?:currently |now )?(?:selling|making|building|planning|creating|developing"
    r"|designing|launching|starting|writing|rewriting|moving|working on|looking (?:for|at)|thinking (?:of|about)"
    r"|running|offering)"
    r"|got|gotta|wanna|gonna|need|want|have|imagine|suppose|say)\b"
)
_DESCRIBES = re.compile(
    r"(?i)^\W*(?:just |only |simply |basically |it's )*(?:an?|one|two|some|tiny|small|little|simple|internal"
    r"|public|new)\b"
)
_MUST = re.compile(
    r"(?i)\b(?:will|won't|must|mustn't|should|shall|has to|have to|needs?|wants?|(?:is|are) (?:going )?to"
    r"|is what|would like)\b"
)
_IN_SEARCHES = frozenset({"in", "on", "of", "to", "with", "and", "for"})  # "websocket limits on Vercel"
_IT_IS = re.compile(r"(?i)\b(?:it|this|that)(?:'s| is| has| will| must| should| needs| gets| does)\b")
_WHAT_ABOUT = re.compile(r"(?i)^\W*(?:(?:ok|okay|and|but|so)[\s,]+)*(?:what|how)? ?(?:about|and|for|in|with)?\b")
_ADDS_UP = re.compile(r"^\W*[\w.-]+(?: [\w.-]+)?(?:\s*[+&]\s*[\w.-]+(?: [\w.-]+)?)+\s*\?*$")
_SIDE_BY_SIDE = re.compile(r"(?i)\b(?:vs\.?|versus|compar\w+|differ(?:s|ed|ences?)?|pros and cons)(?!\w)")
_DEFINES = re.compile(
    r"(?i)\b(?:what(?:'s| is| are) (?:an? |the )?[\w.]+(?: \w+)?(?: then| by the way| again)?\W*$"
    r"|what does [\w' ]+ mean|(?:can|could) you (?:show|explain)\b)"
)
_TROUBLE = re.compile(r"(?i)\b(?:did|was|were|happen\w*|wrong|going on|went|miss\w*)\b")
# "Postgres or MySQL, which for reports?"
_NAMES_FIRST = re.compile(r"(?i)^\W*([\w./-]+) or ([\w./-]+),? (?:which|what)\b")
_FEW_WORDS = 6
_MOST_NEEDS, _MOST_WORDS, _MOST_OPTIONS = 3, 40, 2


@dataclass(frozen=True)
class Cues:
    """What the words of a turn and the conversation say about whether it is about a decision; each 0..1."""

    asks_decision: float  # 1 where the patterns below take it for one that asks for a decision
    carries_on: float  # 1 where they take it for one that goes on with a decision
    deciding: float  # 1 where the answer before was a decision
    tells_on: float  # 1 where it was one and the turn asks nothing
    needs: float  # how many facts about the project it states, over 3
    some_needs: float  # 1 where it states any
    question_mark: float  # 1 where it ends with one
    words: float  # how many, over 40
    options: float  # how many options it names, over 2
    some_options: float  # 1 where it names any
    chooses: float  # 1 where it speaks of choosing
    own: float  # 1 where it speaks of the speaker's own project
    explains: float  # 1 where its last sentence wants an explanation
    asks: float  # 1 where its last sentence is a question or an order
    compares: float  # 1 where it sets things side by side
    requires: float  # 1 where it says what must be
    names_thing: float  # 1 where it begins with a thing to build
    spoken: float  # 1 where it is more than words for a search
    listed: float  # 1 where commas or the like divide it


def read_cues(
    turn: str, earlier: Sequence[Answer], changed: int, guide: DecisionGuide, terms: Terms, vocabulary: Vocabulary
) -> Cues:
    """The cues of a turn; `changed` counts the project facts that it states or changes."""
    last = re.split(r"(?<=[.!?])\s+", turn.strip())[-1]
    deciding = bool(earlier) and is_decision(earlier[-1])
    question_mark = turn.rstrip().endswith("?")
    options = len(mentioned_options(turn, guide))
    return Cues(
        asks_decision=float(asks_decision(turn, changed, guide, terms, vocabulary)),
        carries_on=float(goes_on_deciding(turn, earlier, changed)),
        deciding=float(deciding),
        tells_on=float(deciding and not question_mark),
        needs=min(changed, _MOST_NEEDS) / _MOST_NEEDS,
        some_needs=float(changed > 0),
        question_mark=float(question_mark),
        words=min(len(turn.split()), _MOST_WORDS) / _MOST_WORDS,
        options=min(options, _MOST_OPTIONS) / _MOST_OPTIONS,
        some_options=float(options > 0),
        chooses=float(asks_to_choose(turn)),
        own=float(bool(_OWN_PROJECT.search(turn))),
        explains=float(bool(_EXPLAINS.match(last))),
        asks=float(asks(last)),
        compares=float(bool(_SIDE_BY_SIDE.search(turn))),
        requires=float(bool(_MUST.search(turn))),
        names_thing=float(bool(_THING.match(turn))),
        spoken=float(_is_spoken(turn)),
        listed=float(bool(re.search(r"[,;:+&]", turn))),
    )


def is_decision(answer: Answer) -> bool:
    """Whether an answer recommends an option or asks for what is missing to do so."""
    return answer.recommendation is not None or answer.outcome is Outcome.ASKING


def asks_to_choose(turn: str) -> bool:
    """Whether the words ask which of several things to take, whatever for."""
    return bool(_CHOOSES.search(turn))


def asks_decision(turn: str, needs_said: int, guide: DecisionGuide, terms: Terms, vocabulary: Vocabulary) -> bool:
    """Whether a turn asks which option to choose; `needs_said` counts the project facts that it states."""
    sentences = re.split(r"(?<=[.!?])\s+", turn.strip())
    last = sentences[-1]
    explains = _EXPLAINS.match(last) or (_TROUBLE.search(last) and asks(last))
    chooses = len(sentences) > 1 and needs_said and _CHOOSES.search(last)
    if explains and not SUBJECT_LEFT_OUT.match(last) and not chooses:
        return False
    offered = any(_offers(sentence, guide, vocabulary) for sentence in sentences)
    if needs_said and (offered or (needs_said >= 2 and _OWN_PROJECT.search(turn))):
        return True
    topic = [term for term in terms.of(turn) if term not in vocabulary.names]
    if offered and not topic:
        return True  # nothing but the options: "this or that?"
    if _CHOOSES.search(turn) and not terms.of(re.sub(rf"(?i)\b{_KIND}\b", " ", _CHOOSES.sub(" ", turn))):
        return True  # nothing but the request: "what should we use?"
    asking = [sentence for sentence in sentences if asks(sentence)]
    if not asking or (needs_said and len(sentences) > 1 and asking == [last] and _is_bare(last, terms, vocabulary)):
        chosen = needs_said and _CHOOSES.search(turn) and not _chooses_other_things(turn, guide, vocabulary)
        return bool(chosen) or _tells_of_project(turn, needs_said, guide, terms, vocabulary)
    if not _CHOOSES.search(turn) or _chooses_other_things(turn, guide, vocabulary):
        return False
    own_stack = _OWN_PROJECT.search(turn) and _STACK.search(turn)
    return bool(needs_said or len(mentioned_options(turn, guide)) >= 2 or own_stack)


def goes_on_deciding(turn: str, earlier: Sequence[Answer], changed: int) -> bool:
    """Whether a turn carries on a decision of this conversation: it changes the profile, or tells more.

    After a look-up, a few words such as "and for WebSockets?" carry on the look-up instead.
    """
    decisions = [is_decision(answer) for answer in earlier]
    if not any(decisions) or _DEFINES.search(turn):
        return False
    if not changed:
        return decisions[-1] and len(turn.split()) > 2 and not asks(turn) and _is_spoken(turn)
    return decisions[-1] or not (_WHAT_ABOUT.match(turn) and len(turn.split()) <= _FEW_WORDS and asks(turn))


def _offers(sentence: str, guide: DecisionGuide, vocabulary: Vocabulary) -> bool:
    """Whether a sentence offers options to choose from, or one and something else that the sources name."""
    if compares(sentence):
        return False
    named = mentioned_options(sentence, guide)
    listed = len(sentence.split()) <= _FEW_WORDS and re.search(r",.*\?", sentence)  # "this, that, which?"
    if len(named) >= 2 and (listed or re.search(r"(?i)\bor\b", sentence)):
        return True
    either = _EITHER.match(sentence)
    return bool(named and either and all(vocabulary.knows(word) for word in either.groups()))


def asks(sentence: str) -> bool:
    """Whether a sentence is a question or an order; "Internal? No" only repeats one, "React + SEO?" only adds up."""
    if SUBJECT_LEFT_OUT.match(sentence) or _ADDS_UP.match(sentence):
        return False
    return bool(_ASKS.search(sentence)) and len(sentence.split()) > 1


def _is_bare(sentence: str, terms: Terms, vocabulary: Vocabulary) -> bool:
    """Whether a short question names nothing that could be looked up: "what goes there?"."""
    return len(sentence.split()) <= _FEW_WORDS and not any(term in vocabulary.stems for term in terms.of(sentence))


def _tells_of_project(turn: str, needs_said: int, guide: DecisionGuide, terms: Terms, vocabulary: Vocabulary) -> bool:
    """Whether a turn that asks for nothing tells what somebody builds; bare words are a search."""
    if _SIDE_BY_SIDE.search(turn):
        return False
    if not needs_said:
        return bool(_PROJECT.search(turn))
    if _OWN_PROJECT.search(turn) or _IT_IS.search(turn) or re.search(r"[,+&]", turn):
        return True
    if _DOING.match(turn):
        return True
    # What the sources have no word for, such as a museum or a quiz, is the speaker's own.
    own = any(term not in vocabulary.stems for term in terms.of(turn))
    describes = _THING.match(turn) or _MUST.search(turn) or (own and _DESCRIBES.match(turn))
    if describes and not mentioned_options(turn, guide):
        return True
    return needs_said >= 2 and (own or not FUNCTION_WORDS.isdisjoint(set(turn.lower().split()) - _IN_SEARCHES))


def _is_spoken(turn: str) -> bool:
    """Whether a turn is more than words for a search such as "vercel timeout default"."""
    return not FUNCTION_WORDS.isdisjoint(turn.lower().split())


def _chooses_other_things(turn: str, guide: DecisionGuide, vocabulary: Vocabulary) -> bool:
    """Whether what is chosen between are names, but none of an option: another kind of choice."""
    between = _NAMES_FIRST.match(turn)
    if between and all(word.lower() in vocabulary.names for word in between.groups()):
        return not mentioned_options(" ".join(between.groups()), guide)
    for match in _OBJECT.finditer(turn):
        named = any(is_capitalised(word) or word.lower() in vocabulary.names for word in match.group(1).split())
        if named and not mentioned_options(match.group(1), guide):
            return True
    return False
