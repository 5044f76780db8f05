"""Which posts to look at, a few at a time: memory holds the slides of one part of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from slidescan.alt.inputs import AltInputs
from slidescan.alt.targets import existing_path
from slidescan.core.presence import is_folder
from slidescan.posts.file_types import POST_SUFFIXES
from slidescan.posts.site import Site
from slidescan.store.catalogue import Catalogue

LINKS_PER_PART = 1_000
"""Links of posts that are looked at together, and whose slides memory holds."""

POSTS_PER_PART = 500
"""The most posts that are looked at together."""


class EarlierAlts(Protocol):
    """Proposals that were made before."""

    @property
    def inputs(self) -> AltInputs:
        """What they depend on."""
        ...

    def posts_showing(self, images: Iterable[str]) -> Iterable[str]:
        """Returns the posts among whose proposals some photos are."""
        ...

    def posts_with_alt(self, alts: Iterable[str]) -> Iterable[str]:
        """Returns the posts where some alt texts stand."""
        ...


def posts_only(site: Site, paths: Sequence[Path]) -> tuple[str, ...]:
    """The posts that paths name; empty if one of them names something else.

    Raises:
        NotInIndex: A path doesn't exist.
    """
    posts: set[str] = set()
    for path in paths:
        existing = existing_path(site, path)
        below = site.locate(existing)
        if is_folder(existing) or not below.lower().endswith(POST_SUFFIXES):
            return ()
        posts.update(site.tree.post_paths_of(below))
    return tuple(sorted(posts)) if posts <= {*site.post_paths} else ()


def post_parts(
    catalogue: Catalogue, site: Site, wanted: Collection[str] | None
) -> Iterator[frozenset[str]]:
    """The posts to look at, in parts.

    Posts that include other files are one part: an included file belongs to all of them.

    Args:
        catalogue: The catalogue.
        site: The posts' site.
        wanted: Posts, and files that posts include; None for all.
    """
    links = catalogue.card_rows.links_by_post()
    posts = {*site.post_paths}
    if wanted is None:
        read = catalogue.post_files()
        chosen = {p for p in posts if p in links or read.get(p) != file_state(site, p)}
        # Without cards, the links of posts aren't known.
        chosen = chosen if catalogue.card_rows.is_complete() else posts
        has_includes = True
    else:
        chosen = posts & {*wanted}
        stored = catalogue.posts_at(sorted(chosen))
        has_includes = len(chosen) < len(wanted) or any(s.post.includes for s in stored.values())
    including = including_posts(catalogue) & posts if has_includes else frozenset()
    if including:
        yield including
    part: list[str] = []
    size = 0
    for post in sorted(chosen - including):
        part.append(post)
        size += links.get(post, 0)
        if size >= LINKS_PER_PART or len(part) == POSTS_PER_PART:
            yield frozenset(part)
            part, size = [], 0
    if part:
        yield frozenset(part)


def including_posts(catalogue: Catalogue) -> frozenset[str]:
    """The posts that include other files."""
    rows = catalogue.database.json_members("posts", "path", "post", ("path", "includes"))
    return frozenset(str(path) for path, members, _ in rows if json.loads(members)[1])


def file_state(site: Site, path: str) -> tuple[int, int] | None:
    """Size and time of change of a file; None if there is none."""
    try:
        status = (site.root / path).stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns
