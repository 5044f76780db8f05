"""The parts of posts and links that a status needs, decoded without the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from slidescan.core.records import MissingReference, UnknownUrl
from slidescan.store.backends.protocol import Database
from slidescan.store.decoding import decode
from slidescan.store.serialization import refuse_malformed
from slidescan.store.validation import check_path


class PostOutline(msgspec.Struct):
    """A post's path and address; its fields are as in `Post`."""

    path: str
    url: str | UnknownUrl
    draft: bool
    part: str = ""

    @property
    def page_url(self) -> str | None:
        """Its address without a fragment; None if it is not known."""
        return self.url if isinstance(self.url, str) else None


class LinkOutline(msgspec.Struct):
    """A link's post, and why its address is not known; its fields are as in `Link`."""

    post: str
    draft: bool = False
    unknown: UnknownUrl | None = None


LinkOutlines = dict[str, tuple[LinkOutline, ...]]
"""The links to each image."""


@dataclass(frozen=True, slots=True)
class StoredOutline:
    """A post with its links and the references that show no image of the site."""

    post: PostOutline
    links: Mapping[str, tuple[LinkOutline, ...]]
    missing: tuple[MissingReference, ...]


def post_outlines(database: Database) -> dict[str, StoredOutline]:
    """Returns every post, by path, in a thirtieth of the time of whole posts.

    Raises:
        IndexDamaged: A post is malformed.
    """
    outlines: dict[str, StoredOutline] = {}
    rows = database.execute("SELECT path, post, links, missing FROM posts ORDER BY path")
    with refuse_malformed():
        for path, post, links, missing in rows:
            outlines[check_path(path)] = StoredOutline(
                decode(post, PostOutline),
                decode(links, LinkOutlines),
                decode(missing, tuple[MissingReference, ...]),
            )
    return outlines


def post_titles(database: Database) -> dict[str, str]:
    """Returns the title of every post, by path, without reading its references.

    Raises:
        IndexDamaged: A post is malformed.
    """
    rows = database.json_members("posts", "path", "post", ("path", "title"))
    with refuse_malformed():
        return {check_path(path): decode(members, tuple[str, str])[1] for path, members, _ in rows}


def page_link_outlines(database: Database) -> dict[str, LinkOutlines]:
    """Returns the links that pages of a built site give, by the path of the post or page.

    Raises:
        IndexDamaged: A link is malformed.
    """
    rows = database.execute("SELECT post, links FROM page_links ORDER BY post")
    with refuse_malformed():
        return {check_path(post): decode(links, LinkOutlines) for post, links in rows}
