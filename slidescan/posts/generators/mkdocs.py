"""MkDocs and Material for MkDocs: addresses by path, Python-Markdown's ids."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from slidescan.core.records import Syntax
from slidescan.posts import slugs
from slidescan.posts.dialect import Dialect, python_markdown_dialect
from slidescan.posts.field_values import date_of, list_of, text_of
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import Configured, path_beside, target_path
from slidescan.posts.generators.mkdocs_includes import (
    appended_inclusions,
    braced_inclusions,
    plugin_inclusions,
    snippet_inclusions,
)
from slidescan.posts.generators.python_markdown import python_markdown_ids, toc_slug
from slidescan.posts.heading_ids import HeadingId
from slidescan.posts.headings import Heading
from slidescan.posts.inclusions import Inclusion

_DATE_FIELDS = {"yyyy": "%Y", "yy": "%y", "MM": "%m", "dd": "%d", "MMM": "%b", "MMMM": "%B"}
"""Babel's date fields as those of `strftime`."""


@dataclass(frozen=True)
class MkDocs(Configured):
    """The rules of a MkDocs site."""

    name = "mkdocs"
    title = "MkDocs"
    config_files: ClassVar[Sequence[str]] = ("mkdocs.yml", "mkdocs.yaml")
    uses_heading_as_title = True

    @cached_property
    def dialect(self) -> Dialect:  # type: ignore[override]
        """Python-Markdown with the configured extensions."""
        return python_markdown_dialect(self.extensions)

    @property
    def configured_url(self) -> str:
        """`site_url`."""
        return text_of(self.config.get("site_url")) or ""

    @property
    def language(self) -> str | None:
        """The theme's language."""
        theme = self.config.get("theme")
        return (
            text_of(theme.get("language") or theme.get("locale"))
            if isinstance(theme, dict)
            else None
        )

    @cached_property
    def docs(self) -> str:
        """The folder of pages."""
        return posixpath.normpath(text_of(self.config.get("docs_dir")) or "docs")

    @property
    def output_folders(self) -> Sequence[str]:
        """The folder of the rendered site."""
        return (text_of(self.config.get("site_dir")) or "site",)

    def is_post(self, path: str) -> bool:
        """Whether a file is in `docs_dir`."""
        return path.startswith(self.docs + "/")

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str:
        """The path; `README` counts as `index`. In Material's blog, by date and title."""
        blog_url = self._blog_url(path, matter, title)
        if blog_url is not None:
            return blog_url
        folder, name = posixpath.split(posixpath.relpath(path, self.docs))
        stem = posixpath.splitext(name)[0]
        above = f"/{folder}/" if folder else "/"
        directories = self.config.get("use_directory_urls") is not False
        if stem in ("index", "README"):
            return above
        return above + stem + ("/" if directories else ".html")

    @cached_property
    def plugins(self) -> Mapping[str, Mapping[str, Any]]:
        """The options of the plugins by name, without the theme's."""
        return {
            name.removeprefix("material/"): options
            for name, options in _by_name(self.config.get("plugins")).items()
        }

    @property
    def _blog(self) -> Mapping[str, Any] | None:
        """The options of Material's blog plugin; None without it."""
        return self.plugins.get("blog")

    def _blog_url(self, path: str, matter: FrontMatter, title: str) -> str | None:
        if self._blog is None:
            return None
        folder = (text_of(self._blog.get("blog_dir")) or "blog").strip("/")
        folder = "" if folder == "." else folder
        posts = (text_of(self._blog.get("post_dir")) or "{blog}/posts").replace("{blog}", folder)
        if not path.startswith(posixpath.join(self.docs, posts.strip("/")) + "/"):
            return None
        dates = matter.fields.get("date")
        date = date_of(dates.get("created") if isinstance(dates, dict) else dates)
        stem = posixpath.splitext(posixpath.basename(path))[0]
        slug = text_of(matter.fields.get("slug")) or slugs.pymdownx(title or stem, case="lower")
        date_format = text_of(self._blog.get("post_url_date_format")) or "yyyy/MM/dd"
        values = {
            "{date}": _format_date(date_format, date) if date else "",
            "{slug}": slug,
            "{file}": stem,
            "{categories}": "/".join(
                slugs.pymdownx(name, case="lower")
                for name in list_of(matter.fields.get("categories"))[:1]
            ),
        }
        address = text_of(self._blog.get("post_url_format")) or "{date}/{slug}"
        for name, value in values.items():
            address = address.replace(name, value)
        directories = self.config.get("use_directory_urls") is not False
        return posixpath.join("/", folder, address.strip("/")) + ("/" if directories else ".html")

    def image_urls(self, path: str) -> Sequence[str]:
        """In `docs_dir`, the path."""
        return (path[len(self.docs) :],) if path.startswith(self.docs + "/") else ()

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """In Markdown, the file relative to the page."""
        if syntax not in ("markdown", "reference") or target.startswith("/"):
            return ()
        return (path_beside(target_path(target), post),)

    def inclusions(self, text: str, path: str, page: str) -> Sequence[Inclusion]:
        """Snippets, and the files that plugins include."""
        inclusions: list[Inclusion] = []
        snippets = self.extensions.get("pymdownx.snippets")
        if snippets is not None:
            bases = self._folders(snippets.get("base_path"))
            inclusions += snippet_inclusions(text, bases)
            if path == page:
                inclusions += appended_inclusions(text, list_of(snippets.get("auto_append")), bases)
        if "include-markdown" in self.plugins:
            inclusions += plugin_inclusions(text, path, self.docs)
        braced = self.extensions.get("markdown_include.include")
        if braced is not None:
            inclusions += braced_inclusions(text, self._folders(braced.get("base_path"))[0])
        return sorted(inclusions, key=lambda inclusion: inclusion.start)

    @staticmethod
    def _folders(option: object) -> tuple[str, ...]:
        """Folders below the site; `!relative $config_dir` and no option mean the site itself."""
        folders = option if isinstance(option, list) else [option]
        folder_paths = ("." if f is None or str(f).startswith("$") else str(f) for f in folders)
        return tuple(posixpath.normpath(name) for name in folder_paths) or (".",)

    @cached_property
    def extensions(self) -> Mapping[str, Mapping[str, Any]]:
        """The options of Python-Markdown's extensions by name."""
        return {
            name.removeprefix("markdown.extensions."): options
            for name, options in _by_name(self.config.get("markdown_extensions")).items()
        }

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """Python-Markdown's ids, with the slugs that `toc` is configured for."""
        slug = toc_slug(self.extensions.get("toc"))
        return python_markdown_ids(headings, slug, self.extensions)


def _by_name(option: object) -> Mapping[str, Mapping[str, Any]]:
    """The options of plugins or extensions by name, given as a list or as a mapping."""
    entries = option if isinstance(option, list) else [option] if option else []
    options: dict[str, Mapping[str, Any]] = {}
    for entry in entries:
        for name, values in entry.items() if isinstance(entry, dict) else ((entry, None),):
            options[str(name)] = values if isinstance(values, dict) else {}
    return options


def _format_date(pattern: str, date: dt.date) -> str:
    """Formats a date by Babel's fields for years, months and days."""

    def value(match: re.Match[str]) -> str:
        name = match.group()
        if name in ("M", "d"):
            return str(date.month if name == "M" else date.day)
        return date.strftime(_DATE_FIELDS[name]) if name in _DATE_FIELDS else name

    return re.sub(r"y+|M+|d+", value, pattern)
