"""Real photos with known corners: those beside the project, and those that `halls.json` lists.

`halls.json` names photos in public repositories and where the slide is in them, read by eye. The
photos show people, so they are not copied; `mirror` is a folder with clones of the repositories,
`OWNER+NAME/repo` each. Those under `later` are of events that the score was not fitted on. Those
under `unseen` took part in no fit at all: their corners, titles (null: the slide has none) and
lines in reading order were noted before anything was read, where they are clear.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.imaging.decode import decode, load

HALLS_FILE = Path(__file__).parent / "halls.json"


class HallPhoto(NamedTuple):
    """A real photo.

    Attributes:
        event: The folder that holds the photos of one event.
        pixels: The upright photo, height × width × 3, BGR, its longer side at most `side`.
        corners: The slide's corners in `pixels`, 4 × 2; None if the photo shows no slide.
    """

    event: str
    pixels: NDArray[np.uint8]
    corners: NDArray[np.float64] | None


def hall_photos(shared: Path, mirror: Path | None, side: int) -> Iterator[HallPhoto]:
    """Loads real photos.

    Args:
        shared: The folder with the sets of photos whose corners are known.
        mirror: The folder with the clones; None leaves these photos out.
        side: The longer side of the loaded photos, pixels.
    """
    for truth in sorted(shared.glob("*/truth.json")):
        for photo in json.loads(truth.read_text("utf-8")):
            if photo["quad"] is not None:
                pixels = load(truth.parent / "site" / photo["image"]).pixels
                folder = str(Path(photo["image"]).parent)
                event = folder if truth.parent.name == "conferences" else truth.parent.name
                yield _scaled(event, pixels, photo["quad"], side)
    if mirror is not None:
        yield from _listed(mirror, "photos", side)


def later_photos(mirror: Path, side: int) -> Iterator[HallPhoto]:
    """Loads the photos of events that the score was not fitted on; see `hall_photos`."""
    yield from _listed(mirror, "later", side)


def _listed(mirror: Path, group: str, side: int) -> Iterator[HallPhoto]:
    """Loads a group of the photos that `halls.json` lists."""
    halls = json.loads(HALLS_FILE.read_text("utf-8"))
    for photo in halls[group]:
        folder = photo["repository"].replace("/", "+")
        git = mirror / folder / "repo"
        git = git / ".git" if (git / ".git").exists() else git
        blob = f"{halls['commits'][photo['repository']]}:{photo['path']}"
        command = ["git", f"--git-dir={git}", "cat-file", "blob", blob]
        data = subprocess.run(command, capture_output=True, check=True).stdout
        event = f"{folder}/{Path(photo['path']).parent}"
        yield _scaled(event, decode(data).pixels, photo["corners"], side)


def _scaled(
    event: str, pixels: NDArray[np.uint8], corners: list[list[float]] | None, side: int
) -> HallPhoto:
    scale = min(1.0, side / max(pixels.shape[:2]))
    if scale < 1:
        pixels = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(
            np.uint8
        )
    return HallPhoto(event, pixels, None if corners is None else np.array(corners) * scale)
