"""The state of a scan for image references, and the references that it records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from slidescan.core.records import Syntax
from slidescan.posts.dialect import MASK, Dialect
from slidescan.posts.embeds import Embed
from slidescan.posts.front_matter import NO_FRONT_MATTER, FrontMatter
from slidescan.posts.headings import Heading
from slidescan.posts.inline import Delimiters


@dataclass(frozen=True, slots=True)
class AltSlot:
    """The alt text of a reference, and its position in the post.

    Attributes:
        text: The unescaped text; None if the reference has no alt text.
        start: Index where the alt text begins, or where a missing one is inserted; -1 if there
            is no room for an alt text.
        end: Index where it ends.
        insert: Text to write before a new alt text, such as a missing attribute's name.
        quote: The character that would end the alt text.
    """

    text: str | None = None
    start: int = -1
    end: int = -1
    insert: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class ReferenceMatch:
    """An image reference; its positions are indices of characters in the post.

    Attributes:
        target: The image's address, unescaped.
        start: Index where the reference begins.
        syntax: Its form.
        alt: Its alt text.
        lang: The language that an HTML tag declares.
    """

    target: str
    start: int
    syntax: Syntax
    alt: AltSlot = AltSlot()
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class ImageLink:
    """A link to an image; what it holds is a thumbnail of that image.

    Attributes:
        start: Index where the link begins.
        end: Index where its contents end.
        target: The image's address, unescaped.
    """

    start: int
    end: int
    target: str


@dataclass(slots=True)
class ScanState:
    """A scan of one leaf block.

    Attributes:
        text: The post with its template code masked.
        source: The post as written; the same indices hold.
        start: Index where the block begins.
        end: Index after the block.
        delimiters: Pairs of backticks, brackets and tags in the block.
        definitions: Addresses of reference links by their normalised label.
        template_ends: The end index of each piece of template code by its start index.
        dialect: How the post's generator reads Markdown.
        line_at: Returns the line of an index.
        imports: The files that a post imports, by the names that it gives them.
        matter: The post's front matter.
        in_table: Whether the block is a row of a table, where a bar needs a backslash.
        in_html: Whether the block is raw HTML.
        references: Image references so far.
        headings: HTML headings so far.
        embeds: Embedded files so far.
        image_links: Links to images so far.
    """

    text: str
    source: str
    start: int
    end: int
    delimiters: Delimiters
    definitions: Mapping[str, str]
    template_ends: Mapping[int, int]
    dialect: Dialect
    line_at: Callable[[int], int]
    imports: Mapping[str, str]
    matter: FrontMatter = NO_FRONT_MATTER
    in_table: bool = False
    in_html: bool = False
    references: list[ReferenceMatch] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    embeds: list[Embed] = field(default_factory=list)
    image_links: list[ImageLink] = field(default_factory=list)
    _last_image_opening: int | None = None

    def last_image_opening(self) -> int:
        """The last index in the block where an image, a tag or template code can begin; or -1."""
        if self._last_image_opening is None:
            self._last_image_opening = max(
                self.text.rfind(opening, self.start, self.end) for opening in ("![", "<", MASK)
            )
        return self._last_image_opening


Rule: TypeAlias = Callable[[ScanState, int], int]
"""Matches one form at an index; returns the index after it, or the same index without a match."""
