"""How well slides are found: python bench/finder.py [--scenes N] [--pictures JPEG] [--shared DIR].

Generates scenes that the finder was not fitted to, finds their slides, and prints the Jaccard
index by display, theme, angle, defect and kind of hall, as in docs/research/finding.md; then how
far a confidence can be trusted, and the cost. If a slide goes on beyond the photo, only the part
in the photo counts. `--pictures` writes the worst cases as one sheet, with true corners in green
and detected ones in red. Real photos with known corners are measured as well if they are there.
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
from halls import KINDS, photograph_hall  # noqa: E402

from slidescan.core.geometry import Quad, jaccard  # noqa: E402
from slidescan.imaging.corners.finder import find_corners  # noqa: E402
from slidescan.imaging.decode import load  # noqa: E402

DISPLAYS: tuple[Display, ...] = ("projector", "canvas", "screen", "television")
FIRST_SEED = 500_000
"""Seeds from here on are never fitted to."""

MIN_EDGE_LEVELS = 12.0
"""Grey levels by which every side must stand out for a border to be visible."""

GOOD_JACCARD = 0.9
"""From here on, a slide counts as found."""

MAX_DARK_SUM = 380
"""Sum of red, green and blue below which a slide's ground is dark."""

WORST_CASES, TILE_WIDTH, TILE_HEIGHT = 8, 480, 360
"""Cases on the sheet, and pixels of each."""

CONFIDENCE_BANDS = ((0.9, 1.01), (0.75, 0.9), (0.5, 0.75), (0.25, 0.5), (0.0, 0.25))


class Result(NamedTuple):
    """One photo: what it shows, and how well its slide was found.

    Attributes:
        scene: The scene.
        seed: The seed of slide and photo.
        dark: Whether the slide's ground is dark.
        contrast: Grey levels by which the weakest side stands out.
        area: The slide's area, as a share of the photo.
        cut: Whether the photo cuts the slide off.
        jaccard: Jaccard index of the detected corners; of a room without a slide 1 if none was
            detected, else 0.
        confidence: The finder's confidence.
        seconds: CPU seconds that it took.
    """

    scene: Drawn
    seed: int
    dark: bool
    contrast: float
    area: float
    cut: bool
    jaccard: float
    confidence: float
    seconds: float


def measure(job: tuple[Display, int]) -> Result:
    """Photographs a scene and finds its slide."""
    display, seed = job
    cv2.setNumThreads(1)
    slide = random_slide(seed)
    scene = random_scene(display, seed)
    seen, corners = photograph(slide.pixels(), scene, seed)
    pixels = np.ascontiguousarray(seen[:, :, ::-1])
    started = time.process_time()
    detection = find_corners(pixels)
    seconds = time.process_time() - started
    dark = sum(slide.theme.ground) < MAX_DARK_SUM
    if corners is None:
        score = 0.0 if detection.quad is not None else 1.0
        return Result(scene, seed, dark, 0.0, 0.0, False, score, detection.confidence, seconds)
    truth = Quad.of(corners)
    width, height = scene.width, scene.height
    frame = Quad.rectangle(width, height)
    score = jaccard(detection.quad, truth, frame) if detection.quad else 0.0
    return Result(
        scene,
        seed,
        dark,
        edge_contrast(seen, corners),
        truth.area / (width * height),
        any(not (0 <= x < width and 0 <= y < height) for x, y in corners),
        score,
        detection.confidence,
        seconds,
    )


def sheet(worst: Sequence[Result], target: Path) -> None:
    """Writes small copies of photos with true (green) and detected (red) corners."""
    tiles = []
    for number, case in enumerate(worst):
        slide = random_slide(case.seed).pixels()
        seen, corners = photograph(slide, case.scene, case.seed)
        pixels = np.ascontiguousarray(seen[:, :, ::-1])
        scale = min(TILE_WIDTH / pixels.shape[1], TILE_HEIGHT / pixels.shape[0])
        small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        small = cv2.convertScaleAbs(small, alpha=1.4)
        quad = find_corners(pixels).quad
        for shape, color in ((Quad.of(corners or ()), (80, 220, 80)), (quad, (60, 60, 255))):
            if shape is not None:
                points = np.rint(np.array(shape.scaled(scale).corners)).astype(np.int32)
                cv2.polylines(small, [points], True, color, 2, cv2.LINE_AA)
        label = f"{chr(97 + number)}  {case.jaccard:.2f}"
        cv2.putText(small, label, (8, 26), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (255, 255, 255), 2)
        tile = np.zeros((TILE_HEIGHT, TILE_WIDTH, 3), np.uint8)
        tile[: small.shape[0], : small.shape[1]] = small
        tiles.append(tile)
    rows = [np.hstack(tiles[k : k + 4]) for k in range(0, len(tiles), 4)]
    cv2.imwrite(str(target), np.vstack(rows), [cv2.IMWRITE_JPEG_QUALITY, 80])


GROUPS: dict[str, Callable[[Result], bool]] = {
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


def table(results: Sequence[Result]) -> None:
    """Prints the Jaccard index by group, of scenes with a visible border."""
    print(
        f"\n| scenes with a visible border | photos | Jaccard | median | share ≥ {GOOD_JACCARD} |"
    )
    print("|---|---|---|---|---|")
    groups: dict[str, Callable[[Result], bool]] = {"all": lambda _: True, **GROUPS}
    for name, belongs in groups.items():
        scores = [f.jaccard for f in results if belongs(f)]
        if scores:
            good = statistics.mean(j >= GOOD_JACCARD for j in scores)
            print(
                f"| {name} | {len(scores)} | {statistics.mean(scores):.3f} |"
                f" {statistics.median(scores):.3f} | {good:.2f} |"
            )


def calibration(results: Sequence[Result]) -> None:
    """Prints how often slides are found at each confidence."""
    print(f"\n| confidence | photos | Jaccard ≥ {GOOD_JACCARD} |\n|---|---|---|")
    for low, high in CONFIDENCE_BANDS:
        scores = [f.jaccard >= GOOD_JACCARD for f in results if low <= f.confidence < high]
        if scores:
            print(f"| {low} to {min(high, 1.0)} | {len(scores)} | {statistics.mean(scores):.2f} |")


def measure_hall(job: tuple[str, int]) -> tuple[str, float, float]:
    """Photographs a hall and finds its slide: its kind, the Jaccard index, the confidence."""
    kind, seed = job
    cv2.setNumThreads(1)
    seen, corners = photograph_hall(random_slide(seed).pixels(), kind, seed)
    detection = find_corners(np.ascontiguousarray(seen[:, :, ::-1]))
    frame = Quad.rectangle(seen.shape[1], seen.shape[0])
    score = jaccard(detection.quad, Quad.of(corners), frame) if detection.quad else 0.0
    return kind, score, detection.confidence


def hall_table(halls: Sequence[tuple[str, float, float]]) -> None:
    """Prints the Jaccard index by kind of hall."""
    print(
        f"\n| halls | photos | Jaccard | median | share ≥ {GOOD_JACCARD} |\n|---|---|---|---|---|"
    )
    for kind in KINDS:
        scores = [score for name, score, _ in halls if name == kind]
        good = statistics.mean(j >= GOOD_JACCARD for j in scores)
        mean, median = statistics.mean(scores), statistics.median(scores)
        print(f"| {kind} | {len(scores)} | {mean:.3f} | {median:.3f} | {good:.2f} |")


def real(shared: Path) -> None:
    """Prints the Jaccard index on real photos with known corners."""
    for truth in sorted(shared.glob("*/truth.json")):
        scores = []
        for photo in json.loads(truth.read_text("utf-8")):
            if photo["quad"] is not None:
                upright = load(truth.parent / "site" / photo["image"])
                quad = find_corners(upright.pixels, focal=upright.photo.focal).quad
                scores.append(jaccard(quad, Quad.of(photo["quad"])) if quad else 0.0)
        good = statistics.mean(j >= GOOD_JACCARD for j in scores)
        print(
            f"{truth.parent.name}: {len(scores)} photos, Jaccard {statistics.mean(scores):.3f},"
            f" share ≥ {GOOD_JACCARD} {good:.2f}"
        )


def main() -> None:
    """Measures and prints."""
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
    halls = [
        (kind, FIRST_SEED + 20_000 + 100 * number + n)
        for number, kind in enumerate(KINDS)
        for n in range(max(1, count // 4))
    ]
    with multiprocessing.get_context("spawn").Pool() as pool:
        results = pool.map(measure, jobs, 4)
        empty = pool.map(measure, rooms, 4)
        hall_results = pool.map(measure_hall, halls, 4)
    visible = [f for f in results if f.contrast >= MIN_EDGE_LEVELS]
    table(visible)
    hall_table(hall_results)
    hidden = [f.jaccard for f in results if f.contrast < MIN_EDGE_LEVELS]
    if hidden:
        print(
            f"\nborder hardly visible: {len(hidden)} scenes, Jaccard {statistics.mean(hidden):.3f}"
        )
    null = statistics.mean(f.jaccard for f in empty)
    print(f"rooms without a slide: {len(empty)}, null in {null:.3f}")
    calibration([*results, *(f._replace(jaccard=0.0) for f in empty)])
    print(f"\nmedian CPU seconds a photo: {statistics.median(f.seconds for f in results):.3f}")
    if options.pictures:
        sheet(sorted(visible, key=lambda f: f.jaccard)[:WORST_CASES], options.pictures)
    real(options.shared)


if __name__ == "__main__":
    main()
