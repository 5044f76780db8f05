"""Images: each slide as a clean picture, straightened and evened, without camera metadata."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from slidescan.core.files import write_file
from slidescan.core.records import Failure
from slidescan.errors import PhotoError
from slidescan.export.paths import file_name_by_image
from slidescan.export.protocol import ExportOptions, ExportSource, Written
from slidescan.imaging.render import render_slide

PILLOW_FORMATS: Final = {"jpeg": ("JPEG", ".jpg"), "webp": ("WEBP", ".webp")}
"""Pillow's name and the file suffix, by variant."""


def write(source: ExportSource, options: ExportOptions, out: Path) -> Iterator[Written]:
    """Writes the picture of each slide into a folder; makes the folder if it is missing.

    Files have the names of their photos, in the photos' folders below their common folder.
    Pictures and logos without text are left out. An image made on a computer only loses its
    metadata.

    Raises:
        UsageError: The folder can't be written.
    """
    pillow_format, suffix = PILLOW_FORMATS[options.variant]
    slides = [slide for slide in source.slides if not slide.textless]
    file_name_of = file_name_by_image([slide.image for slide in slides], suffix)
    for slide in slides:
        path = out / file_name_of[slide.image]
        try:
            data = render_slide(source.root / slide.image, slide, pillow_format)
        except PhotoError as error:
            yield slide.image, Failure(slide.image, error.what, error.remedy)
            continue
        write_file(path, data)
        yield slide.image, path
