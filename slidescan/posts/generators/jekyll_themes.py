"""Which images of the front matter the templates of a Jekyll site show."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slidescan.posts.field_values import text_of
from slidescan.posts.generators.template_fields import (
    fields_in_images,
    image_fields_of,
    read_templates,
    visible_fields_of,
)

JEKYLL_IMAGE_FIELDS = ("image", "image.path", "image.src", "image.feature", "header.image",
                "header.teaser", "header.overlay_image", "cover", "thumbnail", "feature", "img",
                "cover-img", "thumbnail-img", "featured-img", "banner")  # fmt: skip
"""The fields that hold images; which of them a page shows is up to its theme."""

JEKYLL_LIST_FIELDS = ("header.teaser", "thumbnail-img")
"""Fields that popular themes show in lists of posts alone."""

_PLAIN_THEME = re.compile(
    r"(?:jekyll/|pages-themes/)?(?:minima|jekyll-theme-(?:architect|cayman|dinky|hacker|leap-day|"
    r"merlot|midnight|minimal|modernist|primer|slate|tactile|time-machine))"
    r"|(?:pages-themes/)[\w-]+|(?:just-the-docs/)?just-the-docs"
)
"""Themes that show no image of the front matter: Jekyll's own, GitHub's and Just the Docs."""

_PAGE_VARIABLE = re.compile(
    r"\b(?:page|include|layout)(?P<path>(?:\.[\w-]+|\[\s*[\"'][\w-]+[\"']\s*\])+)"
)
"""Fields of the page; those of `post` are those of other pages, in lists."""


_PAGE_FIELD = re.compile(r"\bpage(?P<path>(?:\.[\w-]+|\[\s*[\"'][\w-]+[\"']\s*\])+)")
"""Fields of the page alone."""

_ANY_FIELD = re.compile(r"\bpage\[\s*[^\"'\s]|=\s*page(?![\w.\[-])|\bin\s+page(?![\w.\[-])")
"""`page[name]`, and the page as a whole: `{% include card.html post=page %}`."""


def template_folders(root: Path, config: Mapping[str, Any]) -> Sequence[Path]:
    """The folders of a site's own layouts and includes."""
    layouts = text_of(config.get("layouts_dir")) or "_layouts"
    return (root / layouts, root / (text_of(config.get("includes_dir")) or "_includes"))


def data_folder(root: Path, config: Mapping[str, Any]) -> Path:
    """The folder of a site's data files."""
    return root / (text_of(config.get("data_dir")) or "_data")


@dataclass(frozen=True)
class JekyllFields:
    """The fields of the front matter that the templates of a site show.

    Attributes:
        images: Those whose images pages show; all fields if a theme that isn't here decides.
        visible: All that pages show in any way; None if that isn't known.
    """

    images: Sequence[str]
    visible: frozenset[str] | None

    @classmethod
    def of(cls, root: Path, config: Mapping[str, Any]) -> JekyllFields:
        """The fields that the templates of a site show.

        Args:
            root: The site.
            config: Its configuration.
        """
        theme = text_of(config.get("theme")) or text_of(config.get("remote_theme"))
        if theme is not None and not _PLAIN_THEME.fullmatch(theme.partition("@")[0]):
            listed = (f for f in JEKYLL_IMAGE_FIELDS if f not in JEKYLL_LIST_FIELDS)
            return cls(tuple(listed), None)
        folders = template_folders(root, config)
        templates = read_templates(folders) if folders[0].is_dir() or theme else None
        if templates is None:
            return cls(JEKYLL_IMAGE_FIELDS, None)
        usual = image_fields_of(JEKYLL_IMAGE_FIELDS, templates, _PAGE_VARIABLE, _ANY_FIELD)
        in_images = fields_in_images(templates, _PAGE_FIELD)
        visible = visible_fields_of(templates, _PAGE_VARIABLE, _ANY_FIELD)
        return cls(tuple(dict.fromkeys((*usual, *in_images))), visible)
