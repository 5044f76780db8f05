"""Dates in the addresses of Material's blog."""

from __future__ import annotations

import datetime as dt

import pytest

from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.mkdocs_blog import format_date, markdown_title, post_address

DAY = dt.date(2024, 3, 5)


@pytest.mark.parametrize(
    ("pattern", "language", "right"),
    [
        ("yyyy/MM/dd", "de", "2024/03/05"),
        ("yy-M-d", "de", "24-3-5"),
        ("y/MMM", "en", "2024/Mar"),
        ("MMMM", "en-GB", "March"),
        ("MMMM", "de", None),
        ("EEEE", "en", None),
        ("long", "en", None),
    ],
)
def test_dates_are_formatted_by_fields(pattern: str, language: str, right: str | None) -> None:
    assert format_date(pattern, DAY, language) == right


def test_an_address_has_the_fields_of_its_format() -> None:
    matter = FrontMatter({"date": {"created": DAY}, "categories": ["Big Data", "B"]}, 0)
    options = {
        "blog_dir": ".",
        "post_dir": "posts",
        "post_url_max_categories": 2,
        "post_url_format": "/{categories}/{file}/",
    }
    assert post_address("posts/a_b.md", options, matter, "", "en") == "/big-data/b/a_b"
    assert post_address("other/a.md", options, matter, "", "en") is None
    undated = FrontMatter({}, 0)
    assert post_address("posts/a.md", {"blog_dir": "."}, undated, "T", "en") == ""


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\n\n# A &mdash; `b` *c*\n", "A &mdash; `b` *c*"),
        ("text\n\n# A\n", None),
        ("## A\n", None),
        ("A\n=\n", None),
        ("", None),
    ],
)
def test_a_title_is_taken_from_markdown_as_it_is(text: str, title: str | None) -> None:
    assert markdown_title(text) == title
