"""Zola: sections and pages, files beside their page, ids in ASCII."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from slidescan.errors import ConfigInvalid
from slidescan.posts import slugs
from slidescan.posts.config_files import find_config, parse_config
from slidescan.posts.dialect import ZOLA
from slidescan.posts.field_values import text_of
from slidescan.posts.front_matter import MAX_FRONT_MATTER_CHARS, FrontMatter, read_front_matter
from slidescan.posts.generators.base import Configured
from slidescan.posts.heading_ids import (
    ATTRIBUTES,
    HeadingId,
    UsedIds,
    html_heading_id,
    numbered,
    split_attributes,
)
from slidescan.posts.headings import Heading

MARKS = ("zola.toml", "config.toml")
_DATED = re.compile(
    r"^\d{4}-\d{2}-\d{2}(?:T\d{2}:?\d{2}(?::?\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?\s?[_-]\s?(?P<rest>.+)$"
)


def recognise(root: Path) -> bool:
    """Whether a folder is the root of a Zola site: `base_url` in a `config.toml` is Zola's."""
    if not (root / "content").is_dir():
        return False
    try:
        source = find_config(root, MARKS)
        return source is not None and "base_url" in parse_config(source)
    except ConfigInvalid:
        return False


@dataclass(frozen=True)
class Zola(Configured):
    """A Zola site's rules."""

    name = "zola"
    config_files = MARKS
    dialect = ZOLA
    image_fields = ("extra.image", "extra.cover", "extra.cover_image", "extra.thumbnail",
                 "extra.cover.image")  # fmt: skip

    @property
    def configured_url(self) -> str:
        """`base_url`."""
        return text_of(self.config.get("base_url")) or ""

    @property
    def language(self) -> str | None:
        """`default_language`."""
        return text_of(self.config.get("default_language"))

    @property
    def output_folders(self) -> Sequence[str]:
        """Where the site is written, and themes."""
        return (text_of(self.config.get("output_dir")) or "public", "themes")

    def is_post(self, path: str) -> bool:
        """Pages and sections stand in `content`."""
        return path.startswith("content/") and path.endswith(".md")

    @cached_property
    def _languages(self) -> frozenset[str]:
        table = self.config.get("languages")
        return frozenset(table) if isinstance(table, dict) else frozenset()

    def _style(self, what: str) -> str:
        table = self.config.get("slugify")
        return (text_of(table.get(what)) if isinstance(table, dict) else None) or "on"

    def _slug(self, text: str) -> str:
        make: Callable[[str], str] = {"on": slugs.zola, "safe": slugs.zola_safe_path}.get(
            self._style("paths"), str
        )
        return make(text)

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str:
        """By `path`, else by its folders and `slug` or name, without a date before it."""
        del title
        folder, name = posixpath.split(path[len("content/") :])
        stem = posixpath.splitext(name)[0]
        prefix = ""
        base, _, code = stem.rpartition(".")
        if base and code in self._languages:
            stem, prefix = base, f"/{code}"
        own = text_of(matter.fields.get("path"))
        if own:
            return f"{prefix}/{own.strip('/')}/" if own.strip("/") else f"{prefix}/"
        parts = folder.split("/") if folder else []
        if stem == "_index":
            return "/".join((prefix, *(self._slug(p) for p in parts), ""))
        if stem == "index" and parts:
            stem = parts.pop()
        slug = text_of(matter.fields.get("slug"))
        if slug is None:
            dated = _DATED.match(stem)
            slug = dated["rest"] if dated else stem
        return "/".join((prefix, *(self._slug(p) for p in parts), self._slug(slug), ""))

    def image_urls(self, path: str) -> Sequence[str]:
        """`static` as it is; files beside a page or section below its address."""
        if path.startswith("static/"):
            return (path[len("static") :],)
        if not path.startswith("content/"):
            return ()
        folder, inside = posixpath.dirname(path), posixpath.basename(path)
        while folder and folder != "content":
            for name in ("index.md", "_index.md"):
                url = self._url_of(f"{folder}/{name}")
                if url:
                    return (posixpath.join(url, inside),)
            inside = posixpath.join(posixpath.basename(folder), inside)
            folder = posixpath.dirname(folder)
        return (f"/{inside}",)

    @cached_property
    def _urls(self) -> dict[str, str | None]:
        return {}

    def _url_of(self, path: str) -> str | None:
        if path not in self._urls:
            try:
                with (self.root / path).open(encoding="utf-8-sig", newline="") as file:
                    matter = read_front_matter(file.read(MAX_FRONT_MATTER_CHARS))
                self._urls[path] = self.post_url(path, matter, "")
            except (OSError, UnicodeDecodeError):
                self._urls[path] = None
        return self._urls[path]

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """In ASCII, unless the configuration says otherwise."""
        return zola_ids(headings, self._style("anchors"))


_STRUCK = re.compile(r"(?<!~)~(?=[^\s~])([^~]*[^\s~])~(?!~)")


def zola_ids(headings: Sequence[Heading], style: str = "on") -> list[HeadingId]:
    """Zola's ids; explicit ones are used before any other is made.

    Args:
        headings: The headings of the page.
        style: The option `slugify.anchors`.
    """
    slug = slugs.zola if style == "on" else slugs.zola_safe_id
    texts = [_STRUCK.sub(r"\1", heading.text("text", "code", "image")) for heading in headings]
    split = [split_attributes(text) for text in texts]
    used = UsedIds()
    used.update(
        explicit
        for (_, explicit), heading in zip(split, headings, strict=True)
        if explicit and not heading.attributes
    )
    ids = []
    for heading, text, (plain, explicit) in zip(headings, texts, split, strict=True):
        if heading.attributes is not None:
            ids.append(html_heading_id(heading))
            continue
        visible = heading.visible_text
        if plain != text:
            visible = ATTRIBUTES.sub("", visible)
        ids.append(HeadingId(explicit or numbered(slug(plain), used) or None, visible))
    return ids
