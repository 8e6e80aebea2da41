"""English words that end a clause, deny, doubt, ask or tell: the grammar around a need, not the needs."""

from __future__ import annotations

import re


def _phrase(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


SENTENCE_END = re.compile(r"[.!?…]+(?=[\s\"')\]]|$)|[;\n]+|:\s|\s[—–-]\s|—")
# A comma ends a clause unless a list goes on; "but" and a new subject always end it.
NEW_CLAUSE = re.compile(
    r",?\s+(?:but|however|though|although|whereas|except|because|since|so|then|therefore)\b|,\s+(?:yet"
    r"|while|still)\b"
    r"|(?:,\s+(?:and\s+|or\s+)?|\s+(?:and|or)\s+)(?=(?:just|only|simply|merely|instead|rather|we(?!b)|i|it"
    r"|they|he|she|there|everything"
    r"|users?|customers?|people|my|our|but|the\s+\w+(?:\s\w+)?\s+(?:is|are|has|have|must|should|will|needs?"
    r"|says?|said|voted|decided|objected))\b"
    r"(?!\s+(?:of|than)))"
    r"|,?\s+and\s+(?=(?:needs?|must|should|has|have|is|are|will|wants?|runs?|uses?|with|also|plus|lots"
    r"|plenty|many|only)\b)",
    re.IGNORECASE,
)
# "not sure whether | we need X": the second half belongs to the first.
SUBORDINATE = re.compile(
    r"\b(?:if|whether|unless|case|that|which|who|what|when|where|how|why|think|know|because|as|while"
    r"|before|after|until|than|between (?:(?!and\b)[\w.']+ ){0,4}(?!and\b)[\w.']+)\s*$",
    re.IGNORECASE,
)
LIST_GOES_ON = re.compile(r",(?:(?:\s+[\w./-]+){1,4},)*(?:\s+[\w./-]+){0,4}?,?\s+(?:or|nor)\b", re.IGNORECASE)

DENIAL = (
    r"no|not(?! (?:only|just|sure|least|certain))|never|without|neither|nor|none|nobody|no one|nothing"
    r"|hardly any|zero"
    r"|(?:\w+n't|(?:do|does|did|is|are|was|wo|ca|could|should|would|have|has|need)nt)(?! (?:only|just|know"
    r"|sure|mind|forget|matter whether))|cannot|can not"
    r"|skip(?:ping)?|drop(?:ped|ping)?|remov(?:e|ed|ing)|forget(?: about)?|scrap(?:ped)?|ditch(?:ed)?"
    r"|leav(?:e|ing) out"
    r"|left out|cut(?:ting)?|avoid(?:ing)?|instead of|rather than|as opposed to|got rid of|get rid of"
    r"|cancel(?:led|ed)?|hates?|dislikes?|loathes?|detests?|refuses?|allergic to|fed up with|sick of|tired of"
    r"|no longer|any ?more|stop(?:ped)? (?:needing|using)|lose|lacks?|free of|minus|except|other than"
    r"|apart from|getting rid of|(?:moving|migrating|getting) off"
    r"|(?:we're|we are|i'm|i am) (?:leaving|quitting|dropping)"
)
DENIED_BEFORE = _phrase(DENIAL)
NOT_A_DENIAL = _phrase(
    r"(?:can't|cannot|can not|couldn't|could not) not"
    r"|what (?:we|i|they) (?:don't|do not|still don't) have(?: yet)? is|what (?:we|i|they) lack is"
    r"|(?:can't|cannot|can not|couldn't|won't|not) (?:\w+ ){0,2}without|not without|no (?:doubt|question"
    r"|problem with|way around)"
    r"|nothing but|why not|don't mind|do not mind|not against|nothing against|no (?:later|more|fewer|less) than"
    r"|not (?:only|just|least|merely)|can't (?:miss|skip|drop|avoid|lose|wait)|cannot (?:miss|skip|drop"
    r"|avoid|lose)"
    r"|(?:can't|cannot|can not|couldn't|won't|will not|mustn't|must not|never|not) (?:\w+ ){0,3}?(?:give up|giving up"
    r"|sacrifice|compromise|do away with|part with|neglect|ignore|overlook|afford to lose|risk losing)"
    r"|(?:isn't|aren't|not|no)(?: \w+){1,4} (?:that|which|who) (?:\w+n't|cannot|(?:do|does|is|are|can|has|have"
    r"|must|will)"
    r" not|never)"
    r"|must(?:n't| not) (?:miss|lack|lose)|don't forget|do not forget|not to mention|no matter|never mind"
)
DENIED_AFTER = re.compile(
    r"(?:\s+(?:(?!(?:with(?:out)?|or)\b)\w+\s+){0,3}?|(?='s))(?:"
    r"(?:is|are|was|were|will be|would be|'s|'re|seems?)\s+(?:\w+\s+)?(?:irrelevant|unimportant"
    r"|unnecessary|optional|pointless"
    r"|overkill|out(?! of the box)|off the table|off|gone|dead|dropped|cancell?ed|secondary|moot|superfluous"
    r"|no (?:concern|issue|longer|priority|requirement|topic|use))"
    r"|(?:fell through|fell flat|got rejected|(?:was|were|is|are) (?:rejected|turned down|voted down|vetoed|ruled out))"
    r"|(?:is|are|was|were|will|would|do|does|did|has|have|can|could|should|must|need)"
    r"(?:n't|nt|\s+(?:(?:please|really|definitely|absolutely|certainly|ever)\s+)?not"
    r"|\s+never)\b(?!\s+(?:only|just|drop|suffer|fall|sink|break|get worse|be lost))(?:\s+(?!and|or|but)\w+)?"
    r"|(?:no|nope)(?=\s*(?:[.,;!?]|$))|can wait|(?:can|may|could) be (?:dropped|skipped|ignored|left out)"
    r"|no longer|not (?:needed|required"
    r"|wanted|important|necessary|relevant)"
    r"|(?:plays?|has|have|is|are|of) (?:no|zero|little) (?:role|importance|relevance|interest|value"
    r"|concern|priority)"
    r"|(?:matters?|is needed|is wanted|counts?) (?:to|by|for) (?:nobody|no one)"
    r")(?!\w)",
    re.IGNORECASE,
)
OPEN_BEFORE = _phrase(
    r"\w+n't (?:\w+ )?(?:sure|certain|clear|decided|settled)"
    r"|(?:not|n't|un) ?(?:sure|certain|clear|decided|know|known)(?: yet)?(?: (?:if|whether|about|on))?"
    r"|unsure|unclear|undecided"
    r"|(?:may ?be|perhaps|possibly)(?! (?:\d|an? (?:dozen|hundred|thousand|few)|one|two|three|four|five|six|ten"
    r"|twenty|some))"
    r"|might|depends? on|unless|in case|used to (?:be|have|use|run|need|work)"
    r"|formerly|previously|(?:started|began|begun)(?: out| off)? as|dream(?:s|ed|ing)? of|thought of"
    r"|(?:mov|migrat|switch|chang|com|get|got|convert|rewrit)\w* (?:\w+ ){0,2}?(?:away )?from|away from"
    r"|(?:from|out of)(?= \w+(?:\.js)? to)"
    r"|considered|thought about|thinking about|toying with|compared? (?:to|with)|unlike"
    r"|wonder(?:ing)?(?: if| whether)?"
    r"|(?:discussion|talk|article|book|course|workshop|conversation|rumou?r)s? (?:\w+ )?(?:about|on|over)"
    r"|(?:replac|rewrit|retir|phas|sunset|abandon)(?:e|es|ed|ing)"
    r"|all for|in favou?r of|(?:push|lobby|root)(?:es|ed|ing) for"
    r"|(?:if|should) (?:i|we|it|they|this) (?:\w+ )?ever"
    r"|(?:before|until|up to) the (?:relaunch|rewrite|rebuild|merger|move|migration|reorg\w*|switch)"
    r"|was (?:originally )?(?:planned|meant|supposed|intended|designed|conceived) (?:as|to|for)"
    r"|in love with|an? (?:big |huge )?fan of|someday|one day|eventually|considering|debating|open whether"
    r"|optional(?:ly)?|no idea (?:if|whether)"
)
# Words that add to what was said before and do not replace it.
ADDING = _phrase(
    r"also|too|as well(?! as)|another|additional(?:ly)?|in addition|on top(?: of (?:that|it))?|besides"
    r"|plus|one more thing"
)
AND = re.compile(r"\band\b", re.IGNORECASE)
PLACE = re.compile(
    r"^(?!.*\b(?:need|use|plan|reason|interest|demand|wish)s?\b)"
    r".*\b(?:on|in|for|at|inside|behind) (?:our|my|the|this)\b",
    re.IGNORECASE | re.DOTALL,
)
# "If Google doesn't list us, we can close": what would be so bad is needed.
IN_A_CONDITION = re.compile(
    r"\W*(?:(?:and|but|so|because)\W+)?(?:if|when(?:ever)?|unless|should|as soon as|the day)\b", re.I
)
# "If it takes off I would add an app", "an app, but not now": nothing that there is to be now.
HYPOTHETICAL = re.compile(
    r"(?<!what )\bif (?!possible|anything)(?:[\w']+,? ){1,7}(?:i|we|they|there)(?:'d| would| could| might| may)\b",
    re.IGNORECASE,
)
NOT_NOW = re.compile(
    r"[^.;,]{0,25},? (?:but |just )?not (?:right now|now|yet|today|at (?:the moment|first)|in the first \w+)(?!\w)",
    re.IGNORECASE,
)
BAD_END = re.compile(
    r"\b(?:close|lose[sn]?|lost|losing|fails?|dead|die[sd]?|doomed|broke|bankrupt|useless|pointless|worthless"
    r"|fired|trouble"
    r"|angry|annoyed|furious|mad|complain\w*|leaves?|gone|cost(?:s)? us|over|screwed|out of business|in vain"
    r"|for nothing)\b",
    re.IGNORECASE,
)
# "If search engines ignored us, nobody would notice": what nobody would miss is not needed.
NO_HARM = re.compile(
    r"\b(?:nobody|no one|none of \w+|who) (?:would |will |'d |really )*(?:notice|care|mind|miss|object|complain)\w*",
    re.IGNORECASE,
)
# What follows these words is no longer what is left behind: "leaving X for Y", "rewriting X in Y".
TURNS_TO = re.compile(r"\b(?:for|to|into|onto|with|by|in|that|which|who)\b", re.IGNORECASE)
LEAVES = re.compile(r"leaving$|quitting$|\boff$|^(?:replac|rewrit|retir|phas|sunset|abandon)", re.IGNORECASE)
# A clause that begins like this is about somebody else's project or a past one.
ELSEWHERE = re.compile(
    r"\W*(?:(?:and|but|so|well|actually|in|at|with|while|because|yes|no)\W+){0,2}(?:"
    r"(?:my|our|a|the) (?:previous|former|last|old) (?:\w+ )?"
    r"(?:employer|company|firm|job|team|client|workplace|project)"
    r"|(?:my|our|the) (?:previous|former|last|old) (?:\w+ )?"
    r"(?:product|site|website|app|system|version|platform|stack|one)"
    r" (?:is|was|has|had|runs?|ran|uses?|used|did|worked|lives?|lived)"
    r"|(?:someone|somebody|a friend|people|colleagues?|everybody|everyone) (?:\w+ )?"
    r"(?:told|tells?|says?|said|mentions?|mentioned|swears?|recommend(?:s|ed)?|suggest(?:s|ed)?)"
    r"|(?:(?:our|a|the|one|another|my|some) )?(?:competitors?|rivals?)"
    r"(?!'s?| (?:prices|products|sites|pages|shops|offers|data)\b)"
    r"|(?:(?:our|my|the|an?|one|some) )?(?:\w+ )?(?:architect|vendor|consultant|salesman|supplier|intern"
    r"|recruiter|professor"
    r"|teacher|guru|forum|blogger|colleague|friend|neighbou?r|cousin|brother|sister|uncle|co-?founder)s?"
    r" (?:of (?:mine|ours|his|hers|theirs|my \w+) )?(?:\w+ )?(?:says?"
    r"|said|tells?|told|claims?|dream|thinks?|believ|recommend|suggest|propos|rave"
    r"|swear|prais|push|preach"
    r"|favou?r|lov|built"
    r" an?)\w*"
    r"|of course (?:everyone|everybody|people|we all|all of us) (?:likes?|loves?|wants?)"
    r"|(?:\w+ ){1,3}(?:read|heard) about"
    r"|(?:(?:my|a|our|some) )?(?:friend|neighbou?r|cousin|colleague|acquaintance)s?'s?"
    r" \w+(?!\s+(?:wants?|wanted|needs?|asks?|asked|is)\b)"
    r")(?!\w)",
    re.IGNORECASE,
)
# "We had X for a year, then ...": it is over.
HAD = _phrase(r"(?:we|i|they) (?:had|tried|used|ran)(?! to)")
FOR_A_WHILE = re.compile(
    r"[^,.;]{0,15} for (?:an?|some|many|two|three|four|five|ten|a few|a couple of) (?:\w+ )?"
    r"(?:years?|months?|weeks?|days?)\b",
    re.IGNORECASE,
)
OPEN_AFTER = re.compile(
    r"[^,]{0,25}?(?<!\w)(?:(?:is|are) (?:still )?(?:open|undecided|unclear|not (?:decided|sure|clear))"
    r"|(?:might|may|could) (?:come|follow|happen|matter)|one day|someday|maybe|perhaps|at some point|eventually"
    r"|(?:is|are) (?:an? )?(?:nice to have|nice-to-have|bonus)|would (?:have been|be) (?:\w+ )?(?:nice|cool|fun"
    r"|great)(?=,? but)"
    r"|(?:was|were) (?:the|our|my|an?|only the) (?:\w+ )?(?:plan|idea|intention)"
    r"|later(?=\W*$|[.;,])"
    r"|is any(?:body|one)'s guess|remains to be seen|(?:in|at) a later (?:phase|stage|version))(?!\w)",
    re.IGNORECASE,
)
# "Sockets: no", "A backend? No."
ANSWERED_NO = re.compile(r"\s*(?:no|nope|never|none)(?=\s*(?:[.,;!]|$))", re.IGNORECASE)
NOT_YET = re.compile(r"(?:\s+\w+){0,2}\s+(?:so far|yet)\b", re.IGNORECASE)
HEARSAY = _phrase(
    r"(?:people|they|some|many|others|everybody|everyone|articles?|docs|documentation) (?:say|says|claims?"
    r"|think|thinks|state|states)"
    r"|(?:i|i've|we|we've|i have) (?:read|heard|seen)|(?:is|are) said to|supposedly|allegedly|rumou?r"
)
OWN_PROJECT = _phrase(
    r"we|we're|we've|we'd|we'll|i|i'm|i've|i'd|i'll|our|my|us|ours|mine|me|the (?:team|project|client"
    r"|customer|boss|board|company|plan)"
    r"|(?:what|which) (?:\w+ ){0,2}(?:fits?|suits?)"
    r"|what if|suppose|imagine|say|you choose|(?:a|the) team|(?:is|be) (?:sensible|wise|fine|realistic)|what should"
    r"|how would you|would you (?:trust|choose|still)|if (?:there|it|the|my|our|we|i|you)|should (?:be used|one use"
    r"|be chosen)|recommend\w*|a project"
    r"|(?:which|what) (?:one|of them|framework|stack|option|tool|technology|setup|combination)"
    r"|(?:best|right|good|okay|ok|fine|enough|suitable|sufficient|better|suited|ideal|choose|pick|use|go with"
    r"|choice|fit|option|stack"
    r"|framework|set-?up|simplest|easiest|cheapest|leanest|safest|overkill) (?:\w+ )?(?:for|if|when)"
    r"|need(?:s|ed)?|must|has to|have to|want(?:s|ed)?"
)
ASKING = re.compile(
    r"\s*(?:and |so |but |ok(?:ay)?,? |hi,? |hello,? |then |please )*(?:does|do|did|is|are|can|could|will"
    r"|would|has|have|how|why|what|when|where"
    r"|who|which|explain|describe|tell me|define|compare|what's|how's|should)\b",
    re.IGNORECASE,
)
# "Will run on our own boxes.", "Has to rank": the subject is left out, nothing is asked.
SUBJECT_LEFT_OUT = re.compile(
    r"\s*(?:and |so |but )?(?:(?:will|would|can|could|should)(?: \w+ly| also| just| not|n't)?"
    r" (?:be|have|need|run|use|deploy|host|ship|go|live|sit|start|launch|like|love|prefer|serve|show|store|send|get"
    r"|become|stay|sell|build|want)\b(?!\?)"
    r"|ha(?:s|ve) (?:to|an?|the|our|some|no|about|around|roughly|only|\d+|two|three|four|five|several|many)\b"
    r"|(?:can|won|must|should)(?:n't|'t| not) (?!we|i|you|it|they|he|she|the|this|that|our|my|an?)\w+"
    r"|do(?:es)?(?:n't| not) (?:need|want|have|use|care|require)\b)[^?]*$",
    re.IGNORECASE,
)


TELLING = (
    r"(?:is|are|can|can't|cannot|does|doesn't|has|hasn't|will|won't|supports?|handles?|needs?|runs?"
    r"|uses?|renders?|offers?)\b"
)
# "What is missing is an API." tells; "Does it hold sockets." still asks.
# "When the bell rings, the page should turn green" tells too; "when is it ready" asks.
WHEN = re.compile(
    r"\s*(?:and |so |but )?when (?!(?:is|are|was|were|do|does|did|can|could|should|would|will|to|has|have)\b)[^?]*$",
    re.IGNORECASE,
)
WH_WORD = re.compile(r"\s*(?:what|where|who|why|how|when)\b", re.IGNORECASE)
# Marks of a sentence, weighed with what it means: whose project it is about, and whether it tells what is needed.
# Meaning vectors hardly see a denial, so it is looked for in the words.
DENYING = _phrase(
    r"no(?! more than)|without|nobody|nothing(?! else| more)|never|none|(?:not|\w+n't|cannot) (?:\w+ ){0,2}"
    r"(?:need|want|have|has|require|plan|care|use|going|matter|supposed)"
)
OWN = _phrase(r"we|our|us|i|my|me|mine|ours|i'm|we're|we've|i've|i'd|we'd|we'll|i'll")
OTHERS = _phrase(
    r"somebody|someone|friend|neighbou?r|colleague|cousin|brother|sister|uncle|wife|husband|competitor|they|he|she|his"
    r"|her|their|people|everyone|another|other"
)
PAST = _phrase(r"was|were|had|used to|did|would|could|last (?:year|month|week|summer)|ago|back then|once")
NEEDING = _phrase(r"needs?|needed|must|has to|have to|should|wants?|wanted|require\w*|is to|are to|ought|supposed|will")
