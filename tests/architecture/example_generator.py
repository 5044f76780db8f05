"""A generator in one file: HonKit (https://honkit.netlify.app/).

Its row: `GENERATORS.insert(0, HonKit)` in `slidescan/posts/generators/registry.py`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from slidescan.posts.field_values import text_of
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import Configured
from slidescan.posts.heading_ids import HeadingId, split_attributes
from slidescan.posts.headings import Heading


class HonKit(Configured):
    """The rules of a book."""

    name = "honkit"
    title = "HonKit"
    config_files = ("book.json",)
    output_folders = ("_book",)

    @property
    def source(self) -> str:
        """The folder of chapters with a slash at its end; empty for the book itself."""
        folder = posixpath.normpath(text_of(self.config.get("root")) or ".")
        return "" if folder == "." else folder + "/"

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
        """The id in braces, else a slug, the same for each repetition."""
        parts = [split_attributes(heading.text("text", "code").strip()) for heading in headings]
        return [HeadingId(given or _slug(text), text) for text, given in parts]


def _slug(text: str) -> str:
    return "".join(c for c in text.lower().replace(" ", "-") if c.isalnum() or c == "-")
