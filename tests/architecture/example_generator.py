"""A generator in one file: mdBook (https://rust-lang.github.io/mdBook/).

Its row: `GENERATORS.insert(0, MdBook)` in `slidescan/posts/generators/registry.py`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from slidescan.posts.config_files import subtable
from slidescan.posts.field_values import text_of
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import Configured
from slidescan.posts.heading_ids import HeadingId, counted, split_attributes
from slidescan.posts.headings import Heading


class MdBook(Configured):
    """The rules of a book."""

    name = "mdbook"
    config_files = ("book.toml",)
    output_folders = ("book",)

    @property
    def configured_url(self) -> str:
        """`site-url`, a path."""
        return text_of(subtable(self.config, "output", "html").get("site-url")) or ""

    @property
    def source(self) -> str:
        """The folder of chapters with a slash at its end."""
        return (text_of(subtable(self.config, "book").get("src")) or "src") + "/"

    def is_post(self, path: str) -> bool:
        """Whether a file is a chapter, not the table of contents."""
        return path.startswith(self.source) and path != self.source + "SUMMARY.md"

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str:
        """The path with `.html`; `README` becomes `index`, which a folder's address opens."""
        folder, name = posixpath.split("/" + path.removeprefix(self.source))
        stem = posixpath.splitext(name)[0]
        return posixpath.join(folder, "" if stem in ("README", "index") else f"{stem}.html")

    def image_urls(self, path: str) -> Sequence[str]:
        """The path: files beside chapters are copied."""
        return ("/" + path.removeprefix(self.source),) if path.startswith(self.source) else ()

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """The id in braces, else a slug with the number of its repetition."""
        counts: dict[str, int] = {}
        parts = [split_attributes(heading.text("text", "code").strip()) for heading in headings]
        return [HeadingId(given or counted(_slug(text), counts), text) for text, given in parts]


def _slug(text: str) -> str:
    characters = (c for c in text.replace(" ", "-") if c.isalnum() or c in "_-")
    return "".join(characters).encode().lower().decode()  # only ASCII in lower case
