"""Measure the support check: what share of false statements passes, and of true ones is dropped, by kind."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.writer.drafts import Draft
from assistant.writer.editor import Editor
from assistant.writer.evidence import passage_evidence, wordable_units
from assistant.writer.measure.corrupt import CORRUPTIONS, Context, corrupt
from assistant.writer.measure.reword import REWORDINGS, reword
from assistant.writer.measure.samples import Sample, Texts

FREE = "written freely by people"
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
            if said is not None:
                yield _try(texts, sample, said, kind, true=True)
        other = choose.choice(texts.sentences)
        context = Context(texts.spellings, other.sentence, choose)
        for kind in CORRUPTIONS:
            said = corrupt(kind, sample.sentence, context)
            passages = (*sample.passages, *other.passages)
            if said is not None and not (kind == "halves joined" and other.passages == sample.passages):
                yield _try(texts, Sample(said, passages), said, kind, true=False)
    for sample in texts.free:
        yield _try(texts, sample, sample.sentence, FREE, true=True)


def _try(texts: Texts, sample: Sample, said: str, kind: str, *, true: bool) -> Tried:
    passages = dict.fromkeys(sample.passages)
    evidence = [passage_evidence(n, passage, wordable_units(passage)) for n, passage in enumerate(passages, 1)]
    draft = Draft(said, tuple(range(1, len(evidence) + 1)))
    verdict = Editor(evidence, texts.terms, texts.names).judge(draft)
    passed = bool(verdict.citations)
    return Tried(texts.name, true, kind, said, passed != true, verdict.reason)


def rates(tried: list[Tried], *, true: bool, kind: str | None = None) -> Rate:
    """The rate of one kind, or of all kinds together; what people wrote freely counts only by itself."""
    chosen = [t for t in tried if t.true is true and (t.kind == kind if kind else t.kind != FREE)]
    return Rate(sum(t.wrong for t in chosen), len(chosen))
