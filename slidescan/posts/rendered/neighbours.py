"""What surrounds a tag of a page: the links beside it, and the part of the page it belongs to."""

from __future__ import annotations

from itertools import islice
from typing import Any

from slidescan.posts.file_types import looks_like_image

MAX_NEAR_LINKS = 4
"""With more links beside an image, they belong to the text, not to the image."""

MAX_TEXT_BESIDE_LINK = 30
"""With more characters beside it, a link is part of a sentence."""

MAX_NEAR_LEVELS = 5
"""How many levels above an image a link beside it can be."""

MAX_SCANNED_IMAGES, MAX_SCANNED_TAGS = 400, 80_000
"""Of longer pages, links beside images are not collected."""

_ASIDE_TAGS = ("nav", "aside", "footer", "header", "dialog")
_ASIDE_ROLES = frozenset(
    {"navigation", "complementary", "contentinfo", "banner", "dialog", "search", "alert"}
)
_SCOPE_TAGS = ("nav", "aside", "footer", "dialog", "article", "header", "form")
_CONTENT_TAGS = frozenset({"main", "article"})
_END_TAGS = frozenset({"main", "body", "html"})


def page_address(address: str) -> str | None:
    """An address if it leads to a page, not to a picture, a place in the page or a program."""
    address = address.strip()
    if not address or address.startswith("#") or len(address) > 1000:
        return None
    if ":" in address:
        head = address.partition("/")[0].lower()
        if ":" in head and head not in ("http:", "https:"):
            return None
    return None if looks_like_image(address) else address


def is_aside(element: Any) -> bool:  # noqa: ANN401 - lxml has no types
    """Whether a tag belongs to the navigation, a banner, a footer or an aside."""
    for parent in element.iterancestors():
        tag = parent.tag
        if parent.get("role") in _ASIDE_ROLES or (tag in _ASIDE_TAGS and _is_outer(parent)):
            return True
    return False


def _is_outer(element: Any) -> bool:  # noqa: ANN401
    """Whether an aside is one: the header of an article isn't."""
    if element.tag not in ("header", "footer"):
        return True
    return not any(parent.tag in _CONTENT_TAGS for parent in element.iterancestors())


class Neighbours:
    """The links beside the images of one page.

    Args:
        tags: The number of the page's tags.
    """

    def __init__(self, tags: int) -> None:
        self._links: dict[Any, tuple[str, ...] | None] = {}
        self._left = MAX_SCANNED_IMAGES
        self._is_short = tags <= MAX_SCANNED_TAGS

    def scope(self, element: Any) -> Any | None:  # noqa: ANN401
        """The aside, article or banner around a heading, outside which it heads nothing."""
        for parent in element.iterancestors(*_SCOPE_TAGS):
            if parent.tag != "header" or _is_outer(parent):
                return parent
        return None

    def scopes_around(self, element: Any) -> set[Any]:  # noqa: ANN401
        """All asides, articles and banners around a tag."""
        return set(element.iterancestors(*_SCOPE_TAGS))

    def link_around(self, element: Any) -> str | None:  # noqa: ANN401
        """The address that a click on an image opens."""
        for parent in element.iterancestors("a"):
            return str(parent.get("href") or "").strip()
        return None

    def in_heading(self, element: Any) -> str:  # noqa: ANN401
        """The address of the page that a heading leads to; empty if it leads to none."""
        around = self.link_around(element)
        addresses = [around or "", *(link.get("href") or "" for link in element.iter("a"))]
        return next((a for a in map(page_address, addresses) if a), "")

    def near(self, element: Any, enclosing: str | None) -> tuple[str, ...]:  # noqa: ANN401
        """Addresses of pages that an image leads to, or links in the box around it."""
        if enclosing is not None:
            address = page_address(enclosing)
            if address:
                return (address,)
        if not self._is_short or self._left <= 0:
            return ()
        self._left -= 1
        for level, parent in enumerate(element.iterancestors()):
            if level >= MAX_NEAR_LEVELS or parent.tag in _END_TAGS:
                break
            if parent not in self._links:
                self._links[parent] = _links_in(parent)
            links = self._links[parent]
            if links is None:
                break
            if links:
                return links if len(links) <= MAX_NEAR_LINKS else ()
        return ()


def _links_in(element: Any) -> tuple[str, ...] | None:  # noqa: ANN401
    """The pages that links in a box lead to; None if it is no box around one image."""
    if len(tuple(islice(element.iter("img"), 2))) > 1:
        return None
    addresses: dict[str, None] = {}
    for link in element.iter("a"):
        address = page_address(link.get("href") or "")
        if address and _stands_alone(link):
            addresses[address] = None
            if len(addresses) > MAX_NEAR_LINKS:
                break
    return tuple(addresses)


def _stands_alone(link: Any) -> bool:  # noqa: ANN401
    """Whether a link is a title or a button, not a part of a sentence."""
    parent = link.getparent()
    if parent is None:
        return False
    length = len((parent.text or "").strip())
    for child in parent:
        length += len((child.tail or "").strip())
        if length > MAX_TEXT_BESIDE_LINK:
            return False
    return True
