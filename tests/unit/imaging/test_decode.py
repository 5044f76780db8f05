"""Photo files of every format, damaged ones included."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pillow_heif
import pytest
from PIL import Image, PngImagePlugin

from slidescan.errors import (
    PhotoDamaged,
    PhotoError,
    PhotoFormatUnsupported,
    PhotoTooLarge,
    PhotoUnreadable,
)
from slidescan.imaging.decode import Upright, decode, load


def saved(path: Path, image: Image.Image, **options: Any) -> Path:
    image.save(path, **options)
    return path


SMALL = Image.fromarray(np.dstack([np.tile(np.arange(64, dtype=np.uint8) * 4, (48, 1))] * 3))


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tiff", "bmp", "gif", "avif", "heic"])
def test_every_format_is_decoded(tmp_path: Path, suffix: str) -> None:
    if suffix == "heic":
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


def sideways() -> Image.Image:
    """A picture that lies on its side until orientation 6 turns it."""
    marked = SMALL.copy()
    marked.paste((255, 0, 0), (0, 0, 16, 12))
    return marked.transpose(Image.Transpose.ROTATE_90)


def is_upright(upright: Upright) -> bool:
    blue, green, red = (int(level) for level in upright.pixels[5, 5])
    return upright.pixels.shape == (48, 64, 3) and red > 150 and green < 90 and blue < 90


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tiff", "avif"])
def test_exif_orientation_is_applied_in_every_container(tmp_path: Path, suffix: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert is_upright(load(saved(tmp_path / f"a.{suffix}", sideways(), exif=exif)))


XMP = '<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/>'


@pytest.mark.parametrize(
    "packet",
    [XMP, XMP.replace('"', "'"), "<tiff:Orientation> 6 </tiff:Orientation>"],
    ids=["attribute", "single quotes", "element"],
)
@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tiff"])
def test_xmp_orientation_is_applied_in_every_container(
    tmp_path: Path, suffix: str, packet: str
) -> None:
    path = tmp_path / f"a.{suffix}"
    if suffix == "png":
        chunks = PngImagePlugin.PngInfo()
        chunks.add_itxt("XML:com.adobe.xmp", packet)
        saved(path, sideways(), pnginfo=chunks)
    elif suffix == "tiff":
        saved(path, sideways(), tiffinfo={700: packet.encode()})
    else:
        saved(path, sideways(), xmp=packet.encode())
    assert is_upright(load(path))


def test_an_impossible_exif_orientation_leaves_xmp_to_decide(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 0
    path = saved(tmp_path / "a.webp", sideways(), exif=exif, xmp=XMP.encode())
    assert is_upright(load(path))


@pytest.mark.parametrize("suffix", ["heic", "avif"])
def test_only_the_container_turns_heic_and_avif(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    if suffix == "heic":
        # The plug-in writes an orientation other than 1 into the container, too.
        exif = Image.Exif()
        exif[0x0112] = 1
        pillow_heif.from_pillow(SMALL).save(path, exif=exif.tobytes(), quality=95)
        entry = b"\x01\x12\x00\x03\x00\x00\x00\x01\x00"
        little = b"\x12\x01\x03\x00\x01\x00\x00\x00"
        data = path.read_bytes()
        assert data.count(entry + b"\x01") + data.count(little + b"\x01") == 1
        data = data.replace(entry + b"\x01", entry + b"\x06")
        path.write_bytes(data.replace(little + b"\x01", little + b"\x06"))
    else:
        saved(path, SMALL, xmp=XMP.encode())
    assert load(path).pixels.shape == (48, 64, 3)


def test_a_heic_file_is_its_primary_picture(tmp_path: Path) -> None:
    heif = pillow_heif.HeifFile()  # type: ignore[no-untyped-call]
    for color in ("red", "blue"):
        heif.add_from_pillow(Image.new("RGB", (64, 48), color))
    heif.save(tmp_path / "a.heic", primary_index=1, quality=95)
    upright = load(tmp_path / "a.heic")
    assert int(upright.pixels[5, 5, 0]) > 200
    assert upright.photo.frames == 1


def test_jpeg_xl_needs_a_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pillow_jxl", None)
    (tmp_path / "a.jxl").write_bytes(b"\xff\x0a" + bytes(60))
    with pytest.raises(PhotoFormatUnsupported) as caught:
        load(tmp_path / "a.jxl")
    assert caught.value.remedy == "pip install pillow-jxl-plugin"


@pytest.mark.parametrize(
    ("content", "command"),
    [
        (
            "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
            "git lfs pull",
        ),
        ("/annex/objects/SHA256E-s31390--f50d.jpg\n", "git annex get"),
    ],
)
def test_pointers_to_photos_are_named(tmp_path: Path, content: str, command: str) -> None:
    path = tmp_path / "a.jpg"
    path.write_text(content)
    with pytest.raises(PhotoUnreadable) as caught:
        load(path)
    assert command in caught.value.remedy


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


@pytest.mark.parametrize(("highest", "dtype"), [(1.0, np.float32), (255, np.float32), (40_000, np.float32),
                                                (3e6, np.float32), (200_000, np.int32)])  # fmt: skip
def test_levels_of_any_range_become_grey(
    tmp_path: Path, highest: float, dtype: type[np.generic]
) -> None:
    levels = np.zeros((48, 64), dtype)
    levels[:, 32:] = highest
    pixels = load(saved(tmp_path / "a.tiff", Image.fromarray(levels))).pixels
    assert pixels[:, :32].max() == 0
    assert pixels[:, 32:].min() >= 150


def test_a_transparent_picture_is_white(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.png", Image.new("RGBA", (8, 8), (0, 0, 0, 0)))
    assert load(path).pixels.min() == 255


def test_an_animation_is_its_first_frame(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (32, 32), c) for c in ("red", "blue")]
    path = saved(
        tmp_path / "a.webp", frames[0], save_all=True, append_images=frames[1:], lossless=True
    )
    upright = load(path)
    assert tuple(upright.pixels[5, 5]) == (0, 0, 255)
    assert upright.photo.frames == 2


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


@pytest.mark.parametrize("exif", [None, 6])
def test_a_jpeg_file_without_its_end_marker_is_read(exif: int | None) -> None:
    data = io.BytesIO()
    tags = Image.Exif()
    tags[0x0112] = exif or 1
    noise = np.random.default_rng(1).integers(0, 255, (200, 300, 3), dtype=np.uint8)
    Image.fromarray(noise).save(data, "JPEG", exif=tags)
    whole = decode(data.getvalue()).pixels
    assert np.array_equal(decode(data.getvalue()[:-2]).pixels, whole)
    for cut in (0.2, 0.6, 0.9):
        with pytest.raises(PhotoError):
            decode(data.getvalue()[: int(len(data.getvalue()) * cut)])


def test_a_progressive_jpeg_file_without_its_end_is_refused() -> None:
    data = io.BytesIO()
    SMALL.save(data, "JPEG", progressive=True)
    with pytest.raises(PhotoError):
        decode(data.getvalue()[: len(data.getvalue()) // 2])


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "bmp", "tiff"])
def test_flipped_bytes_raise_nothing_but_photo_errors(suffix: str) -> None:
    rng = np.random.default_rng(5)
    buffer = io.BytesIO()
    SMALL.save(buffer, {"jpg": "JPEG", "tiff": "TIFF"}.get(suffix, suffix.upper()))
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
    with pytest.raises(PhotoFormatUnsupported, match="PPM"):
        load(saved(tmp_path / "b.jpg", SMALL, format="PPM"))
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
