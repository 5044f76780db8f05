"""Alt texts that several images share, and those that say nothing about any of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from support.factories import slide

from slidescan.alt.context import AltContext
from slidescan.alt.repeated import empty_alts, repeated_alts
from slidescan.core.records import Slide
from slidescan.posts.discovery import find_site
from slidescan.posts.read import read_post
from slidescan.posts.site import Site

SLIDES = (
    slide("a.jpg", ("Data lakes", "first a swamp")),
    slide("b.jpg", ("Release trains", "nobody waits")),
    slide("c.jpg", ("Select a hostname", "for your server")),
)


def context_of(folder: Path, *slides: Slide, **posts: str) -> tuple[AltContext, Site]:
    for name, text in posts.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    for name in "abc":
        (folder / f"{name}.jpg").write_bytes(b"x")
    site = find_site(folder, site=folder)
    read = {path: read_post(site, path) for path in site.post_paths}
    return AltContext({s.image: s for s in slides or SLIDES}, read), site


def pictures(alt: str, images: str = "abc") -> str:
    return "# Day two in Oslo\n\n" + "\n\n".join(f"![{alt}]({name}.jpg)" for name in images)


def test_one_picture_may_have_one_text_in_several_posts(tmp_path: Path) -> None:
    same = "![Three layers](a.jpg)\n"
    context, site = context_of(tmp_path, one=same, two=same + "\n## Again\n\n" + same)
    assert repeated_alts(context, site) == frozenset()


def test_two_photos_of_one_slide_may_have_one_text(tmp_path: Path) -> None:
    first, second = (
        replace(SLIDES[0], image=name, duplicates=(other,))
        for name, other in (("a.jpg", "b.jpg"), ("b.jpg", "a.jpg"))
    )
    context, site = context_of(tmp_path, first, second, one=pictures("Lakes", "ab"))
    assert repeated_alts(context, site) == frozenset()


def test_texts_that_slidescan_wrote_beside_keywords_are_no_person_s(tmp_path: Path) -> None:
    post = "![bg Data lakes.](a.jpg)\n\n![bg Data lakes.](b.jpg)\n"
    context, site = context_of(tmp_path, one=post)
    assert repeated_alts(context, site) == {"data lakes."}
    ours = replace(context, written=frozenset({("one.md", "a.jpg", "Data lakes.")}))
    assert repeated_alts(ours, site) == frozenset()


def test_a_text_on_different_slides_is_repeated(tmp_path: Path) -> None:
    context, site = context_of(tmp_path, one=pictures("A lake", "ab"))
    assert repeated_alts(context, site) == {"a lake"}


@pytest.mark.parametrize(
    ("alt", "images"),
    [
        ("Oslo slide", "ab"),
        ("day two", "abc"),
        ("Photo by Ada", "abc"),
    ],
)
def test_a_text_that_says_nothing_about_any_picture(tmp_path: Path, alt: str, images: str) -> None:
    context, site = context_of(tmp_path, one=pictures(alt, images))
    assert empty_alts(context, site) == {("one.md", alt.casefold())}


@pytest.mark.parametrize(
    ("alt", "images"),
    [
        ("Select a hostname for your server", "abc"),
        ("Photo by Ada", "ab"),
        ("Oslo slide", "a"),
        ("", "abc"),
    ],
)
def test_a_text_that_may_say_something_about_a_picture(
    tmp_path: Path, alt: str, images: str
) -> None:
    context, site = context_of(tmp_path, one=pictures(alt, images))
    assert empty_alts(context, site) == frozenset()


def test_a_text_on_pictures_that_nobody_read_may_say_something(tmp_path: Path) -> None:
    context, site = context_of(tmp_path, SLIDES[0], one=pictures("Photo by Ada"))
    assert empty_alts(context, site) == frozenset()
