"""Fits the finder's weights anew: python bench/fit_finder.py [--scenes N] [--shared DIR].

Generates scenes with known corners, measures every proposed quad, and fits the weights of
`slidescan.vision.locate.score` so that the expected Jaccard index under a softmax over all
quads of a photo is greatest; then the logistic curve of the confidence. Real photos with known
corners count too where they are at hand. Prints what to put into the module, and what it is
worth. Takes some minutes.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "samples"))
from camera import Display, photograph, random_scene  # noqa: E402 - the samples are no package
from decks import random_slide  # noqa: E402

from slidescan.geometry import Quad, jaccard  # noqa: E402
from slidescan.vision.locate.candidates import propose  # noqa: E402
from slidescan.vision.locate.scene import Scene  # noqa: E402
from slidescan.vision.locate.score import FEATURES, features  # noqa: E402
from slidescan.vision.photo import load  # noqa: E402

Array = NDArray[np.float64]
DISPLAYS: tuple[Display, ...] = ("projector", "screen", "television")
REAL_WEIGHT = 3.0
"""How much a real photo counts beside a generated one."""


class Measured(NamedTuple):
    """A photo's quads: what was measured of each, and its Jaccard index."""

    kind: str
    features: Array
    jaccard: Array
    has_slide: bool


def generated(job: tuple[Display, int]) -> Measured:
    """Measure the quads of a generated scene."""
    display, seed = job
    cv2.setNumThreads(1)
    photo, quad = photograph(random_slide(seed).pixels(), random_scene(display, seed), seed)
    return measured(display, np.ascontiguousarray(photo[:, :, ::-1]), quad)


def real(job: tuple[str, Path, list[list[float]] | None]) -> Measured:
    """Measure the quads of a real photo."""
    kind, path, quad = job
    cv2.setNumThreads(1)
    return measured(kind, load(path).pixels, quad)


def measured(
    kind: str, pixels: NDArray[np.uint8], quad: Sequence[Sequence[float]] | None
) -> Measured:
    scene = Scene.of(pixels)
    quads = propose(scene)
    found = np.zeros(len(quads))
    if quad is not None:
        truth = Quad.of(quad).scaled(scene.scale)
        found = np.array([jaccard(Quad.of(q), truth) for q in quads])
    return Measured(kind, features(scene, quads), found, quad is not None)


def fit(photos: Sequence[Measured], steps: int = 700, rate: float = 0.05) -> Array:
    """Weights that maximise the expected worth of the chosen quad (Adam; Kingma and Ba 2015)."""
    photos = [p for p in photos if p.has_slide]
    every = np.vstack([p.features for p in photos])
    mean, spread = every.mean(0), every.std(0) + 1e-6
    scaled = [(p.features - mean) / spread for p in photos]
    # Below one half a crop is worth nothing; near one, each hundredth counts.
    worth = [np.clip((p.jaccard - 0.5) * 2, 0, 1) ** 2 for p in photos]
    share = [REAL_WEIGHT if p.kind.startswith("real") else 1.0 for p in photos]
    weights = np.zeros(every.shape[1])
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, steps + 1):
        gradient = -0.01 * weights
        for x, u, s in zip(scaled, worth, share, strict=True):
            score = x @ weights
            chance = np.exp(score - score.max())
            chance /= chance.sum()
            gradient += s / sum(share) * ((chance * (u - chance @ u)) @ x)
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        move = (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
        weights = weights + rate * move
    result: Array = weights / spread
    return result


def calibrate(photos: Sequence[Measured], weights: Array) -> tuple[float, float]:
    """Slope and offset of the logistic curve from the best score to "Jaccard over 0.88"."""
    best = [int(np.argmax(p.features @ weights)) for p in photos]
    score = np.array([float((p.features @ weights)[i]) for p, i in zip(photos, best, strict=True)])
    right = np.array([p.jaccard[i] > 0.88 for p, i in zip(photos, best, strict=True)], float)
    design = np.column_stack([score, np.ones_like(score)])
    found = np.zeros(2)
    for _ in range(50):  # Newton's method
        chance = 1 / (1 + np.exp(-design @ found))
        slope = design.T @ (right - chance) - 1e-3 * found
        curve = (design.T * (chance * (1 - chance))) @ design + 1e-3 * np.eye(2)
        found = found + np.linalg.solve(curve, slope)
    return float(found[0]), float(found[1])


def report(photos: Sequence[Measured], weights: Array) -> None:
    """Jaccard index of the chosen quads, by kind."""
    for kind in sorted({p.kind for p in photos if p.has_slide}):
        own = [p for p in photos if p.kind == kind and p.has_slide]
        chosen = [float(p.jaccard[np.argmax(p.features @ weights)]) for p in own]
        best = [float(p.jaccard.max()) for p in own]
        good = np.mean([j >= 0.9 for j in chosen])
        print(
            f"{kind:<24} {len(own):>4}  Jaccard {np.mean(chosen):.3f} of {np.mean(best):.3f}"
            f"  share ≥ 0.9 {good:.2f}"
        )


def main() -> None:
    """Generate, measure, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=int, default=80, help="of each display")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    options = parser.parse_args()
    seeds = range(1000, 1000 + options.scenes)
    scenes: list[tuple[Display, int]] = [(d, s) for d in DISPLAYS for s in seeds]
    scenes += [("none", s) for s in range(1000, 1000 + options.scenes // 2)]
    known = []
    for truth in sorted(options.shared.glob("*/truth.json")):
        for photo in json.loads(truth.read_text("utf-8")):
            path = truth.parent / "site" / photo["image"]
            known.append((f"real {truth.parent.name}", path, photo["quad"]))
    with multiprocessing.get_context("spawn").Pool() as pool:
        made = pool.map(generated, scenes, 4)
        seen = pool.map(real, known, 2)
    print("fitted to every other generated scene alone; what the rest and real photos come to:")
    report([*made[1::2], *seen], fit(made[::2]))
    weights = fit([*made, *seen])
    print("fitted to all:")
    report([*made, *seen], weights)
    slope, offset = calibrate([*made, *seen], weights)
    for name, weight in zip(FEATURES, weights, strict=True):
        print(f"  {name:<16} {weight:8.3f}")
    print("WEIGHTS =", [round(float(w), 3) for w in weights])
    print(f"SLOPE, OFFSET = {slope:.4f}, {offset:.3f}")


if __name__ == "__main__":
    main()
