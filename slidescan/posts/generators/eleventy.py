"""Eleventy: permalinks in data files, passthrough copies, ids by plugins."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from slidescan.core.records import Syntax
from slidescan.posts import slugs
from slidescan.posts.config_files import depends_on
from slidescan.posts.dialect import LIQUID
from slidescan.posts.field_values import date_of, text_of
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import (
    Scripted,
    evaluate,
    field_of,
    path_beside,
    target_path,
)
from slidescan.posts.heading_ids import HeadingId, counted, markdown_it_ids
from slidescan.posts.headings import Heading
from slidescan.posts.script_config import ScriptConfig

EPOCH = dt.date(1970, 1, 1)
"""Replaces a date that can't be parsed."""

DATA_SUFFIXES = (".11tydata.json", ".json", ".11tydata.js", ".11tydata.mjs", ".11tydata.cjs")
"""Suffixes of a folder's data file, in the order in which they are tried."""

_DATED_NAME = re.compile(r"\d{4}-\d{2}-\d{2}-(.*)")
_INPUT = re.compile(r"setInputDirectory\(\s*[\"'`]([^\"'`]+)[\"'`]")
_OUTPUT = re.compile(r"setOutputDirectory\(\s*[\"'`]([^\"'`]+)[\"'`]")
_INDEX_PAGE = re.compile(r"(?:^|(?<=/))index\.html$")
_COPIES_BESIDE_POSTS = re.compile(r"mode\s*:\s*[\"']html-relative[\"']")
_ANCHOR_PLUGIN = re.compile(r"markdown-it-anchor|markdownItAnchor")
_ATTRS_PLUGIN = re.compile(r"markdown-it-attrs|markdownItAttrs")
_SLUGIFY_OPTION = re.compile(r"slugify\s*:\s*[^,}\n]*(?:getFilter\(\s*[\"']slug|slugify)")
_LEVEL_OPTION = re.compile(r"\blevel\s*:\s*(\[[^\]]*\]|\d)")
_GLOB_PART = re.compile(r"(\*\*/|\*|\{[^}]*\})")


@dataclass(frozen=True)
class Eleventy(Scripted):
    """The rules of an Eleventy site."""

    name = "eleventy"
    title = "Eleventy"
    config_files = (".eleventy.js", "eleventy.config.js", "eleventy.config.mjs",
                    "eleventy.config.cjs", "eleventy.config.ts")  # fmt: skip
    dialect = LIQUID
    image_fields = ("image", "cover", "thumbnail", "hero", "featured_image", "image.src")

    @classmethod
    def recognise(cls, root: Path) -> bool:
        """Whether a folder holds a configuration, or depends on Eleventy."""
        return super().recognise(root) or depends_on(root, "@11ty/eleventy")

    @property
    def configured_url(self) -> str:
        """`pathPrefix`: the configuration has no host."""
        prefix = (self.script.string("pathPrefix") or "").strip("/")
        return f"/{prefix}" if prefix else ""

    @cached_property
    def input_folder(self) -> str:
        """The folder of templates; empty for the site itself."""
        folder = self._folder(_INPUT, "input", ".")
        return "" if folder == "." else folder

    def _folder(self, call: re.Pattern[str], key: str, default: str) -> str:
        """A configured folder: by a call, else by a key of `dir`."""
        argument, block = call.search(self.script.text), self.script.block("dir")
        folder = argument[1] if argument else block.string(key) if block else None
        return posixpath.normpath(folder or default)

    @property
    def output_folders(self) -> Sequence[str]:
        """The folder of the rendered site."""
        return (self._folder(_OUTPUT, "output", "_site"),)

    @property
    def _prefix(self) -> str:
        return f"{self.input_folder}/" if self.input_folder else ""

    def is_post(self, path: str) -> bool:
        """Whether a file is a template in the input folder; `_` before a folder excludes it."""
        if not path.startswith(self._prefix) or path.endswith(".mdx"):
            return False
        below = path[len(self._prefix) :]
        return not any(part.startswith("_") for part in below.split("/")[:-1])

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str:
        """The `permalink` of the post or of a folder's data file, else the path."""
        below = posixpath.splitext(path[len(self._prefix) :])[0]
        folder, stem = posixpath.split(below)
        slug = _without_date(stem)
        file_slug = _without_date(posixpath.basename(folder)) if slug == "index" else slug
        date = (
            date_of(matter.fields.get("date"))
            or date_of(stem)
            or date_of(posixpath.basename(folder))
        )
        permalink = matter.fields.get("permalink")
        template = text_of(permalink) if permalink is not False else None
        template = template or self._folder_permalink(path)
        if template:
            values = {
                "page.fileSlug": file_slug,
                "page.filePathStem": "/" + posixpath.join(folder, slug),
                "title": title,
            }
            if date:
                values["page.date"] = values["date"] = date.isoformat()
            return _permalink_url(template, values, matter)
        if stem == "index" or stem == posixpath.basename(folder):
            return f"/{folder}/" if folder else "/"
        return "/" + posixpath.join(folder, stem) + "/"

    def _folder_permalink(self, path: str) -> str | None:
        """The `permalink` of the nearest data file: of the post's folder, or of one above."""
        folder = posixpath.dirname(path)
        while True:
            name = posixpath.basename(folder)
            for suffix in DATA_SUFFIXES if name else ():
                permalink = self._permalink_of(self.root / folder / f"{name}{suffix}")
                if permalink:
                    return permalink
            if not folder or folder == self.input_folder:
                return None
            folder = posixpath.dirname(folder)

    @cached_property
    def _permalinks(self) -> dict[Path, str | None]:
        return {}

    def _permalink_of(self, file: Path) -> str | None:
        if file not in self._permalinks:
            try:
                text = file.read_text("utf-8")
            except (OSError, UnicodeDecodeError):
                text = ""
            self._permalinks[file] = ScriptConfig(text).string("permalink") if text else None
        return self._permalinks[file]

    @cached_property
    def passthrough_copies(self) -> tuple[tuple[str, str], ...]:
        """Files, folders or patterns that are copied, and the addresses that they get."""
        copies = []
        for source, target in self.script.call_arguments("addPassthroughCopy"):
            path = posixpath.normpath(source)
            url = path.removeprefix(self._prefix) if source == target else target
            copies.append((path, "/" + posixpath.normpath(url).strip("/.")))
        return tuple(copies)

    def image_urls(self, path: str) -> Sequence[str]:
        """The targets of passthrough copies; without any, the path in the input folder."""
        urls = []
        for source, target in self.passthrough_copies:
            if "*" in source:
                if not _matches_glob(path, source):
                    continue
                if "*" in target:
                    urls.append("/" + path.removeprefix(self._prefix))
                else:
                    name = posixpath.basename(path)
                    urls.append("/" + posixpath.join(target.strip("/"), name))
            elif path == source:
                urls.append(target)
            elif path.startswith(source + "/"):
                urls.append(target.rstrip("/") + path[len(source) :])
        if not self.passthrough_copies and path.startswith(self._prefix):
            urls.append("/" + path[len(self._prefix) :])
        return tuple(urls)

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """The file beside the post, if Eleventy transforms images or copies them with posts."""
        transforms = "eleventyImageTransformPlugin" in self.script
        copies = _COPIES_BESIDE_POSTS.search(self.script.text) is not None
        path = target_path(target)
        if not target.startswith("/") and (transforms or copies):
            return (path_beside(path, post),)
        if syntax in ("shortcode", "tag"):
            return (posixpath.normpath(path.lstrip("/")), path_beside(path, post))
        return ()

    def expand(self, target: str, post: str, matter: FrontMatter) -> str:
        """Replaces `{{ "/img/a.jpg" | url }}` and variables of the page."""
        del post
        prefix = self.configured_url
        filters = {
            "url": lambda value, _: prefix + value if value.startswith("/") else value,
            "append": lambda value, more: value + more,
            "prepend": lambda value, more: more + value,
        }
        return evaluate(target, lambda name: field_of(matter.fields, name), filters)

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """The ids of the configured plugins; without one, headings have none."""
        if "IdAttributePlugin" in self.script:
            return id_attribute_plugin_ids(headings)
        slug = None
        if _ANCHOR_PLUGIN.search(self.script.text):
            slug = slugs.markdown_it
            if _SLUGIFY_OPTION.search(self.script.text):
                slug = slugs.sindresorhus
        attributes = _ATTRS_PLUGIN.search(self.script.text) is not None
        option = _LEVEL_OPTION.search(self.script.text)
        levels: Sequence[int] = range(1, 7)
        if option:
            numbers = [int(number) for number in re.findall(r"\d", option[1])]
            levels = numbers if option[1].startswith("[") else range(numbers[0], 7)
        return markdown_it_ids(headings, slug, attributes=attributes, levels=levels)


def _without_date(name: str) -> str:
    dated = _DATED_NAME.match(name)
    return dated[1] if dated else name


def _permalink_url(template: str, values: Mapping[str, str], matter: FrontMatter) -> str:
    """Evaluates a permalink; `values` come before fields of the front matter."""
    filters = {
        "slugify": lambda value, _: slugs.sindresorhus(value),
        "slug": lambda value, _: slugs.sindresorhus(value),
        "date": lambda value, pattern: (date_of(value) or EPOCH).strftime(pattern),
        "downcase": lambda value, _: value.lower(),
        "lower": lambda value, _: value.lower(),
        "append": lambda value, more: value + more,
        "prepend": lambda value, more: more + value,
    }
    url = evaluate(template, lambda n: values.get(n) or field_of(matter.fields, n), filters)
    return _INDEX_PAGE.sub("", "/" + url.lstrip("/"))


def id_attribute_plugin_ids(headings: Sequence[Heading]) -> list[HeadingId]:
    """The ids of Eleventy's IdAttributePlugin; headings written as HTML get them too."""
    counts: dict[str, int] = {}
    ids = []
    for heading in headings:
        explicit = (heading.attributes or {}).get("id")
        if explicit:
            counts[explicit] = counts.get(explicit, 0) + 1
            ids.append(HeadingId(explicit, heading.visible_text))
            continue
        base = slugs.sindresorhus(heading.text("text", "code", "break"))
        ids.append(HeadingId(counted(base, counts, first=2) or None, heading.visible_text))
    return ids


def _matches_glob(path: str, pattern: str) -> bool:
    """Whether a pattern with `*`, `**/` and `{a,b}` matches a path."""
    expression = "".join(
        {"**/": "(?:.*/)?", "*": "[^/]*"}.get(part)
        or (
            "(?:" + "|".join(map(re.escape, part[1:-1].split(","))) + ")"
            if part.startswith("{")
            else re.escape(part)
        )
        for part in _GLOB_PART.split(pattern)
        if part
    )
    return re.fullmatch(expression, path) is not None
