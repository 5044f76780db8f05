"""What a post holds, and where it shows a photo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Json: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a post and what stands under it.

    Attributes:
        path: Texts of the headings around it and its own, outermost first.
        anchor: The heading's id in the rendered page; None where it has none.
        level: 1..6.
        line: Where the heading stands, 1-based.
        end: The line after the section's last, 1-based.
    """

    path: tuple[str, ...]
    anchor: str | None
    level: int
    line: int
    end: int


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes of a post, from `start` up to, not including, `end`."""

    start: int
    end: int


Syntax: TypeAlias = Literal[
    "markdown",
    "reference",
    "html",
    "jsx",
    "srcset",
    "shortcode",
    "tag",
    "wikilink",
    "directive",
    "front matter",
]


@dataclass(frozen=True, slots=True)
class ImageReference:
    """One place where a post shows an image.

    Attributes:
        target: The image's address, unescaped and with template code resolved (`../img/a.jpg`).
        alt: Its alt text, unescaped; None where the syntax has none there.
        line: Where the reference stands, 1-based.
        syntax: How it is written.
        alt_span: The bytes of the alt text between its quotes or brackets; empty where the
            attribute is missing: then `insert` is written before and `"` after it.
        insert: What must stand before a new alt text at an empty span (` alt="`), else "".
        quote: The character that ends the alt text and must be escaped in it.
        lang: Its language as an HTML tag says it; None where it says none.
    """

    target: str
    alt: str | None
    line: int
    syntax: Syntax
    alt_span: Span | None = None
    insert: str = ""
    quote: str = ""
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A Markdown file of a site.

    Attributes:
        path: Below the site, `/` separators.
        title: From front matter, else its first heading, else its file's name.
        date: ISO 8601 day from front matter or file name; None if unknown.
        tags: From front matter.
        language: ISO 639-1 code, if the post or its site says one.
        url: Where readers open it, without anchor.
        draft: Whether it isn't published (draft, or dated in the future).
        sections: In order.
        references: In order.
    """

    path: str
    title: str
    date: str | None
    tags: tuple[str, ...]
    language: str | None
    url: str
    draft: bool
    sections: tuple[Section, ...]
    references: tuple[ImageReference, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """One place where a post shows a photo; fields as in the contract."""

    post: str
    line: int
    title: str
    date: str | None
    tags: tuple[str, ...]
    section: tuple[str, ...]
    anchor: str | None
    url: str
    draft: bool = False

    def to_json(self) -> Json:
        """As in the contract."""
        return {
            "post": self.post,
            "line": self.line,
            "title": self.title,
            "date": self.date,
            "tags": list(self.tags),
            "section": list(self.section),
            "anchor": self.anchor,
            "url": self.url,
            "draft": self.draft,
        }


@dataclass(frozen=True, slots=True)
class SharedUrl:
    """An address that several posts claim: one of them can't be opened."""

    url: str
    posts: tuple[str, ...]

    def to_json(self) -> Json:
        """Address and posts."""
        return {"url": self.url, "posts": list(self.posts)}


@dataclass(frozen=True, slots=True)
class MissingReference:
    """A reference to an image of the site that doesn't exist."""

    post: str
    line: int
    target: str

    def to_json(self) -> Json:
        """Post, line and target."""
        return {"post": self.post, "line": self.line, "target": self.target}
