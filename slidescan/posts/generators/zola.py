"""Zola: pages and sections, files beside a page, ids in ASCII."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from slidescan.core.records import UnknownUrl
from slidescan.errors import ConfigInvalid
from slidescan.posts import slugs
from slidescan.posts.config_files import find_config, parse_config, subtable
from slidescan.posts.dialect import ZOLA
from slidescan.posts.field_values import text_of
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import Configured, draft_reason
from slidescan.posts.generators.template_fields import (
    image_fields_of,
    read_templates,
    template_files,
    visible_fields_of,
)
from slidescan.posts.heading_ids import (
    ATTRIBUTES,
    HeadingId,
    UsedIds,
    html_heading_id,
    numbered,
    split_attributes,
)
from slidescan.posts.headings import Heading

ZOLA_IMAGE_FIELDS = ("extra.image", "extra.cover", "extra.cover_image", "extra.thumbnail",
                "extra.cover.image")  # fmt: skip
"""The fields that hold images; which of them a page shows is up to its theme."""

DEFAULT_LANGUAGE = "en"
"""The language of a site that names none, a code."""

_PAGE_VARIABLE = re.compile(r"\b\w+(?P<path>\.extra(?:\.\w+)*)")
_ANY_FIELD = re.compile(r"\.extra\s*\[\s*[^\"'\s]|\bget\(\s*key\s*=\s*[^\"'\s]")
_DATED_NAME = re.compile(
    r"^\d{4}-\d{2}-\d{2}(?:T\d{2}:?\d{2}(?::?\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?\s?[_-]\s?(?P<rest>.+)$"
)
_STRIKETHROUGH = re.compile(r"(?<!~)~(?=[^\s~])([^~]*[^\s~])~(?!~)")


@dataclass(frozen=True)
class Zola(Configured):
    """The rules of a Zola site."""

    name = "zola"
    title = "Zola"
    config_files = ("zola.toml", "config.toml")
    dialect = ZOLA

    @classmethod
    def recognise(cls, root: Path) -> bool:
        """Whether a folder's configuration has a `base_url`; Hugo spells it `baseURL`."""
        if not (root / "content").is_dir():
            return False
        try:
            return "base_url" in parse_config(find_config(root, cls.config_files))
        except ConfigInvalid:
            return False

    @property
    def _template_folders(self) -> Sequence[Path]:
        theme = text_of(self.config.get("theme"))
        themes = (self.root / "themes" / theme / "templates",) if theme else ()
        return (self.root / "templates", *themes)

    @property
    def consulted_files(self) -> Iterable[Path]:
        """The templates."""
        return template_files(self._template_folders)

    @cached_property
    def card_fields(self) -> Sequence[str]:  # type: ignore[override]
        """The fields whose images no template of pages shows."""
        return tuple(name for name in ZOLA_IMAGE_FIELDS if name not in self.image_fields)

    @cached_property
    def image_fields(self) -> Sequence[str]:  # type: ignore[override]
        """The fields whose images the templates show; all fields if a theme isn't here."""
        templates = self._templates
        if templates is None:
            return ZOLA_IMAGE_FIELDS
        return image_fields_of(ZOLA_IMAGE_FIELDS, templates, _PAGE_VARIABLE, _ANY_FIELD)

    @cached_property
    def visible_fields(self) -> frozenset[str] | None:  # type: ignore[override]
        """The fields that the templates show in any way; None if a theme isn't here."""
        templates = self._templates
        if templates is None:
            return None
        return visible_fields_of(templates, _PAGE_VARIABLE, _ANY_FIELD)

    @cached_property
    def _templates(self) -> Sequence[str] | None:
        folders = self._template_folders
        return read_templates(folders) if folders[-1].is_dir() else None

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
        """The folders of the rendered site and of themes."""
        return (text_of(self.config.get("output_dir")) or "public", "themes")

    def is_post(self, path: str) -> bool:
        """Whether a file is a page or section below `content`."""
        return path.startswith("content/") and path.endswith(".md")

    @cached_property
    def _languages(self) -> Sequence[str]:
        """The codes that names of translations end in; not that of the default language."""
        default = self.language or DEFAULT_LANGUAGE
        return sorted({*subtable(self.config, "languages")} - {default})

    @cached_property
    def _suffixes(self) -> Sequence[str]:
        """What follows `index` in the name of a page, by language."""
        return ("", *(f".{code}" for code in self._languages))

    def _slug_style(self, option: str) -> str:
        return text_of(subtable(self.config, "slugify").get(option)) or "on"

    def _slug(self, text: str) -> str:
        make: Callable[[str], str] = {"on": slugs.zola, "safe": slugs.zola_safe_path}.get(
            self._slug_style("paths"), str
        )
        return make(text)

    def unpublished(self, path: str, matter: FrontMatter, date: dt.date | None) -> str:
        """Drafts have no page."""
        del path, date
        return draft_reason(matter)

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str | UnknownUrl:
        """The `path` of a page; else the folders as they are, and `slug` or the undated name.

        There is none if `render` is false.
        """
        del title
        if matter.fields.get("render") is False:
            return self.unknown("Zola renders no page of it", "remove render = false")
        folder, name = posixpath.split(path[len("content/") :])
        stem = posixpath.splitext(name)[0]
        prefix = ""
        base, _, code = stem.rpartition(".")
        if base and code in self._languages:
            stem, prefix = base, f"/{code}"
        explicit = text_of(matter.fields.get("path"))
        parts = folder.split("/") if folder else []
        if stem == "_index":
            return "/".join((prefix, *parts, ""))
        if explicit:  # of a translation, too: its language is no part that Zola adds
            return posixpath.join("/", explicit.strip("/"), "")
        if stem == "index" and parts:
            stem = parts.pop()
        slug = text_of(matter.fields.get("slug"))
        if slug is None:
            keeps_dates = subtable(self.config, "slugify").get("paths_keep_dates") is True
            dated = None if keeps_dates else _DATED_NAME.match(stem)
            slug = dated["rest"] if dated else stem
        return "/".join((prefix, *parts, self._slug(slug), ""))

    def image_urls(self, path: str) -> Sequence[str]:
        """Below `static`, the path; beside a page or section, below that of each language."""
        if path.startswith("static/"):
            return (path[len("static") :],)
        if not path.startswith("content/"):
            return ()
        folder, inside = posixpath.dirname(path), posixpath.basename(path)
        while folder and folder != "content":
            for name in ("index", "_index"):
                files = [f"{folder}/{name}{code}.md" for code in self._suffixes]
                urls = [url for file in files if (url := self.page_url(file))]
                if urls:
                    return tuple(posixpath.join(url, inside) for url in urls)
            inside = posixpath.join(posixpath.basename(folder), inside)
            folder = posixpath.dirname(folder)
        return (f"/{inside}",)

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """Zola's ids, in ASCII unless `slugify.anchors` keeps other letters."""
        return zola_ids(headings, self._slug_style("anchors"))


def zola_ids(headings: Sequence[Heading], style: str = "on") -> list[HeadingId]:
    """Zola's ids. Explicit ids anywhere on the page are taken before the first automatic one.

    Args:
        headings: The headings of the page.
        style: The option `slugify.anchors`.
    """
    slug = slugs.zola if style == "on" else slugs.zola_safe_id
    texts = [
        _STRIKETHROUGH.sub(r"\1", heading.text("text", "code", "image")) for heading in headings
    ]
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
