"""Addresses of posts in the blog plugin of Material for MkDocs.

Source: mkdocs-material 9.8 (plugins/blog/plugin.py, config.py).
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Callable, Mapping
from typing import Any

from slidescan.posts import slugs
from slidescan.posts.field_values import date_of, list_of, text_of
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.python_markdown import slug_function

_DATE_FIELD = re.compile(r"([A-Za-z])\1*")
_DATE_FIELDS = {"yyyy": "%Y", "y": "%Y", "yy": "%y", "MM": "%m", "dd": "%d"}
"""Babel's date fields as those of `strftime`."""

_MONTH_FIELDS = {"MMM": "%b", "MMMM": "%B"}
"""Babel's names of months as those of `strftime`: only English ones are known."""


def markdown_title(text: str) -> str | None:
    """The title that MkDocs takes from Markdown before it renders it: a first line `# …`, as it is.

    Source: `get_markdown_title` (mkdocs/utils/__init__.py).
    """
    for line in text.splitlines():
        if line.strip():
            return line.strip().lstrip("# ") if line.strip().startswith("# ") else None
    return None


def post_address(
    path: str, options: Mapping[str, Any], matter: FrontMatter, title: str, language: str | None
) -> str | None:
    """The address of a post without its end; empty if code makes it; None for another page.

    Args:
        path: The page's path below `docs_dir`.
        options: The options of the plugin.
        matter: The page's front matter.
        title: Its title; empty without one.
        language: The theme's language.
    """
    folder = (text_of(options.get("blog_dir")) or "blog").strip("/")
    folder = "" if folder == "." else folder
    posts = (text_of(options.get("post_dir")) or "{blog}/posts").replace("{blog}", folder)
    if not path.startswith(posixpath.normpath(posts.strip("/")) + "/"):
        return None
    stem = posixpath.splitext(posixpath.basename(path))[0]
    page_title = title or re.sub("[-_]", " ", stem)
    pattern = text_of(options.get("post_url_format")) or "{date}/{slug}"
    values: Mapping[str, Callable[[], str | None]] = {
        "date": lambda: _date(options, matter, language),
        "slug": lambda: text_of(matter.fields.get("slug")) or _slug(options, "post", page_title),
        "file": lambda: stem,
        "categories": lambda: _categories(options, matter),
    }
    for name, value in values.items():
        if f"{{{name}}}" in pattern:
            text = value()
            if text is None:
                return ""
            pattern = pattern.replace(f"{{{name}}}", text)
    return posixpath.join("/", folder, posixpath.normpath(pattern.strip("/")))


def _categories(options: Mapping[str, Any], matter: FrontMatter) -> str | None:
    limit = options.get("post_url_max_categories", 1)
    listed = list_of(matter.fields.get("categories"))[: limit if isinstance(limit, int) else 1]
    parts = [_slug(options, "categories", name) for name in listed]
    return None if None in parts else "/".join(part for part in parts if part is not None)


def _slug(options: Mapping[str, Any], kind: str, text: str) -> str | None:
    """The slug of a title or a category; None if code makes it."""
    separator = text_of(options.get(f"{kind}_slugify_separator")) or "-"
    given = options.get(f"{kind}_slugify")
    if given is None:
        return slugs.pymdownx(text, separator=separator, case="lower")
    function = slug_function(given, separator)
    return function(text) if function else None


def _date(options: Mapping[str, Any], matter: FrontMatter, language: str | None) -> str | None:
    """A post's date in the configured format; None if it depends on a language."""
    given = matter.fields.get("date")
    date = date_of(given.get("created") if isinstance(given, dict) else given)
    if date is None:
        return None
    return format_date(
        text_of(options.get("post_url_date_format")) or "yyyy/MM/dd", date, language or "en"
    )


def format_date(pattern: str, date: dt.date, language: str = "en") -> str | None:
    """Formats a date by Babel's fields for years, months and days; None for other fields."""
    fields = _DATE_FIELDS | (_MONTH_FIELDS if language.startswith("en") else {})
    parts: list[str] = []
    at = 0
    for field in _DATE_FIELD.finditer(pattern):
        name = field.group()
        if name in ("M", "d"):
            value = str(date.month if name == "M" else date.day)
        elif name in fields:
            value = date.strftime(fields[name])
        else:
            return None
        parts += [pattern[at : field.start()], value]
        at = field.end()
    return "".join((*parts, pattern[at:]))
