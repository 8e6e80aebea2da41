"""Compile the word patterns of a guide: whole words, any case, spaces and hyphens alike."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LOOSE = re.compile(r"\(\?<[!=][^)]*\)|\[[^\]]*\]|\\w\+ (?!\?)| \?| ")


def compile_patterns(patterns: Sequence[str]) -> re.Pattern[str]:
    """One expression for any of the patterns; raises `re.error` as `re.compile` does."""
    loose = [_LOOSE.sub(_loosen, pattern) for pattern in patterns]
    return re.compile(r"(?<!\w)(?:" + "|".join(f"(?:{pattern})" for pattern in loose) + r")(?!\w)", re.IGNORECASE)


def _loosen(match: re.Match[str]) -> str:
    found = match.group()
    if found.startswith("(?<"):  # a look-behind needs a fixed width
        return found.replace(" ", r"[\s-]")
    # A word in between may be "Next.js" or "users'", but not "isn't": that would hide a denial.
    return {" ": r"[\s-]+", " ?": r"[\s-]?", r"\w+ ": r"\w[\w./]*(?:'s|s')?[\s-]+"}.get(found, found)
