"""DocFX's three-colon images."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import links_of, make_site

from slidescan.posts.edit import replace_alts
from slidescan.posts.read import read_post


@pytest.mark.parametrize(
    ("image", "alt", "after"),
    [
        (':::image type="content" source="media/a.png" alt-text="slide":::', "slide",
         ':::image type="content" source="media/a.png" alt-text="New ”words”":::'),
        (':::image source="media/a.png" lightbox="media/a.png":::', None,
         ':::image alt-text="New ”words”" source="media/a.png" lightbox="media/a.png":::'),
        (":::image type='complex' source='media/a.png' alt-text='x':::\nLong\n:::image-end:::", "x",
         ":::image type='complex' source='media/a.png' alt-text='New ”words”':::\nLong\n:::image-end:::"),
        (':::image type="icon" source="media/a.png":::', "", ':::image type="icon" source="media/a.png":::'),
    ],
)  # fmt: skip
def test_an_image_has_its_alt_text_in_an_attribute(
    image: str, alt: str | None, after: str, tmp_path: Path
) -> None:
    post = f"## Lakes\n\n1. Step\n\n   {image}\n"
    site = make_site(tmp_path, {"docfx.json": "{}", "p.md": post, "media/a.png": b"x"})
    (found,) = read_post(site, "p.md").references
    assert (found.target, found.alt, found.line) == ("media/a.png", alt, 5)
    assert list(links_of(site, "p.md")) == ["media/a.png"]
    written = replace_alts(post.encode(), [(found, 'New "words"')]).decode()
    assert written == post.replace(image, after)


def test_other_generators_and_code_show_no_such_image(tmp_path: Path) -> None:
    post = '`:::image source="a.png":::`\n\n```\n:::image source="a.png":::\n```\n'
    site = make_site(tmp_path, {"docfx.json": "{}", "p.md": post, "a.png": b"x"})
    assert links_of(site, "p.md") == {}
    plain = make_site(tmp_path / "q", {"p.md": ':::image source="a.png":::\n', "a.png": b"x"})
    assert links_of(plain, "p.md") == {}
