"""Small talk and questions about the assistant itself: short replies without a citation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz.distance import DamerauLevenshtein

from ingest.document import Document

_OPENING = r"^\W*(?:(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day))(?: (?:there|all|everyone|team|fingerpost|bot))?[\s,!.]*)?"
_LANGUAGE = r"[a-z]+(?:ish|ese|an|ch|ic)"  # how the names of most languages end
_END = r"[\s!.?,:;)(\U0001F300-\U0001FAFF-]*$"
_KINDS: tuple[tuple[str, str], ...] = (
    (
        "greeting",
        r"^\W*(?:hi|hello|hey|hiya|howdy|yo|greetings|good (?:morning|afternoon|evening|day)|nice to meet you)"
        r"(?: (?:there|all|everyone|everybody|folks|guys|team|fingerpost|bot|again|friend|to you(?: all)?))*(?:[\s,!.]+(?:(?:is )?any(?:body|one) (?:there|here|home)|are you there|how are you|how'?s it going|what'?s up|how do you do)(?: (?:today|doing))*)?",
    ),
    ("greeting", r"^\W*(?:how are you|how'?s it going|what'?s up|how do you do)(?: (?:today|doing|there))*"),
    (
        "thanks",
        r"^\W*(?:ok(?:ay)?|great|perfect|nice|cool|awesome|brilliant|super|wonderful)?[\s,!.]*(?:(?:many |a lot of )?thanks?(?: you)?|thx|cheers|much appreciated|that helps|that helped)"
        r"(?:[\s,!.]+(?:so much|very much|a lot|again|a bunch|a million|for [\w' ]{1,60}|you|(?:that|this|it|you) (?:helps|helped|was|is|were|has been|have been)[\w' ]{0,60}|(?:very )?(?:helpful|useful|kind|good|great|nice)))*",
    ),
    (
        "praise",
        r"^\W*(?:ok(?:ay)?|great|perfect|nice|cool|awesome|brilliant|got it|understood|i see|makes sense|good (?:job|bot|answer)|well done)(?:[\s,!]+(?:ok(?:ay)?|great|thanks?|job|answer|one|work|that'?s clear))*",
    ),
    (
        "farewell",
        r"^\W*(?:ok(?:ay)?[\s,]*)?(?:bye|goodbye|bye[- ]bye|see you|see ya|cya|farewell|have a (?:nice|good|great) (?:day|one|evening|weekend)|that'?s (?:all|it)(?: (?:for )?(?:today|now))?|good night|until next time|i'?m done|(?:i )?(?:have|got) to go)(?:[\s,!]+(?:bye(?: bye)?|see you|see ya|good night|talk|later|soon|then|for now|everyone|thanks?(?: you)?|around|tomorrow))*",
    ),
    (
        "sources",
        _OPENING
        + r"(?:(?:which|what) (?:are (?:your|the) )?(?:sources|documents|docs|articles|texts|material)s?(?: (?:do|are|does|have|did) (?:you|it|this)[\w ]{0,40}| (?:is|are)[\w ]{0,40})?"
        r"|where (?:do|does|did) (?:you|(?:your|this|the|these|all(?: of)? this)(?: (?:answers?|info(?:rmation)?|knowledge|wisdom|facts?|data|stuff|content|material|texts?|quotes?|citations?))(?: you [\w ]{1,30})?|this|it|all(?: of)? (?:this|that|it)|it all) (?:come from|get [\w ]{0,30}from)|(?:list|show)(?: me)? (?:your|the|all)[\w ]{0,10} (?:sources|documents|docs|articles)"
        r"|who wrote the (?:articles?|sources?|documents?)|what (?:is|are) (?:your|the) (?:source|sources|documents|articles)|(?:what|which) (?:is|are) (?:you|your answers|this) based on|what are you based on)",
    ),
    (
        "author",
        _OPENING + r"(?:and |but |so )?(?:who (?:wrote|says|said|claims|claimed|published) (?:that|this|it|so)"
        r"|(?:where|which (?:source|article|document)) (?:is|does|did) (?:that|this|it) (?:come )?from)",
    ),
    (
        "trust",
        _OPENING + r"(?:and |but |so )?(?:how (?:do|can|would) (?:you|i|we) (?:know|trust|verify|check|be sure(?: of)?)"
        r"(?: (?:that|this|it|you|your answers?|what you say|if (?:that|this|it) is (?:true|right|correct)))*"
        r"|are you (?:really |actually |quite )?(?:sure|certain|right|reliable)(?: (?:about|of) (?:that|this|it))?"
        r"|is (?:that|this|it) (?:really |actually )?(?:true|right|correct)"
        r"|can (?:i|we) (?:trust|believe|check|verify) (?:you|that|this|your answers?)"
        r"|do you (?:make (?:things|stuff|this|it) up|hallucinate|lie))",
    ),
    (
        "language",
        _OPENING
        + rf"(?:(?:can|could|do|will|would) you (?:please )?(?:speak|understand|answer|reply|talk|respond)(?: to me)?"
        rf"(?: in)? {_LANGUAGE}(?: too| as well| please)?|(?:please )?(?:answer|reply|speak|talk|write)(?: to me)? in {_LANGUAGE}"
        r"(?: please)?|(?:in )?(?:which|what) languages? (?:do|can|are|should|may) (?:you|i|we)"
        r"(?: (?:speak|understand|write|ask|answer|know|in|able|to|you|questions?))+)",
    ),
    (
        "ability",
        _OPENING
        + r"(?:(?:and |so |but )*(?:what|which|wat)(?: (?:kinds?|sorts?|types?) of)?(?: (?:questions?|things?|topics?|stuff))? (?:(?:can|do|could|are|r|may) (?:you|u)(?! (?:recommend|suggest|advise|propose|choose|pick|use|take|prefer)\b)(?: \w+)?|(?:can|could|may|should) (?:i|we) (?:do here|ask|learn|find out))(?: (?:do|ask|help|know|answer|able|good|for|with|here|about|you|to|me|at|are|questions?|topics?|things?|know about|do here))*"
        r"|(?:and |so )*(?:what|who)(?: exactly)? are you(?:,? (?:if i may ask|anyway|exactly|actually|really))*|(?:am i|is this|are we) (?:talking|speaking|chatting|writing) (?:to|with) an? [\w ,]{1,40}|"
        r"how (?:do|can|should) (?:i|we|you) (?:use|ask|talk to|work with|query)(?: (?:you|this|it|the))?(?: (?:assistant|bot|page|tool|site|chat|app|thing))?|"
        r"(?:can you |could you |please )*(?:give|show|tell)(?: me)?(?: an? idea(?: of)?| some examples?(?: of)?| examples?(?: of)?)? (?:of )?what (?:i|we) (?:can|could|may|should) ask[\w ]{0,20}|who (?:made|built|created) you|what(?:'s| is) (?:this|fingerpost)|what(?:'s| is) your (?:name|job|purpose)|how do(?:es)? (?:you|this|it) work|how can you help(?: me)?|can you help(?: me)?|help(?: me)?(?: please)?"
        r"|are you (?:a |an )?(?:real |human|bot|robot|person|ai|llm|chatgpt|language model)[\w ]{0,20}|what do you know|tell me about yourself|introduce yourself|what(?:'s| is) your name)",
    ),
)
_SHORT_WORDS = ("hello", "there", "thanks", "thank", "goodbye", "morning", "evening", "everyone", "cheers", "help")
_COMPILED = tuple((kind, re.compile(pattern + _END, re.IGNORECASE)) for kind, pattern in _KINDS)


def social_kind(turn: str) -> str | None:
    """What kind of small talk a turn is, None where it is a question for the sources."""
    if len(turn) > 160:
        return None
    typed = next((kind for kind, pattern in _COMPILED if pattern.match(turn.strip())), None)
    if typed or len(turn.split()) > 3:
        return typed
    meant = " ".join(_meant(word) for word in re.findall(r"[a-z']+", turn.lower()))
    return next((kind for kind, pattern in _COMPILED if pattern.match(meant)), None) if meant else None


def _meant(word: str) -> str:
    """A mistyped word of greeting or thanks as it was meant: in a turn of up to three words there is no other clue."""
    near = (known for known in _SHORT_WORDS if len(word) > 3 and DamerauLevenshtein.distance(word, known) <= 1)
    return next(near, word)


def social_reply(
    kind: str, documents: Sequence[Document], examples: Sequence[str], cited: Sequence[Document] = ()
) -> str:
    """A short reply of the given kind; `cited` are the documents that the answer before was taken from."""
    titles = " and ".join(f"“{document.title}”" for document in documents[:3])
    example = f" For example: {examples[0]}" if examples else ""
    match kind:
        case "greeting":
            return f"Hello! Ask me anything that {titles} can answer.{example}"
        case "thanks":
            return "You're welcome. Ask on whenever you like."
        case "praise":
            return "Good. What else would you like to know?"
        case "farewell":
            return "Goodbye, and good luck with the project."
        case "trust":
            return (
                "I only repeat what the documents say. Every statement carries a number that leads to the exact "
                "sentence it rests on, so you can check it. What the documents don't say, I don't answer."
            )
        case "language":
            return "I understand questions in English and answer in the words of the documents."
        case "sources":
            return f"I answer only from these documents:\n\n{_listed(documents)}"
        case "author":
            return f"The last answer rests on:\n\n{_listed(cited)}" if cited else social_reply("sources", documents, ())
        case _:
            return (
                f"I am Fingerpost. I answer questions from {len(documents)} documents, {titles}, and show the exact "
                "sentences each answer rests on. I can look up facts, compare, and recommend an option for your "
                f"project. Where the documents are silent or disagree, I say so.{example}"
            )


def _listed(documents: Sequence[Document]) -> str:
    return "\n".join(f"- {d.title}" + (f" ({d.publisher})" if d.publisher else "") for d in documents)
