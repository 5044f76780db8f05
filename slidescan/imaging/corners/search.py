"""Searches for better quads near good ones: moves sides onto the edges around them.

Detectors propose quads that are slightly off, or that have one side on the outer edge of a bezel
or on a line within the slide. The search aligns each side of the best proposals with the edge
nearest to it, then tries other parallel edges nearby; the score chooses.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from slidescan.imaging.corners.features import Features, edge_strength, features, within
from slidescan.imaging.corners.quads import NO_QUADS, Quads, areas, convex, plausible
from slidescan.imaging.corners.working_copy import WorkingCopy

START_QUADS = 12
"""The search starts from this many proposals."""

ROUND_QUADS = (3, 1)
"""Alternatives are tried for this many of the best quads, one number per round."""

ALIGNED_QUADS = 4
"""This many of the best quads are aligned after each round."""

MIN_DISTINCT_SHARE = 0.02
"""Quads count as one if their corners differ by at most this share of the size."""

MAX_ALIGN_PIXELS = 4
"""The ends of a side move by at most this much to align it, pixels of the working copy."""

MOVE_COST = 0.004
"""A move must gain this edge strength per pixel, or sides on flat stretches would wander."""

PROFILE_SAMPLES = 32
"""The number of points along each side at which edges are measured."""

SIDE_REACH_SHARE = 0.16
"""Other edges are searched for up to this far from a side, as a share of the quad's size."""

MIN_PEAK_STRENGTH = 0.12
"""The minimum strength of another edge, 0..1."""

MIN_PEAK_DISTANCE = 1.5
"""The minimum distance of another edge from the side, pixels."""

MAX_SIDE_EDGES = 4
"""The number of other edges that are tried when one side moves."""

MAX_PAIR_EDGES = 3
"""The number of other edges that are tried for each side when two sides move."""


def search(
    copy: WorkingCopy, quads: Quads, score: Callable[[Features], NDArray[np.float64]]
) -> tuple[Quads, Features, NDArray[np.float64]]:
    """Searches near the best proposals.

    Args:
        copy: The photo.
        quads: The proposals, at least one.
        score: Scores quads by their features.

    Returns:
        All quads that were tried, their features, and their scores.
    """
    table = features(copy, quads)
    scores = score(table)

    def add(more: Quads) -> None:
        nonlocal quads, table, scores
        more = more[plausible(more, copy.width, copy.height)]
        if not len(more):
            return
        rows = features(copy, more)
        quads, table = np.concatenate([quads, more]), np.concatenate([table, rows])
        scores = np.concatenate([scores, score(rows)])

    add(align(copy, quads[distinct(quads, scores, START_QUADS)]))
    for count in ROUND_QUADS:
        best = distinct(quads, scores, count)
        tries = np.concatenate([alternatives(copy, quads[i]) for i in best])
        if len(tries):
            add(tries)
            add(align(copy, quads[distinct(quads, scores, ALIGNED_QUADS)]))
    return quads, table, scores


def distinct(quads: Quads, scores: NDArray[np.float64], count: int) -> list[int]:
    """The indices of the `count` best quads that differ from every better one."""
    order = np.argsort(-scores, kind="stable")[: 20 * count]
    ranked = quads[order]
    sizes = np.sqrt(np.maximum(1.0, areas(ranked)))
    chosen: list[int] = []
    for i, quad in enumerate(ranked):
        if chosen:
            offset = ranked[chosen] - quad
            nearest = np.hypot(offset[..., 0], offset[..., 1]).max(axis=1).min()
            if nearest <= MIN_DISTINCT_SHARE * sizes[i]:
                continue
        chosen.append(i)
        if len(chosen) == count:
            break
    return [int(i) for i in order[chosen]]


def align(copy: WorkingCopy, quads: Quads) -> Quads:
    """Moves the sides of each quad onto the edges nearest to them."""
    if not len(quads):
        return NO_QUADS
    offsets = np.arange(-MAX_ALIGN_PIXELS, MAX_ALIGN_PIXELS + 1, dtype=float)
    support = _profiles(copy, quads, offsets)  # quads × 4 × samples × offsets
    first, last = (x.ravel() for x in np.meshgrid(range(len(offsets)), range(len(offsets))))
    share = (np.arange(PROFILE_SAMPLES) + 0.5) / PROFILE_SAMPLES
    path = np.rint(first[:, None] * (1 - share) + last[:, None] * share).astype(int)
    along = [support[..., s, path[:, s]] for s in range(PROFILE_SAMPLES)]
    gain = np.stack(along, axis=-1).mean(-1)
    gain = gain - MOVE_COST * (np.abs(offsets[first]) + np.abs(offsets[last])) / 2
    best = gain.argmax(axis=-1)  # quads × 4
    return _with_moved_sides(quads, offsets[first][best], offsets[last][best])


def alternatives(copy: WorkingCopy, quad: NDArray[np.float64]) -> Quads:
    """Variants of the quad (4 × 2) with one or two sides moved to other edges nearby."""
    size = float(np.sqrt(max(1.0, areas(quad[None])[0])))
    reach = max(6.0, SIDE_REACH_SHARE * size)
    offsets = np.arange(-reach, reach + 1.0)
    support = _profiles(copy, quad[None], offsets)[0].mean(axis=1)  # 4 × offsets
    edges = [_peaks(side, offsets) for side in support]
    moves = [[v if k == s else 0.0 for k in range(4)] for s in range(4) for v in edges[s]]
    for a in range(4):
        for b in range(a + 1, 4):
            for va in edges[a][:MAX_PAIR_EDGES]:
                for vb in edges[b][:MAX_PAIR_EDGES]:
                    moves.append([va if k == a else vb if k == b else 0.0 for k in range(4)])
    if not moves:
        return NO_QUADS
    shift = np.array(moves)
    return _with_moved_sides(np.repeat(quad[None], len(shift), axis=0), shift, shift)


def _peaks(strength: NDArray[np.float32], offsets: NDArray[np.float64]) -> list[float]:
    """Offsets of the strongest edges: the maxima within two pixels."""
    padded = np.pad(strength, 2)
    around = np.max([padded[k : k + len(strength)] for k in range(5)], axis=0)
    is_peak = (strength >= around) & (np.abs(offsets) > MIN_PEAK_DISTANCE)
    peaks = np.nonzero(is_peak & (strength > MIN_PEAK_STRENGTH))[0]
    strongest = peaks[np.argsort(-strength[peaks])[:MAX_SIDE_EDGES]]
    return [float(v) for v in offsets[strongest]]


def _profiles(copy: WorkingCopy, quads: Quads, offsets: NDArray[np.float64]) -> NDArray[np.float32]:
    """Edge strength along each side moved inwards by each offset (pixels).

    Returns:
        Quads × 4 × samples × offsets.
    """
    start = quads[:, :, None, None]
    along = (np.roll(quads, -1, axis=1) - quads)[:, :, None, None]
    length = np.maximum(np.hypot(along[..., 0], along[..., 1]), 1e-6)[..., None]
    normal = np.concatenate([-along[..., 1:], along[..., :1]], axis=-1) / length
    share = ((np.arange(PROFILE_SAMPLES) + 0.5) / PROFILE_SAMPLES)[None, None, :, None, None]
    points = start + along * share + offsets[None, None, None, :, None] * normal
    strength = edge_strength(copy, points, normal, offsets=(0.0,))
    return np.where(within(copy, points, 2.0), strength, 0.0).astype(np.float32)


def _with_moved_sides(quads: Quads, first: NDArray[np.float64], last: NDArray[np.float64]) -> Quads:
    """Moves sides inwards by `first` at their start and by `last` at their end (quads × 4, pixels).

    Quads that would collapse stay as they are.
    """
    along = np.roll(quads, -1, axis=1) - quads
    length = np.maximum(np.hypot(along[..., 0], along[..., 1]), 1e-6)[..., None]
    normal = np.concatenate([-along[..., 1:], along[..., :1]], axis=-1) / length
    a = quads + first[..., None] * normal
    b = np.roll(quads, -1, axis=1) + last[..., None] * normal
    lines = np.cross(_homogeneous(a), _homogeneous(b))
    corners = np.cross(np.roll(lines, 1, axis=1), lines)
    with np.errstate(all="ignore"):
        points = corners[..., :2] / corners[..., 2:]
    valid = np.asarray(np.isfinite(points).all((1, 2)), bool)
    points = np.where(valid[:, None, None], points, quads)
    valid &= convex(points) & (areas(points) > 0.5 * areas(quads))
    return np.asarray(np.where(valid[:, None, None], points, quads), float)


def _homogeneous(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([points, np.ones((*points.shape[:-1], 1))], axis=-1)
