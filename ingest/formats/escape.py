"""Keep Markdown from taking plain words for markup."""

from __future__ import annotations

import re

# What Markdown would take for the start of something else than a paragraph; the sign to escape ends the match.
_OPENING = re.compile(
    r"""\#{1,6}(?=\s|$) | [>|] | [-+*](?=\s|$) | [-*_=](?=[-*_=\s:|]*$) | ```|~~~ | <(?=[A-Za-z/!?])
    | \d{1,9}[.)](?=\s|$) | :(?=[-:|\s]+$) | \[(?=[^\]]+\]:)""",
    re.VERBOSE,
)


def escape_opening(line: str) -> str:
    """A line of a paragraph with a backslash where it would else open a list, heading, table or the like."""
    opening = _OPENING.match(line)
    if not opening:
        return line
    place = opening.end() - 1 if opening[0][-1] in ".)" else 0
    return f"{line[:place]}\\{line[place:]}"


def fenced(code: str, language: str = "") -> str:
    """A listing; its fence is longer than any run of backticks inside."""
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{code}\n{fence}"
