"""Which images of the front matter the templates of a Jekyll site show."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from slidescan.posts.field_values import text_of
from slidescan.posts.generators.template_fields import image_fields_of, read_templates

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


_ANY_FIELD = re.compile(r"\bpage\[\s*[^\"'\s]|=\s*page(?![\w.\[-])|\bin\s+page(?![\w.\[-])")
"""`page[name]`, and the page as a whole: `{% include card.html post=page %}`."""


def template_folders(root: Path, config: Mapping[str, Any]) -> Sequence[Path]:
    """The folders of a site's own layouts and includes."""
    layouts = text_of(config.get("layouts_dir")) or "_layouts"
    return (root / layouts, root / (text_of(config.get("includes_dir")) or "_includes"))


def data_folder(root: Path, config: Mapping[str, Any]) -> Path:
    """The folder of a site's data files."""
    return root / (text_of(config.get("data_dir")) or "_data")


def image_fields(root: Path, config: Mapping[str, Any]) -> Sequence[str]:
    """The fields whose images pages show; all fields if a theme that isn't here decides.

    Args:
        root: The site.
        config: Its configuration.
    """
    theme = text_of(config.get("theme")) or text_of(config.get("remote_theme"))
    if theme is not None and not _PLAIN_THEME.fullmatch(theme.partition("@")[0]):
        return tuple(f for f in JEKYLL_IMAGE_FIELDS if f not in JEKYLL_LIST_FIELDS)
    folders = template_folders(root, config)
    has_layouts = folders[0].is_dir()
    templates = read_templates(folders) if has_layouts or theme else None
    return (
        JEKYLL_IMAGE_FIELDS
        if templates is None
        else image_fields_of(JEKYLL_IMAGE_FIELDS, templates, _PAGE_VARIABLE, _ANY_FIELD)
    )
