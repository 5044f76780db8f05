"""Jekyll's permalinks are filled in."""

from __future__ import annotations

import pytest

from slidescan.posts.generators.jekyll_permalinks import clean_url, file_address, fill_permalink

VALUES = {"year": "2024", "title": "talk", "short_year": "24"}


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("/:year/:title/", "/2024/talk/"),
        ("/:short_year/:title.html", "/24/talk.html"),
        ("/:title_x/", "/talk_x/"),
        ("/:unknown/", "/:unknown/"),
    ],
)
def test_the_longest_name_counts(template: str, filled: str) -> None:
    assert fill_permalink(template, VALUES) == filled


@pytest.mark.parametrize(
    ("url", "address"),
    [("/a/index.html", "/a/"), ("/a", "/a.html"), ("/a/", "/a/"), ("//a/./b.html", "/a/b.html")],
)
def test_the_address_is_that_of_the_file(url: str, address: str) -> None:
    assert file_address(url) == address
    assert clean_url(url).startswith("/")
