"""Fits the finder's score anew: python bench/fit_finder.py [--scenes N] [--shared DIR] [--write].

Generates scenes with known corners, measures quads of each (proposed ones, aligned ones, and
ones with a side on another edge), and fits the score so that the expected worth of the chosen
quad under a softmax over all quads of a photo is greatest. A second pass adds the quads that the
search with these weights looks at; then the logistic curve of the confidence is fitted. Real
photos with known corners count too where they are at hand; what weights without them come to is
printed as well. `--write` replaces `slidescan/vision/locate/finder.json`.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "samples"))
from camera import Display, edge_contrast, photograph, random_scene  # noqa: E402 - no package
from camera import Scene as Drawn  # noqa: E402
from decks import random_slide  # noqa: E402

from slidescan.geometry import Quad, jaccard  # noqa: E402
from slidescan.vision.locate.candidates import propose  # noqa: E402
from slidescan.vision.locate.measure import FEATURES, features  # noqa: E402
from slidescan.vision.locate.quads import Quads  # noqa: E402
from slidescan.vision.locate.scene import Scene  # noqa: E402
from slidescan.vision.locate.score import Model, agreement  # noqa: E402
from slidescan.vision.locate.search import aligned, alternatives, search  # noqa: E402
from slidescan.vision.photo import load  # noqa: E402

Array = NDArray[np.float64]
DISPLAYS: tuple[Display, ...] = ("projector", "canvas", "screen", "television")
VISIBLE = 6.0
"""Grey levels that a border must stand out by for its scene to teach anything."""

REAL_WEIGHT = 3.0
"""How much a real photo counts beside a generated one."""

UNITS = 16
"""Of the hidden layer."""

PER_PHOTO = 300
"""Quads of a photo that are learned from."""


class Job(NamedTuple):
    """A photo to measure: a generated scene by display and seed, or a real one."""

    kind: str
    display: Display = "none"
    seed: int = 0
    path: Path | None = None
    quad: list[list[float]] | None = None


class Measured(NamedTuple):
    """A photo's quads: what was measured of each, its Jaccard index, and what the search found."""

    kind: str
    features: Array
    jaccard: Array
    has_slide: bool
    best: int = -1
    agreement: float = 0.0


class Shot(NamedTuple):
    """A photo's working copy, BGR, and its slide's corners there; None where none is known."""

    kind: str
    seed: int
    pixels: NDArray[np.uint8]
    quad: Quad | None


def take(job: Job) -> Shot | None:
    """The photo of a job; None where its border can't be seen."""
    cv2.setNumThreads(1)
    if job.path is not None:
        pixels, corners = load(job.path).pixels, job.quad
    else:
        slide = random_slide(job.seed).pixels()
        drawn = random_scene(job.display, job.seed)
        scene = replace(drawn, width=drawn.width * 7 // 10, height=drawn.height * 7 // 10)
        seen, corners = photograph(slide, scene, job.seed)
        if corners is not None and not _tells(scene, edge_contrast(seen, corners)):
            return None
        pixels = np.ascontiguousarray(seen[:, :, ::-1])
    copy = Scene.of(pixels)
    quad = Quad.of(corners).scaled(copy.scale) if corners else None
    return Shot(job.kind, job.seed, copy.small, quad)


def _tells(scene: Drawn, contrast: float) -> bool:
    """Whether a scene shows where its slide ends, and so can teach it."""
    if scene.inset:
        return contrast > 3 * VISIBLE
    # A television's or a screen's frame tells where a black slide ends.
    return scene.display in ("television", "screen") or contrast > VISIBLE


def measured(shot: Shot, model: Model | None = None) -> Measured:
    """Measure a photo's quads, with those that the search looks at where there is a model."""
    cv2.setNumThreads(1)
    scene, truth = Scene(shot.pixels, 1.0), shot.quad
    quads = propose(scene)
    rng = np.random.default_rng(shot.seed)
    best, sure = -1, 0.0
    if model is None:
        worth = _jaccards(quads, truth, scene)
        some = [*np.argsort(-worth)[:5], *rng.integers(0, len(quads), 5)]
        more = aligned(scene, quads[some])
        others = [alternatives(scene, quad) for quad in more[[0, 1, 6]]]
        quads = np.concatenate([quads, more, *others])
        table = features(scene, quads)
    else:
        quads, table, scores = search(scene, quads, model)
        best, sure = int(scores.argmax()), agreement(quads, scores)
    found = _jaccards(quads, truth, scene)
    # The best, the winner, and some of the rest.
    order = np.argsort(-found)[: PER_PHOTO // 4]
    rest = np.setdiff1d(np.arange(len(quads)), order)
    if model is not None:
        leading = rest[np.argsort(-scores[rest])[: PER_PHOTO // 4]]
        order, rest = np.concatenate([order, leading]), np.setdiff1d(rest, leading)
    room = min(len(rest), PER_PHOTO - len(order))
    kept = np.concatenate([order, rng.choice(rest, room, replace=False)]).astype(int)
    place = int(np.nonzero(kept == best)[0][0]) if best >= 0 else -1
    return Measured(shot.kind, table[kept], found[kept], truth is not None, place, sure)


def _jaccards(quads: Quads, truth: Quad | None, scene: Scene) -> Array:
    if truth is None:
        return np.zeros(len(quads))
    # How far a slide goes on where the photo ends, nobody can tell.
    photo = Quad.rectangle(scene.width, scene.height)
    return np.array([jaccard(Quad.of(q), truth, photo) for q in quads])


def fit(photos: Sequence[Measured], steps: int = 2000, rate: float = 0.01) -> Model:
    """The mean of several networks, each fitted to a bootstrap sample (bagging; Breiman 1996).

    The mean of networks with one hidden layer is such a network, of all their units.
    """
    parts = [_fit(photos, steps, rate, seed) for seed in range(BAGS)]
    return Model(
        parts[0].mean,
        parts[0].spread,
        np.mean([p.linear for p in parts], axis=0),
        np.concatenate([p.hidden for p in parts], axis=1),
        np.concatenate([p.bias for p in parts]),
        np.concatenate([p.out for p in parts]) / BAGS,
        parts[0].calibration,
    )


BAGS = 4
DECAY = 5e-4


def _fit(photos: Sequence[Measured], steps: int, rate: float, seed: int) -> Model:
    """Weights that maximise the expected worth of the chosen quad (Adam; Kingma and Ba 2015)."""
    photos = [p for p in photos if p.has_slide and p.jaccard.max() > 0.8]
    every = np.vstack([p.features for p in photos])
    mean, spread = every.mean(0), every.std(0) + 1e-6
    scaled = [np.clip((p.features - mean) / spread, -6, 6) for p in photos]
    # Below one half a crop is worth nothing; near one, each hundredth counts.
    worth = [np.clip((p.jaccard - 0.5) * 2, 0, 1) ** 2 for p in photos]
    share = np.array([REAL_WEIGHT if p.kind.startswith("real") else 1.0 for p in photos])
    rng = np.random.default_rng(seed)
    bag = rng.poisson(1.0, len(photos)) + 0.05
    share = share * bag
    count = len(FEATURES)
    theta = [
        np.zeros(count),
        rng.normal(0, 0.3, (count, UNITS)),
        np.zeros(UNITS),
        rng.normal(0, 0.1, UNITS),
    ]
    first, second = [np.zeros_like(t) for t in theta], [np.zeros_like(t) for t in theta]
    for step in range(1, steps + 1):
        batch = rng.choice(len(photos), min(64, len(photos)), replace=False, p=share / share.sum())
        gradient = [-DECAY * t for t in theta]
        for i in batch:
            x, u = scaled[i], worth[i]
            hidden = np.tanh(x @ theta[1] + theta[2])
            score = x @ theta[0] + hidden @ theta[3]
            chance = np.exp(score - score.max())
            chance /= chance.sum()
            to_score = chance * (u - chance @ u) / len(batch)
            back = (to_score[:, None] * theta[3]) * (1 - hidden**2)
            for g, more in zip(
                gradient, (to_score @ x, x.T @ back, back.sum(0), to_score @ hidden), strict=True
            ):
                g += more
        pace = rate * min(1.0, 3 * (1 - step / steps))
        for k, g in enumerate(gradient):
            first[k] = 0.9 * first[k] + 0.1 * g
            second[k] = 0.999 * second[k] + 0.001 * g**2
            move = first[k] / (1 - 0.9**step)
            theta[k] = theta[k] + pace * move / (np.sqrt(second[k] / (1 - 0.999**step)) + 1e-8)
    return Model(mean, spread, theta[0], theta[1], theta[2], theta[3], np.array([1.0, 0.0, 0.0]))


def calibrate(photos: Sequence[Measured], model: Model) -> Model:
    """The model with the logistic curve from score and agreement to "Jaccard over 0.9"."""
    photos = [p for p in photos if p.best >= 0]
    score = [float(model.scores(p.features[[p.best]])[0]) for p in photos]
    right = np.array([p.jaccard[p.best] > 0.9 for p in photos], float)
    design = np.column_stack([score, [p.agreement for p in photos], np.ones(len(photos))])
    found = np.zeros(3)
    for _ in range(50):  # Newton's method
        chance = 1 / (1 + np.exp(-design @ found))
        slope = design.T @ (right - chance) - 1e-3 * found
        curve = (design.T * (chance * (1 - chance))) @ design + 1e-3 * np.eye(3)
        found = found + np.linalg.solve(curve, slope)
    return replace(model, calibration=found)


def report(photos: Sequence[Measured], model: Model | None = None) -> None:
    """Jaccard index of the chosen quads, before refinement, by kind."""
    for kind in sorted({p.kind for p in photos if p.has_slide}):
        own = [p for p in photos if p.kind == kind and p.has_slide]
        chosen = [
            float(p.jaccard[np.argmax(model.scores(p.features)) if model else p.best]) for p in own
        ]
        best = [float(p.jaccard.max()) for p in own]
        good = np.mean([j >= 0.9 for j in chosen])
        print(
            f"  {kind:<24} {len(own):>4}  Jaccard {np.mean(chosen):.3f} of {np.mean(best):.3f}"
            f"  share ≥ 0.9 {good:.2f}",
            flush=True,
        )


def jobs(scenes: int, shared: Path) -> list[Job]:
    """Generated scenes of every display, rooms and stages without an edge, and real photos."""
    made = [
        Job(f"made {display}", display, 1000 * (n + 1) + seed)
        for n, display in enumerate(DISPLAYS)
        for seed in range(scenes)
    ]
    made += [Job(d, d, 9000 + seed) for d in ("none", "stage") for seed in range(scenes // 3)]
    for truth in sorted(shared.glob("*/truth.json")):
        for photo in json.loads(truth.read_text("utf-8")):
            if photo["quad"] is not None:
                path = truth.parent / "site" / photo["image"]
                made.append(Job(f"real {truth.parent.name}", path=path, quad=photo["quad"]))
    return made


def train(
    shots: Sequence[Shot],
    first: Sequence[Measured],
    *,
    real: bool,
    pool: multiprocessing.pool.Pool,
) -> Model:
    """Two passes and the calibration; `real` photos are learned from or only looked at."""

    def learned(photos: Sequence[Measured]) -> list[Measured]:
        return [p for p in photos if real or not p.kind.startswith("real")]

    model = fit(learned(first))
    again = pool.starmap(measured, [(shot, model) for shot in shots], 4)
    model = fit(learned([*first, *again]))
    last = pool.starmap(measured, [(shot, model) for shot in shots], 4)
    report(last)
    return calibrate(learned(last), model)


def main() -> None:
    """Generate, measure, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=int, default=300, help="of each display")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    every = jobs(options.scenes, options.shared)
    with multiprocessing.get_context("spawn").Pool() as pool:
        shots = [shot for shot in pool.map(take, every, 4) if shot]
        first = pool.map(measured, shots, 4)
        print("fitted to generated scenes alone:")
        train(shots, first, real=False, pool=pool)
        print("fitted to all:")
        model = train(shots, first, real=True, pool=pool)
    if options.write:
        save(model)


def save(model: Model) -> None:
    """Write the model to where the finder reads it."""
    data: dict[str, object] = {"features": list(FEATURES)}
    for name in ("mean", "spread", "linear", "hidden", "bias", "out", "calibration"):
        data[name] = np.round(getattr(model, name), 4).tolist()
    path = ROOT / "slidescan" / "vision" / "locate" / "finder.json"
    path.write_text(json.dumps(data) + "\n", "utf-8")


if __name__ == "__main__":
    main()
