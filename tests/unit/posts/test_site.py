"""Which files an address in a post shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from slidescan.posts.discovery import find_site
from slidescan.posts.site import Site


@pytest.mark.parametrize(
    ("target", "image"),
    [
        ("/img/a.jpg", "static/img/a.jpg"),
        ("../../img/a.jpg", "static/img/a.jpg"),
        ("https://example.org/img/a.jpg", "static/img/a.jpg"),
        ("//example.org/img/a.jpg", "static/img/a.jpg"),
        ("/img/a.jpg?x=1#y", "static/img/a.jpg"),
        ("/img/Gr%C3%B6%C3%9Fe%201.JPG", "static/img/Größe 1.JPG"),
        ("/img/Gro\u0308ße 1.jpg", "static/img/Größe 1.JPG"),
        ("https://other.org/img/a.jpg", None),
        ("/img/none.jpg", None),
        ("data:image/png;base64,xx", None),
        ("http://[bad/img/a.jpg", None),
        ("../../../../../../etc/passwd", None),
        ("", None),
    ],
)
def test_targets_resolve_as_in_a_browser(hugo_site: Site, target: str, image: str | None) -> None:
    shown = hugo_site.resolve(target, "markdown", "content/blog/x.md", "/b/x/")
    assert shown == ((image,) if image else ())


@pytest.mark.parametrize("target", ["http://[x.png", "//[x.png", "////[x.png", "http://[*.png"])
def test_invalid_addresses_resolve_to_nothing(tmp_path: Path, target: str) -> None:
    plain = find_site(tmp_path, site=tmp_path)
    assert plain.resolve(target, "markdown", "a.md", "/a.md") == ()
    assert plain.local_urls(target, "/a.md") is None
