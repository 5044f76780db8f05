"""Trains the finder's networks: python bench/fit_finder.py [--scenes N] [--shared DIR] [--write].

Generates scenes with known corners, takes the features of quads in each (proposed ones, aligned
ones, and ones with a side on another edge), and fits the score: it maximises the expected worth
of the chosen quad under a softmax over all quads of a photo. A second pass adds the quads that
the search visits with these weights. Then the network for the confidence is fitted. Real photos
with known corners take part if they are there; the result without them is printed as well.
`--write` replaces the finder's `finder.json`.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import multiprocessing.pool
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count, islice
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
from hall_photos import hall_photos  # noqa: E402
from halls import KINDS, photograph_hall  # noqa: E402

from slidescan.core.geometry import Quad, jaccard  # noqa: E402
from slidescan.imaging.corners.candidates import propose  # noqa: E402
from slidescan.imaging.corners.features import FEATURES, features  # noqa: E402
from slidescan.imaging.corners.quads import Quads  # noqa: E402
from slidescan.imaging.corners.scorer import MAX_DEVIATIONS, Model, Net, score_lead  # noqa: E402
from slidescan.imaging.corners.search import align, alternatives, search  # noqa: E402
from slidescan.imaging.corners.working_copy import WORKING_SIDE, WorkingCopy  # noqa: E402

Array = NDArray[np.float64]
MODEL_FILE = ROOT / "slidescan" / "imaging" / "corners" / "finder.json"
DISPLAYS: tuple[Display, ...] = ("projector", "canvas", "screen", "television")
MIN_EDGE_LEVELS = 6.0
"""Grey levels by which a border must stand out for its scene to be learned from."""

GOOD_JACCARD = 0.9
"""The confidence is the chance that the best quad's Jaccard index exceeds this."""

MIN_BEST_JACCARD = 0.8
"""Photos whose best quad is worse teach the score nothing."""

HALL_SCALE = 0.5
"""Halls are photographed at this share of 1600 × 1200 pixels."""

FOLDS = 4
"""Real photos are left out by event, in this many groups."""

REAL_WEIGHT = 10.0
"""Weight of a real photo; a generated one has 1."""

QUADS_PER_PHOTO = 300
"""Most quads of a photo that are learned from."""

BAGS = 4
"""Networks of which the mean is taken."""

SCORE_UNITS, SCORE_STEPS, SCORE_DECAY = 32, 3000, 2e-4
"""Hidden units, training steps and weight decay of the score's network."""

CONFIDENCE_UNITS, CONFIDENCE_STEPS, CONFIDENCE_DECAY = 10, 800, 4e-3
"""The same for the confidence."""

LEARNING_RATE = 0.01
BATCH_PHOTOS = 64

FIRST_INSET_SEED, FIRST_HALL_SEED = 3_000_000, 8_000_000


class Job(NamedTuple):
    """A generated scene to measure, of a display or of a kind of hall."""

    kind: str
    display: Display = "none"
    seed: int = 0
    hall: str = ""


class Measured(NamedTuple):
    """The quads of a photo.

    Attributes:
        kind: Where the photo comes from.
        features: Quads × features.
        jaccard: Jaccard index of each quad with the true corners.
        has_slide: Whether the photo shows a slide.
        best: Row of the quad that the search chose; -1 before the first search.
        score_lead: How far that quad's score leads.
    """

    kind: str
    features: Array
    jaccard: Array
    has_slide: bool
    best: int = -1
    score_lead: float = 0.0


class Shot(NamedTuple):
    """A photo's working copy, BGR, and the slide's corners in it; None if there is no slide."""

    kind: str
    seed: int
    pixels: NDArray[np.uint8]
    quad: Quad | None


def take(job: Job) -> Shot | None:
    """Photographs the scene of a job; None if the slide's border is hardly visible."""
    cv2.setNumThreads(1)
    slide = random_slide(job.seed).pixels()
    if job.hall:
        seen, corners = photograph_hall(slide, job.hall, job.seed, HALL_SCALE)
        return _shot(job.kind, job.seed, np.ascontiguousarray(seen[:, :, ::-1]), corners)
    drawn = random_scene(job.display, job.seed)
    scene = replace(drawn, width=drawn.width * 7 // 10, height=drawn.height * 7 // 10)
    seen, edges = photograph(slide, scene, job.seed)
    if edges is not None and not _is_border_visible(scene, edge_contrast(seen, edges)):
        return None
    return _shot(job.kind, job.seed, np.ascontiguousarray(seen[:, :, ::-1]), edges)


def _shot(
    kind: str, seed: int, pixels: NDArray[np.uint8], corners: Sequence[Sequence[float]] | None
) -> Shot:
    copy = WorkingCopy.of(pixels)
    quad = Quad.of(corners).scaled(copy.scale) if corners is not None else None
    return Shot(kind, seed, copy.small, quad)


def real_shots(shared: Path, mirror: Path | None, events: Sequence[str]) -> list[Shot]:
    """Real photos with known corners; of the events that are named, or of all."""
    return [
        _shot(f"real {photo.event}", 1_000_000 + number, photo.pixels, photo.corners.tolist())
        for number, photo in enumerate(hall_photos(shared, mirror, WORKING_SIDE))
        if photo.corners is not None and (not events or photo.event in events)
    ]


def _is_border_visible(scene: Drawn, contrast: float) -> bool:
    """Whether a scene shows where its slide ends."""
    if scene.inset:
        return contrast > 3 * MIN_EDGE_LEVELS
    # The frame of a television or a screen shows where a black slide ends.
    return scene.display in ("television", "screen") or contrast > MIN_EDGE_LEVELS


def measure(shot: Shot, score: Net | None = None) -> Measured:
    """Measures a photo's quads; with a score, those that the search visits."""
    cv2.setNumThreads(1)
    scene, truth = WorkingCopy(shot.pixels, 1.0), shot.quad
    quads = propose(scene)
    rng = np.random.default_rng(shot.seed)
    best, lead = -1, 0.0
    if score is None:
        worth = _jaccards(quads, truth, scene)
        some = [*np.argsort(-worth)[:5], *rng.integers(0, len(quads), 5)]
        more = align(scene, quads[some])
        others = [alternatives(scene, quad) for quad in more[[0, 1, 6]]]
        quads = np.concatenate([quads, more, *others])
        table = features(scene, quads)
    else:
        quads, table, scores = search(scene, quads, score)
        best, lead = int(scores.argmax()), score_lead(quads, scores)
    jaccards = _jaccards(quads, truth, scene)
    # The best, the winner, and some of the rest.
    order = np.argsort(-jaccards)[: QUADS_PER_PHOTO // 4]
    rest = np.setdiff1d(np.arange(len(quads)), order)
    if score is not None:
        leading = rest[np.argsort(-scores[rest])[: QUADS_PER_PHOTO // 4]]
        order, rest = np.concatenate([order, leading]), np.setdiff1d(rest, leading)
    room = min(len(rest), QUADS_PER_PHOTO - len(order))
    chosen = np.concatenate([order, rng.choice(rest, room, replace=False)]).astype(int)
    position = int(np.nonzero(chosen == best)[0][0]) if best >= 0 else -1
    return Measured(shot.kind, table[chosen], jaccards[chosen], truth is not None, position, lead)


def _jaccards(quads: Quads, truth: Quad | None, scene: WorkingCopy) -> Array:
    if truth is None:
        return np.zeros(len(quads))
    # Only the part in the photo counts: the true corners outside are unknown.
    photo = Quad.rectangle(scene.width, scene.height)
    return np.array([jaccard(Quad.of(q), truth, photo) for q in quads])


def fit(photos: Sequence[Measured]) -> Net:
    """Fits the score: the mean of networks that were each fitted to a bootstrap sample.

    The mean of networks with one hidden layer is again such a network, with all their units
    (bagging; Breiman 1996).
    """
    return mean_of([_fit(photos, seed) for seed in range(BAGS)])


def mean_of(parts: Sequence[Net]) -> Net:
    """The network whose output is the mean of the outputs of others."""
    return Net(
        parts[0].mean,
        parts[0].spread,
        np.mean([p.linear for p in parts], axis=0),
        np.concatenate([p.hidden for p in parts], axis=1),
        np.concatenate([p.bias for p in parts]),
        np.concatenate([p.out for p in parts]) / len(parts),
        float(np.mean([p.offset for p in parts])),
    )


def _fit(photos: Sequence[Measured], seed: int) -> Net:
    """Fits weights that maximise the expected worth of the chosen quad."""
    photos = [p for p in photos if p.has_slide and p.jaccard.max() > MIN_BEST_JACCARD]
    every = np.vstack([p.features for p in photos])
    mean, spread = every.mean(0), every.std(0) + 1e-6
    inputs = len(FEATURES)
    scaled = np.zeros((len(photos), QUADS_PER_PHOTO, inputs), np.float32)
    # A crop with less than one half is worth nothing; near one, each hundredth counts.
    worth = np.full((len(photos), QUADS_PER_PHOTO), -1.0, np.float32)
    for row, photo in enumerate(photos):
        count = len(photo.jaccard)
        deviation = (photo.features - mean) / spread
        scaled[row, :count] = np.clip(deviation, -MAX_DEVIATIONS, MAX_DEVIATIONS)
        worth[row, :count] = np.clip((photo.jaccard - 0.5) * 2, 0, 1) ** 2
    share = np.array([REAL_WEIGHT if p.kind.startswith("real") else 1.0 for p in photos])
    rng = np.random.default_rng(seed)
    share = share * (rng.poisson(1.0, len(photos)) + 0.05)
    theta = [
        np.zeros(inputs),
        rng.normal(0, 0.3, (inputs, SCORE_UNITS)),
        np.zeros(SCORE_UNITS),
        rng.normal(0, 0.1, SCORE_UNITS),
    ]
    adam = Adam(theta, SCORE_STEPS)
    for _ in range(SCORE_STEPS):
        batch = rng.choice(
            len(photos), min(BATCH_PHOTOS, len(photos)), replace=False, p=share / share.sum()
        )
        x, u = scaled[batch], worth[batch]
        hidden = np.tanh(x @ theta[1] + theta[2])
        score = np.where(u < 0, -np.inf, x @ theta[0] + hidden @ theta[3])
        chance = np.exp(score - score.max(axis=1, keepdims=True))
        chance /= chance.sum(axis=1, keepdims=True)
        expected = (chance * np.maximum(u, 0)).sum(axis=1, keepdims=True)
        to_score = chance * (u - expected) / len(batch)
        back = to_score[..., None] * theta[3] * (1 - hidden**2)
        flat = x.reshape(-1, inputs)
        gradient = [
            to_score.ravel() @ flat,
            flat.T @ back.reshape(-1, SCORE_UNITS),
            back.sum((0, 1)),
            to_score.ravel() @ hidden.reshape(-1, SCORE_UNITS),
        ]
        adam.climb([g - SCORE_DECAY * t for g, t in zip(gradient, theta, strict=True)])
    linear, hidden_, bias, out = theta
    return Net(mean, spread, linear, hidden_, bias, out)


class Adam:
    """Follows gradients uphill and changes the weights in place (Kingma and Ba 2015)."""

    def __init__(self, theta: list[Array], steps: int) -> None:
        self.theta, self.steps, self.step = theta, steps, 0
        self.first = [np.zeros_like(t) for t in theta]
        self.second = [np.zeros_like(t) for t in theta]

    def climb(self, gradient: Sequence[Array]) -> None:
        """Makes one step; steps become smaller towards the end."""
        self.step += 1
        pace = LEARNING_RATE * min(1.0, 3 * (1 - self.step / self.steps))
        for k, g in enumerate(gradient):
            self.first[k] = 0.9 * self.first[k] + 0.1 * g
            self.second[k] = 0.999 * self.second[k] + 0.001 * g**2
            move = self.first[k] / (1 - 0.9**self.step)
            scale = np.sqrt(self.second[k] / (1 - 0.999**self.step)) + 1e-8
            self.theta[k] += pace * move / scale


def calibrate(photos: Sequence[Measured], score: Net) -> Net:
    """Fits the network that estimates how likely the best quad is good."""
    photos = [p for p in photos if p.best >= 0]
    best = np.array([p.features[p.best] for p in photos])
    inputs = np.column_stack([best, score(best), [p.score_lead for p in photos]])
    right = np.array([p.jaccard[p.best] > GOOD_JACCARD for p in photos], float)
    return mean_of([_calibrate(inputs, right, seed) for seed in range(BAGS)])


def _calibrate(inputs: Array, right: Array, seed: int) -> Net:
    """Fits weights that maximise the likelihood of the outcomes `right`, each 0 or 1."""
    rng = np.random.default_rng(seed)
    mean, spread = inputs.mean(0), inputs.std(0) + 1e-6
    x = np.clip((inputs - mean) / spread, -MAX_DEVIATIONS, MAX_DEVIATIONS)
    weight = rng.poisson(1.0, len(x)) + 0.05
    weight /= weight.sum()
    count = inputs.shape[1]
    theta = [
        np.zeros(count),
        rng.normal(0, 0.2, (count, CONFIDENCE_UNITS)),
        np.zeros(CONFIDENCE_UNITS),
        rng.normal(0, 0.1, CONFIDENCE_UNITS),
        np.zeros(1),
    ]
    adam = Adam(theta, CONFIDENCE_STEPS)
    for _ in range(CONFIDENCE_STEPS):
        hidden = np.tanh(x @ theta[1] + theta[2])
        chance = 1 / (1 + np.exp(-(x @ theta[0] + hidden @ theta[3] + theta[4])))
        error = (right - chance) * weight
        back = (error[:, None] * theta[3]) * (1 - hidden**2)
        decay = [-CONFIDENCE_DECAY * t for t in theta[:4]]
        gradient = (error @ x, x.T @ back, back.sum(0), error @ hidden, error.sum(keepdims=True))
        adam.climb([g + d for g, d in zip(gradient, [*decay, np.zeros(1)], strict=True)])
    linear, hidden_, bias, out, offset = theta
    return Net(mean, spread, linear, hidden_, bias, out, float(offset[0]))


def report(photos: Sequence[Measured], score: Net | None = None) -> None:
    """Prints the Jaccard index of the chosen quads before refinement, by kind."""
    for kind in sorted({p.kind for p in photos if p.has_slide}):
        group = [p for p in photos if p.kind == kind and p.has_slide]
        chosen = [
            float(p.jaccard[np.argmax(score(p.features)) if score else p.best]) for p in group
        ]
        best = [float(p.jaccard.max()) for p in group]
        good = np.mean([j >= GOOD_JACCARD for j in chosen])
        print(
            f"  {kind:<24} {len(group):>4}  Jaccard {np.mean(chosen):.3f} of {np.mean(best):.3f}"
            f"  share ≥ {GOOD_JACCARD} {good:.2f}",
            flush=True,
        )


def jobs(scenes: int) -> list[Job]:
    """Lists scenes of every display, rooms and stages without an edge, and halls of every kind."""
    made = [
        Job(f"made {display}", display, 1000 * (n + 1) + seed)
        for n, display in enumerate(DISPLAYS)
        for seed in range(scenes)
    ]
    made += [Job(d, d, 9000 + seed) for d in ("none", "stage") for seed in range(scenes // 3)]
    made += islice(_insets(), scenes // 7)
    made += [
        Job(f"hall {kind}", seed=FIRST_HALL_SEED + 13 * seed + n, hall=kind)
        for n, kind in enumerate(KINDS)
        for seed in range(scenes // 8)
    ]
    return made


def _insets() -> Iterator[Job]:
    """Slides set into pictures of the stage, which are too rare among the other scenes."""
    for seed in count(FIRST_INSET_SEED):
        for display in ("projector", "screen"):
            if random_scene(display, seed).inset:
                yield Job("made inset", display, seed)


def train(shots: Sequence[Shot], pool: multiprocessing.pool.Pool) -> Model:
    """Fits the model in two passes."""
    first = pool.map(measure, shots, 4)
    score = fit(first)
    again = pool.starmap(measure, [(shot, score) for shot in shots], 4)
    score = fit([*first, *again])
    last = pool.starmap(measure, [(shot, score) for shot in shots], 4)
    report(last)
    return Model(score, calibrate(last, score))


def leave_out(made: Sequence[Shot], real: Sequence[Shot], pool: multiprocessing.pool.Pool) -> None:
    """Prints how real photos are found by models that saw no photo of their events."""
    events = sorted({shot.kind for shot in real})
    for fold in range(FOLDS):
        group = set(events[fold::FOLDS])
        kept = [shot for shot in real if shot.kind not in group]
        first = pool.map(measure, [*made, *kept], 4)
        score = fit(first)
        left = [shot for shot in real if shot.kind in group]
        print(f"without {', '.join(sorted(group))}:")
        report(pool.starmap(measure, [(shot, score) for shot in left], 4))


def main() -> None:
    """Generates, measures, fits and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=int, default=200, help="of each display")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--mirror", type=Path, help="clones of the repositories in halls.json")
    parser.add_argument("--event", action="append", default=[], help="use these real photos only")
    parser.add_argument("--leave-out", action="store_true", help="measure on events left out")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    real = real_shots(options.shared, options.mirror, options.event)
    with multiprocessing.get_context("spawn").Pool() as pool:
        made = [shot for shot in pool.map(take, jobs(options.scenes), 4) if shot]
        if options.leave_out:
            leave_out(made, real, pool)
        model = train([*made, *real], pool)
    if options.write:
        save(model)


def save(model: Model) -> None:
    """Writes the model into the package."""
    MODEL_FILE.write_text(json.dumps(model.to_json()) + "\n", "utf-8")


if __name__ == "__main__":
    main()
