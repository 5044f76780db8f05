"""Photos and posts by the names that people type."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.derived import TALKS, derived_site
from support.factories import slide

from slidescan.errors import NotInIndex
from slidescan.store.catalogue import Catalogue
from slidescan.store.lookup import find_image, find_posts

DECOMPOSED = unicodedata.normalize("NFD", "img/café.png")
IMAGES = (
    DECOMPOSED,
    "img/IMG_0001.JPG",
    "day1/photo.png",
    "day2/PHOTO.png",
    ".github/a.png",
    "docs/.images/b.png",
)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue.open(tmp_path / "index", write=True) as opened:
        opened.set_meta("site", "..")
        with opened.transaction():
            for image in IMAGES:
                opened.put_slide(slide(image, ("Data lakes",)))
        yield opened


@pytest.mark.parametrize(
    ("name", "image"),
    [
        ("IMG_0001", "img/IMG_0001.JPG"),
        ("img_0001.jpg", "img/IMG_0001.JPG"),
        ("café", DECOMPOSED),
        ("img/café.png", DECOMPOSED),
        (DECOMPOSED, DECOMPOSED),
        ("photo.png", "day1/photo.png"),
        ("PHOTO", "day2/PHOTO.png"),
        ("../../.github/a.png", ".github/a.png"),
        (".images/b.png", "docs/.images/b.png"),
    ],
)
def test_a_photo_is_found_by_the_end_of_its_path(
    catalogue: Catalogue, name: str, image: str
) -> None:
    assert find_image(catalogue, name) == image


@pytest.mark.parametrize(
    "name", ["Photo", "none.png", "\udce4.png", "a\0b", "", "~nobody/x", "mg_0002"]
)
def test_names_of_no_photo_or_of_several_are_refused(catalogue: Catalogue, name: str) -> None:
    with pytest.raises(NotInIndex):
        find_image(catalogue, name)


def test_a_post_is_found_without_reading_all_posts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = derived_site(tmp_path) / "index"
    monkeypatch.setattr(Catalogue, "posts", None)
    every = tuple(f"content/talk-{number}.md" for number in range(TALKS))
    with Catalogue.open(index) as catalogue:
        assert find_posts(catalogue, "content/talk-3.md") == ("content/talk-3.md",)
        assert find_posts(catalogue, str(tmp_path / "content/talk-3.md")) == ("content/talk-3.md",)
        assert find_posts(catalogue, "talk-3.md") == ("content/talk-3.md",)
        assert find_posts(catalogue, "talk-3") == ("content/talk-3.md",)
        assert find_posts(catalogue, "TALK 3") == ("content/talk-3.md",)
        assert find_posts(catalogue, "talk ") == every
        for name in ("talk 99", "\0", "\udcff"):
            with pytest.raises(NotInIndex):
                find_posts(catalogue, name)
