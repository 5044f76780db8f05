"""The state of a scan for image references, and what it finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from slidescan.core.records import Syntax
from slidescan.posts.dialect import Dialect
from slidescan.posts.inline import Inline
from slidescan.posts.markdown import Heading

IMAGE_SUFFIXES = (
    ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".heic", ".heif", ".tif", ".tiff",
    ".bmp", ".gif", ".avif", ".svg",
)  # fmt: skip

POST_SUFFIXES = (".md", ".markdown", ".mdown", ".mdx")


@dataclass(frozen=True, slots=True)
class Found:
    """An image reference; places are indices of characters in the post's text.

    Attributes:
        target: Its address, unescaped.
        alt: Its alt text, unescaped; None where there is none.
        start: Where the reference begins.
        syntax: How it is written.
        alt_start: Where the alt text (or the place for it) begins.
        alt_end: Where it ends.
        insert: What must precede a new alt text where the attribute is missing.
        quote: The character that would end the alt text.
        lang: The language that an HTML tag gives it.
    """

    target: str
    alt: str | None
    start: int
    syntax: Syntax
    alt_start: int = -1
    alt_end: int = -1
    insert: str = ""
    quote: str = ""
    lang: str | None = None


@dataclass(slots=True)
class Scan:
    """A stretch of a post being looked through.

    Attributes:
        text: The post with template code covered.
        source: The post as written; same places.
        end: How far to look.
        definitions: Addresses by the labels of reference-style links.
        templates: Where each covered stretch ends, by where it begins.
        dialect: How the post's generator reads it.
        line_at: The line of a place.
        found: Image references so far.
        headings: HTML headings so far.
        imports: Images by the names under which MDX imports them.
        inline: Which backticks, brackets and tags belong together.
    """

    text: str
    source: str
    end: int
    definitions: Mapping[str, str]
    templates: Mapping[int, int]
    dialect: Dialect
    line_at: Callable[[int], int]
    found: list[Found] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    imports: Mapping[str, str] = field(default_factory=dict)
    inline: Inline = field(default_factory=lambda: Inline("", 0))


Rule: TypeAlias = Callable[[Scan, int], int]
"""Looks at a place; returns the index after what it covers, or the same index."""


def looks_like_image(address: str) -> bool:
    """Whether an address ends as images do."""
    return re.split(r"[?#]", address, maxsplit=1)[0].lower().endswith(IMAGE_SUFFIXES)
