"""Pairs photos with pages in the order of the talk, by dynamic programming.

The photos come in the order of time. The best series of pages maximises the evidence of all photos
less the costs of jumps: a talk goes on page by page, now and then back. A photo may show no page;
the talk then goes on from the page before. Max-marginals (Bishop, Pattern Recognition and Machine
Learning, 8.4.5) tell how much worse the best series is in which a photo has another page, or none:
that margin is the confidence.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BACK_NATS = 4.0
"""The cost of a step back."""

SKIP_NATS, MAX_SKIP_NATS = 0.05, 1.0
"""The cost of each page left out, and the most for all of them."""

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Choice:
    """What the order makes of one photo.

    Attributes:
        page: Index of the page; None for no page.
        margin: How much worse every other choice is, in nats.
        others: Indices of the next best pages, the best first, each with its distance from the
            best, in nats.
    """

    page: int | None
    margin: float
    others: tuple[tuple[int, float], ...]

    @property
    def confidence(self) -> float:
        """The certainty of the choice, 0..1."""
        return 1.0 / (1.0 + math.exp(-min(self.margin, 50.0)))


def jump_costs(pages: int) -> Matrix:
    """The cost of going from each page (row) to each other, in nats, at most 0."""
    steps = np.arange(pages)[None, :] - np.arange(pages)[:, None]
    skipped = np.minimum(MAX_SKIP_NATS, SKIP_NATS * np.maximum(np.abs(steps) - 1, 0))
    costs: Matrix = -skipped - np.where(steps < 0, BACK_NATS, 0.0)
    return costs


def choose(evidence: Matrix, count: int = 3) -> list[Choice]:
    """The page of each photo, in the order of the talk.

    Args:
        evidence: Photos × pages, log odds against no page, in nats; -inf for impossible pairs.
        count: The most other pages to tell.
    """
    photos, pages = evidence.shape
    if not photos or not pages:
        return [Choice(None, math.inf, ()) for _ in range(photos)]
    costs = jump_costs(pages)
    paired, without = _forward(evidence, costs)
    after = _backward(evidence, costs)
    # The best score of the photos after each one, if no photo up to it has a page.
    first = np.zeros(photos)
    for i in range(photos - 2, -1, -1):
        first[i] = max(first[i + 1], float(np.max(evidence[i + 1] + after[i + 1])))
    return [
        _choice(
            paired[i] + after[i], max(float(np.max(without[i] + after[i])), float(first[i])), count
        )
        for i in range(photos)
    ]


def _forward(evidence: Matrix, costs: Matrix) -> tuple[Matrix, Matrix]:
    """The best score of the photos so far: with the last on a page, with it on none after one."""
    photos, pages = evidence.shape
    paired = np.full((photos, pages), -np.inf)
    without = np.full((photos, pages), -np.inf)
    state = np.full(pages, -np.inf)
    for i in range(photos):
        # The first pair of a talk may be of any page.
        before = np.maximum(np.max(state[:, None] + costs, axis=0), 0.0)
        paired[i] = before + evidence[i]
        without[i] = state
        state = np.maximum(paired[i], without[i])
    return paired, without


def _backward(evidence: Matrix, costs: Matrix) -> Matrix:
    """The best score of all later photos, by the last page so far."""
    photos, pages = evidence.shape
    after = np.zeros((photos, pages))
    for i in range(photos - 2, -1, -1):
        going_on = np.max(costs + (evidence[i + 1] + after[i + 1])[None, :], axis=1)
        after[i] = np.maximum(going_on, after[i + 1])
    return after


def _choice(scores: Matrix, none: float, count: int) -> Choice:
    order = np.argsort(-scores)
    best = int(order[0])
    top = float(scores[best])
    others = [(int(j), max(top, none) - float(scores[j])) for j in order[: count + 1]]
    others = [(j, gap) for j, gap in others if math.isfinite(gap)]
    if none >= top or not math.isfinite(top):
        margin = none - top if math.isfinite(top) else math.inf
        return Choice(None, margin, tuple(others[:count]))
    second = float(scores[order[1]]) if len(scores) > 1 else -math.inf
    margin = top - max(second, none)
    return Choice(best, margin, tuple((j, gap) for j, gap in others if j != best)[:count])
