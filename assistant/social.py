"""Small talk and questions about the assistant itself: short replies without a citation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.document import Document

_OPENING = r"^\W*(?:(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day))(?: (?:there|all|everyone|team|fingerpost|bot))?[\s,!.]*)?"
_END = r"[\s!.?,:;)(\U0001F300-\U0001FAFF-]*$"
_KINDS: tuple[tuple[str, str], ...] = (
    (
        "greeting",
        r"^\W*(?:hi|hello|hey|hiya|howdy|yo|greetings|good (?:morning|afternoon|evening|day)|nice to meet you)"
        r"(?: (?:there|all|everyone|team|fingerpost|bot|again))*(?:[\s,!.]+(?:(?:is )?any(?:body|one) (?:there|here|home)|are you there|how are you|how'?s it going|what'?s up|how do you do)(?: (?:today|doing))*)?",
    ),
    ("greeting", r"^\W*(?:how are you|how'?s it going|what'?s up|how do you do)(?: (?:today|doing|there))*"),
    (
        "thanks",
        r"^\W*(?:ok(?:ay)?|great|perfect|nice|cool|awesome|brilliant|super|wonderful)?[\s,!.]*(?:(?:many |a lot of )?thanks?(?: you)?|thx|cheers|much appreciated|that helps|that helped)"
        r"(?:[\s,]+(?:so much|very much|a lot|again|a bunch|for [\w' ]{1,40}|you|that (?:helps|helped|was)[\w' ]{0,30}))*",
    ),
    ("praise", r"^\W*(?:ok(?:ay)?|great|perfect|nice|cool|awesome|brilliant|got it|understood|i see|makes sense|good (?:job|bot|answer)|well done)(?:[\s,!]+(?:ok(?:ay)?|great|thanks?|job|answer|one|work|that'?s clear))*"),
    ("farewell", r"^\W*(?:ok(?:ay)?[\s,]*)?(?:bye|goodbye|bye[- ]bye|see you|see ya|cya|farewell|have a (?:nice|good|great) (?:day|one|evening|weekend)|that'?s all|good night)(?:[\s,!]+(?:bye|later|soon|then|for now|everyone|thanks?(?: you)?|around|tomorrow))*"),
    (
        "sources",
        _OPENING
        + r"(?:(?:which|what) (?:are (?:your|the) )?(?:sources|documents|docs|articles|texts|material)s?(?: (?:do|are|does|have|did) (?:you|it|this)[\w ]{0,40}| (?:is|are)[\w ]{0,40})?"
        r"|where (?:do|does|did) (?:you|your|this|the)(?: (?:answers?|info(?:rmation)?|knowledge|facts|data))?[\w ]{0,20} (?:come from|get [\w ]{0,30}from)|(?:list|show)(?: me)? (?:your|the|all)[\w ]{0,10} (?:sources|documents|docs|articles)"
        r"|who wrote (?:that|this|it|the (?:articles?|sources?|documents?))|what (?:is|are) (?:your|the) (?:source|sources|documents|articles)|(?:what|which) (?:is|are) (?:you|your answers|this) based on|what are you based on)",
    ),
    (
        "ability",
        _OPENING
        + r"(?:(?:so )?(?:what|which)(?: (?:kinds?|sorts?|types?) of)?(?: (?:questions?|things?|topics?|stuff))? (?:can|do|could|are|may|should) (?:you|i|we)(?: \w+)?(?: (?:do|ask|help|know|answer|able|good|for|with|here|about|you|to|me|at|are|questions?|topics?|things?|know about|do here))*"
        r"|(?:what|who) are you|who (?:made|built|created) you|what(?:'s| is) (?:this|fingerpost)|what(?:'s| is) your (?:name|job|purpose)|how do(?:es)? (?:you|this|it) work|how can you help(?: me)?|can you help(?: me)?|help(?: me)?(?: please)?"
        r"|are you (?:a |an )?(?:real |human|bot|robot|person|ai|llm|chatgpt|language model)[\w ]{0,20}|what do you know|tell me about yourself|introduce yourself|what(?:'s| is) your name)",
    ),
)
_COMPILED = tuple((kind, re.compile(pattern + _END, re.IGNORECASE)) for kind, pattern in _KINDS)


def social_kind(turn: str) -> str | None:
    """What kind of small talk a turn is, None where it is a question for the sources."""
    if len(turn) > 160:
        return None
    return next((kind for kind, pattern in _COMPILED if pattern.match(turn.strip())), None)


def social_reply(kind: str, documents: Sequence[Document], examples: Sequence[str]) -> str:
    """A short reply of the given kind."""
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
        case "sources":
            listed = "\n".join(
                f"- {document.title}" + (f" ({document.publisher})" if document.publisher else "") for document in documents
            )
            return f"I answer only from these documents:\n\n{listed}"
        case _:
            return (
                f"I am Fingerpost. I answer questions from {len(documents)} documents, {titles}, and show the exact "
                "sentences each answer rests on. I can look up facts, compare, and recommend an option for your "
                f"project. Where the documents are silent or disagree, I say so.{example}"
            )
