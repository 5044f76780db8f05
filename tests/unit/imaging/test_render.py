"""Pictures of slides: the same picture, whatever its size and however the photo is decoded."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from support.photos import photographed

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Detection, Slide
from slidescan.errors import PhotoUnreadable
from slidescan.imaging.photo_files import digest
from slidescan.imaging.render import decode_photo_of, render_slide

QUAD = PhotoQuad((400, 300), (2100, 420), (2040, 1480), (430, 1500))
"""A slide in a photo of 2400 × 1800 pixels."""


def checked_photo(path: Path, image_format: str) -> Slide:
    """A photo of a white slide with a red lower right quarter, in a black room."""
    picture = Image.new("RGB", (2400, 1800), (0, 0, 0))
    pen = ImageDraw.Draw(picture)
    corners = np.array(QUAD.corners)
    pen.polygon([tuple(each) for each in corners.tolist()], fill=(250, 250, 250))
    center = corners.mean(axis=0)
    quarter = [center, (corners[1] + corners[2]) / 2, corners[2], (corners[2] + corners[3]) / 2]
    pen.polygon([tuple(each.tolist()) for each in quarter], fill=(220, 0, 0))
    picture.save(path, image_format, **({"exif": b""} if image_format == "PNG" else {}))
    slide = photographed(path.parent, "other.jpg", ["A title"])
    photo = replace(
        slide.photo, sha256=digest(path.read_bytes()), width=picture.width, height=picture.height
    )
    return replace(slide, image=path.name, photo=photo, detection=Detection.of(QUAD, 0.9))


def pixels_of(path: Path, slide: Slide, width: int | None) -> NDArray[np.uint8]:
    with Image.open(io.BytesIO(render_slide(path, slide, "PNG", width=width))) as opened:
        return np.asarray(opened.convert("RGB"))


@pytest.mark.parametrize("image_format", ["JPEG", "PNG"])
def test_smaller_pictures_show_the_same(tmp_path: Path, image_format: str) -> None:
    path = tmp_path / f"a.{image_format.lower()}"
    slide = checked_photo(path, image_format)
    full = Image.fromarray(pixels_of(path, slide, None))
    for width in (1600, 800, 400, 100):
        small = pixels_of(path, slide, width)
        assert max(small.shape) == width
        height = small.shape[0]
        like = np.asarray(full.resize((width, height), Image.Resampling.BOX)).astype(int)
        assert np.abs(like - small).mean() < 4, width
        # The red quarter begins near the middle, and ends in the corner.
        is_red = (small[:, :, 0] > 150) & (small[:, :, 1] < 128)
        rows, columns = np.nonzero(is_red)
        assert abs(rows.min() - height / 2) < 0.06 * height
        assert abs(columns.min() - width / 2) < 0.06 * width
        assert rows.max() >= height - 2
        assert columns.max() >= width - 2


def test_a_jpeg_decodes_smaller_only_on_request(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    slide = checked_photo(path, "JPEG")
    assert decode_photo_of(path, slide).pixels.shape == (1800, 2400, 3)
    assert decode_photo_of(path, slide, reduction=3).pixels.shape == (900, 1200, 3)


def test_a_changed_photo_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    slide = checked_photo(path, "JPEG")
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(PhotoUnreadable, match="has changed"):
        render_slide(path, slide, "JPEG", width=400)
