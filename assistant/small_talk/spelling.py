"""Small talk as it was meant: short forms written out, slips of the keyboard undone."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from rapidfuzz.distance import DamerauLevenshtein

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SHORT_FORMS = {
    "u": "you",
    "ur": "your",
    "r": "are",
    "wat": "what",
    "thx": "thanks",
    "thnx": "thanks",
    "tks": "thanks",
    "nvm": "never mind",
    "pls": "please",
    "plz": "please",
    "gotta": "got to",
    "gonna": "going to",
    "mornin": "morning",
}
_SHORTEST_MISTYPED = 4
_LONG_ENOUGH = 6  # in a shorter word another letter makes another word; letters swapped, missing or doubled are slips
_FEW_WORDS = 4  # in a longer turn the other words tell what is meant


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, without digits."""
    return [word.replace("’", "'") for word in _WORD.findall(text.lower())]


def write_out(turn: str) -> str:
    """The turn with short forms ("u", "thx") written out; all else as it was."""
    return _WORD.sub(lambda match: _SHORT_FORMS.get(match.group().lower(), match.group()), turn)


def undo_slips(turn: str, usual: Collection[str], is_word: Callable[[str], bool]) -> str:
    """A turn of few words with mistyped ones replaced by the usual word that is one slip away."""
    if len(turn.split()) > _FEW_WORDS:
        return turn

    def meant(match: re.Match[str]) -> str:
        word = match.group().lower()
        if len(word) < _SHORTEST_MISTYPED or word in usual or is_word(word):
            return match.group()
        return next((other for other in usual if _is_slip(word, other)), match.group())

    return _WORD.sub(meant, turn)


def _is_slip(word: str, meant: str) -> bool:
    """Whether a word may be another one with a single slip."""
    if len(word) < _LONG_ENOUGH and len(word) == len(meant) and sorted(word) != sorted(meant):
        return False
    return DamerauLevenshtein.distance(word, meant, score_cutoff=1) <= 1
