"""Metrics of the public sets: short pure functions over plain values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

_WORD = re.compile(r"\w+")
_SAME_SENTENCE = 0.5  # share of a sentence's tokens that a quote must hold to count as citing it


def recall_at(found: Sequence[str], gold: Iterable[str], k: int) -> float:
    """Share of the gold ids among the first `k` found."""
    wanted = set(gold)
    return len(wanted & set(found[:k])) / len(wanted)


def f1(hits: int, predicted: int, actual: int) -> float:
    """Harmonic mean of precision and recall from counts; 0 where nothing was hit."""
    return 2 * hits / (predicted + actual) if hits else 0.0


def sentence_f1(chosen: Iterable[str], annotators: Sequence[Iterable[str]]) -> float:
    """F1 of the chosen sentences against the annotator they agree with best."""
    picked = set(chosen)
    return max(f1(len(picked & set(gold)), len(picked), len(set(gold))) for gold in annotators)


def cited_sentences(quotes: Iterable[str], sentences: Sequence[str]) -> list[str]:
    """The sentences of a text that quotes of it hold: at least half of their tokens, counted by position in the text.

    Quotes and sentences are compared as runs of words, so that spacing and markup do not count.
    """
    tokens, owners = [], []
    for number, sentence in enumerate(sentences):
        for match in _WORD.finditer(sentence.lower()):
            tokens.append(match.group())
            owners.append(number)
    held = np.zeros(len(tokens), dtype=bool)
    for quote in quotes:
        words = _WORD.findall(quote.lower())
        start = find_run(tokens, words)
        held[start : start + len(words)] = True
    belonging = np.array(owners)
    return [
        sentence
        for number, sentence in enumerate(sentences)
        if (belonging == number).any() and held[belonging == number].mean() >= _SAME_SENTENCE
    ]


def find_run(tokens: Sequence[str], words: Sequence[str]) -> int:
    """Where a run of words begins; the end of the tokens, so an empty run there, where it is not found."""
    for start in range(len(tokens) - len(words) + 1):
        if words and tokens[start : start + len(words)] == words:
            return start
    return len(tokens)


def f1_gr(refused: Sequence[bool], answerable: Sequence[bool]) -> float:
    """Mean of the F1 of refusing what is not answerable and the F1 of answering what is (Trust-Score's F1_GR)."""
    silent, known = np.asarray(refused, dtype=bool), np.asarray(answerable, dtype=bool)
    refusing = f1(int((silent & ~known).sum()), int(silent.sum()), int((~known).sum()))
    answering = f1(int((~silent & known).sum()), int((~silent).sum()), int(known.sum()))
    return (refusing + answering) / 2


def refused_share(refused: Sequence[bool], asked: Sequence[bool]) -> float | None:
    """Share refused of the questions where `asked` is true: over-refusal for the answerable ones."""
    kept = [silent for silent, counts in zip(refused, asked, strict=True) if counts]
    return sum(kept) / len(kept) if kept else None


def best_threshold(scores: Sequence[float], answerable: Sequence[bool]) -> float:
    """The score from which to answer that gives the best F1_GR; halfway between the two scores it parts."""
    ordered = sorted(set(scores))
    cuts = [ordered[0], *((low + high) / 2 for low, high in pairwise(ordered))]
    return max(cuts, key=lambda cut: f1_gr([score < cut for score in scores], answerable))


def refusals_by_halves(scores: Sequence[float], answerable: Sequence[bool], halves: Sequence[bool]) -> list[bool]:
    """Refusals where each half is cut at the threshold that is best on the other."""
    cuts = {}
    for half in (False, True):
        other = [number for number, belongs in enumerate(halves) if belongs is not half]
        cuts[half] = best_threshold([scores[n] for n in other], [answerable[n] for n in other])
    return [score < cuts[half] for score, half in zip(scores, halves, strict=True)]


def auroc(scores: Sequence[float], positive: Sequence[bool]) -> float:
    """Chance that a positive scores above a negative; a tie counts half."""
    ours = np.array([score for score, is_positive in zip(scores, positive, strict=True) if is_positive])
    theirs = np.array([score for score, is_positive in zip(scores, positive, strict=True) if not is_positive])
    above = (ours[:, None] > theirs[None, :]).mean()
    return float(above + (ours[:, None] == theirs[None, :]).mean() / 2)


def paired_interval(
    ours: Sequence[float], naive: Sequence[float], clusters: Sequence[str], resamples: int = 10_000, seed: int = 0
) -> tuple[float, float]:
    """The 95 % bootstrap interval of the mean difference; whole clusters (articles, conversations) are drawn."""
    names, owner = np.unique(np.asarray(clusters), return_inverse=True)
    sums = np.bincount(owner, weights=np.asarray(ours, dtype=float) - np.asarray(naive, dtype=float))
    sizes = np.bincount(owner)
    random = np.random.default_rng(seed)
    means = []
    for start in range(0, resamples, 500):
        drawn = random.integers(0, len(names), (min(500, resamples - start), len(names)))
        means.append(sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1))
    low, high = np.percentile(np.concatenate(means), [2.5, 97.5])
    return float(low), float(high)
