"""The YAML front matter of a Markdown document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import yaml

from ingest.blocks import front_matter_end
from ingest.errors import CorpusError

KEYS = ("id", "title", "publisher", "origin", "published", "date")

_NOTHING = ("", "~", "null")
_UNCLOSED = re.compile(r"---[ \t]*(?:\r\n?|\n)[\w\"'-]+[ \t]*:(?:\s|\Z)")


def read_front_matter(text: str) -> Mapping[str, str]:
    """The values of the keys in use, as written; empty where there is no front matter.

    Raises CorpusError where it is not closed, not YAML, or a value is not text.
    """
    end = front_matter_end(text)
    if not end:
        if _UNCLOSED.match(text):
            raise CorpusError("front matter is not closed; end it with a line of three dashes")
        return {}
    inside = re.sub(r"---[ \t]*\s*\Z", "", text[3:end])
    try:
        # As written: the base loader turns no "1.10" into a number and no "no" into False.
        values = yaml.load(inside, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise CorpusError(f"front matter is not YAML ({reason}); mend it") from error
    if not isinstance(values, dict):
        return {}
    return {key: _as_text(key, values[key]) for key in KEYS if values.get(key, "") not in _NOTHING}


def _as_text(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise CorpusError(f"front matter: {key} must be one line of text, not a {type(value).__name__}")
    text = " ".join(value.split())
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in text):
        raise CorpusError(f"front matter: {key} holds a character that can't be shown ({text!a}); remove it")
    return text
