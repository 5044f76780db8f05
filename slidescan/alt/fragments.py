"""Files that posts include and that are no posts themselves; their alt texts count as well."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from slidescan.core.records import Post
from slidescan.posts.file_types import POST_SUFFIXES
from slidescan.posts.site import Site

Pages = tuple[tuple[str, str | None], ...]
"""Path of each post that includes a file, and its address if it is known."""


def fragments_of(posts: Iterable[Post], site: Site) -> Mapping[str, Pages]:
    """The Markdown files that posts include, without posts, and the posts that include each."""
    pages: dict[str, Pages] = {}
    for post in posts:
        for path in post.includes:
            if not path.lower().endswith(POST_SUFFIXES) or site.is_excluded(path):
                continue
            if site.contains(path) and (site.root / path).is_file():
                pages[path] = (*pages.get(path, ()), (post.path, post.page_url))
    posts_of_site = set(site.post_paths) if pages else set()
    return {path: pages[path] for path in sorted(pages) if path not in posts_of_site}
