"""The Protocol of a site generator's rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence, Set
from pathlib import Path
from typing import Protocol

from slidescan.core.records import Syntax, UnknownUrl
from slidescan.posts.assumptions import Assumption
from slidescan.posts.dialect import Dialect, Markup
from slidescan.posts.earlier_addresses import EarlierAddress
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.heading_ids import HeadingId
from slidescan.posts.headings import Heading
from slidescan.posts.inclusions import Inclusion


class Generator(Protocol):
    """The rules by which a generator renders a site: files, Markdown, addresses, heading ids.

    Paths are relative to the site, with `/` separators.
    """

    @property
    def name(self) -> str:
        """`hugo`, `jekyll`, …, `plain`."""
        ...

    @property
    def title(self) -> str:
        """The name as people write it, such as `MkDocs`."""
        ...

    @classmethod
    def recognise(cls, root: Path) -> bool:
        """Whether a folder is the root of a site of this generator."""
        ...

    @classmethod
    def load(cls, root: Path, base_url: str | None = None) -> Generator:
        """Returns the rules of the site at `root`.

        Args:
            root: The site.
            base_url: Replaces the configured address.

        Raises:
            ConfigInvalid: The configuration can't be read.
        """
        ...

    @property
    def dialect(self) -> Dialect:
        """How the generator reads Markdown."""
        ...

    @property
    def post_suffixes(self) -> Sequence[str]:
        """Suffixes of the files that the generator reads as Markdown, in lower case."""
        ...

    @property
    def hidden_folders(self) -> Sequence[str]:
        """Folders below one whose name begins with a dot that hold images of the site."""
        ...

    @property
    def hidden_image_folders(self) -> Set[str]:
        """Names of hidden folders at any depth that hold images of the site, and no posts."""
        ...

    @property
    def image_fields(self) -> Sequence[str]:
        """Dotted names of the front-matter fields that hold images."""
        ...

    @property
    def card_fields(self) -> Sequence[str]:
        """Those that hold images for lists and social networks, which no post's page shows."""
        ...

    @property
    def visible_fields(self) -> Set[str] | None:
        """All that pages show in any way; None if it isn't known."""
        ...

    @property
    def falls_back_to_files(self) -> bool:
        """Whether references can also name files next to the post, as in an editor's preview."""
        ...

    @property
    def is_case_sensitive(self) -> bool:
        """Whether a reference in other letter case than its file can lead nowhere."""
        ...

    @property
    def uses_heading_as_title(self) -> bool:
        """Whether the first heading replaces a missing title in addresses."""
        ...

    @property
    def base_url(self) -> str:
        """The site's configured address; empty if it has none."""
        ...

    @property
    def unknown_base_url(self) -> UnknownUrl | None:
        """Why the path of the site's address is not known; None if it is, or if none is set."""
        ...

    @property
    def language(self) -> str | None:
        """The site's configured language."""
        ...

    @property
    def config_state(self) -> str:
        """A text that changes whenever the configuration does."""
        ...

    @property
    def assumptions(self) -> Iterable[Assumption]:
        """What the rules take for granted, since a file can't be read."""
        ...

    @property
    def output_folders(self) -> Sequence[str]:
        """Folders of rendered files and themes, which hold no posts."""
        ...

    @property
    def rendered_folder(self) -> str:
        """The folder that the generator writes the site to."""
        ...

    def is_post(self, path: str) -> bool:
        """Whether the generator renders a Markdown file."""
        ...

    def is_draft(self, path: str) -> bool:
        """Whether a post's folder keeps it from being published."""
        ...

    def front_matter(self, text: str, path: str) -> FrontMatter:
        """The fields of a post, given its text without a byte order mark; never raises."""
        ...

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str | UnknownUrl:
        """The address of a post below the base URL; it starts with `/`.

        If code computes it, or the rules don't cover it, the reason: never a guess.
        """
        ...

    def unpublished(self, path: str, matter: FrontMatter, date: dt.date | None) -> str:
        """Why the generator renders no page of a post yet; empty if it does."""
        ...

    def remember(self, earlier: Callable[[str], EarlierAddress | None]) -> None:
        """Takes addresses that are known from before; see `posts.earlier_addresses`."""
        ...

    def section_url(self, url: str, anchor: str) -> str:
        """The address of a section of the page at `url`."""
        ...

    def image_urls(self, path: str) -> Sequence[str]:
        """The addresses below the base URL at which an image is published."""
        ...

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """The files that the generator itself tries for a reference, in order."""
        ...

    def inclusions(self, text: str, path: str, page: str) -> Sequence[Inclusion]:
        """The places where a file includes another as text, in order.

        Args:
            text: The file's text.
            path: The file.
            page: The page that includes it, or the file itself.
        """
        ...

    def embed_files(self, target: str, post: str) -> Sequence[str]:
        """The Markdown files that the generator tries for an embedded file, in order."""
        ...

    def expand(self, target: str, post: str, matter: FrontMatter) -> str:
        """An address or heading text with its template code replaced, if the rules know it."""
        ...

    def reference_target(self, target: str, syntax: Syntax, post: str, matter: FrontMatter) -> str:
        """The address that a reference means, without template code, with a theme's prefix."""
        ...

    def implicit_targets(self, path: str, matter: FrontMatter) -> Sequence[str]:
        """The images that a theme shows at the top of a post that doesn't name them."""
        ...

    def markup_of(self, path: str, matter: FrontMatter) -> Markup:
        """The language that a post is written in."""
        ...

    def dialect_of(self, path: str) -> Dialect:
        """How the generator reads the Markdown of a post."""
        ...

    def top_anchor(self, path: str) -> str:
        """The id of the title that a theme puts above a post's text; empty if it has none."""
        ...

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """The ids of a page's headings, one for each, or the reasons why they are not known."""
        ...
