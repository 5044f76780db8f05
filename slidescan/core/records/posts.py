"""Posts, their sections, and their references to photos."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Json: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class UnknownUrl:
    """An address that the rules of a generator don't tell.

    Attributes:
        reason: Why it is not known (`Gatsby is not known`, `the permalink is a function`).
        remedy: What a person can do about it.
    """

    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.reason}: {self.remedy}"

    def to_json(self) -> Json:
        """All fields as JSON."""
        return {"reason": self.reason, "remedy": self.remedy}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a post and the text below it.

    Attributes:
        path: Texts of the enclosing headings and of this heading, outermost first.
        anchor: The heading's id in the rendered page; None if it has none, or if it is not known.
        level: 1..6.
        line: The heading's line, 1-based.
        end: The line after the section's last line, 1-based.
        unknown: Why the heading's id is not known; None if it is, or if the heading has none.
    """

    path: tuple[str, ...]
    anchor: str | None
    level: int
    line: int
    end: int
    unknown: UnknownUrl | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes of a post from `start` to `end`, exclusive."""

    start: int
    end: int


Syntax: TypeAlias = Literal[
    "markdown",
    "reference",
    "attribute",
    "attribute list",
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
    """A reference of a post to an image.

    Attributes:
        target: The image's address (`../img/a.jpg`), unescaped, with template code resolved.
        alt: Its alt text, unescaped; None if the reference has none.
        line: Its line, 1-based.
        syntax: The syntax of the reference.
        alt_span: The bytes of the alt text between its quotes or brackets. Empty if the attribute
            is missing: a new alt text is then written between `insert` and `"`.
        insert: The text to write before a new alt text at an empty span (` alt="`), else "".
        quote: The character that ends the alt text and must be escaped in it.
        lang: The `lang` attribute of its HTML tag; None if the tag doesn't have one.
        around: The image's caption and the sentence before it, a line each.
        in_footnote: Whether the page shows it at its end, below the last heading.
    """

    target: str
    alt: str | None
    line: int
    syntax: Syntax
    alt_span: Span | None = None
    insert: str = ""
    quote: str = ""
    lang: str | None = None
    around: str = ""
    in_footnote: bool = False


@dataclass(frozen=True, slots=True)
class IncludedReference:
    """A reference to an image in a file that a post includes.

    Attributes:
        target: The image's address, as in `ImageReference`.
        syntax: The syntax of the reference.
        line: The line of the post that includes the file, 1-based.
        base: The file from which relative addresses count.
        source: The file that holds the reference.
        source_line: The reference's line in that file, 1-based.
        section: The index of its section among the post's sections; None above the first.
        alt: Its alt text; empty if it has none.
        around: As in `ImageReference`.
    """

    target: str
    syntax: Syntax
    line: int
    base: str
    source: str
    source_line: int
    section: int | None
    alt: str = ""
    around: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A Markdown file of a site.

    Attributes:
        path: Its path below the site, `/` separators.
        title: From the front matter, the first heading or the file's name, in this order.
        date: ISO 8601 day from the front matter or the file's name; None if unknown.
        tags: From the front matter.
        language: ISO 639-1 code from the post or its site; None if neither sets a language.
        url: Its address without a fragment, or why it is not known.
        draft: Whether it is unpublished: a draft, or dated in the future.
        sections: Its sections in order.
        references: Its references to images in order.
        included: References to images in the files that it includes.
        includes: The files that it includes, and those that it would include if they existed.
        pages: For a file that is no page itself: path and address of each post that includes it.
        mentions: Lines and names of image files that no reference covers.
        part: The folder of its site, if that is in a folder of the site; else empty.
        matter: Digest of its front matter, on which its address depends; empty if it isn't known.
    """

    path: str
    title: str
    date: str | None
    tags: tuple[str, ...]
    language: str | None
    url: str | UnknownUrl
    draft: bool
    sections: tuple[Section, ...]
    references: tuple[ImageReference, ...]
    included: tuple[IncludedReference, ...] = ()
    includes: tuple[str, ...] = ()
    pages: tuple[tuple[str, str | None], ...] = ()
    mentions: tuple[tuple[int, str], ...] = ()
    part: str = ""
    matter: str = ""

    @property
    def page_url(self) -> str | None:
        """Its address without a fragment; None if it is not known."""
        return self.url if isinstance(self.url, str) else None


LinkSource: TypeAlias = Literal["rules", "rendered"]
"""What an address is known by: the generator's rules, or the page that it rendered."""


@dataclass(frozen=True, slots=True)
class Link:
    """A post's reference to a photo, with its section and address, as in the contract.

    The address is None if it is not known; `unknown` then tells why.

    Attributes:
        alt: The alt text that the post gives the photo.
        around: The photo's caption and the sentence before it, a line each.
    """

    post: str
    line: int
    title: str
    date: str | None
    tags: tuple[str, ...]
    section: tuple[str, ...]
    anchor: str | None
    url: str | None
    draft: bool = False
    by: LinkSource = "rules"
    unknown: UnknownUrl | None = None
    alt: str = ""
    around: str = ""

    def to_json(self) -> Json:
        """The link as in the contract; with `unknown` if its address is not known."""
        link: Json = {
            "post": self.post,
            "line": self.line,
            "title": self.title,
            "date": self.date,
            "tags": list(self.tags),
            "section": list(self.section),
            "anchor": self.anchor,
            "url": self.url,
            "draft": self.draft,
            "by": self.by,
            **({"alt": self.alt} if self.alt else {}),
            **({"around": self.around} if self.around else {}),
        }
        if self.unknown is not None:
            link["unknown"] = self.unknown.to_json()
        return link


@dataclass(frozen=True, slots=True)
class SharedUrl:
    """An address that several posts share, so that readers can open only one of them."""

    url: str
    posts: tuple[str, ...]

    def to_json(self) -> Json:
        """All fields as JSON."""
        return {"url": self.url, "posts": list(self.posts)}


@dataclass(frozen=True, slots=True)
class UnknownUrls:
    """Posts whose addresses are not known for one reason.

    Attributes:
        reason: Why they are not known.
        remedy: What a person can do about it.
        posts: The paths of the posts, sorted.
        links: How many links to photos have no address for this reason.
    """

    reason: str
    remedy: str
    posts: tuple[str, ...]
    links: int

    def to_json(self) -> Json:
        """All fields as JSON."""
        return {
            "reason": self.reason,
            "remedy": self.remedy,
            "posts": list(self.posts),
            "links": self.links,
        }


ReferenceIssueKind: TypeAlias = Literal["missing", "unclear", "case"]
"""The image isn't there; the reference is not understood; the file differs in letter case."""


@dataclass(frozen=True, slots=True)
class MissingReference:
    """A reference that doesn't lead to an image, or not on every system.

    Attributes:
        post: The post.
        line: The reference's line, 1-based.
        target: The address as the post has it.
        kind: What is wrong with it.
        image: The image that is meant, as a path below the site; empty if it isn't known.
    """

    post: str
    line: int
    target: str
    kind: ReferenceIssueKind = "missing"
    image: str = ""

    def to_json(self) -> Json:
        """All fields as JSON; a missing image has no `kind` and `image`."""
        more = {} if self.kind == "missing" else {"kind": self.kind, "image": self.image}
        return {"post": self.post, "line": self.line, "target": self.target, **more}


def of_kind(
    references: Iterable[MissingReference], kind: ReferenceIssueKind
) -> tuple[MissingReference, ...]:
    """The references with one kind of issue."""
    return tuple(reference for reference in references if reference.kind == kind)
