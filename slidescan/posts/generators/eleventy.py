"""Eleventy: permalinks by data, files passed through, ids by plugins."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from slidescan.core.records import Syntax
from slidescan.posts import slugs
from slidescan.posts.config_files import depends_on
from slidescan.posts.dialect import LIQUID
from slidescan.posts.field_values import date_of, text_of
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import Scripted, beside, evaluated, field_of
from slidescan.posts.heading_ids import HeadingId, counted, markdown_it_ids
from slidescan.posts.headings import Heading
from slidescan.posts.script_config import ScriptConfig

MARKS = (".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs",
         "eleventy.config.ts")  # fmt: skip


def recognise(root: Path) -> bool:
    """Whether a folder is the root of an Eleventy site."""
    named = any((root / mark).is_file() for mark in MARKS)
    return named or depends_on(root, "@11ty/eleventy")


_STRIPPED = re.compile(r"\d{4}-\d{2}-\d{2}-(.*)")


@dataclass(frozen=True)
class Eleventy(Scripted):
    """An Eleventy site's rules."""

    name = "eleventy"
    config_files = MARKS
    dialect = LIQUID
    image_fields = ("image", "cover", "thumbnail", "hero", "featured_image", "image.src")

    @property
    def configured_url(self) -> str:
        """`pathPrefix`: Eleventy knows no host."""
        prefix = (self.script.string("pathPrefix") or "").strip("/")
        return f"/{prefix}" if prefix else ""

    @cached_property
    def input(self) -> str:
        """The folder of templates; empty for the site itself."""
        given = re.search(r"setInputDirectory\(\s*[\"'`]([^\"'`]+)[\"'`]", self.script.text)
        folder = given[1] if given else self._dir("input") or "."
        normal = posixpath.normpath(folder)
        return "" if normal == "." else normal

    def _dir(self, key: str) -> str | None:
        own = self.script.block("dir")
        return own.string(key) if own else None

    @property
    def output_folders(self) -> Sequence[str]:
        """Where the site is written."""
        given = re.search(r"setOutputDirectory\(\s*[\"'`]([^\"'`]+)[\"'`]", self.script.text)
        return (posixpath.normpath(given[1] if given else self._dir("output") or "_site"),)

    @property
    def _prefix(self) -> str:
        return f"{self.input}/" if self.input else ""

    def is_post(self, path: str) -> bool:
        """Templates in the input folder; folders that start with `_` hold their parts."""
        if not path.startswith(self._prefix) or path.endswith(".mdx"):
            return False
        below = path[len(self._prefix) :]
        return not any(part.startswith("_") for part in below.split("/")[:-1])

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str:
        """By `permalink`, its own or its folder's, else by its place."""
        below = posixpath.splitext(path[len(self._prefix) :])[0]
        folder, stem = posixpath.split(below)
        dated = _STRIPPED.match(stem)
        slug = dated[1] if dated else stem
        file_slug = slug
        if slug == "index":
            last = posixpath.basename(folder)
            again = _STRIPPED.match(last)
            file_slug = again[1] if again else last
        date = (
            date_of(matter.fields.get("date"))
            or date_of(stem)
            or date_of(posixpath.basename(folder))
        )
        permalink = matter.fields.get("permalink")
        given = text_of(permalink) if permalink is not False else None
        given = given or self._folder_permalink(path)
        if given:
            known = {
                "page.fileSlug": file_slug,
                "page.filePathStem": "/" + posixpath.join(folder, slug),
                "title": title,
            }

            def variable(name: str) -> str | None:
                if name in ("page.date", "date") and date:
                    return date.isoformat()
                return known.get(name) or field_of(matter.fields, name)

            filters = {
                "slugify": lambda value, _: slugs.sindresorhus(value),
                "slug": lambda value, _: slugs.sindresorhus(value),
                "date": lambda value, form: (date_of(value) or _EPOCH).strftime(form),
                "downcase": lambda value, _: value.lower(),
                "lower": lambda value, _: value.lower(),
                "append": lambda value, more: value + more,
                "prepend": lambda value, more: more + value,
            }
            url = "/" + evaluated(given, variable, filters).lstrip("/")
            return re.sub(r"(?:^|(?<=/))index\.html$", "", url)
        if stem == "index" or stem == posixpath.basename(folder):
            return f"/{folder}/" if folder else "/"
        return "/" + posixpath.join(folder, stem) + "/"

    def _folder_permalink(self, path: str) -> str | None:
        """What the data files of its folders give: the nearest's, else those above it."""
        folder = posixpath.dirname(path)
        while True:
            name = posixpath.basename(folder)
            for suffix in (
                ".11tydata.json",
                ".json",
                ".11tydata.js",
                ".11tydata.mjs",
                ".11tydata.cjs",
            ):
                file = self.root / folder / f"{name}{suffix}"
                found = self._permalink_of(file) if name else None
                if found:
                    return found
            if not folder or folder == self.input:
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
    def passed(self) -> tuple[tuple[str, str], ...]:
        """Folders and files that are passed through: where from, and where to."""
        found = []
        for source, target in self.script.call_arguments("addPassthroughCopy"):
            normal = posixpath.normpath(source)
            goal = target
            if source == target:
                goal = normal[len(self._prefix) :] if normal.startswith(self._prefix) else normal
            found.append((normal, "/" + posixpath.normpath(goal).strip("/.")))
        return tuple(found)

    def image_urls(self, path: str) -> Sequence[str]:
        """Where it is passed through to; without a word on that, by its place."""
        urls = []
        for source, target in self.passed:
            if "*" in source:
                if _globbed(path, source):
                    below = path[len(self._prefix) :] if path.startswith(self._prefix) else path
                    keeps = target.count("*") > 0
                    name = below if keeps else posixpath.basename(path)
                    urls.append("/" + (name if keeps else posixpath.join(target.strip("/"), name)))
            elif path == source:
                urls.append(target)
            elif path.startswith(source + "/"):
                urls.append(target.rstrip("/") + path[len(source) :])
        if not self.passed and path.startswith(self._prefix):
            urls.append("/" + path[len(self._prefix) :])
        return tuple(urls)

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """Beside the file, where images are worked on while building, or copied with posts."""
        relative = not target.startswith("/")
        worked = "eleventyImageTransformPlugin" in self.script
        copied = re.search(r"mode\s*:\s*[\"']html-relative[\"']", self.script.text) is not None
        path = unquote(re.split(r"[?#]", target, maxsplit=1)[0])
        if relative and (worked or copied):
            return (beside(path, post),)
        if syntax in ("shortcode", "tag"):
            return (posixpath.normpath(path.lstrip("/")), beside(path, post))
        return ()

    def expand(self, target: str, post: str, matter: FrontMatter) -> str:
        """`{{ "/img/a.jpg" | url }}` and variables of the page."""
        del post
        prefix = self.configured_url
        filters = {
            "url": lambda value, _: prefix + value if value.startswith("/") else value,
            "append": lambda value, more: value + more,
            "prepend": lambda value, more: more + value,
        }
        return evaluated(target, lambda name: field_of(matter.fields, name), filters)

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """By the plugins that the configuration names; without any, headings have none."""
        if "IdAttributePlugin" in self.script:
            return id_attribute_plugin_ids(headings)
        slug = None
        if re.search(r"markdown-it-anchor|markdownItAnchor", self.script.text):
            slug = slugs.markdown_it
            if re.search(
                r"slugify\s*:\s*[^,}\n]*(?:getFilter\(\s*[\"']slug|slugify)", self.script.text
            ):
                slug = slugs.sindresorhus
        attributes = re.search(r"markdown-it-attrs|markdownItAttrs", self.script.text) is not None
        given = re.search(r"\blevel\s*:\s*(\[[^\]]*\]|\d)", self.script.text)
        levels: Sequence[int] = range(1, 7)
        if given:
            numbers = [int(number) for number in re.findall(r"\d", given[1])]
            levels = numbers if given[1].startswith("[") else range(numbers[0], 7)
        return markdown_it_ids(headings, slug, attributes=attributes, levels=levels)


def id_attribute_plugin_ids(headings: Sequence[Heading]) -> list[HeadingId]:
    """The ids of Eleventy's IdAttributePlugin, which adds them to HTML headings too."""
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


def _globbed(path: str, pattern: str) -> bool:
    parts = re.split(r"(\*\*/|\*|\{[^}]*\})", pattern)
    wanted = "".join(
        {"**/": "(?:.*/)?", "*": "[^/]*"}.get(part)
        or (
            "(?:" + "|".join(map(re.escape, part[1:-1].split(","))) + ")"
            if part.startswith("{")
            else re.escape(part)
        )
        for part in parts
        if part
    )
    return re.fullmatch(wanted, path) is not None


_EPOCH = date_of("1970-01-01") or NotImplemented
