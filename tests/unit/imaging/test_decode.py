"""Photos, finding, straightening: on pictures with known truth."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from camera import Scene, photograph
from decks import BLACK, DARK, GREEN, LIGHT, Theme, bullets
from numpy.typing import NDArray
from PIL import Image

from slidescan.core.aspect_ratio import slide_aspect_ratio
from slidescan.core.geometry import FlatQuad, PhotoQuad, jaccard
from slidescan.errors import (
    PhotoDamaged,
    PhotoError,
    PhotoFormatUnsupported,
    PhotoTooLarge,
    PhotoUnreadable,
)
from slidescan.imaging.corners.candidates import DETECTORS, quad_of_hull
from slidescan.imaging.corners.finder import find_corners
from slidescan.imaging.corners.refine import refine
from slidescan.imaging.corners.working_copy import WorkingCopy as Working
from slidescan.imaging.decode import load
from slidescan.imaging.rectify import rectify, uncropped

Pixels = NDArray[np.uint8]


def deck(theme: Theme) -> Pixels:
    return bullets(theme, ["A title to find"], ["first point", "second point", "third"], 3).pixels()


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
def test_a_broken_date_is_no_date(tmp_path: Path, value: str) -> None:
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


def test_what_is_transparent_is_white(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.png", Image.new("RGBA", (8, 8), (0, 0, 0, 0)))
    assert load(path).pixels.min() == 255


def test_the_first_frame_of_many(tmp_path: Path) -> None:
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
def test_what_is_cut_off_is_a_named_failure(tmp_path: Path, suffix: str, share: float) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (200, 300, 3), dtype=np.uint8)
    path = saved(tmp_path / f"a.{suffix}", Image.fromarray(noise))
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    with pytest.raises(PhotoError) as caught:
        load(path)
    assert caught.value.what


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "bmp", "tiff"])
def test_flipped_bytes_never_raise_anything_else(suffix: str) -> None:
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


def test_files_that_are_no_photos(tmp_path: Path) -> None:
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


SCENES = {
    "white slide, dark room": (LIGHT, Scene(yaw=-25, pitch=6)),
    "dark slide, dark room": (DARK, Scene(yaw=18, pitch=4, room=0.04)),
    "keystone and rainbow": (GREEN, Scene(yaw=10, keystone=0.06, rainbow=0.6)),
    "screen with a border": (LIGHT, Scene(display="screen", yaw=30, pitch=8, room=0.3)),
    "television, light slide": (LIGHT, Scene(display="television", yaw=-22, room=0.6)),
    "television, blue slide": (DARK, Scene(display="television", yaw=15, room=0.5)),
    "small in a cluttered room": (LIGHT, Scene(distance=0.4, room=0.2, clutter=6)),
    "turned and noisy": (LIGHT, Scene(roll=5, noise=9, yaw=20)),
    "portrait": (GREEN, Scene(width=1200, height=1600, distance=0.8)),
    "heads in front": (LIGHT, Scene(heads=3, yaw=-10)),
    "bent by the lens": (LIGHT, Scene(barrel=0.02, yaw=12)),
    "steep": (LIGHT, Scene(yaw=52, pitch=5, distance=0.6)),
}


@pytest.mark.parametrize("name", SCENES)
def test_the_slide_is_found(name: str) -> None:
    theme, scene = SCENES[name]
    photo, truth = photograph(deck(theme), scene, seed=11)
    assert truth is not None
    found = find_corners(np.ascontiguousarray(photo[:, :, ::-1]))
    assert found.quad is not None
    assert jaccard(found.quad, PhotoQuad.of(truth)) > 0.93
    assert 0.5 <= found.confidence <= 1


@pytest.mark.parametrize("seed", range(4))
def test_a_room_without_a_slide_gives_none(seed: int) -> None:
    photo, _ = photograph(deck(BLACK), Scene(display="none", room=0.5, clutter=seed), seed=seed)
    assert find_corners(np.ascontiguousarray(photo[:, :, ::-1])).quad is None


def test_a_blank_picture_gives_none() -> None:
    for shade in (0, 128, 255):
        assert find_corners(np.full((300, 400, 3), shade, np.uint8)).quad is None


@pytest.mark.parametrize("shape", [(2, 2), (3, 900), (900, 3), (40, 40)])
def test_odd_shapes_are_no_trouble(shape: tuple[int, int]) -> None:
    noise = np.random.default_rng(3).integers(0, 255, (*shape, 3), dtype=np.uint8)
    assert 0 <= find_corners(noise).confidence <= 1


@pytest.mark.parametrize("name", DETECTORS)
def test_detectors_propose_quads_in_the_working_frame(name: str) -> None:
    photo, _ = photograph(deck(LIGHT), Scene(yaw=-25, pitch=6), seed=11)
    scene = Working.of(np.ascontiguousarray(photo[:, :, ::-1]))
    quads = DETECTORS[name](scene)
    assert quads.shape[1:] == (4, 2)
    assert len(quads) > 0


def test_corners_are_refined_to_a_fraction_of_a_pixel() -> None:
    truth = PhotoQuad((200.5, 150.25), (1000.75, 210.5), (980.0, 700.5), (220.25, 760.75))
    # Drawn eight times as large and averaged: exact to an eighth of a pixel. The middle of
    # a pixel has whole coordinates.
    large = np.full((7200, 9600), 20, np.uint8)
    points = np.rint((np.array(truth.corners) + 0.5) * 8 - 0.5).astype(np.int32)
    cv2.fillConvexPoly(large, points, 230)
    grey = cv2.resize(large, (1200, 900), interpolation=cv2.INTER_AREA)
    picture = np.dstack([grey] * 3).astype(np.uint8)
    rough = PhotoQuad.of((x + 3, y - 2) for x, y in truth.corners)
    for a, b in zip(refine(picture, rough).corners, truth.corners, strict=True):
        assert a == pytest.approx(b, abs=0.35)


def test_a_hull_with_its_corners_cut_off_gets_them_back() -> None:
    cut = np.array([(20, 0), (100, 0), (100, 45), (95, 50), (0, 50), (0, 12)], float)
    quad = quad_of_hull(cut)
    assert quad is not None
    assert jaccard(quad, PhotoQuad.rectangle(100, 50)) > 0.99


@pytest.mark.parametrize(("size", "ratio"), [((1280, 720), 16 / 9), ((1080, 810), 4 / 3)])
def test_proportions_snap_to_what_projectors_show(size: tuple[int, int], ratio: float) -> None:
    slide = cv2.resize(deck(LIGHT), size).astype(np.uint8)
    photo, truth = photograph(slide, Scene(yaw=28, pitch=9), seed=2)
    assert truth is not None
    assert slide_aspect_ratio(PhotoQuad.of(truth), photo.shape[1], photo.shape[0]) == ratio


def test_a_flat_slide_maps_back_onto_the_photo() -> None:
    photo, truth = photograph(deck(LIGHT), Scene(yaw=28, pitch=9), seed=2)
    assert truth is not None
    flat = rectify(np.ascontiguousarray(photo[:, :, ::-1]), PhotoQuad.of(truth), margin=0.01)
    height, width = flat.pixels.shape[:2]
    inner = flat.to_photo(FlatQuad.rectangle(width, height))
    assert jaccard(inner, PhotoQuad.of(truth)) > 0.93
    assert flat.pixels[height // 2, width // 2].mean() > 150


def test_a_large_photo_is_made_smaller_and_maps_back() -> None:
    flat = uncropped(np.zeros((3000, 4000, 3), np.uint8))
    assert flat.pixels.shape == (1920, 2560, 3)
    assert flat.to_photo(FlatQuad.rectangle(2560, 1920)).br == pytest.approx((4000, 3000))
