"""Better quads near good ones: sides are moved onto the edges around them.

Detectors propose quads that are a little off, or have one side on a bezel's outer edge or on a
line of the slide's own. From the best proposals, each side is aligned to the edge beneath it,
then tried on other parallel edges nearby; the score decides, as it does for proposals.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from slidescan.imaging.corners.features import Features, edge_strength, features, within
from slidescan.imaging.corners.quads import NO_QUADS, Quads, areas, convex
from slidescan.imaging.corners.scorer import Net
from slidescan.imaging.corners.working_copy import WorkingCopy

STARTS = 12
"""Proposals that the search starts from."""

ROUNDS = (3, 1)
"""Of how many of the best alternatives are tried, round by round."""


def search(scene: WorkingCopy, quads: Quads, score: Net) -> tuple[Quads, Features, NDArray[np.float64]]:
    """All quads looked at, what was measured of them, and their scores.

    Args:
        scene: The photo.
        quads: Those proposed, at least one.
        score: How quads are weighed.
    """
    measured = features(scene, quads)
    scores = score(measured)

    def look_at(more: Quads) -> None:
        nonlocal quads, measured, scores
        new = features(scene, more)
        quads, measured = np.concatenate([quads, more]), np.concatenate([measured, new])
        scores = np.concatenate([scores, score(new)])

    look_at(align(scene, quads[distinct(quads, scores, STARTS)]))
    for tops in ROUNDS:
        best = distinct(quads, scores, tops)
        tried = np.concatenate([alternatives(scene, quads[i]) for i in best])
        if len(tried):
            look_at(tried)
            look_at(align(scene, quads[distinct(quads, scores, 4)]))
    return quads, measured, scores


def distinct(quads: Quads, scores: NDArray[np.float64], most: int) -> list[int]:
    """The best quads that are not nearly the same as a better one."""
    order = np.argsort(-scores, kind="stable")[: 20 * most]
    ranked = quads[order]
    sizes = np.sqrt(np.maximum(1.0, areas(ranked)))
    chosen: list[int] = []
    for i, quad in enumerate(ranked):
        if chosen:
            apart = ranked[chosen] - quad
            nearest = np.hypot(apart[..., 0], apart[..., 1]).max(axis=1).min()
            if nearest <= SAME * sizes[i]:
                continue
        chosen.append(i)
        if len(chosen) == most:
            break
    return [int(i) for i in order[chosen]]


SAME = 0.02
"""Quads whose corners lie nearer than this (share of the size) are as good as one."""

ALIGN = 4
"""How far the ends of a side are moved to align it, pixels of the working copy."""

SAMPLES = 32


def align(scene: WorkingCopy, quads: Quads) -> Quads:
    """Each quad with its sides moved onto the edges beneath them."""
    if not len(quads):
        return NO_QUADS
    offsets = np.arange(-ALIGN, ALIGN + 1, dtype=float)
    support = _profiles(scene, quads, offsets)  # quads × 4 × samples × offsets
    first, last = (x.ravel() for x in np.meshgrid(range(len(offsets)), range(len(offsets))))
    share = (np.arange(SAMPLES) + 0.5) / SAMPLES
    path = np.rint(first[:, None] * (1 - share) + last[:, None] * share).astype(int)
    along = np.stack([support[..., s, path[:, s]] for s in range(SAMPLES)], axis=-1).mean(-1)
    # A move must earn itself, or flat stretches would wander.
    along = along - 0.004 * (np.abs(offsets[first]) + np.abs(offsets[last])) / 2
    best = along.argmax(axis=-1)  # quads × 4
    return _moved(quads, offsets[first][best], offsets[last][best])


REACH = 0.16
"""How far from a side other edges are looked for, as a share of the quad's size."""

TRIED = 4
"""Other edges tried for each side."""


def alternatives(scene: WorkingCopy, quad: NDArray[np.float64]) -> Quads:
    """The quad with one side, or two opposite or neighbouring ones, on other edges nearby."""
    size = float(np.sqrt(max(1.0, areas(quad[None])[0])))
    reach = max(6.0, REACH * size)
    offsets = np.arange(-reach, reach + 1.0)
    support = _profiles(scene, quad[None], offsets)[0].mean(axis=1)  # 4 × offsets
    found: list[list[float]] = []
    for side in support:
        # Peaks that stand out: greater than all within two pixels.
        padded = np.pad(side, 2)
        around = np.max([padded[k : k + len(side)] for k in range(5)], axis=0)
        peaks = np.nonzero((side >= around) & (np.abs(offsets) > 1.5) & (side > 0.12))[0]
        best = peaks[np.argsort(-side[peaks])[:TRIED]]
        found.append([float(v) for v in offsets[best]])
    moves = [[v if k == s else 0.0 for k in range(4)] for s in range(4) for v in found[s]]
    for a in range(4):
        for b in range(a + 1, 4):
            for va in found[a][:3]:
                for vb in found[b][:3]:
                    moves.append([va if k == a else vb if k == b else 0.0 for k in range(4)])
    if not moves:
        return NO_QUADS
    shift = np.array(moves)
    return _moved(np.repeat(quad[None], len(shift), axis=0), shift, shift)


def _profiles(scene: WorkingCopy, quads: Quads, offsets: NDArray[np.float64]) -> NDArray[np.float32]:
    """Edge along each side moved inwards by each offset: quads × 4 × samples × offsets."""
    start = quads[:, :, None, None]
    along = (np.roll(quads, -1, axis=1) - quads)[:, :, None, None]
    length = np.maximum(np.hypot(along[..., 0], along[..., 1]), 1e-6)[..., None]
    normal = np.concatenate([-along[..., 1:], along[..., :1]], axis=-1) / length
    share = ((np.arange(SAMPLES) + 0.5) / SAMPLES)[None, None, :, None, None]
    at = start + along * share + offsets[None, None, None, :, None] * normal
    sharp = edge_strength(scene, at, normal, offsets=(0.0,))
    return np.where(within(scene, at, 2.0), sharp, 0.0).astype(np.float32)


def _moved(quads: Quads, first: NDArray[np.float64], last: NDArray[np.float64]) -> Quads:
    """Quads whose sides were moved inwards by `first` at their start and `last` at their end.

    Those that fall apart are left as they were.
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
    sound = np.asarray(np.isfinite(points).all((1, 2)), bool)
    points = np.where(sound[:, None, None], points, quads)
    sound &= convex(points) & (areas(points) > 0.5 * areas(quads))
    return np.asarray(np.where(sound[:, None, None], points, quads), float)


def _homogeneous(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([points, np.ones((*points.shape[:-1], 1))], axis=-1)
