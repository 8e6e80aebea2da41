"""The editor: which statements of a model may be said, and what each rests on."""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant.answer import Citation
from assistant.terms import Terms
from assistant.writer.drafts import Draft
from assistant.writer.evidence import Evidence, Ground
from assistant.writer.meaning import keys_of
from assistant.writer.support import check_support

_PARTS = re.compile(r"[,;]?\s+(?:and|but|while|whereas)\s+|;\s+")
_NO_SUBJECT = re.compile(
    r"(?:of|in|on|at|for|with|to|by|from|as|than|into|through|over|under|is|are|was|has|can)\b", re.I
)
_NEAR = 2  # characters between a sentence and the next one
_YES_NO = re.compile(r"^(?:yes|no|sure|certainly|of course)[,.!:]\s+(?=\w)", re.IGNORECASE)
_PRONOUN_FIRST = re.compile(
    r"(?i)^(?:\w+,\s+)?(?:it|its|this|that|these|those|they|their|he|she|his|her|such(?! as)|"
    r"the (?:former|latter)|both(?!.* and ))\b"
)
REPEATED = "says again what has been said"
_NEWS = 0.3  # share of a statement's words that have to be new, or it repeats another


@dataclass(frozen=True)
class Verdict:
    """A statement that may be said, with its citations; or with none, and why it is dropped."""

    text: str
    citations: tuple[Citation, ...] = ()
    reason: str = ""


class Editor:
    """Judges the statements of one answer in order: a pronoun may lean on what has been said before."""

    def __init__(self, evidence: Sequence[Evidence], terms: Terms, names: Collection[str]) -> None:
        self._evidence = {entry.number: entry for entry in evidence}
        self._terms = terms
        self._names = names
        self._subject: str | None = None
        self._last: tuple[Citation, ...] = ()
        self._said: list[set[str]] = []

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers that a statement may cite."""
        return tuple(self._evidence)

    def copy(self) -> Editor:
        """An editor that has read the same so far, to try a statement on."""
        other = copy.copy(self)
        other._said = [*self._said]
        return other

    def judge(self, draft: Draft) -> Verdict:
        """Accept or drop a statement.

        One without a citation of its own is accepted where exactly one passage supports it.
        """
        text = _YES_NO.sub("", draft.text)
        text = text[:1].upper() + text[1:] if text is not draft.text else text
        if text.endswith("?"):
            return Verdict(text, reason="is a question")
        if "|" in text:
            return Verdict(text, reason="is a row of a table and no sentence")
        cited = [self._evidence[number] for number in draft.numbers if number in self._evidence]
        found, reason = self._find(text, cited or list(self._evidence.values()))
        if not found:
            return Verdict(text, reason=reason)
        if not cited and len({number for number, _ in found}) > 1:
            return Verdict(text, reason="cites nothing, and more than one passage would support it")
        keys = set(keys_of(text, self._terms))
        if any(len(keys - said) <= _NEWS * len(keys) for said in self._said):
            return Verdict(text, reason=REPEATED)
        subject = self._opening_name(found[0][1])
        if _PRONOUN_FIRST.match(text) and not self._continues(subject, found):
            return Verdict(text, reason="opens with a word that could mean something else here")
        self._subject, self._last = subject, found[-1][1].citations
        self._said.append(keys)
        return Verdict(text, tuple(dict.fromkeys(citation for _, ground in found for citation in ground.citations)))

    def _continues(self, subject: str | None, found: Sequence[tuple[int, Ground]]) -> bool:
        """Whether a pronoun means here what it means in the source: the same subject, or the sentence before."""
        if subject is not None and subject == self._subject:
            return True
        here = found[0][1].citations[0]
        return any(last.passage == here.passage and last.start <= here.start <= last.end + _NEAR for last in self._last)

    def _find(self, text: str, evidence: Sequence[Evidence]) -> tuple[list[tuple[int, Ground]], str]:
        """The (passage number, ground) pairs that support a statement, or the reason why there are none."""
        found, reason = [], "there is nothing to rest on"
        for entry in evidence:
            ground, fault = self._ground_in(text, entry)
            if ground:
                found.append((entry.number, ground))
            reason = fault or reason
        return found or self._find_in_parts(text, evidence), reason

    def _find_in_parts(self, text: str, evidence: Sequence[Evidence]) -> list[tuple[int, Ground]]:
        """Grounds for every part of a compound sentence, each of which has to bring its own subject."""
        parts = _PARTS.split(text)
        found: list[tuple[int, Ground]] = []
        if len(parts) < 2 or any(_NO_SUBJECT.match(part) for part in parts[1:]):
            return []
        for part in parts:
            for entry in evidence:
                ground, _ = self._ground_in(part, entry, from_start=True)
                if ground:
                    found.append((entry.number, ground))
                    break
            else:
                return []
        return found

    def _ground_in(self, text: str, entry: Evidence, *, from_start: bool = False) -> tuple[Ground | None, str]:
        """The first ground of an evidence that supports a text; else what the nearest one lacks."""
        keys = set(keys_of(text, self._terms))
        nearest, reason = 0, f"not in passage {entry.number}"
        for ground in entry.grounds:
            for wording in ground.wordings:
                finding = check_support(text, wording, self._terms, self._names, from_start=from_start)
                if finding.supported:
                    return ground, ""
                shared = len(keys & set(keys_of(wording, self._terms)))
                if shared > nearest:
                    nearest, reason = shared, finding.reason
        return None, reason

    def _opening_name(self, ground: Ground) -> str | None:
        return next((key for key in keys_of(ground.wordings[0], self._terms) if key in self._names), None)
