"""Measure the support check: what share of false statements passes, and of true ones is dropped, by kind."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.writer.drafts import Draft
from assistant.writer.editor import REPEATED, Editor
from assistant.writer.evidence import passage_evidence, wordable_units
from assistant.writer.measure.answers import BY_MODELS, BY_PEOPLE, FreeAnswer
from assistant.writer.measure.corrupt import CORRUPTIONS, Context, corrupt
from assistant.writer.measure.reword import REWORDINGS, reword
from assistant.writer.measure.samples import LEANING, Sample, Texts
from ingest.document import Passage

FREE = (BY_PEOPLE, BY_MODELS)
_SEED = 11


@dataclass(frozen=True)
class Tried:
    """One statement put to the check. `wrong` where it passed although false, or was dropped although true."""

    texts: str
    true: bool
    kind: str
    statement: str
    wrong: bool
    reason: str


@dataclass(frozen=True)
class Rate:
    """How many of `tried` statements were judged wrongly."""

    wrong: int
    tried: int

    @property
    def share(self) -> float:
        """0..1; 0 where nothing was tried."""
        return self.wrong / self.tried if self.tried else 0.0


def try_all(texts: Texts) -> Iterator[Tried]:
    """Every sentence reworded and corrupted in every way that applies to it, and the freely written ones."""
    choose = random.Random(_SEED)
    for sample in texts.sentences:
        for kind in REWORDINGS:
            said = reword(kind, sample.sentence)
            if said is not None and not LEANING.match(said):
                yield _try(texts, sample, said, kind, true=True)
        other = choose.choice(texts.sentences)
        context = Context(texts.spellings, other.sentence, choose, _other_unit(sample.passages, choose))
        for kind in CORRUPTIONS:
            said = corrupt(kind, sample.sentence, context)
            passages = (*sample.passages, *other.passages)
            if said is not None and not (kind == "halves joined" and other.passages == sample.passages):
                yield _try(texts, Sample(said, passages), said, kind, true=False)
    for answer in texts.answers:
        yield from _try_answer(texts, answer, choose)


def _try(texts: Texts, sample: Sample, said: str, kind: str, *, true: bool) -> Tried:
    return _judged(texts, _editor(texts, sample.passages), said, kind, true=true)


def _try_answer(texts: Texts, answer: FreeAnswer, choose: random.Random) -> Iterator[Tried]:
    """The statements in order, as they may lean on each other; each is corrupted before it is said."""
    editor = _editor(texts, answer.passages)
    for draft in answer.drafts:
        other = choose.choice(texts.answers)
        stranger = choose.choice(other.drafts).text
        context = Context(texts.spellings, stranger, choose, _other_unit(answer.passages, choose))
        for kind in CORRUPTIONS:
            said = corrupt(kind, draft.text, context)
            if said is not None and kind == "halves joined" and not set(other.passages) & set(answer.passages):
                both = _editor(texts, (*answer.passages, *other.passages))
                yield _judged(texts, both, said, kind, true=False)
            elif said is not None and kind != "halves joined":
                yield _judged(texts, editor.copy(), said, kind, true=False)
        tried = _judged(texts, editor, draft.text, answer.kind, true=True)
        if tried.reason != REPEATED:
            yield tried


def _other_unit(passages: Sequence[Passage], choose: random.Random) -> str:
    """A random sentence of the passages; "" where they are listings."""
    units = [unit for passage in passages for unit in wordable_units(passage)]
    return choose.choice(units).plain if units else ""


def _editor(texts: Texts, passages: Iterable[Passage]) -> Editor:
    found = dict.fromkeys(passages)
    evidence = [passage_evidence(n, passage, wordable_units(passage)) for n, passage in enumerate(found, 1)]
    return Editor(evidence, texts.terms, texts.names)


def _judged(texts: Texts, editor: Editor, said: str, kind: str, *, true: bool) -> Tried:
    verdict = editor.judge(Draft(said, editor.numbers))
    return Tried(texts.name, true, kind, said, bool(verdict.citations) != true, verdict.reason)


def rates(tried: list[Tried], *, true: bool, kind: str | None = None) -> Rate:
    """The rate of one kind, or of all kinds together; what people wrote freely counts only by itself."""
    chosen = [t for t in tried if t.true is true and (t.kind == kind if kind else t.kind not in FREE)]
    return Rate(sum(t.wrong for t in chosen), len(chosen))
