"""Names of copies, as generators make them, lead back to the names of their originals."""

from __future__ import annotations

import pytest

from slidescan.posts.rendered.file_names import name_key, original_stems, stem_of


@pytest.mark.parametrize(
    "copy",
    [
        "img_3031.jpg",
        "IMG_3031-1024x768.jpg",
        "IMG_3031-scaled.jpg",
        "IMG_3031_hu1f2e3d4c_800x0_resize_q75_box.jpg",
        "IMG_3031_hu_1f2e3d4c5b6a.webp",
        "IMG_3031.BGgR0-sU_Z1abcd.webp",
        "IMG_3031-4f2d3c1b0a9e8d7c6b5a4f3e2d1c0b9a.png",
        "IMG_3031.Ab3-_x9Z.png",
        "IMG_3031-DkX8s_2a.png",
        "IMG_3031.abc12345.jpg",
        "IMG_3031@192.jpg",
        "IMG_3031@2x.jpg",
        "IMG_3031-600.webp",
        "IMG_3031-640w.avif",
        "IMG_3031.jpg.webp",
        "IMG_3031.thumbnail.jpg",
        "IMG_3031-opt-640.WEBP",
        "IMG_3031-800-1f2e3d4c5.webp",
        "img-3031.jpg",
    ],
)
def test_the_original_of_a_copy(copy: str) -> None:
    stems = list(original_stems(f"a/b/{copy}", is_checked=False))
    assert name_key("IMG_3031") in stems
    assert stems[0] == name_key(stem_of(copy))


def test_numbers_need_a_look_at_the_pictures() -> None:
    assert "x" in original_stems("_images/x1.png", is_checked=True)
    assert "x" not in original_stems("_images/x1.png", is_checked=False)


def test_long_names_are_no_copies() -> None:
    assert list(original_stems("a" * 1000 + ".jpg", is_checked=True)) == []
    assert len(list(original_stems("-1" * 149, is_checked=True))) < 20
