"""Adjusts the finder's confidence: python bench/fit_confidence.py --mirror DIR [--write].

The confidence that `fit_finder.py` fits has mostly seen generated rooms; in real ones it refuses
small slides. Real photos of events that the score has not seen (`later` in `samples/halls.json`)
and of the sets beside the project correct it. Measure them with a slide map that was trained
without their events (`bench/train_slide_map.py --without`). The correction is a logistic regression
on the features, penalised for leaving the confidence that is there, and solved by Newton's method.
Prints what each group of events gains when it is left out. `--write` changes `finder.json`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "samples"))
from hall_photos import HallPhoto, hall_photos, later_photos  # noqa: E402 - no package

from slidescan.core.geometry import Quad, jaccard  # noqa: E402
from slidescan.imaging.corners.candidates import propose  # noqa: E402
from slidescan.imaging.corners.finder import MIN_QUAD_CONFIDENCE  # noqa: E402
from slidescan.imaging.corners.scorer import (  # noqa: E402
    MAX_DEVIATIONS,
    Model,
    Net,
    default_model,
    score_lead,
)
from slidescan.imaging.corners.search import search  # noqa: E402
from slidescan.imaging.corners.working_copy import WorkingCopy  # noqa: E402

Array = NDArray[np.float64]
MODEL_FILE = ROOT / "slidescan" / "imaging" / "corners" / "finder.json"

PHOTO_SIDE = 1600
"""Photos are measured at this size at most, pixels."""

GOOD_JACCARD = 0.9
"""The confidence is the chance that the best quad's Jaccard index exceeds this."""

WEIGHT_PENALTY, SCALE_PENALTY = 0.06, 0.04
"""Penalties for changing the weights of the features, and the weight of the confidence so far."""

KNOWN_WEIGHT, EMPTY_WEIGHT = 0.3, 0.5
"""The weight of a photo whose event the slide map has seen, and of one without a slide."""

FOLDS, NEWTON_STEPS, MAX_LOGIT_STEP = 6, 60, 3.0


class Measured(NamedTuple):
    """The best quad of a photo.

    Attributes:
        event: Where the photo comes from; empty if the slide map has seen it.
        inputs: What the confidence depends on.
        is_right: Whether the quad is the slide's.
        has_slide: Whether the photo shows a slide.
    """

    event: str
    inputs: Array
    is_right: bool
    has_slide: bool


def measured(photos: Iterator[HallPhoto], model: Model, *, is_seen: bool) -> Iterator[Measured]:
    """Finds the best quad of each photo."""
    for event, pixels, corners in photos:
        copy = WorkingCopy.of(pixels)
        quads, table, scores = search(copy, propose(copy), model.score)
        best = int(scores.argmax())
        inputs = model.confidence_inputs(table[best], score_lead(quads, scores))
        is_right = False
        if corners is not None:
            truth = Quad.of(corners.tolist()).scaled(copy.scale)
            photo = Quad.rectangle(copy.width, copy.height)
            is_right = jaccard(Quad.of(quads[best]), truth, photo) >= GOOD_JACCARD
        yield Measured("" if is_seen else event, inputs, is_right, corners is not None)


def adjusted(net: Net, photos: list[Measured]) -> Net:
    """The network of the confidence, corrected by a linear part."""
    deviations = _deviations(net, photos)
    logits = net(np.array([p.inputs for p in photos]))
    columns = np.column_stack([deviations, logits, np.ones(len(photos))])
    count = deviations.shape[1]
    prior = np.zeros(count + 2)
    prior[count] = 1.0
    penalty = np.array([WEIGHT_PENALTY] * count + [SCALE_PENALTY, 1e-6])
    weight = np.array([_weight(p) for p in photos])
    weight /= weight.sum()
    right = np.array([p.is_right for p in photos], float)
    theta = prior.copy()
    for _ in range(NEWTON_STEPS):
        chance = 1 / (1 + np.exp(-columns @ theta))
        gradient = columns.T @ (weight * (chance - right)) + penalty * (theta - prior)
        curvature = (columns * (weight * chance * (1 - chance))[:, None]).T @ columns
        step = np.linalg.solve(curvature + np.diag(penalty), gradient)
        theta -= step * min(1.0, MAX_LOGIT_STEP / float(np.abs(columns @ step).max()))
    scale = float(theta[count])
    return replace(
        net,
        linear=scale * net.linear + theta[:count],
        out=scale * net.out,
        offset=scale * net.offset + float(theta[count + 1]),
    )


def _deviations(net: Net, photos: list[Measured]) -> Array:
    inputs = np.array([p.inputs for p in photos])
    clipped: Array = np.clip((inputs - net.mean) / net.spread, -MAX_DEVIATIONS, MAX_DEVIATIONS)
    return clipped


def _weight(photo: Measured) -> float:
    if not photo.event:
        return KNOWN_WEIGHT
    return 1.0 if photo.has_slide else EMPTY_WEIGHT


def chances(net: Net, photos: list[Measured]) -> Array:
    """The confidence in each photo's best quad."""
    result: Array = 1 / (1 + np.exp(-net(np.array([p.inputs for p in photos]))))
    return result


def report(title: str, chance: Array, photos: list[Measured]) -> None:
    """Prints how often quads are accepted, and the mean log loss."""
    right = np.array([p.is_right for p in photos])
    slide = np.array([p.has_slide for p in photos])
    accepted = chance >= MIN_QUAD_CONFIDENCE
    loss = -np.log(np.clip(np.where(right, chance, 1 - chance), 1e-4, 1))
    print(
        f"{title}: accepted {(accepted & right).sum()} of {right.sum()} right quads, "
        f"{(accepted & slide & ~right).sum()} of {(slide & ~right).sum()} wrong ones, "
        f"{(accepted & ~slide).sum()} of {(~slide).sum()} without a slide; log loss "
        f"{loss[slide].mean():.3f} with a slide, {loss[~slide].mean():.3f} without"
    )


def main() -> None:
    """Measures, fits and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--mirror", type=Path, required=True, help="clones of the repositories")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    model = default_model()
    net = model.confidence_net
    later = list(measured(later_photos(options.mirror, PHOTO_SIDE), model, is_seen=False))
    seen = list(measured(hall_photos(options.shared, None, PHOTO_SIDE), model, is_seen=True))
    report("as it is", chances(net, later), later)
    events = sorted({p.event for p in later})
    left_out = np.zeros(len(later))
    for fold in range(FOLDS):
        group = set(events[fold::FOLDS])
        part = adjusted(net, [p for p in later if p.event not in group] + seen)
        rows = [i for i, p in enumerate(later) if p.event in group]
        left_out[rows] = chances(part, [later[i] for i in rows])
    report("events left out", left_out, later)
    final = adjusted(net, later + seen)
    report("fitted", chances(final, later), later)
    if options.write:
        model = replace(model, confidence_net=final)
        MODEL_FILE.write_text(json.dumps(model.to_json()) + "\n", "utf-8")


if __name__ == "__main__":
    main()
