"""What surrounds a tag of a page: the links beside it, and the part of the page it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
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

MAX_ENCLOSURES = 10_000
"""For how many tags it is remembered what is around their children."""

_ASIDE_TAGS = ("nav", "aside", "footer", "header", "dialog")
_ASIDE_ROLES = frozenset(
    {"navigation", "complementary", "contentinfo", "banner", "dialog", "search", "alert"}
)
_SCOPE_TAGS = frozenset({"nav", "aside", "footer", "dialog", "article", "header", "form"})
_CONTENT_TAGS = frozenset({"main", "article"})
_END_TAGS = frozenset({"main", "body", "html"})
_TELLING_TAGS = frozenset({"a", "picture", "main"})


@lru_cache(maxsize=4096)
def page_address(address: str) -> str | None:
    """An address if it leads to a page, not to a picture, a place in the page or a program.

    Most links of a page are those of a navigation that all pages have.
    """
    address = address.strip()
    if not address or address.startswith("#") or len(address) > 1000:
        return None
    if ":" in address:
        head = address.partition("/")[0].lower()
        if ":" in head and head not in ("http:", "https:"):
            return None
    return None if looks_like_image(address) else address


@dataclass(frozen=True, slots=True)
class Enclosure:
    """The tags around a tag, as far as they tell what it belongs to.

    Attributes:
        is_aside: Whether it belongs to the navigation, a banner, a footer or an aside.
        is_content: Whether it is in the main part of the page, or in an article.
        link: The address that a click on it opens; None outside links.
        picture: The nearest `picture` around it.
        scope: The aside, article or banner around it, outside which a heading heads nothing.
        nearest: The nearest such tag around it, the header of an article included.
        outer: What is around `nearest`.
    """

    is_aside: bool = False
    is_content: bool = False
    link: str | None = None
    picture: Any | None = None
    scope: Any | None = None
    nearest: Any | None = None
    outer: Enclosure | None = None

    def within(self, element: Any) -> Enclosure:  # noqa: ANN401 - lxml has no types
        """What is around the children of a tag that this is around."""
        tag, role = element.tag, element.get("role")
        is_scope = tag in _SCOPE_TAGS
        if role is None and not is_scope and tag not in _TELLING_TAGS:
            return self
        # The header of an article is none of the page.
        is_outer = tag not in ("header", "footer") or not self.is_content
        return Enclosure(
            is_aside=self.is_aside or role in _ASIDE_ROLES or (tag in _ASIDE_TAGS and is_outer),
            is_content=self.is_content or tag in _CONTENT_TAGS,
            link=str(element.get("href") or "").strip() if tag == "a" else self.link,
            picture=element if tag == "picture" else self.picture,
            scope=element if is_scope and (tag != "header" or is_outer) else self.scope,
            nearest=element if is_scope else self.nearest,
            outer=self if is_scope else self.outer,
        )

    def scopes(self) -> set[Any]:
        """All asides, articles and banners around the tag."""
        tags: set[Any] = set()
        enclosure: Enclosure | None = self
        while enclosure is not None and enclosure.nearest is not None:
            tags.add(enclosure.nearest)
            enclosure = enclosure.outer
        return tags


_PAGE = Enclosure()
"""What is around the outermost tag of a page."""


class Neighbours:
    """The links beside the images of one page.

    Args:
        tags: The number of the page's tags.
    """

    def __init__(self, tags: int) -> None:
        self._enclosures: dict[Any, Enclosure] = {}
        self._links: dict[Any, tuple[str, ...] | None] = {}
        self._left = MAX_SCANNED_IMAGES
        self._is_short = tags <= MAX_SCANNED_TAGS

    def around(self, element: Any) -> Enclosure:  # noqa: ANN401
        """The tags around a tag."""
        inner: list[Any] = []
        parent = element.getparent()
        while parent is not None and parent not in self._enclosures:
            inner.append(parent)
            parent = parent.getparent()
        enclosure = _PAGE if parent is None else self._enclosures[parent]
        if len(self._enclosures) + len(inner) > MAX_ENCLOSURES:
            self._enclosures.clear()
        for each in reversed(inner):
            enclosure = self._enclosures[each] = enclosure.within(each)
        return enclosure

    def in_heading(self, element: Any, enclosing: str | None) -> str:  # noqa: ANN401
        """The address of the page that a heading leads to; empty if it leads to none."""
        if enclosing is None and not len(element) and element.tag != "a":
            return ""
        addresses = [enclosing or "", *(link.get("href") or "" for link in element.iter("a"))]
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
