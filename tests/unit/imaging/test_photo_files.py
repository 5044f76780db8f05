"""The names of photo files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slidescan.imaging.photo_files import PHOTO_SUFFIXES, is_photo_name, is_unread_image_name


@given(st.text("a./\\", max_size=6), st.sampled_from(["", "jpg", ".JPG", ".jpg", ".tar.png"]))
def test_a_suffix_is_what_follows_the_last_point_of_a_stem(stem: str, suffix: str) -> None:
    name = stem + suffix
    expected = os.path.splitext(name)[1].lower() in PHOTO_SUFFIXES  # noqa: PTH122
    assert is_photo_name(name) == expected


@pytest.mark.parametrize("name", ["a.jpg", "A.JPG", "a.b.jpeg", "img.d/a.jpg", "a..jpg"])
def test_names_of_photos(name: str) -> None:
    assert is_photo_name(name)
    assert is_photo_name(Path(name))
    assert not is_unread_image_name(name)


@pytest.mark.parametrize("name", ["", "jpg", ".jpg", "..jpg", "img/.jpg", "a.jpg/b", "a.jpg.md"])
def test_names_of_other_files(name: str) -> None:
    assert not is_photo_name(name)


def test_names_of_images_that_are_not_read() -> None:
    assert is_unread_image_name("photo.CR2")
    assert not is_photo_name("photo.CR2")
