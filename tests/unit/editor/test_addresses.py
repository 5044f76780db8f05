"""Addresses of photos, as the post writes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import make_site
from support.talks import FLOW, LOOSE, POST, make_talk

from slidescan.alt.context import AltContext
from slidescan.alt.live import LiveAlts
from slidescan.editor.addresses import address_of


def test_other_photos_of_the_post_show_the_custom(tmp_path: Path) -> None:
    alts = make_talk(tmp_path).alt_texts.live()
    live = alts.read(POST, b"![](/img/lake.jpg)\n")
    assert address_of(FLOW, live, alts, "markdown") == "/img/flow.jpg"
    assert address_of(LOOSE, live, alts, "markdown") == "/img/loose%20one.jpg"


@pytest.mark.parametrize(
    ("files", "image", "post", "address"),
    [
        ({"a/b.jpg": b"x", "a/p.md": b"x"}, "a/b.jpg", "a/p.md", "b.jpg"),
        ({"img/b.jpg": b"x", "a/p.md": b"x"}, "img/b.jpg", "a/p.md", "../img/b.jpg"),
        (
            {"img/ä (1).jpg": b"x", "p.md": b"x"},
            "img/ä (1).jpg",
            "p.md",
            "img/%C3%A4%20%281%29.jpg",
        ),
    ],
)
def test_without_a_custom_an_address_is_relative(
    tmp_path: Path, files: dict[str, bytes], image: str, post: str, address: str
) -> None:
    site = make_site(tmp_path, files)
    alts = LiveAlts(AltContext({}, {}), site)
    live = alts.read(post, b"text\n")
    assert address_of(image, live, alts, "markdown") == address


def test_no_address_is_offered_that_leads_elsewhere(tmp_path: Path) -> None:
    site = make_site(tmp_path, {"p.md": b"x"})
    alts = LiveAlts(AltContext({}, {}), site)
    assert address_of("gone.jpg", alts.read("p.md", b""), alts, "markdown") is None
