"""Grey levels of photos: upright, reduced, and only of the file that was read."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from slidescan.core.records import Photo
from slidescan.deck.photo_pixels import MAX_GREY_SIDE, load_grey
from slidescan.imaging.decode import decode


def write(path: Path, size: tuple[int, int], image_format: str, orientation: int = 1) -> Photo:
    """A picture whose left half is black."""
    image = Image.new("RGB", size, (255, 255, 255))
    image.paste((0, 0, 0), (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[274] = orientation
    buffer = io.BytesIO()
    image.save(buffer, image_format, exif=exif)
    path.write_bytes(buffer.getvalue())
    return decode(buffer.getvalue()).photo


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("size", [(800, 600), (4400, 2200)])
def test_levels_are_reduced_and_the_scale_tells_by_how_much(
    tmp_path: Path, image_format: str, size: tuple[int, int]
) -> None:
    photo = write(tmp_path / "a", size, image_format)
    grey = load_grey(tmp_path / "a", photo)
    assert grey is not None
    assert max(grey.pixels.shape) <= max(MAX_GREY_SIDE, 2200)
    assert grey.pixels.shape[1] == pytest.approx(size[0] * grey.scale, abs=1)
    assert grey.pixels[10, 10] < 10
    assert grey.pixels[10, -10] > 245


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_levels_are_upright(tmp_path: Path, orientation: int) -> None:
    photo = write(tmp_path / "a", (800, 600), "JPEG", orientation)
    grey = load_grey(tmp_path / "a", photo)
    assert grey is not None
    expected = decode((tmp_path / "a").read_bytes()).pixels[:, :, 0]
    assert grey.pixels.shape == expected.shape
    assert np.abs(grey.pixels.astype(int) - expected).mean() < 3


def test_a_changed_or_missing_file_gives_none(tmp_path: Path) -> None:
    photo = write(tmp_path / "a", (80, 60), "JPEG")
    write(tmp_path / "a", (80, 62), "JPEG")
    assert load_grey(tmp_path / "a", photo) is None
    (tmp_path / "a").unlink()
    assert load_grey(tmp_path / "a", photo) is None
