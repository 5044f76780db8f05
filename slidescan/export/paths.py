"""File names in an export."""

from __future__ import annotations

import os
import posixpath
from pathlib import PurePosixPath


def file_name_by_image(images: list[str], suffix: str) -> dict[str, str]:
    """Maps each photo to a file name: its own name, in its folder below the common folder.

    Names never lead out of the export's folder, and never differ only in case.

    Args:
        images: Paths of photos below the site.
        suffix: Suffix of the files, with its dot.
    """
    folders = [PurePosixPath(posixpath.dirname(image) or ".") for image in images]
    common = os.path.commonpath(folders) if folders else "."
    file_name_of: dict[str, str] = {}
    taken: set[str] = set()
    for image in sorted(images):
        path = PurePosixPath(image)
        below = path.relative_to(common) if path.is_relative_to(common) else path
        parts = [part for part in below.parts[:-1] if part not in ("..", "/", ".")]
        stem, number = path.stem, 1
        while (name := "/".join([*parts, stem + suffix])).casefold() in taken:
            number += 1
            stem = f"{path.stem}-{number}"
        taken.add(name.casefold())
        file_name_of[image] = name
    return file_name_of
