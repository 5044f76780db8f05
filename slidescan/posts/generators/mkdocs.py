"""MkDocs and Material for MkDocs: addresses by path, Python-Markdown's ids."""

from __future__ import annotations

import datetime as dt
import fnmatch
import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from slidescan.core.records import Syntax, UnknownUrl
from slidescan.core.regular_files import open_text
from slidescan.posts.assumptions import Assumption
from slidescan.posts.config_files import RELATIVE_TAG
from slidescan.posts.dialect import Dialect, python_markdown_dialect
from slidescan.posts.field_values import list_of, text_of
from slidescan.posts.front_matter import MAX_FRONT_MATTER_CHARS, FrontMatter
from slidescan.posts.generators.base import Configured, draft_reason, path_beside, target_path
from slidescan.posts.generators.mkdocs_blog import markdown_title, post_address
from slidescan.posts.generators.mkdocs_config import (
    CONFIG_FILES,
    computed_addresses,
    computed_site_url,
    config_name,
    hook_files,
    is_enabled,
    is_excluded,
    load_config,
    option_entries,
    site_url,
)
from slidescan.posts.generators.mkdocs_i18n import localized_path
from slidescan.posts.generators.mkdocs_includes import (
    appended_inclusions,
    braced_inclusions,
    macro_inclusions,
    plugin_inclusions,
    snippet_inclusions,
)
from slidescan.posts.generators.python_markdown import toc_ids
from slidescan.posts.heading_ids import HeadingId
from slidescan.posts.headings import Heading
from slidescan.posts.inclusions import Inclusion
from slidescan.posts.slugs import MAX_TITLE_CHARS

if TYPE_CHECKING:
    from typing_extensions import Self

HOOK_REMEDY = "add it, or build the site and add --rendered"

_TEMPLATE_PLUGINS = ("macros", "markdownextradata", "jinja", "mkdocs-simple-hooks")
"""Plugins that fill in template code before Markdown is read."""


@dataclass(frozen=True)
class MkDocs(Configured):
    """The rules of a MkDocs site."""

    name = "mkdocs"
    title = "MkDocs"
    config_files: ClassVar[Sequence[str]] = CONFIG_FILES
    uses_heading_as_title = True

    @classmethod
    def recognise(cls, root: Path) -> bool:
        """Whether a folder holds a configuration, whatever its ending after `mkdocs`."""
        return config_name(root) != ""

    @classmethod
    def load(cls, root: Path, base_url: str | None = None) -> Self:
        """Reads the configuration and those that it inherits.

        Raises:
            ConfigInvalid: It can't be read.
        """
        config, digest = load_config(root, (config_name(root),))
        return cls(root, config, digest, base_url)

    @property
    def consulted_files(self) -> Iterable[Path]:
        """The hooks."""
        return (self.root / name for name in hook_files(self.config))

    @property
    def assumptions(self) -> Iterable[Assumption]:
        """The hooks that aren't there."""
        for name in hook_files(self.config):
            if not (self.root / name).exists():
                text = f"the hook {name} isn't there: it is taken to change no address"
                yield Assumption(name, text, HOOK_REMEDY)

    @cached_property
    def dialect(self) -> Dialect:  # type: ignore[override]
        """Python-Markdown with the configured extensions."""
        return python_markdown_dialect(self.extensions)

    @cached_property
    def configured_url(self) -> str:
        """`site_url`; with mike, that of its canonical version."""
        return site_url(self.config, self.plugins)

    @property
    def computed_base_url(self) -> str:
        """Why `site_url` is not known: the environment or mike decides it."""
        return computed_site_url(self.config, self.plugins)

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
        """Whether a file is in `docs_dir`, and neither an option nor a plugin leaves it out."""
        if not path.startswith(self.docs + "/"):
            return False
        below = path[len(self.docs) + 1 :]
        patterns = (self.config.get("exclude_docs"), self.config.get("draft_docs"))
        globs = list_of(self.plugins.get("exclude", {}).get("glob"))
        if any(fnmatch.fnmatchcase(below, pattern) for pattern in globs):
            return False
        return not any(is_excluded(below, given) for given in patterns)

    @cached_property
    def _has_folders(self) -> bool:
        """Whether each page has a folder (`use_directory_urls`)."""
        offline = self.plugins.get("offline")
        is_offline = offline is not None and is_enabled(offline)
        return self.config.get("use_directory_urls") is not False and not is_offline

    @cached_property
    def _computed_addresses(self) -> str:
        return computed_addresses(self.root, self.config, self.plugins)

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str | UnknownUrl:
        """The path; `README` counts as `index`. In Material's blog, by date and title.

        It is not known if a plugin or a hook without rules here makes addresses.
        """
        if self._computed_addresses:
            return self.unknown(self._computed_addresses)
        del title
        below = posixpath.relpath(path, self.docs)
        for options in self._blogs:
            post_title = self._blog_title(path, matter)
            address = post_address(below, options, matter, post_title, self.language)
            if address is not None:
                if not address:
                    return self.unknown("the blog's settings make the address by code")
                return address + ("/" if self._has_folders else ".html")
        i18n = self.plugins.get("i18n")
        folder, name = posixpath.split(localized_path(below, i18n) if i18n else below)
        stem = posixpath.splitext(name)[0]
        above = f"/{folder}/" if folder else "/"
        if stem in ("index", "README"):
            return above
        return above + stem + ("/" if self._has_folders else ".html")

    def unpublished(self, path: str, matter: FrontMatter, date: dt.date | None) -> str:
        """Drafts of a blog have no page; other pages are rendered in any case."""
        del date
        below = posixpath.relpath(path, self.docs)
        is_post = any(
            post_address(below, options, matter, "", None) is not None
            for options in self._blogs
            if options.get("draft") is not True
        )
        return draft_reason(matter) if is_post else ""

    def _blog_title(self, path: str, matter: FrontMatter) -> str:
        """The title from which the blog plugin makes a slug; empty without one."""
        given = text_of(matter.fields.get("title"))
        if given:
            return given
        try:
            with open_text(self.root / path, encoding="utf-8-sig", newline="") as file:
                text = file.read(MAX_FRONT_MATTER_CHARS + MAX_TITLE_CHARS)
        except (OSError, UnicodeDecodeError):
            return ""
        return markdown_title(text[matter.end :]) or ""

    @cached_property
    def plugins(self) -> Mapping[str, Mapping[str, Any]]:
        """The options of the plugins by name, without the theme's."""
        return {
            name.removeprefix("material/"): options
            for name, options in option_entries(self.config.get("plugins"))
        }

    @cached_property
    def _blogs(self) -> tuple[Mapping[str, Any], ...]:
        """The options of each blog of Material's plugin."""
        return tuple(
            options
            for name, options in option_entries(self.config.get("plugins"))
            if name in ("blog", "material/blog") and is_enabled(options)
        )

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
            bases = self._folders(snippets.get("base_path"), page)
            inclusions += snippet_inclusions(text, bases)
            if path == page:
                inclusions += appended_inclusions(text, list_of(snippets.get("auto_append")), bases)
        if "include-markdown" in self.plugins:
            inclusions += plugin_inclusions(text, path, self.docs)
        elif "macros" in self.plugins:
            folder = text_of(self.plugins["macros"].get("include_dir"))
            inclusions += macro_inclusions(text, posixpath.normpath(folder or self.docs))
        braced = self.extensions.get("markdown_include.include")
        if braced is not None:
            inclusions += braced_inclusions(text, self._folders(braced.get("base_path"), page)[0])
        return sorted(inclusions, key=lambda inclusion: inclusion.start)

    def _folders(self, option: object, page: str) -> tuple[str, ...]:
        """Folders below the site; `!relative` alone is that of the page."""
        folders = option if isinstance(option, list) else [option]
        return tuple(self._folder(str(f), page) if f else "." for f in folders) or (".",)

    def _folder(self, name: str, page: str) -> str:
        bases = {"$docs_dir": self.docs, "$config_dir": "."}
        if name == RELATIVE_TAG:
            return posixpath.dirname(page) or "."
        first, _, below = name.removeprefix(f"{RELATIVE_TAG} ").partition("/")
        return posixpath.normpath(posixpath.join(bases.get(first, first), below))

    @cached_property
    def extensions(self) -> Mapping[str, Mapping[str, Any]]:
        """The options of Python-Markdown's extensions by name."""
        return {
            name.removeprefix("markdown.extensions."): options
            for name, options in option_entries(self.config.get("markdown_extensions"))
        }

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """Python-Markdown's ids, with the slugs that `toc` is configured for."""
        ids = toc_ids(headings, self.extensions.get("toc"), self.extensions, self.unknown)
        if not any(name in self.plugins for name in _TEMPLATE_PLUGINS):
            return ids
        unknown = self.unknown("a plugin fills in the template code of a heading")
        return [
            HeadingId(None, i.text, unknown) if "{{" in h.source else i
            for h, i in zip(headings, ids, strict=True)
        ]
