"""Figures by hand, and the table they are printed in."""

from __future__ import annotations

import re

import pytest

from assistant.evaluation.public.clapnq import Silence, silence_figures
from assistant.evaluation.public.figures import Figure, figure_record, format_figures, mean_figure


def test_a_mean_figure_compares_question_by_question() -> None:
    figure = mean_figure("Set", "P@1", [1, 1, 1, 0], [1, 0, 0, 0], ["a", "b", "c", "d"], target=0.8)
    assert (figure.questions, figure.ours, figure.naive) == (4, 0.75, 0.25)
    assert figure.interval == (0.0, 1.0)  # resamples of the differences 0, 1, 1, 0
    assert figure.reached is False


def test_a_target_may_be_the_most() -> None:
    assert Figure("Set", "over-refusal", 10, 0.2, target=0.2, lower_is_better=True).reached is True
    assert Figure("Set", "over-refusal", 10, 0.21, target=0.2, lower_is_better=True).reached is False
    assert Figure("Set", "R@5", 10, 0.9).reached is None


def test_the_table_says_what_is_missed_and_by_how_much() -> None:
    figures = [
        Figure("A", "R@5", 10, 0.85, 0.8, (-0.01, 0.1), 0.87),
        Figure("A", "over-refusal", 5, 0.1, target=0.2, lower_is_better=True),
    ]
    lines = format_figures(figures).splitlines()
    assert re.split(r"\s{2,}", lines[1]) == [
        "A", "R@5", "10", "0.850", "0.800", "-0.010 to +0.100", ">= 0.87", "missed by 0.020"
    ]  # fmt: skip
    assert re.split(r"\s{2,}", lines[2]) == ["A", "over-refusal", "5", "0.100", "<= 0.20", "reached"]
    assert figure_record(figures[0])["reached"] is False


def test_silence_is_read_as_shipped_and_with_thresholds_of_the_other_half() -> None:
    asked = [
        Silence("1", True, False, 0.9, 0.5),
        Silence("2", True, True, 0.4, 0.6),
        Silence("3", False, True, 0.1, 0.7),
        Silence("4", False, False, 0.8, 0.1),
    ]
    figures = {figure.measure: figure for figure in silence_figures(asked)}
    # refusing: 1 hit of 2 refused and 2 due; answering: 1 hit of 2 answered and 2 due
    assert figures["F1_GR, weights as shipped"].ours == 0.5
    assert figures["over-refusal, weights as shipped"].ours == 0.5
    assert figures["false answers, weights as shipped"].ours == 0.5
    # of the pairs (0.9, 0.1), (0.9, 0.8), (0.4, 0.1), (0.4, 0.8) three are in order; of the cosines two are
    assert figures["AUROC answerable or not"].ours == pytest.approx(0.75)
    assert figures["AUROC answerable or not"].naive == pytest.approx(0.5)
