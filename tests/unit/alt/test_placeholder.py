"""Placeholders and file names are no alt texts."""

from __future__ import annotations

import pytest

from slidescan.alt.placeholder import is_file_name, is_placeholder


@pytest.mark.parametrize(
    "alt",
    ["slide", "Slide 3", "image", "the slide", "IMG_1234", "DSC00012", "photo-12", "…", "20251014_101010",
     "Screenshot 2024-01-01 at 10.11.12", "alt text", "Folie 7", "IMG 4101",
     "Photo without readable text.", "Logo without readable text", "Schaubild ohne lesbaren Text.",
     "い.", "个", "Q", "— 7 —"],
)  # fmt: skip
def test_placeholders_are_recognised(alt: str) -> None:
    assert is_placeholder(alt)


@pytest.mark.parametrize(
    "alt",
    [
        "Slide about data lakes",
        "Imagine",
        "P for product",
        "A photo of Ada",
        "Figures of 2024 by region",
        "C#",
        "5G",
        "Go",
        "日本",
        "Text without readable structure",
    ],
)
def test_words_of_a_person_are_no_placeholders(alt: str) -> None:
    assert not is_placeholder(alt)


def test_file_names_are_recognised() -> None:
    assert is_file_name("IMG_3031.jpg", "/img/IMG_3031.jpg")
    assert is_file_name("my nice slide", "img/my-nice-slide.png")
    assert is_file_name("other.png", "img/a.jpg")
    assert not is_file_name("A nice slide", "img/a.jpg")
