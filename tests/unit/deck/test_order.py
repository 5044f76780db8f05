"""The talk's order: the best series of pages, and how much worse every other is."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slidescan.deck.order import choose, jump_costs

EVIDENCE = st.integers(0, 2**32 - 1).map(
    lambda seed: np.random.default_rng(seed).uniform(-8, 10, (4, 3)).round(1)
)


def score(evidence: np.ndarray, series: tuple[int | None, ...]) -> float:
    """The score of a series of pages, counted out."""
    costs, total, last = jump_costs(evidence.shape[1]), 0.0, None
    for photo, page in enumerate(series):
        if page is None:
            continue
        total += evidence[photo, page] + (0.0 if last is None else costs[last, page])
        last = page
    return total


@given(EVIDENCE)
def test_the_choice_is_the_best_of_all_series_and_its_margin_is_true(evidence: np.ndarray) -> None:
    photos, pages = evidence.shape
    options = (*range(pages), None)
    every = list(itertools.product(options, repeat=photos))
    scores = {series: score(evidence, series) for series in every}
    best = max(scores.values())
    for photo, choice in enumerate(choose(evidence)):
        with_choice = max(s for series, s in scores.items() if series[photo] == choice.page)
        without = max(s for series, s in scores.items() if series[photo] != choice.page)
        assert with_choice == pytest.approx(best)
        assert choice.margin == pytest.approx(best - without)


def test_the_order_decides_between_equal_pages() -> None:
    """Pages 1, 4 and 7 are the same agenda; the photos before and after tell which one it is."""
    evidence = np.full((3, 9), -5.0)
    evidence[0, 3] = evidence[2, 5] = 10
    evidence[1, [1, 4, 7]] = 8
    choices = choose(evidence)
    assert [choice.page for choice in choices] == [3, 4, 5]
    assert choices[1].confidence > 0.95


def test_without_neighbours_equal_pages_are_a_tie() -> None:
    evidence = np.full((1, 9), -5.0)
    evidence[0, [1, 4, 7]] = 8
    (choice,) = choose(evidence)
    assert choice.confidence == pytest.approx(0.5)
    assert {choice.page, *(page for page, gap in choice.others if gap == 0)} == {1, 4, 7}


def test_a_speaker_may_go_back() -> None:
    evidence = np.full((3, 9), -5.0)
    evidence[0, 7] = evidence[1, 2] = evidence[2, 8] = 12
    assert [choice.page for choice in choose(evidence)] == [7, 2, 8]


def test_a_stranger_between_has_no_page_and_the_talk_goes_on() -> None:
    evidence = np.full((3, 9), -5.0)
    evidence[0, 3] = evidence[2, 4] = 12
    choices = choose(evidence)
    assert [choice.page for choice in choices] == [3, None, 4]
    assert choices[1].margin == pytest.approx(5)


def test_a_weak_pair_is_less_certain_than_a_strong_one() -> None:
    weak, strong = (choose(np.array([[nats, -5.0]]))[0].confidence for nats in (1.0, 6.0))
    assert weak < 0.95 < strong


def test_impossible_pairs_are_never_chosen() -> None:
    choices = choose(np.array([[-np.inf, -np.inf], [-np.inf, 5.0]]))
    assert [choice.page for choice in choices] == [None, 1]
    assert choices[0].margin == math.inf


@pytest.mark.parametrize("shape", [(0, 5), (3, 0)])
def test_without_photos_or_pages_there_is_no_pair(shape: tuple[int, int]) -> None:
    assert [choice.page for choice in choose(np.zeros(shape))] == [None] * shape[0]
