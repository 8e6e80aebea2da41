"""Parse the bytes of one file of any kind that is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath

from ingest.blocks import find_sections, find_structure, front_matter_end
from ingest.errors import CorpusError
from ingest.formats.invisible import remove_invisible
from ingest.formats.parsed import Content, Limits, Parsed
from ingest.front_matter import read_front_matter
from ingest.layout import Heading

_TITLE_LENGTH = 200


def parse(raw: bytes, name: str, limits: Limits) -> Parsed:
    """The content of a file called `name`, whose extension tells its format.

    Raises CorpusError, without the name, saying why it can't be used.
    """
    content = _READERS[PurePath(name).suffix.lower()](raw, limits)
    text, layout = content.text, content.layout
    if len(text) > limits.characters:
        raise CorpusError(f"holds {len(text):,} characters, more than {limits.characters:,}; split it")
    with_matter = PurePath(name).suffix.lower() in _WITH_FRONT_MATTER
    matter = read_front_matter(text) if with_matter else {}
    body = front_matter_end(text) if with_matter else 0
    headings, blocks = find_structure(text, layout)
    if not blocks:
        raise CorpusError("empty")
    if len(blocks) > limits.blocks:
        raise CorpusError(f"holds {len(blocks):,} paragraphs, more than {limits.blocks:,}; split it")
    above = text[body : headings[0].start] if headings else text
    own = remove_invisible(content.title)[0] or _first_title(above, headings)
    title = matter.get("title") or own[:_TITLE_LENGTH] or _name_in_words(name)
    return Parsed(content, title, find_sections(text, headings, title), matter)


def _markdown(raw: bytes, _: Limits) -> Content:
    from ingest.formats.markdown import read_markdown

    return read_markdown(raw)


def _mdx(raw: bytes, _: Limits) -> Content:
    from ingest.formats.markdown import read_markdown

    return read_markdown(raw, mdx=True)


def _text(raw: bytes, _: Limits) -> Content:
    from ingest.formats.text import read_text

    return read_text(raw)


def _html(raw: bytes, _: Limits) -> Content:
    from ingest.formats.html import read_html

    return read_html(raw)


def _pdf(raw: bytes, limits: Limits) -> Content:
    from ingest.formats.pdf import read_pdf

    return read_pdf(raw, limits)


def _docx(raw: bytes, _: Limits) -> Content:
    from ingest.formats.docx import read_docx

    return read_docx(raw)


_WITH_FRONT_MATTER = (".md", ".mdx", ".markdown")
_READERS: dict[str, Callable[[bytes, Limits], Content]] = {
    ".md": _markdown,
    ".markdown": _markdown,
    ".mdx": _mdx,
    ".txt": _text,
    ".html": _html,
    ".htm": _html,
    ".xhtml": _html,
    ".pdf": _pdf,
    ".docx": _docx,
}
FORMATS = tuple(_READERS)


def _first_title(above: str, headings: list[Heading]) -> str:
    """The first heading where nothing stands above it."""
    return headings[0].title if headings and not above.strip() else ""


def _name_in_words(name: str) -> str:
    return re.sub(r"[-_]+", " ", PurePath(name).stem).strip() or name
