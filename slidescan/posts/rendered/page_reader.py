"""Reads a page of a built site: its headings, and the places that show images."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import Any

from lxml import etree

from slidescan.core.records import Page, PageHeading, PageImage
from slidescan.core.text import clean
from slidescan.errors import PageUnreadable
from slidescan.posts.field_values import date_of
from slidescan.posts.file_types import looks_like_image
from slidescan.posts.rendered.image_addresses import image_addresses, style_addresses
from slidescan.posts.rendered.neighbours import Enclosure, Neighbours, page_address

MAX_PAGE_BYTES = 32 * 1024 * 1024
"""Longer pages are refused; a tree of the longest takes 300 MB."""

MAX_PAGE_TAGS = 1_000_000
"""Pages with more tags are refused; a tree of as many takes 200 MB."""

MAX_PAGE_IMAGES, MAX_PAGE_HEADINGS = 5_000, 5_000
"""Further images and headings of a page are ignored."""

MAX_IMAGE_ADDRESSES = 40
"""Further sizes of an image are ignored."""

MAX_TITLE_CHARS, MAX_ALT_CHARS = 300, 2_000
"""Where the texts of a page are cut."""

MAX_COUNTED_LINKS = 20
"""The form of a site's addresses follows from so many links of each page."""

HEADING_TAGS = ("h1", "h2", "h3", "h4", "h5", "h6")

_IMAGE_TAGS = (
    "img", "video", "image", "amp-img", "amp-video", "object", "embed", "input",
)  # fmt: skip
_TAGS = (*HEADING_TAGS, *_IMAGE_TAGS, "base", "html", "link", "meta", "time", "title")
_INERT_TAGS = ("template", "textarea", "script", "style")
_INERT = (b"<template", b"<textarea")
_SECTION_TAGS = frozenset({"section", "article", "div"})

_SLOW_MARKERS = (b"url(", b" data-b")
_HEADING_MARKERS = (b'"heading"', b"'heading'", b"=heading")
"""Signs that tags besides `_TAGS` can show an image or be a heading."""

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset", re.IGNORECASE)
_REFRESH = re.compile(r"\s*\d*\.?\d*\s*[;,]\s*(?:url\s*=)?\s*\S", re.IGNORECASE)
_PERMALINK_SIGNS = " \t\n#¶§†🔗"
_WORD = re.compile(r"\w")


def read_page(data: bytes) -> Page:
    """Reads a page as browsers do: it may be broken in any way.

    Raises:
        PageUnreadable: It is too long, or no HTML.
    """
    if len(data) > MAX_PAGE_BYTES:
        raise PageUnreadable(
            f"it is longer than {MAX_PAGE_BYTES // 2**20} MiB", "leave it out of the built site"
        )
    tags = data.count(b"<")
    if tags > MAX_PAGE_TAGS:
        raise PageUnreadable(
            f"it has more than {MAX_PAGE_TAGS:,} tags", "leave it out of the built site"
        )
    root = _parsed(data)
    if root is None:
        return Page()
    lower = data.lower()
    is_slow = any(sign in lower for sign in _SLOW_MARKERS) or (
        b"heading" in lower and any(sign in lower for sign in _HEADING_MARKERS)
    )
    return _Reader(root, tags, is_slow=is_slow, may_be_inert=any(t in lower for t in _INERT)).page()


def _parsed(data: bytes) -> Any | None:  # noqa: ANN401 - lxml has no types
    has_charset = data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) or _CHARSET.search(
        data, 0, 4096
    )
    parser = etree.HTMLParser(
        recover=True,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        encoding=None if has_charset else "utf-8",
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError, LookupError):
        return None


class _Reader:
    """Collects what one page shows, in the order of its tags."""

    def __init__(
        self,
        root: Any,  # noqa: ANN401
        tags: int,
        *,
        is_slow: bool,
        may_be_inert: bool,
    ) -> None:
        self._root = root
        self._is_slow = is_slow
        self._may_be_inert = may_be_inert
        self._neighbours = Neighbours(tags)
        self._headings: list[PageHeading] = []
        self._scopes: list[Any] = []  # for each heading, the aside or article that ends its effect
        self._images: list[PageImage] = []
        self._meta: dict[str, str] = {}
        self._tags: list[str] = []
        self._alternates: list[str] = []
        self._titles: list[str] = []
        self._is_redirect = False
        self._opened: set[str] = set()

    def page(self) -> Page:
        """The page."""
        elements = self._root.iter() if self._is_slow else self._root.iter(*_TAGS)
        for element in elements:
            if isinstance(element.tag, str):
                self._add(element)
        forms = [0, 0, 0]
        for link in islice(self._root.iter("a"), MAX_COUNTED_LINKS):
            form = _link_form(link.get("href") or "")
            if form is not None:
                forms[form] += 1
        first = next((h.text for h in self._headings if h.level == 1 and h.text), "")
        title = self._meta.get("og:title") or first or next(iter(self._titles), "")
        day = self._meta.get("article:published_time") or self._meta.get("time")
        date = date_of(day[:40]) if day else None
        return Page(
            title=title[:MAX_TITLE_CHARS],
            canonical=self._meta.get("canonical", ""),
            base=self._meta.get("base", ""),
            alternates=tuple(self._alternates[:50]),
            date=date.isoformat() if date else None,
            tags=tuple(dict.fromkeys(self._tags))[:50],
            is_redirect=self._is_redirect,
            headings=tuple(self._headings),
            images=tuple(self._images),
            link_forms=(forms[0], forms[1], forms[2]),
        )

    def _add(self, element: Any) -> None:  # noqa: ANN401
        tag = element.tag
        if tag in HEADING_TAGS:
            self._add_heading(element, int(tag[1]))
        elif tag in _IMAGE_TAGS:
            self._add_image(element, list(self._addresses_of(element)))
        elif tag in _META:
            _META[tag](self, element)
        elif self._is_slow:
            self._add_other(element)

    def _add_other(self, element: Any) -> None:  # noqa: ANN401
        """Any other tag: a heading by its role, or a box with a background image."""
        attributes = _attributes(element)
        if attributes.get("role") == "heading":
            level = attributes.get("aria-level", "2")
            self._add_heading(element, int(level) if level in "123456" and level else 2)
            return
        addresses = list(style_addresses(attributes.get("style", "")))
        for name, value in attributes.items():
            if name.startswith("data-b") and looks_like_image(value):
                addresses += image_addresses({"src": value})
        if addresses:
            self._add_image(element, addresses)

    def _add_heading(self, element: Any, level: int) -> None:  # noqa: ANN401
        if len(self._headings) >= MAX_PAGE_HEADINGS or self._is_inert(element):
            return
        around = self._neighbours.around(element)
        address = self._neighbours.in_heading(element, around.link)
        self._headings.append(PageHeading(_heading_text(element), level, _anchor(element), address))
        self._scopes.append(around.scope)

    def _add_image(self, element: Any, addresses: list[str]) -> None:  # noqa: ANN401
        if len(self._images) >= MAX_PAGE_IMAGES or not addresses or self._is_inert(element):
            return
        around = self._neighbours.around(element)
        enclosing = around.link
        image = PageImage(
            addresses=tuple(dict.fromkeys(addresses))[:MAX_IMAGE_ADDRESSES],
            heading=self._heading_above(around),
            line=element.sourceline or 1,
            alt=_cleaned(element.get("alt") or "")[:MAX_ALT_CHARS],
            near=self._neighbours.near(element, enclosing),
            is_aside=around.is_aside,
        )
        self._images.append(image)
        if enclosing is not None and looks_like_image(enclosing):
            opened = tuple(image_addresses({"src": enclosing}))
            if opened and not set(opened) <= set(image.addresses):
                self._images.append(replace(image, addresses=opened, alt="", is_opened=True))

    def _addresses_of(self, element: Any) -> Iterator[str]:  # noqa: ANN401
        """The addresses of an image in all its sizes."""
        yield from image_addresses(_attributes(element))
        picture = self._neighbours.around(element).picture
        while picture is not None:
            for source in picture.iter("source"):
                yield from image_addresses(_attributes(source))
            picture = self._neighbours.around(picture).picture

    def _is_inert(self, element: Any) -> bool:  # noqa: ANN401
        """Whether browsers don't show a tag, as it is in a template."""
        return self._may_be_inert and any(True for _ in element.iterancestors(*_INERT_TAGS))

    def _heading_above(self, around: Enclosure) -> int:
        """Index of the nearest heading above that isn't inside an aside or article that ended."""
        scopes: set[Any] | None = None
        for index in range(len(self._headings) - 1, -1, -1):
            scope = self._scopes[index]
            if scope is None or scope is around.nearest:
                return index
            scopes = around.scopes() if scopes is None else scopes
            if scope in scopes:
                return index
        return -1

    def _add_base(self, element: Any) -> None:  # noqa: ANN401
        self._meta.setdefault("base", (element.get("href") or "").strip()[:2000])

    def _add_link(self, element: Any) -> None:  # noqa: ANN401
        kinds = (element.get("rel") or "").lower().split()
        address = (element.get("href") or "").strip()
        if len(address) > 2000:
            return
        if "canonical" in kinds:
            self._meta.setdefault("canonical", address)
        elif "alternate" in kinds and element.get("hreflang") and len(self._alternates) < 50:
            self._alternates.append(address)

    def _add_meta(self, element: Any) -> None:  # noqa: ANN401
        content = (element.get("content") or "").strip()[:2000]
        if (element.get("http-equiv") or "").lower() == "refresh":
            self._is_redirect |= _REFRESH.match(content) is not None
        name = (element.get("property") or element.get("name") or "").lower()
        if name == "article:tag" and len(self._tags) < 50:
            self._tags.append(_cleaned(content))
        elif name in ("article:published_time", "og:title") and content:
            self._meta.setdefault(name, _cleaned(content))

    def _add_time(self, element: Any) -> None:  # noqa: ANN401
        if "time" not in self._meta and not self._neighbours.around(element).is_aside:
            self._meta["time"] = (element.get("datetime") or "")[:40]

    def _add_title(self, element: Any) -> None:  # noqa: ANN401
        text = _cleaned("".join(element.itertext())[:MAX_TITLE_CHARS]).strip()
        if text:
            self._titles.append(text)


_META: Mapping[str, Any] = {
    "base": _Reader._add_base,  # noqa: SLF001
    "link": _Reader._add_link,  # noqa: SLF001
    "meta": _Reader._add_meta,  # noqa: SLF001
    "time": _Reader._add_time,  # noqa: SLF001
    "title": _Reader._add_title,  # noqa: SLF001
}
"""What each tag tells about the whole page."""


@lru_cache(maxsize=4096)
def _link_form(address: str) -> int | None:
    """Index of the form of an address in `Page.link_forms`; None if it has none of them.

    Most links of a page are those of a navigation that all pages have.
    """
    path = page_address(address)
    if path is None or "://" in path:
        return None
    path = path.partition("#")[0].partition("?")[0]
    last = path.rpartition("/")[2]
    if not last:
        return 1 if path.count("/") > 1 else None
    if last.lower().endswith(".html"):
        return 0
    return None if "." in last else 2


def _attributes(element: Any) -> Mapping[str, str]:  # noqa: ANN401
    return {str(name).lower(): str(value) for name, value in element.attrib.items()}


def _heading_text(element: Any) -> str:  # noqa: ANN401
    text = " ".join("".join(_texts(element)).split())
    return _cleaned(text.strip(_PERMALINK_SIGNS) if _WORD.search(text) else text)[:MAX_TITLE_CHARS]


def _texts(element: Any) -> Iterator[str]:  # noqa: ANN401
    """The texts of a heading, without links to itself that have no words."""
    length = 0
    for text in element.itertext() if len(element) else filter(None, (element.text,)):
        length += len(text)
        if length > 10 * MAX_TITLE_CHARS:
            return
        yield text


def _anchor(element: Any) -> str | None:  # noqa: ANN401
    """The id of a heading: its own, of an anchor in it, or of the section that it opens."""
    if element.get("id"):
        return str(element.get("id"))
    for child in element.iter("a", "span"):
        inner = child.get("id") or (child.get("name") if child.tag == "a" else None)
        # A link to elsewhere, such as a footnote, has an id to come back to.
        if inner and (child.get("href") or f"#{inner}").endswith(f"#{inner}"):
            return str(inner)
    parent = element.getparent()
    if parent is None or parent.tag not in _SECTION_TAGS or not parent.get("id"):
        return None
    is_section = parent.tag == "section" or "section" in (parent.get("class") or "").split()
    if not is_section:
        return None
    before = element.getprevious()
    while before is not None:
        # A label, as Sphinx writes it, may stand before the heading.
        if before.tag not in ("span", "a") or (before.text or "").strip():
            return None
        before = before.getprevious()
    return str(parent.get("id"))


def _cleaned(text: str) -> str:
    """A text without control characters, which most don't have."""
    return text if text.isascii() and text.isprintable() else clean(text)
