"""Pelican: addresses by its settings, `{static}` and `{attach}`, Python-Markdown's ids."""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from slidescan.core.records import Syntax, UnknownUrl
from slidescan.errors import ConfigInvalid
from slidescan.posts import slugs
from slidescan.posts.dialect import LIQUID, Dialect, python_markdown_dialect
from slidescan.posts.field_values import text_of
from slidescan.posts.front_matter import FrontMatter, read_front_matter
from slidescan.posts.generators.base import Base, path_beside, target_path
from slidescan.posts.generators.pelican_addresses import (
    address,
    are_substitutions,
    first_text,
    name_parts,
    normal_date,
)
from slidescan.posts.generators.pelican_settings import (
    CONFIG_FILE,
    MAKEFILE,
    PUBLISH_FILE,
    makefile_variables,
    read_settings,
    settings_files,
)
from slidescan.posts.generators.python_markdown import python_markdown_ids, toc_ids
from slidescan.posts.heading_ids import HeadingId
from slidescan.posts.headings import Heading
from slidescan.posts.meta_lines import read_meta_lines
from slidescan.posts.python_config import Computed

CONTENT_FOLDER = "content"
"""The folder of contents that pelican-quickstart proposes."""

DEFAULTS: Mapping[str, Any] = {
    "OUTPUT_PATH": "output",
    "ARTICLE_PATHS": [""],
    "ARTICLE_EXCLUDES": [],
    "PAGE_PATHS": ["pages"],
    "PAGE_EXCLUDES": [],
    "STATIC_PATHS": ["images"],
    "STATIC_EXCLUDES": [],
    "STATIC_URL": "{path}",
    "IGNORE_FILES": ["**/.*"],
    "ARTICLE_URL": "{slug}.html",
    "ARTICLE_LANG_URL": "{slug}-{lang}.html",
    "DRAFT_URL": "drafts/{slug}.html",
    "DRAFT_LANG_URL": "drafts/{slug}-{lang}.html",
    "PAGE_URL": "pages/{slug}.html",
    "PAGE_LANG_URL": "pages/{slug}-{lang}.html",
    "DRAFT_PAGE_URL": "drafts/pages/{slug}.html",
    "DRAFT_PAGE_LANG_URL": "drafts/pages/{slug}-{lang}.html",
    "DEFAULT_LANG": "en",
    "DEFAULT_CATEGORY": "misc",
    "USE_FOLDER_AS_CATEGORY": True,
    "FILENAME_METADATA": r"(?P<date>\d{4}-\d{2}-\d{2}).*",
    "PATH_METADATA": "",
    "SLUGIFY_SOURCE": "title",
}
"""Pelican's defaults of the settings that decide addresses (pelican/settings.py)."""

_DEFAULT_EXTENSIONS = ("codehilite", "extra", "meta")
_SUFFIXES = (".md", ".markdown", ".mdown")
_INTERNAL = re.compile(
    r"(?:[{|]|%7B|%7C)(?:static|attach|filename)(?:[|}]|%7D|%7C)(?P<path>.*)",
    re.DOTALL | re.IGNORECASE,
)
"""An address that Pelican resolves; definitions of reference links have its braces encoded."""


@dataclass(frozen=True)
class Pelican(Base):
    """The rules of a Pelican site; `config` holds its settings in capitals.

    Attributes:
        missing_modules: Modules that the settings import and that aren't there.
    """

    missing_modules: Sequence[str] = ()

    name = "pelican"
    title = "Pelican"
    config_files = (CONFIG_FILE, PUBLISH_FILE)
    image_fields = ("image", "cover", "cover_image", "header_cover", "featured_image",
                 "featured-image", "thumbnail", "thumb", "banner")  # fmt: skip

    @classmethod
    def recognise(cls, root: Path) -> bool:
        """Whether a folder holds settings by their usual names, or by those of its Makefile."""
        try:
            return super().recognise(root) or bool(settings_files(root))
        except ConfigInvalid:
            return False

    @classmethod
    def load(cls, root: Path, base_url: str | None = None) -> Pelican:
        """Reads the settings, and those of the published site over them, without running them.

        Raises:
            ConfigInvalid: A file can't be read.
        """
        settings = read_settings(root)
        return cls(root, settings.values, settings.digest, base_url, settings.missing)

    def _setting(self, name: str) -> Any:  # noqa: ANN401 - settings have any type
        """A setting, or Pelican's default; `Computed` if it isn't known."""
        value = self.config.get(name, DEFAULTS.get(name))
        return DEFAULTS.get(name) if value is None else value

    def _folders(self, name: str) -> tuple[str, ...]:
        value = self._setting(name)
        paths = [value] if isinstance(value, str) else value
        if not isinstance(paths, (list, tuple)):
            return ()
        return tuple(posixpath.normpath(path) for path in paths if isinstance(path, str))

    @cached_property
    def dialect(self) -> Dialect:  # type: ignore[override]
        """Python-Markdown; with Liquid's tags if the plug-in `liquid_tags` is on."""
        plain = python_markdown_dialect(self.extensions)
        if "liquid_tags" not in str(self.config.get("PLUGINS")):
            return plain
        return replace(
            plain,
            removed=LIQUID.removed,
            expanded=LIQUID.expanded,
            template_language=LIQUID.template_language,
            hints=LIQUID.hints,
        )

    @property
    def configured_url(self) -> str:
        """`SITEURL`."""
        value = self.config.get("SITEURL")
        return value if isinstance(value, str) else ""

    @property
    def computed_base_url(self) -> str:
        """Why `SITEURL` is not known: code or the environment decides it."""
        value = self.config.get("SITEURL")
        return f"SITEURL is computed ({value.source})" if isinstance(value, Computed) else ""

    @property
    def language(self) -> str | None:
        """`DEFAULT_LANG`."""
        value = self._setting("DEFAULT_LANG")
        return value if isinstance(value, str) else None

    @property
    def output_folders(self) -> Sequence[str]:
        """`OUTPUT_PATH`."""
        return self._folders("OUTPUT_PATH") or ("output",)

    @property
    def consulted_files(self) -> Iterable[Path]:
        """The Makefile, which can name the settings and the folder of contents."""
        return (self.root / MAKEFILE,)

    @cached_property
    def _content(self) -> str:
        """The folder of contents with a slash at its end; empty for the site itself.

        Where `PATH` doesn't name it, the command does: that of the Makefile that Pelican writes,
        else a folder `content`.
        """
        path = self.config.get("PATH")
        if path is None:
            path = self._input_folder or (CONTENT_FOLDER if self._has_content else ".")
        folder = posixpath.normpath(path) if isinstance(path, str) else CONTENT_FOLDER
        return "" if folder == "." else folder + "/"

    @property
    def _has_content(self) -> bool:
        return (self.root / CONTENT_FOLDER).is_dir()

    @property
    def _input_folder(self) -> str:
        """`INPUTDIR` of the Makefile; empty if it isn't a folder of the site."""
        folder = makefile_variables(self.root).get("INPUTDIR", "")
        return folder if folder and (self.root / folder).is_dir() else ""

    def is_post(self, path: str) -> bool:
        """Whether a file is an article or a page."""
        return path.lower().endswith(_SUFFIXES) and self._kind(path) is not None

    def _kind(self, path: str) -> str | None:
        """`ARTICLE`, `PAGE`, or None for a file that Pelican doesn't read."""
        if not path.startswith(self._content):
            return None
        below = path[len(self._content) :]
        patterns = self._setting("IGNORE_FILES")
        if isinstance(patterns, (list, tuple)):
            parts = below.split("/")
            if any(fnmatch.fnmatch(p, str(i).removeprefix("**/")) for p in parts for i in patterns):
                return None
        for kind, other in (("PAGE", "ARTICLE"), ("ARTICLE", "PAGE")):
            excluded = (*self._folders(f"{kind}_EXCLUDES"), *self._folders(f"{other}_PATHS"))
            if _is_below(below, self._folders(f"{kind}_PATHS")) and not _is_below(
                below, [folder for folder in excluded if folder != "."]
            ):
                return kind
        return None

    def front_matter(self, text: str, path: str) -> FrontMatter:
        """The fields in the file, then those in its name and path, then the defaults."""
        plugins = self.config.get("PLUGINS")
        uses_yaml = "yaml_metadata" in str(plugins).replace("-", "_")
        matter = read_front_matter(text) if uses_yaml else read_meta_lines(text)
        fields: dict[str, Any] = dict(self._path_fields(path))
        fields.update({k: v for k, v in matter.fields.items() if v not in ("", None)})
        date = normal_date(fields.get("date"))
        if date is not None:
            fields["date"] = date
        if isinstance(fields.get("tags"), str):
            separator = ";" if ";" in fields["tags"] else ","
            fields["tags"] = [tag.strip() for tag in fields["tags"].split(separator)]
        if text_of(fields.get("status")) == "draft":
            fields["draft"] = True
        return FrontMatter(fields, matter.end, matter.problem)

    def _path_fields(self, path: str) -> Iterator[tuple[str, Any]]:
        below = path[len(self._content) :]
        defaults = self.config.get("DEFAULT_METADATA")
        if isinstance(defaults, dict):
            yield from ((str(k).lower(), v) for k, v in defaults.items() if isinstance(v, str))
        extra = self.config.get("EXTRA_PATH_METADATA")
        if isinstance(extra, dict):
            for source, fields in sorted(extra.items(), key=lambda item: str(item[0])):
                if isinstance(fields, dict) and _is_below(below, [str(source)]):
                    yield from ((str(k).lower(), v) for k, v in fields.items())
        folder = posixpath.basename(posixpath.dirname(below))
        if self._setting("USE_FOLDER_AS_CATEGORY") and folder:
            yield "category", folder
        stem = posixpath.splitext(posixpath.basename(below))[0]
        yield from name_parts(self._setting("PATH_METADATA"), below)
        yield from name_parts(self._setting("FILENAME_METADATA"), stem)

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str | UnknownUrl:
        """The address by `ARTICLE_URL`, `PAGE_URL` and their like, or by the file's own fields.

        It is not known if a setting is computed, or if Pelican leaves the post out.
        """
        fields = matter.fields
        kind = self._kind(path) or "ARTICLE"
        if not title:
            return self.unknown("Pelican skips a post without a title", "add a line Title:")
        if kind == "ARTICLE" and not (fields.get("date") or self.config.get("DEFAULT_DATE")):
            return self.unknown("Pelican skips an article without a date", "add a line Date:")
        if fields.get("draft") is True:
            kind = {"ARTICLE": "DRAFT", "PAGE": "DRAFT_PAGE"}[kind]
        default_language = (self.language or "").lower()
        language = (first_text(fields.get("lang")) or default_language).lower()
        is_translation = language != default_language
        if is_translation and "i18n_subsites" in str(self.config.get("PLUGINS")):
            return self.unknown("the plug-in i18n_subsites makes a site of each language")
        setting = f"{kind}_LANG_URL" if is_translation else f"{kind}_URL"
        explicit = first_text(fields.get("url")) or first_text(fields.get("save_as"))
        if self.missing_modules and not explicit:
            modules = ", ".join(self.missing_modules)
            return self.unknown(f"the settings import what isn't there: {modules}")
        pattern = explicit or self._setting(setting)
        if isinstance(pattern, Computed):
            return self.unknown(f"{setting} is computed")
        category = fields.get("category") or self._setting("DEFAULT_CATEGORY")
        author = fields.get("author") or fields.get("authors") or self.config.get("AUTHOR")
        values = {
            "slug": lambda: self._slug(path, fields, title),
            "lang": lambda: language,
            "category": lambda: self._name_slug(category, "CATEGORY"),
            "author": lambda: self._name_slug(author, "AUTHOR"),
            "path": lambda: path[len(self._content) :],
        }
        url = address(str(pattern), fields, values)
        return url or self.unknown(f"{setting} needs what is not known of a post: {pattern}")

    def _slug(self, path: str, fields: Mapping[str, Any], title: str) -> str | None:
        slug = first_text(fields.get("slug"))
        if slug:
            return slug
        source = title
        if self._setting("SLUGIFY_SOURCE") == "basename":
            source = posixpath.splitext(posixpath.basename(path))[0]
        return self._slugified(source, "SLUG_REGEX_SUBSTITUTIONS")

    def _name_slug(self, name: object, kind: str) -> str | None:
        """The slug of a category's or author's name."""
        listed = [name] if isinstance(name, str) else name
        if not isinstance(listed, (list, tuple)) or not listed or not isinstance(listed[0], str):
            return None
        first = re.split(r"[;,]", listed[0])[0] if kind == "AUTHOR" else listed[0]
        setting = f"{kind}_REGEX_SUBSTITUTIONS"
        return self._slugified(
            first, setting if setting in self.config else "SLUG_REGEX_SUBSTITUTIONS"
        )

    def _slugified(self, text: str, setting: str) -> str | None:
        substitutions = self.config.get(setting)
        if substitutions is not None and not are_substitutions(substitutions):
            return None
        return slugs.pelican(
            text,
            substitutions or slugs.PELICAN_SUBSTITUTIONS,
            keep_unicode=self.config.get("SLUGIFY_USE_UNICODE") is True,
            keep_case=self.config.get("SLUGIFY_PRESERVE_CASE") is True,
        )

    def image_urls(self, path: str) -> Sequence[str]:
        """Below `STATIC_PATHS`, the path, or the one that `EXTRA_PATH_METADATA` gives."""
        below = path[len(self._content) :]
        if not path.startswith(self._content) or not _is_below(
            below, self._folders("STATIC_PATHS")
        ):
            return ()
        target = dict(self._path_fields(path)).get("path")
        url = self._setting("STATIC_URL")
        pattern = url if isinstance(url, str) else "{path}"
        return ("/" + pattern.replace("{path}", target if isinstance(target, str) else below),)

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """The file that `{static}`, `{attach}` or `{filename}` listed."""
        del syntax
        internal = _INTERNAL.match(target)
        if internal is None:
            return ()
        path = target_path(internal["path"])
        if path.startswith("/"):
            return (posixpath.normpath(self._content + path.lstrip("/")),)
        return (path_beside(path, post),)

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """Python-Markdown's ids if `toc` is on; else only those written out."""
        if "toc" not in self.extensions:
            return python_markdown_ids(headings, None, self.extensions)
        return toc_ids(headings, self.extensions["toc"], self.extensions, self.unknown)

    @cached_property
    def extensions(self) -> Mapping[str, Any]:
        """The options of Python-Markdown's extensions by their short names."""
        markdown = self.config.get("MARKDOWN")
        if not isinstance(markdown, dict):
            return dict.fromkeys(_DEFAULT_EXTENSIONS if markdown is None else ())
        listed = markdown.get("extensions")
        options = markdown.get("extension_configs")
        extensions: dict[str, Any] = {}
        for name in listed if isinstance(listed, (list, tuple)) else ():
            # The source of an instance, `TocExtension(…)`, names it too.
            source = name.source if isinstance(name, Computed) else str(name)
            extensions[_extension_name(source)] = None
        for name, value in options.items() if isinstance(options, dict) else ():
            extensions[_extension_name(str(name))] = value
        return extensions


def _extension_name(name: str) -> str:
    """The short name of an extension of Python-Markdown, or of its class."""
    bare = re.split(r"[(:]", name.removeprefix("markdown.extensions."))[0]
    return {"TocExtension": "toc", "ExtraExtension": "extra"}.get(bare.rpartition(".")[2], bare)


def _is_below(path: str, folders: Sequence[str]) -> bool:
    """Whether one of these paths is a file or lies above it."""
    return any(
        folder == "." or path == folder or path.startswith(folder + "/") for folder in folders
    )
