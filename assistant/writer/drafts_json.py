"""Read statements out of JSON, whole or still arriving, in whatever shape a model has chosen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

_TEXT_KEYS = ("text", "statement", "sentence", "claim", "answer", "content", "response")
_NUMBER_KEYS = re.compile(r"(?i)citation|source|passage|ref|cite|number|id|evidence")
_FENCE = re.compile(r"^\s*```(?:json)?\s*|\s*```\s*$")

Sentence = tuple[str, tuple[int, ...]]


def json_drafts(text: str, *, complete: bool) -> list[Sentence] | None:
    """(sentence, numbers) pairs; without the last one while it may still grow. None for what is no JSON."""
    value = _parse(_FENCE.sub("", text))
    if not isinstance(value, dict | list):
        return None
    found = list(_walk(value))
    return found if complete else found[:-1]


def value_drafts(value: object) -> list[Sentence]:
    """The same from a value that has been parsed before."""
    return list(_walk(value))


def _parse(text: str) -> object:
    from langchain_core.utils.json import parse_partial_json

    for candidate in (text, _unescaped(text)):
        try:
            value = parse_partial_json(candidate)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, str):
            value = _parse(value) if value.lstrip()[:1] in ("{", "[") else value
        if isinstance(value, dict | list):
            return value
    return None


def _unescaped(text: str) -> str:
    r"""JSON inside a string that has not ended yet: `"{\"text\": ...`."""
    inner = text.strip().removeprefix('"')
    try:
        return str(json.loads(f'"{inner}"')) if not inner.endswith("\\") else ""
    except ValueError:
        return ""


def _walk(value: object) -> Iterator[Sentence]:
    if isinstance(value, str):
        yield value, ()
    elif isinstance(value, list):
        for entry in value:
            yield from _walk(entry)
    elif isinstance(value, dict):
        text = next((value[key] for key in _TEXT_KEYS if isinstance(value.get(key), str)), None)
        if text is not None:
            numbers = (n for key, entry in value.items() if _NUMBER_KEYS.search(key) for n in _numbers(entry))
            yield text, tuple(dict.fromkeys(numbers))
        else:
            for entry in value.values():
                if isinstance(entry, dict | list):
                    yield from _walk(entry)


def _numbers(value: object) -> Iterator[int]:
    if isinstance(value, bool):
        return
    if isinstance(value, int | float):
        yield int(value)
    elif isinstance(value, str):
        yield from (int(number) for number in re.findall(r"\d{1,3}", value))
    elif isinstance(value, list):
        for entry in value:
            yield from _numbers(entry)
    elif isinstance(value, dict):
        for entry in value.values():
            yield from _numbers(entry)
