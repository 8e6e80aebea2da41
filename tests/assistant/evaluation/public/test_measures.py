"""Every measure against arithmetic that can be followed."""

from __future__ import annotations

import pytest

from assistant.evaluation.public.measures import (
    auroc,
    best_threshold,
    cited_sentences,
    f1,
    f1_gr,
    paired_interval,
    recall_at,
    refusals_by_halves,
    refused_share,
    sentence_f1,
)


def test_recall_counts_the_gold_among_the_first() -> None:
    assert recall_at(["a", "b", "c", "d"], ["a", "d"], 3) == 0.5
    assert recall_at(["a", "b", "c", "d"], ["a", "d"], 4) == 1.0
    assert recall_at([], ["a"], 5) == 0.0


def test_f1_from_counts() -> None:
    assert f1(2, 4, 2) == pytest.approx(2 / 3)  # precision 1/2, recall 1
    assert f1(0, 3, 2) == 0.0


def test_sentence_f1_takes_the_annotator_agreed_with_best() -> None:
    # against the first: 1 hit of 2 chosen and 1 gold, 2/3; against the second: 1 of 2 and 3, 2/5
    assert sentence_f1(["x", "y"], [["x"], ["y", "z", "w"]]) == pytest.approx(2 / 3)
    assert sentence_f1(["x"], [["y"]]) == 0.0


SENTENCES = ["The depot is in York .", "It opens at nine .", "The boat leaves late ."]


def test_a_quote_cites_the_sentences_it_holds_half_of() -> None:
    assert cited_sentences(["The depot is in York. It"], SENTENCES) == SENTENCES[:1]  # 1 of the 4 words of the second
    assert cited_sentences(["York. It opens"], SENTENCES) == [SENTENCES[1]]  # 2 of 4, and 1 of 5 of the first
    assert cited_sentences(["The depot is in York.", "The boat leaves late"], SENTENCES) == [SENTENCES[0], SENTENCES[2]]


def test_a_quote_from_elsewhere_cites_nothing() -> None:
    assert cited_sentences(["The boat is in York."], SENTENCES) == []
    assert cited_sentences([], SENTENCES) == []


def test_f1_gr_is_the_mean_of_refusing_and_answering() -> None:
    refused = [True, True, False, False]
    answerable = [False, True, True, True]
    # refusing: 1 hit, 2 refused, 1 due -> 2/3; answering: 2 hits, 2 answered, 3 due -> 4/5
    assert f1_gr(refused, answerable) == pytest.approx((2 / 3 + 4 / 5) / 2)
    assert refused_share(refused, answerable) == pytest.approx(1 / 3)
    assert refused_share(refused, [False] * 4) is None


def test_always_answering_earns_half_of_f1_gr() -> None:
    assert f1_gr([False, False], [True, False]) == pytest.approx((0 + 2 / 3) / 2)


def test_the_threshold_parts_the_scores_where_f1_gr_is_best() -> None:
    # 0.2 is not answerable, the others are: a cut between 0.2 and 0.4 makes no mistake
    assert best_threshold([0.2, 0.4, 0.9], [False, True, True]) == pytest.approx(0.3)


def test_each_half_is_cut_where_the_other_is_best() -> None:
    scores = [0.1, 0.5, 0.4, 0.8]
    answerable = [False, True, False, True]
    halves = [False, False, True, True]
    # the first half is best cut at 0.3, the second at 0.6: crossed, 0.5 is refused and 0.4 is answered
    assert refusals_by_halves(scores, answerable, halves) == [True, True, False, False]


def test_auroc_counts_pairs() -> None:
    # of the pairs (0.9, 0.5), (0.9, 0.9), (0.1, 0.5), (0.1, 0.9): one above, one tie
    assert auroc([0.9, 0.1, 0.5, 0.9], [True, True, False, False]) == pytest.approx(1.5 / 4)


def test_the_paired_interval_is_of_the_mean_difference_over_clusters() -> None:
    assert paired_interval([1, 1], [0, 0], ["a", "b"]) == (1.0, 1.0)
    # with one cluster every resample is the whole: the mean difference itself
    assert paired_interval([1, 0, 1, 0], [0, 0, 0, 1], ["a"] * 4) == (0.25, 0.25)
    low, high = paired_interval([1, 0] * 20, [0, 1] * 20, [str(n) for n in range(40)])
    assert low < 0 < high
