"""Sites of one post that shows pictures, and what is known of them when alt texts are proposed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from slidescan.alt.context import AltContext
from slidescan.core.records import Slide
from slidescan.posts.discovery import find_site
from slidescan.posts.read import read_post
from slidescan.posts.site import Site
from support.factories import slide

LAKE = slide("a.jpg", ("Data lakes", "first a swamp", "then a map of 12 tables"))
OTHER = slide("b.jpg", ("Release trains", "leave every second week", "nobody waits"))


def site_of(folder: Path, post: str) -> Site:
    """A site with this post, the photos of both slides, and one that no slide is known of."""
    (folder / "post.md").write_bytes(post.encode())
    for name in ("a.jpg", "b.jpg", "IMG_1.jpg"):
        (folder / name).write_bytes(b"x")
    return find_site(folder, site=folder)


def known_of(site: Site, *slides: Slide, **more: Any) -> AltContext:
    """The posts of a site and these slides; by default both."""
    posts = {path: read_post(site, path) for path in site.post_paths}
    return AltContext({s.image: s for s in slides or (LAKE, OTHER)}, posts, **more)
