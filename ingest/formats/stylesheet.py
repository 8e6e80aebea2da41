"""Find what the style sheets inside a page hide."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from ingest.formats.hidden import hides

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_MAX_RULES = 2_000
_ALWAYS_HIDDEN = "dialog:not([open])"


def find_hidden(tree: LexborHTMLParser) -> set[int]:
    """The `mem_id` of each element that a rule hides on every screen."""
    hidden = {node.mem_id for node in tree.css(_ALWAYS_HIDDEN)}
    for style in tree.css("style"):
        for selector in _hiding_selectors(style.text()):
            try:
                nodes = tree.css(selector)
            except (SelectolaxError, ValueError):  # a selector the parser does not know
                continue
            # Pages hide themselves until a script has run: that is no hidden text.
            hidden |= {node.mem_id for node in nodes if node.tag not in ("html", "body", "main")}
    return hidden


def _hiding_selectors(css: str) -> list[str]:
    """The selectors of rules outside of @media and the like, which hold on some screens only."""
    rules = _RULE.findall(_without_conditions(_COMMENT.sub("", css)))[:_MAX_RULES]
    return [selector.strip() for selector, declarations in rules if hides(declarations)]


def _without_conditions(css: str) -> str:
    kept, depth, conditional = [], 0, False
    for part in re.split(r"([{}])", css):
        if part == "{":
            depth += 1
        elif part == "}":
            depth = max(depth - 1, 0)
            if depth == 0 and conditional:
                conditional = False
                continue
        elif depth == 0 and part.strip().startswith("@"):
            conditional = True
        if not conditional:
            kept.append(part)
    return "".join(kept)
