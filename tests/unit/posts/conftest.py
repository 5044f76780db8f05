"""A Hugo site for the tests of posts."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import write

from slidescan.posts.discovery import find_site
from slidescan.posts.site import Site

FILES = {
    "hugo.toml": 'baseURL = "https://example.org/"\n[permalinks]\nblog = "b/:year/:slug/"\n',
    "static/img/a.jpg": "x",
    "static/img/Größe 1.JPG": "x",
    "content/blog/bundle/index.md": "---\ntitle: Bundle\ndate: 2020-02-03\n---\n![](c.jpg)",
    "content/blog/bundle/c.jpg": "x",
    "content/notes/Post.md": "![](p.jpg)",
    "content/notes/Post/p.jpg": "x",
    "public/old.jpg": "x",
}


@pytest.fixture
def hugo_site(tmp_path: Path) -> Site:
    """A site with permalinks, a bundle, a folder beside a post, and rendered pages."""
    for path, text in FILES.items():
        write(tmp_path / path, text)
    return find_site(tmp_path / "static/img")
