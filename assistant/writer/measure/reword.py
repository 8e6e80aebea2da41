"""Sentences said otherwise without another meaning, by rules that can be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_ASIDE = re.compile(r"\s*\([^()]*\)|\s+—\s[^—]+\s—(?=\s)")
_LEADING = re.compile(
    r"^((?:In|On|At|For|With|When|If|During|Since|After|Before|Under|Because|While|Although|Unlike) [^,]{3,60}),\s"
    r"(.+?)\.?$"
)
_TRAILING = re.compile(r"^(.{15,}?) ((?:when|because|if|although|while|during) [^,;]{8,})\.$")
_COMPOUND = re.compile(r"^(.{25,}?)(?:;|, (?:and|but|while|whereas)) (?=(?:[A-Z]|the |a |an )\S* ?\S)")
_RANGE = re.compile(r"(\d[\d,.]*) ?(ms|seconds|%|MB|GB)? (?:and|to) (\d[\d,.]*)(?= ?\2)")
_CONTRACTIONS = {" is not ": " isn't ", " does not ": " doesn't ", " do not ": " don't ", " cannot ": " can't ",
                 " are not ": " aren't ", " will not ": " won't ", " can not ": " can't "}  # fmt: skip
_NUMBERS = {" two ": " 2 ", " three ": " 3 ", " four ": " 4 ", " five ": " 5 ", " six ": " 6 ", " ten ": " 10 "}
_UNITS = {" ms": " milliseconds", " milliseconds": " ms", "%": " percent", " percent": "%", " seconds": " s"}
_EQUAL = {" needs ": " requires ", " requires ": " needs ", " allows ": " permits ", " offers ": " provides ",
          " includes ": " contains ", " large ": " big ", " fast ": " quick ", " builds ": " constructs ",
          " ensures ": " guarantees ", " shows ": " demonstrates ", " begins ": " starts ", " picks ": " chooses ",
          " started ": " began ", " usually ": " typically ", " helps ": " assists "}  # fmt: skip

Reword = Callable[[str], str]


def _add_lead(text: str) -> str:
    keeps = text[:1].isupper() and any(c.isupper() or c in "./" for c in text.split(" ", 1)[0][1:])
    return f"According to the sources, {text if keeps else text[:1].lower() + text[1:]}"


def _front_behind(text: str) -> str:
    match = _LEADING.match(text)
    return (
        f"{match.group(2)[:1].upper()}{match.group(2)[1:]}, {match.group(1)[:1].lower()}{match.group(1)[1:]}."
        if match
        else text
    )


def _behind_front(text: str) -> str:
    match = _TRAILING.match(text)
    return f"{match.group(2)[:1].upper()}{match.group(2)[1:]}, {match.group(1)}." if match else text


def _first_half(text: str) -> str:
    match = _COMPOUND.match(text)
    return f"{match.group(1).rstrip(',;')}." if match else text


def _replace(words: Mapping[str, str]) -> Reword:
    def reword(text: str) -> str:
        pattern = re.compile("|".join(map(re.escape, words)) + r"", re.IGNORECASE)
        return pattern.sub(lambda match: words.get(match.group(), match.group()), text)

    return reword


REWORDINGS: Mapping[str, Reword] = {
    "verbatim": lambda text: text,
    "who says so in front": _add_lead,
    "aside left out": lambda text: _ASIDE.sub("", text),
    "front part behind": _front_behind,
    "last part in front": _behind_front,
    "first half alone": _first_half,
    "contracted": _replace(_CONTRACTIONS),
    "numbers in digits": _replace(_NUMBERS),
    "units otherwise": _replace(_UNITS),
    "range with a dash": lambda text: _RANGE.sub(r"\1–\3", text),
    "another everyday word": _replace(_EQUAL),
    "figures ungrouped": lambda text: re.sub(r"(?<=\d),(?=\d{3}\b)", "", text),
}


def reword(kind: str, text: str) -> str | None:
    """The sentence reworded, None where that kind changes nothing."""
    reworded = REWORDINGS[kind](text)
    return reworded if reworded != text or kind == "verbatim" else None
