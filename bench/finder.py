"""How well slides are found: python bench/finder.py [--scenes N] [--pictures DIR] [--shared DIR].

Generates scenes that the finder was not fitted to, finds their slides, and prints the Jaccard
index by display, theme, angle and trouble, as the tables of docs/finding.md; then whether a
confidence holds what it says, and the cost. Where a slide goes on beyond the photo, only what
the photo shows of it counts. `--pictures` writes the worst cases, true corners green, found
ones red, as one sheet. With real photos of known corners at hand, those are measured as well.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "samples"))
from camera import Display, edge_contrast, photograph, random_scene  # noqa: E402 - no package
from camera import Scene as Drawn  # noqa: E402
from decks import random_slide  # noqa: E402

from slidescan.core.geometry import Quad, jaccard  # noqa: E402
from slidescan.imaging.corners.finder import find_corners  # noqa: E402
from slidescan.imaging.decode import load  # noqa: E402

DISPLAYS: tuple[Display, ...] = ("projector", "canvas", "screen", "television")
FIRST_SEED = 500_000
"""Seeds from here on are never fitted to."""

VISIBLE = 12.0
"""Grey levels by which every side must stand out for a border to be visible."""


class Found(NamedTuple):
    """One photo: what it shows, and how well its slide was found."""

    scene: Drawn
    seed: int
    dark: bool
    contrast: float
    area: float
    cut: bool
    jaccard: float
    confidence: float
    seconds: float


def look(job: tuple[Display, int]) -> Found:
    """Photograph a scene and find its slide."""
    display, seed = job
    cv2.setNumThreads(1)
    slide = random_slide(seed)
    scene = random_scene(display, seed)
    seen, corners = photograph(slide.pixels(), scene, seed)
    pixels = np.ascontiguousarray(seen[:, :, ::-1])
    started = time.process_time()
    found = find_corners(pixels)
    seconds = time.process_time() - started
    dark = sum(slide.theme.ground) < 380
    if corners is None:
        result = 0.0 if found.quad is not None else 1.0
        return Found(scene, seed, dark, 0.0, 0.0, False, result, found.confidence, seconds)
    truth = Quad.of(corners)
    width, height = scene.width, scene.height
    frame = Quad.rectangle(width, height)
    result = jaccard(found.quad, truth, frame) if found.quad else 0.0
    return Found(
        scene,
        seed,
        dark,
        edge_contrast(seen, corners),
        truth.area / (width * height),
        any(not (0 <= x < width and 0 <= y < height) for x, y in corners),
        result,
        found.confidence,
        seconds,
    )


WORST = 8


def sheet(worst: Sequence[Found], target: Path) -> None:
    """Small copies of photos with true (green) and found (red) corners."""
    tiles = []
    for number, found in enumerate(worst):
        slide = random_slide(found.seed).pixels()
        seen, corners = photograph(slide, found.scene, found.seed)
        pixels = np.ascontiguousarray(seen[:, :, ::-1])
        scale = min(480 / pixels.shape[1], 360 / pixels.shape[0])
        small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        small = cv2.convertScaleAbs(small, alpha=1.4)
        quad = find_corners(pixels).quad
        for shape, color in ((Quad.of(corners or ()), (80, 220, 80)), (quad, (60, 60, 255))):
            if shape is not None:
                points = np.rint(np.array(shape.scaled(scale).corners)).astype(np.int32)
                cv2.polylines(small, [points], True, color, 2, cv2.LINE_AA)
        label = f"{chr(97 + number)}  {found.jaccard:.2f}"
        cv2.putText(small, label, (8, 26), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (255, 255, 255), 2)
        tile = np.zeros((360, 480, 3), np.uint8)
        tile[: small.shape[0], : small.shape[1]] = small
        tiles.append(tile)
    rows = [np.hstack(tiles[k : k + 4]) for k in range(0, len(tiles), 4)]
    cv2.imwrite(str(target), np.vstack(rows), [cv2.IMWRITE_JPEG_QUALITY, 80])


GROUPS: dict[str, Callable[[Found], bool]] = {
    "projector on a wall": lambda f: f.scene.display == "projector" and not f.scene.inset,
    "projector on a larger canvas": lambda f: f.scene.display == "canvas",
    "screen in a black frame": lambda f: f.scene.display == "screen" and not f.scene.inset,
    "television": lambda f: f.scene.display == "television",
    "set into a picture of the stage": lambda f: f.scene.inset is not None,
    "light theme": lambda f: not f.dark,
    "dark theme": lambda f: f.dark,
    "dark room": lambda f: f.scene.room < 0.15,
    "bright room": lambda f: f.scene.room >= 0.15,
    "camera at less than 15°": lambda f: abs(f.scene.yaw) < 15,
    "camera at 15° to 35°": lambda f: 15 <= abs(f.scene.yaw) < 35,
    "camera at 35° to 60°": lambda f: abs(f.scene.yaw) >= 35,
    "less than a tenth of the photo": lambda f: f.area < 0.1,
    "cut off by the photo": lambda f: f.cut,
    "heads or a speaker before it": lambda f: f.scene.heads > 0 or f.scene.speaker,
    "a second screen": lambda f: f.scene.beside > 0,
    "moiré or rainbow bands": lambda f: f.scene.moire > 0 or f.scene.rainbow > 0,
    "bowed by the lens": lambda f: abs(f.scene.barrel) > 0.004,
    "portrait": lambda f: f.scene.height > f.scene.width,
}


def table(found: Sequence[Found]) -> None:
    """Jaccard index by group, where a border is visible."""
    print(f"\n| scenes with a visible border | photos | Jaccard | median | share ≥ {GOOD} |")
    print("|---|---|---|---|---|")
    groups: dict[str, Callable[[Found], bool]] = {"all": lambda _: True, **GROUPS}
    for name, belongs in groups.items():
        own = [f.jaccard for f in found if belongs(f)]
        if own:
            good = statistics.mean(j >= GOOD for j in own)
            print(
                f"| {name} | {len(own)} | {statistics.mean(own):.3f} |"
                f" {statistics.median(own):.3f} | {good:.2f} |"
            )


GOOD = 0.9


def calibration(found: Sequence[Found]) -> None:
    """Whether photos of a confidence are found as often as it says."""
    print(f"\n| confidence | photos | Jaccard ≥ {GOOD} |\n|---|---|---|")
    for low, high in ((0.9, 1.01), (0.75, 0.9), (0.5, 0.75), (0.25, 0.5), (0.0, 0.25)):
        own = [f.jaccard >= GOOD for f in found if low <= f.confidence < high]
        if own:
            print(f"| {low} to {min(high, 1.0)} | {len(own)} | {statistics.mean(own):.2f} |")


def real(shared: Path) -> None:
    """Real photos of known corners."""
    for truth in sorted(shared.glob("*/truth.json")):
        own = []
        for photo in json.loads(truth.read_text("utf-8")):
            if photo["quad"] is not None:
                upright = load(truth.parent / "site" / photo["image"])
                found = find_corners(upright.pixels, focal=upright.photo.focal).quad
                own.append(jaccard(found, Quad.of(photo["quad"])) if found else 0.0)
        good = statistics.mean(j >= GOOD for j in own)
        print(
            f"{truth.parent.name}: {len(own)} photos, Jaccard {statistics.mean(own):.3f},"
            f" share ≥ {GOOD} {good:.2f}"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=int, default=100, help="of each display")
    parser.add_argument("--pictures", type=Path, metavar="JPEG", help="a sheet of the worst cases")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    options = parser.parse_args()
    count = options.scenes
    jobs: list[tuple[Display, int]] = [
        (display, FIRST_SEED + 1000 * number + n)
        for number, display in enumerate(DISPLAYS)
        for n in range(count)
    ]
    rooms: list[tuple[Display, int]] = [("none", FIRST_SEED + 9000 + n) for n in range(count)]
    with multiprocessing.get_context("spawn").Pool() as pool:
        found = pool.map(look, jobs, 4)
        empty = pool.map(look, rooms, 4)
    visible = [f for f in found if f.contrast >= VISIBLE]
    table(visible)
    hidden = [f.jaccard for f in found if f.contrast < VISIBLE]
    if hidden:
        print(
            f"\nborder hardly visible: {len(hidden)} scenes, Jaccard {statistics.mean(hidden):.3f}"
        )
    null = statistics.mean(f.jaccard for f in empty)
    print(f"rooms without a slide: {len(empty)}, null in {null:.3f}")
    calibration([*found, *(f._replace(jaccard=0.0) for f in empty)])
    print(f"\nmedian CPU seconds a photo: {statistics.median(f.seconds for f in found):.3f}")
    if options.pictures:
        sheet(sorted(visible, key=lambda f: f.jaccard)[:WORST], options.pictures)
    real(options.shared)


if __name__ == "__main__":
    main()
