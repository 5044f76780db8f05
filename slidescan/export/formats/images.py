"""Each slide as a clean picture of its own: straightened, evened, without the camera's data."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from slidescan.core.files import put
from slidescan.core.records import Failure, Slide
from slidescan.errors import PhotoError, UsageError
from slidescan.imaging.render import picture_of

FORMATS = {"jpeg": ("JPEG", ".jpg"), "webp": ("WEBP", ".webp")}
"""Formats by what they are called: Pillow's name and the file names' suffix."""


def write_images(
    slides: Iterable[Slide], root: Path, out: Path, *, as_: str = "jpeg"
) -> Iterator[tuple[str, Path | Failure]]:
    """Write the picture of each slide into a folder; yields where, or why it could not be.

    The files are named after their photos, in the folders that their photos are in below the
    one that all have in common. Pictures and logos without text are no slides and left out;
    what was made on a computer is kept as it is, but for the metadata.

    Args:
        slides: The slides.
        root: The folder that their paths start at.
        out: The folder to write to; made if it isn't there.
        as_: `jpeg` or `webp`.

    Raises:
        UsageError: There is no such format, or the folder can't be written.
    """
    if as_ not in FORMATS:
        raise UsageError(f"images are not written as “{as_}”", f"choose {' or '.join(FORMATS)}")
    wanted = [slide for slide in slides if not slide.textless]
    names = names_of([slide.image for slide in wanted], FORMATS[as_][1])
    for slide in wanted:
        target = out / names[slide.image]
        try:
            data = picture_of(root / slide.image, slide, FORMATS[as_][0])
        except PhotoError as error:
            yield slide.image, Failure(slide.image, error.what, error.remedy)
            continue
        put(target, data)
        yield slide.image, target


def names_of(images: list[str], suffix: str) -> dict[str, str]:
    """A file name for each photo: its own, in its folder below the one common to all."""
    folders = [PurePosixPath(posixpath.dirname(image) or ".") for image in images]
    common = os.path.commonpath(folders) if folders else "."
    names: dict[str, str] = {}
    taken: set[str] = set()
    for image in sorted(images):
        path = PurePosixPath(image)
        below = path.relative_to(common) if path.is_relative_to(common) else path
        # A photo outside the site must not lead outside the folder.
        parts = [part for part in below.parts[:-1] if part not in ("..", "/", ".")]
        stem, number = path.stem, 1
        while (name := "/".join([*parts, stem + suffix])).casefold() in taken:
            number += 1
            stem = f"{path.stem}-{number}"
        taken.add(name.casefold())
        names[image] = name
    return names
