"""Pages of a built site, as their generator rendered them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageHeading:
    """A heading of a page.

    Attributes:
        text: Its text, without the sign of a link to itself.
        level: 1..6.
        anchor: Its id, that of an anchor in it, or that of the section that it opens; None without.
        address: The address of another page that it links to; empty without.
    """

    text: str
    level: int
    anchor: str | None
    address: str = ""


@dataclass(frozen=True, slots=True)
class PageImage:
    """A place of a page that shows an image.

    Attributes:
        addresses: Addresses of the image as in the page, in all its sizes. An image that is part
            of the page is `sha256:` and the digest of its bytes.
        heading: Index of the nearest heading above it; -1 above the first.
        line: Its line in the page's file, 1-based.
        alt: Its alt text.
        near: Addresses of other pages that it, or the title beside it, leads to.
        is_aside: Whether it belongs to the navigation, a banner, a footer or an aside.
        is_opened: Whether it isn't shown itself: the image before it opens it.
    """

    addresses: tuple[str, ...]
    heading: int
    line: int
    alt: str = ""
    near: tuple[str, ...] = ()
    is_aside: bool = False
    is_opened: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a built site.

    Attributes:
        title: Its title.
        canonical: The address that it gives for itself; empty without.
        base: The address to which its addresses are relative; empty for its own.
        alternates: Addresses of the same page in other languages and forms.
        date: The day when it was published, ISO 8601; None if it gives none.
        tags: Its tags.
        is_redirect: Whether it only leads to another page.
        headings: Its headings in order.
        images: Its images in order.
        link_forms: How many of its links to pages of the same site end in `.html`, in a slash, and
            in neither.
    """

    title: str = ""
    canonical: str = ""
    base: str = ""
    alternates: tuple[str, ...] = ()
    date: str | None = None
    tags: tuple[str, ...] = ()
    is_redirect: bool = False
    headings: tuple[PageHeading, ...] = ()
    images: tuple[PageImage, ...] = ()
    link_forms: tuple[int, int, int] = (0, 0, 0)
