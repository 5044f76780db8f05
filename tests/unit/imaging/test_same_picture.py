"""Smaller copies of a photo are recognised; other slides of the deck are not."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from slidescan.imaging.same_picture import (
    MAX_CELL_DIFFERENCE,
    MAX_HASH_DISTANCE,
    MAX_STRANGER_DIFFERENCE,
    Signature,
    difference,
    hash_distances,
    hashes,
    signature,
)


def slide(number: int) -> Image.Image:
    random = np.random.default_rng(number)
    image = Image.new("RGB", (800, 600), (24, 32, 90))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 800, 80), fill=(230, 120, 20))
    for row in range(5):
        width = int(random.integers(100, 700))
        draw.rectangle((40, 130 + 80 * row, 40 + width, 165 + 80 * row), fill="white")
    return image


def look(image: Image.Image, kind: str = "PNG", **options: object) -> Signature:
    file = io.BytesIO()
    image.save(file, kind, **options)
    seen = signature(file.getvalue())
    assert seen is not None
    return seen


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP", "TIFF"])
@pytest.mark.parametrize("width", [160, 400])
def test_copies_of_every_format_and_size(kind: str, width: int) -> None:
    copy = look(slide(1).resize((width, width * 3 // 4), Image.Resampling.LANCZOS), kind)
    photo = look(slide(1), "JPEG", quality=90)
    differs = difference(photo, copy)
    assert differs is not None
    assert differs < MAX_CELL_DIFFERENCE
    of_photo, of_copy = hashes([photo, copy])
    assert hash_distances(np.array([of_photo]), of_copy)[0] <= MAX_HASH_DISTANCE
    assert all(difference(look(slide(number)), copy) is None for number in range(2, 8))


def test_copies_that_are_paler_cut_or_on_their_side() -> None:
    photo = look(slide(1))
    assert difference(photo, look(slide(1).convert("L").resize((300, 225)))) is not None
    assert difference(photo, look(slide(1).point(lambda level: 40 + level * 3 // 4))) is not None
    assert difference(photo, look(slide(1).crop((100, 0, 700, 600)))) is not None
    assert difference(photo, look(slide(1).rotate(270, expand=True))) is not None
    assert difference(photo, look(slide(1).crop((300, 0, 400, 600)))) is None
    assert difference(photo, look(slide(2).crop((100, 0, 700, 600)))) is None


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_are_made_upright(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = slide(1)
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = image.transpose(back[orientation]) if orientation in back else image
    seen = look(stored, "JPEG", quality=95, exif=exif)
    assert (seen.width, seen.height) == image.size
    differs = difference(look(image), seen)
    assert differs is not None
    assert differs < MAX_STRANGER_DIFFERENCE


def test_flat_pictures_are_not_compared() -> None:
    white = look(Image.new("RGB", (300, 200), "white"))
    assert white.is_flat
    assert difference(white, white) is None


def test_white_drawings_on_nothing_are_seen() -> None:
    drawing = Image.new("RGBA", (400, 300), (255, 255, 255, 0))
    ImageDraw.Draw(drawing).rectangle((50, 50, 300, 120), fill=(255, 255, 255, 255))
    photo, copy = look(drawing), look(drawing.resize((200, 150)), "WEBP")
    assert not photo.is_flat
    assert difference(photo, copy) is not None


@pytest.mark.parametrize("data", [b"", b"no picture", b"\xff\xd8\xff\xe0" + b"\0" * 50])
def test_what_is_no_picture_has_no_signature(data: bytes) -> None:
    assert signature(data) is None


def test_signatures_are_stored_as_text() -> None:
    seen = look(slide(3))
    assert Signature.of_text(seen.to_text()) == seen
    of_before = seen.to_text().partition(" ")[2]
    for text in ("", "-", "1 2", "2 0 0 AAAA", "2 10 10 AAAA", "2 10 10 %%%", of_before):
        with pytest.raises(ValueError):
            Signature.of_text(text)


@pytest.mark.parametrize("number", range(1, 7))
def test_copies_of_any_size_differ_by_far_less_than_other_slides(number: int) -> None:
    """Sizes whose cells hold no whole number of pixels made copies look like other slides."""
    large = slide(number).resize((1600, 1200), Image.Resampling.NEAREST)
    photo = look(large, "JPEG", quality=90)
    for width in (120, 150, 333, 500, 640, 777, 1000):
        copy = large.resize((width, width * 3 // 4), Image.Resampling.LANCZOS)
        differs = difference(photo, look(copy, "JPEG", quality=70))
        assert differs is not None
        assert differs < MAX_STRANGER_DIFFERENCE


def test_many_pictures_are_hashed_as_each_is() -> None:
    pictures = [look(slide(number)) for number in range(5)]
    assert len(set(hashes(pictures).tolist())) == 5
    assert hashes(pictures).tolist() == [int(hashes([each])[0]) for each in pictures]
    assert hashes([]).tolist() == []
