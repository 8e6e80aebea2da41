"""Decide whether a turn is about a decision or is looked up.

Patterns alone miss what people say in words of their own, and meaning alone does not see who speaks of what. So the
cues of the words and the turn's sentence embedding go into one logistic model, fitted on labelled turns
(`python -m assistant.decision.fit_route`) and kept in `route.json`. With another embedding model than the
one it was fitted with, the patterns decide.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from assistant.answer import Answer
from assistant.decision.asking import Cues, read_cues
from assistant.decision.guide import DecisionGuide
from assistant.known_questions import NO_QUESTIONS, QuestionIndex
from assistant.terms import Terms
from assistant.vocabulary import Vocabulary

Embed = Callable[[Sequence[str]], Any]  # rows of unit length, one for each text

WEIGHTS_FILE = "route.json"
PROBE = "Which one fits our project?"  # its vector tells whether the embedding model is still the same
FEWEST_WORDS = 3  # fewer say too little for a judgement by meaning

_SAME = 0.999  # cosine
_LIKELY = 0.5
_PLAINLY = 0.12  # where the patterns say that it asks for a decision plainly
_POSSIBLE = 0.25  # where the patterns say that it asks for a decision
_NOT_EXCLUDED = 0.03  # where they say that it goes on with one
_KNOWN = 0.65  # how close a known question is that is nearly the turn, ...
_THE_VERY = 0.9  # ... and that is the very same


@dataclass(frozen=True)
class Weights:
    """The fitted model: weights of the cues, of the turn's vector, and the probe's vector at the time."""

    intercept: float
    cues: Mapping[str, float]
    vector: Any
    probe: Any


def wants_decision(
    turn: str,
    earlier: Sequence[Answer],
    changed: int,
    guide: DecisionGuide,
    terms: Terms,
    vocabulary: Vocabulary,
    embed: Embed,
    known: QuestionIndex = NO_QUESTIONS,
) -> bool:
    """Whether a turn is about a decision; `changed` counts the project facts that it states or changes.

    What does not ask to choose is looked up where it is a known question of the corpus. What does not ask plainly for
    a decision is looked up where it is nearly one, unless a decision is likely.
    """
    turn = vocabulary.correct(turn)
    cues = read_cues(turn, earlier, changed, guide, terms, vocabulary)
    taken = bool(cues.asks_decision or cues.carries_on)
    weights = read_weights()
    if len(turn.split()) < FEWEST_WORDS or not _fits(weights, embed):
        return taken
    vector = embed([turn])[0]
    # Mere names, and what asks to choose for the speaker's own project, ask for a decision plainly.
    plainly = only_names(turn, terms, vocabulary) or bool(cues.own and cues.chooses)
    least = _NOT_EXCLUDED if cues.carries_on else _LIKELY
    if taken and not cues.carries_on:
        least = _PLAINLY if plainly else _POSSIBLE
    closest = known.likeness(vector).closest_answered
    if not plainly and closest >= _KNOWN:
        least = max(least, _LIKELY)
    if closest >= _THE_VERY and not (plainly or cues.chooses or cues.carries_on):
        return False
    return probability(cues, vector, weights) >= least


def only_names(turn: str, terms: Terms, vocabulary: Vocabulary) -> bool:
    """Whether a turn names things to choose from and says nothing else: "Express or Next?"."""
    return terms.set_of(turn) <= vocabulary.names


def probability(cues: Cues, vector: Any, weights: Weights) -> float:
    """The logistic model: 1 / (1 + exp(-(intercept + sum of weight * cue + vector * weights)))."""
    logit = weights.intercept + float(vector @ weights.vector)
    logit += sum(weights.cues[field.name] * getattr(cues, field.name) for field in fields(Cues))
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, logit))))


@cache
def read_weights() -> Weights:
    """The weights as they were fitted."""
    fitted = json.loads(files("assistant.decision").joinpath(WEIGHTS_FILE).read_text(encoding="utf-8"))
    return Weights(fitted["intercept"], fitted["cues"], np.array(fitted["vector"]), np.array(fitted["probe"]))


def _fits(weights: Weights, embed: Embed) -> bool:
    """Whether the embedding model is the one that the weights were fitted with."""
    probe = embed([PROBE])[0]
    return bool(probe.shape == weights.probe.shape and probe @ weights.probe >= _SAME)
