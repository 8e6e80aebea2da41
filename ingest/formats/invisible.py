"""Remove characters that are stored but not seen: they hide words from readers, and split words for a search."""

from __future__ import annotations

from collections import Counter

import regex

# Alphabets in which a joiner changes how its neighbours are written.
_JOINED = (
    r"\p{Arabic}\p{Syriac}\p{Mongolian}\p{Nko}\p{Devanagari}\p{Bengali}\p{Gurmukhi}\p{Gujarati}\p{Oriya}\p{Tamil}"
    r"\p{Telugu}\p{Kannada}\p{Malayalam}\p{Sinhala}\p{Khmer}\p{Myanmar}\p{Tibetan}"
)
_EMOJI = r"\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F"
_FLAG = r"\U0001F3F4\U000E0067\U000E0062(?:\U000E0065\U000E006E|\U000E0073\U000E0063|\U000E0077\U000E006C)."
_FLAG += r"\U000E007F"  # of England, Scotland or Wales: the one use of tag characters
# What Unicode calls default ignorable, control characters, and marks around annotations.
_CANDIDATE = regex.compile(rf"{_FLAG}|[\p{{DI}}\p{{Cc}}\uFFF9-\uFFFC--\t\n\r]", regex.V1)
_KEPT = regex.compile(
    rf"""
    {_FLAG}
    | (?<=[{_EMOJI}])\u200D(?=\p{{Extended_Pictographic}})   # joined emoji
    | (?<=[{_JOINED}])[\u200C\u200D](?=[{_JOINED}])
    | (?<=[^\p{{VS}}\s])[\uFE0E\uFE0F]                       # emoji or text style, one to a character
    | (?<=\p{{Ideographic}})[\U000E0100-\U000E01EF]          # variants of ideographs
    | (?<=\p{{Mongolian}})[\u180B-\u180F]
    """,
    regex.VERBOSE,
)
_PAGE_BREAK = regex.compile("[\f\v\x85]")


def remove_invisible(text: str) -> tuple[str, Counter[str]]:
    """The text without them, and how many of each kind were removed. Form feeds become line ends."""
    removed: Counter[str] = Counter()

    def take(match: regex.Match[str]) -> str:
        if _KEPT.match(match.string, match.start()):
            return match[0]
        removed[_kind(match[0])] += 1
        return ""

    return _CANDIDATE.sub(take, _PAGE_BREAK.sub("\n", text)), removed


def _kind(character: str) -> str:
    code = ord(character)
    if 0xE0000 <= code <= 0xE007F:
        return "tag"
    if regex.fullmatch(r"\p{Bidi_Control}", character):
        return "bidirectional"
    if code < 0xA0:
        return "control"
    return "zero-width"


def describe_removed(removed: Counter[str]) -> str:
    """One line for the report, "" where nothing was removed."""
    total = removed.total()
    if not total:
        return ""
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(removed.items()))
    return f"{total} invisible character{'s' * (total > 1)} removed ({kinds})"
