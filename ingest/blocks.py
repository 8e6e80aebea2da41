"""Find the structure of a document: headings and the blocks of text between them.

Every character of a document that is not white space lies in a heading or a block, save these: front
matter, the header and rules of a table, thematic breaks, link reference definitions, and HTML that is
tags or comments alone.
"""

from __future__ import annotations

import re

from ingest.document import Section
from ingest.layout import Block, Heading
from ingest.markdown_blocks import find_markdown_structure
from ingest.text_blocks import find_text_structure

__all__ = ["Block", "Heading", "find_sections", "find_structure", "front_matter_end"]

# The first line inside must read like YAML: a document may also open with a thematic break.
_FRONT_MATTER = re.compile(
    r"""\A---[ \t]*(?:\r\n?|\n)
    (?=\s*(?:\#|---|[\w"'-]+[ \t]*:(?:\s|\Z)))
    (?:.*?(?:\r\n?|\n))??
    ---[ \t]*(?:\r\n?|\n|\Z)""",
    re.DOTALL | re.VERBOSE,
)


def front_matter_end(text: str) -> int:
    """The offset after the YAML front matter of a Markdown text, 0 where there is none."""
    match = _FRONT_MATTER.match(text)
    return match.end() if match else 0


def find_structure(text: str, format: str) -> tuple[list[Heading], list[Block]]:
    """The headings and blocks of a Markdown ("markdown") or plain ("text") document, in order.

    Where there is nothing but headings, they are its text.
    """
    if format == "markdown":
        headings, blocks = find_markdown_structure(text, front_matter_end(text))
    else:
        headings, blocks = find_text_structure(text)
    if not blocks:
        return [], [Block("paragraph", heading.start, heading.end) for heading in headings]
    return headings, blocks


def find_sections(text: str, headings: list[Heading], title: str) -> tuple[Section, ...]:
    """One section per heading, with the path of headings above it; text before the first has the title."""
    sections = []
    first = headings[0].start if headings else len(text)
    if text[:first].strip():
        sections.append(Section((title,), 0, first))
    open_headings: list[Heading] = []
    for number, heading in enumerate(headings):
        while open_headings and open_headings[-1].level >= heading.level:
            open_headings.pop()
        open_headings.append(heading)
        end = headings[number + 1].start if number + 1 < len(headings) else len(text)
        path = tuple(entry.title for entry in open_headings)
        # The document's own title adds nothing to a path that has more to say.
        if len(path) > 1 and path[0] == title:
            path = path[1:]
        sections.append(Section(path, heading.start, end))
    return tuple(sections)
