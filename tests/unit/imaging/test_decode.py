"""Photo files of every format, damaged ones included."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from slidescan.errors import (
    PhotoDamaged,
    PhotoError,
    PhotoFormatUnsupported,
    PhotoTooLarge,
    PhotoUnreadable,
)
from slidescan.imaging.decode import load


def saved(path: Path, image: Image.Image, **options: Any) -> Path:
    image.save(path, **options)
    return path


SMALL = Image.fromarray(np.dstack([np.tile(np.arange(64, dtype=np.uint8) * 4, (48, 1))] * 3))


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tiff", "bmp", "heic"])
def test_every_format_is_decoded(tmp_path: Path, suffix: str) -> None:
    if suffix == "heic":
        import pillow_heif

        pillow_heif.register_heif_opener()
        path = saved(tmp_path / "a.heic", SMALL, format="HEIF", quality=95)
    else:
        path = saved(tmp_path / f"a.{suffix}", SMALL)
    upright = load(path)
    assert upright.pixels.shape == (48, 64, 3)
    assert (upright.photo.width, upright.photo.height) == (64, 48)
    assert abs(int(upright.pixels[24, 60, 0]) - 240) < 12
    assert len(upright.photo.sha256) == 64


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied(tmp_path: Path, orientation: int) -> None:
    marked = SMALL.copy()
    marked.paste((255, 0, 0), (0, 0, 16, 12))
    stored = {
        1: marked,
        2: marked.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: marked.transpose(Image.Transpose.ROTATE_180),
        4: marked.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: marked.transpose(Image.Transpose.TRANSPOSE),
        6: marked.transpose(Image.Transpose.ROTATE_90),
        7: marked.transpose(Image.Transpose.TRANSVERSE),
        8: marked.transpose(Image.Transpose.ROTATE_270),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    upright = load(saved(tmp_path / "a.png", stored, exif=exif))
    assert upright.pixels.shape == (48, 64, 3)
    assert tuple(upright.pixels[5, 5]) == (0, 0, 255)


def test_the_date_and_the_lens_are_read(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2017:11:28 14:03:11"
    exif.get_ifd(0x8769)[0xA405] = 28
    photo = load(saved(tmp_path / "a.jpg", SMALL, exif=exif)).photo
    assert photo.taken == "2017-11-28T14:03:11"
    assert photo.focal == pytest.approx(28 / 43.27 * 80)


@pytest.mark.parametrize("value", ["", "garbage", "2017:99:99 00:00:00", "\x00\x00"])
def test_a_broken_date_is_ignored(tmp_path: Path, value: str) -> None:
    exif = Image.Exif()
    exif[0x0132] = value
    assert load(saved(tmp_path / "a.jpg", SMALL, exif=exif)).photo.taken is None


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "I"])
def test_every_mode_becomes_colour(tmp_path: Path, mode: str) -> None:
    if mode == "I;16":
        image = Image.fromarray(np.full((48, 64), 40000, np.uint16))
    elif mode == "I":
        image = Image.fromarray(np.full((48, 64), 200, np.int32))
    else:
        image = SMALL.convert(mode)
    path = saved(tmp_path / ("a.tiff" if mode in ("CMYK", "I") else "a.png"), image)
    assert load(path).pixels.shape == (48, 64, 3)


def test_transparency_becomes_white(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.png", Image.new("RGBA", (8, 8), (0, 0, 0, 0)))
    assert load(path).pixels.min() == 255


def test_an_animation_is_its_first_frame(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (32, 32), c) for c in ("red", "blue")]
    path = saved(
        tmp_path / "a.webp", frames[0], save_all=True, append_images=frames[1:], lossless=True
    )
    assert tuple(load(path).pixels[5, 5]) == (0, 0, 255)


def test_size_is_checked_before_decoding(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.png", Image.new("1", (40_000, 40_000)))
    with pytest.raises(PhotoTooLarge, match="1600000000|100 megapixels"):
        load(path)
    with pytest.raises(PhotoTooLarge):
        load(saved(tmp_path / "b.png", SMALL), max_pixels=3000)


@pytest.mark.parametrize("share", [0.0, 0.02, 0.25, 0.5, 0.75, 0.98])
@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tiff"])
def test_a_truncated_file_is_a_photo_error(tmp_path: Path, suffix: str, share: float) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (200, 300, 3), dtype=np.uint8)
    path = saved(tmp_path / f"a.{suffix}", Image.fromarray(noise))
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    with pytest.raises(PhotoError) as caught:
        load(path)
    assert caught.value.what


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "bmp", "tiff"])
def test_flipped_bytes_raise_nothing_but_photo_errors(suffix: str) -> None:
    rng = np.random.default_rng(5)
    buffer = io.BytesIO()
    SMALL.save(buffer, {"jpg": "JPEG", "tiff": "TIFF"}.get(suffix, suffix.upper()))
    from slidescan.imaging.decode import decode

    for _ in range(60):
        data = bytearray(buffer.getvalue())
        for at in rng.integers(0, len(data), 4):
            data[at] = int(rng.integers(256))
        try:
            assert decode(bytes(data)).pixels.shape[2] == 3
        except PhotoError as error:
            assert error.what


def test_files_that_are_no_photos_are_refused(tmp_path: Path) -> None:
    text = tmp_path / "a.jpg"
    text.write_text("no image")
    with pytest.raises(PhotoFormatUnsupported):
        load(text)
    with pytest.raises(PhotoFormatUnsupported, match="GIF"):
        load(saved(tmp_path / "b.jpg", SMALL, format="GIF"))
    with pytest.raises(PhotoUnreadable):
        load(tmp_path / "none.jpg")
    with pytest.raises(PhotoUnreadable):
        load(tmp_path)
    with pytest.raises(PhotoDamaged, match="1 × 1"):
        load(saved(tmp_path / "c.png", Image.new("RGB", (1, 1))))
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "p.jpg")
        with pytest.raises(PhotoUnreadable):
            load(tmp_path / "p.jpg")
