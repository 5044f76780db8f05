"""Eleventy: permalinks in data files, passthrough copies, ids by plugins."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from slidescan.core.records import Syntax, UnknownUrl
from slidescan.posts import slugs
from slidescan.posts.assumptions import Assumption
from slidescan.posts.config_files import dependency_version, depends_on
from slidescan.posts.dialect import LIQUID, Dialect
from slidescan.posts.field_values import date_of
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import (
    Scripted,
    evaluate,
    field_of,
    path_beside,
    target_path,
)
from slidescan.posts.generators.eleventy_config import FILTERS, EleventyConfig
from slidescan.posts.generators.eleventy_ignores import ignore_files, ignore_patterns, unreadable
from slidescan.posts.generators.eleventy_layouts import EleventyLayouts
from slidescan.posts.globs import matches_any_glob, matches_glob
from slidescan.posts.heading_ids import HeadingId, counted, markdown_it_ids, unknown_ids
from slidescan.posts.headings import Heading
from slidescan.posts.scripts.builtins import date_value
from slidescan.posts.scripts.fields import ScriptFields
from slidescan.posts.scripts.operators import to_string
from slidescan.posts.scripts.values import UNDEFINED, Opaque, Unevaluable, Value

FIRST_WITHOUT_INDENTED_CODE = 2
"""The first major version whose parser reads no indented code."""

EPOCH = dt.date(1970, 1, 1)
"""Replaces a date that can't be parsed."""

_MAJOR_VERSION = re.compile(r"\d+")
_DATED_NAME = re.compile(r"\d{4}-\d{2}-\d{2}-(.*)")
_INDEX_PAGE = re.compile(r"(?:^|(?<=/))index\.html$")
_EXCERPT = re.compile(r"\{[{%]")
"""Template code that is left in an address."""

_ANCHOR = re.compile(r"anchor|named-?headings", re.IGNORECASE)
"""The names of the plugins that give headings ids."""


@dataclass(frozen=True)
class Eleventy(Scripted):
    """The rules of an Eleventy site."""

    name = "eleventy"
    title = "Eleventy"
    config_files = (".eleventy.js", "eleventy.config.js", "eleventy.config.mjs",
                    "eleventy.config.cjs", "eleventy.config.ts")  # fmt: skip
    image_fields = ("image", "cover", "thumbnail", "hero", "featured_image", "image.src")

    @classmethod
    def recognise(cls, root: Path) -> bool:
        """Whether a folder holds a configuration, or depends on Eleventy."""
        return super().recognise(root) or depends_on(root, "@11ty/eleventy")

    @cached_property
    def dialect(self) -> Dialect:  # type: ignore[override]
        """The parser that the site uses for Markdown."""
        is_old = self._major is not None and self._major < FIRST_WITHOUT_INDENTED_CODE
        return replace(LIQUID, indented_code=is_old or self.eleventy.replaces_markdown)

    @cached_property
    def _major(self) -> int | None:
        """The major version; None if the site doesn't tell."""
        version = _MAJOR_VERSION.search(dependency_version(self.root, "@11ty/eleventy"))
        return None if version is None else int(version[0])

    @cached_property
    def eleventy(self) -> EleventyConfig:
        """The configuration, as far as it can be computed."""
        file = next((n for n in self.config_files if (self.root / n).is_file()), "")
        return EleventyConfig(self.root, file)

    @property
    def configured_url(self) -> str:
        """`pathPrefix`: the configuration has no host."""
        value = self.eleventy.options.get("pathPrefix")
        prefix = value.strip("/") if isinstance(value, str) else ""
        return f"/{prefix}" if prefix else ""

    @property
    def computed_base_url(self) -> str:
        """Why `pathPrefix` is not known: code decides it."""
        is_computed = isinstance(self.eleventy.options.get("pathPrefix"), Opaque)
        return "Eleventy's pathPrefix is computed" if is_computed else ""

    @property
    def consulted_files(self) -> Iterable[Path]:
        """Scripts, data of folders, layouts and lists of ignored files."""
        folders = (self.root, self.root / "lib", self.root / self.input_folder)
        scripts = [p for f in folders if f.is_dir() for p in sorted(f.glob("*.*js"))]
        data = sorted((self.root / self.input_folder).glob("**/*.11tydata.*"))
        data += sorted(self.root / path for path in self._layouts.files)
        ignored = ignore_files(self.root, self.input_folder)
        return (*ignored, *scripts, *data)

    @property
    def assumptions(self) -> Iterable[Assumption]:
        """Lists of ignored files that can't be read."""
        return unreadable(self.root, self.input_folder, with_git=self.eleventy.reads_git)

    @cached_property
    def input_folder(self) -> str:
        """The folder of templates; empty for the site itself."""
        folder = self.eleventy.folder("setInputDirectory", "input", ".")
        return "" if folder == "." else folder

    @property
    def output_folders(self) -> Sequence[str]:
        """The folder of the rendered site."""
        return (self.eleventy.folder("setOutputDirectory", "output", "_site"),)

    @property
    def _prefix(self) -> str:
        return f"{self.input_folder}/" if self.input_folder else ""

    def is_post(self, path: str) -> bool:
        """Whether a file is a template in the input folder, outside the folders of parts and data.

        Any other folder counts, whatever its name begins with: `_posts` has addresses below
        `/_posts/`, unless a permalink gives others.
        """
        if not path.startswith(self._prefix) or path.endswith(".mdx"):
            return False
        if any(path.startswith(folder + "/") for folder in self._part_folders):
            return False
        return not matches_any_glob(path, self._ignored)

    @cached_property
    def _part_folders(self) -> frozenset[str]:
        """The folders of layouts, includes and data, which hold no pages."""
        folders = (*self.eleventy.layout_folders, self.eleventy.data_folder)
        below = (posixpath.normpath(posixpath.join(self.input_folder, name)) for name in folders)
        return frozenset(folder for folder in below if folder not in (".", self.input_folder))

    @cached_property
    def _ignored(self) -> tuple[str, ...]:
        """Patterns of templates that are not rendered: of the configuration, of ignore files."""
        patterns = ignore_patterns(self.root, self.input_folder, with_git=self.eleventy.reads_git)
        return (*self.eleventy.ignored, *patterns)

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str | UnknownUrl:
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
        values = {
            "page.fileSlug": file_slug,
            "page.filePathStem": "/" + posixpath.join(folder, slug),
            "page.inputPath": f"./{path}",
            "page.outputFileExtension": "html",
            "title": title,
        }
        if date:
            values["page.date"] = values["date"] = date.isoformat()
        if any(True for _ in self.eleventy.recorder.arguments("addUrlTransform")):
            return self.unknown("a function of the configuration transforms the addresses")
        permalink = matter.fields.get("permalink", UNDEFINED)
        if permalink is UNDEFINED or permalink == "":
            try:
                permalink = self._inherited_permalink(path, matter, values)
            except Unevaluable as error:
                return self.unknown(f"Eleventy's permalink can't be computed: {error}")
        if permalink is False:
            return self.unknown("Eleventy writes no page: `permalink` is false", "change it")
        if isinstance(permalink, Opaque):
            return self.unknown(f"Eleventy's permalink can't be computed: {permalink.name}")
        if isinstance(permalink, str):
            url = _permalink_url(permalink, values, matter, self.eleventy)
            if _EXCERPT.search(url):
                return self.unknown(f"Eleventy's permalink can't be computed: {permalink}")
            return url
        if stem == "index" or stem == posixpath.basename(folder):
            return f"/{folder}/" if folder else "/"
        return "/" + posixpath.join(folder, stem) + "/"

    @cached_property
    def _layouts(self) -> EleventyLayouts:
        """The layouts, which can set permalinks."""
        folders = [posixpath.join(self.input_folder, f) for f in self.eleventy.layout_folders]
        folders = [posixpath.normpath(folder) for folder in folders]
        return EleventyLayouts(self.root, folders, self.eleventy.layout_aliases)

    def _inherited_permalink(
        self, path: str, matter: FrontMatter, values: Mapping[str, str]
    ) -> Value:
        """The permalink of the data files, the layouts and all pages, in the order that counts.

        Raises:
            Unevaluable: It can't be computed.
        """
        data = _page_data(matter, values)

        def of_layout() -> Value:
            layout = matter.fields.get("layout", UNDEFINED)
            if layout is UNDEFINED and self._layouts.has_permalinks:
                layout = self.eleventy.layout(path, self.input_folder)
            return self._layouts.permalink(layout)

        def of_data() -> Value:
            return self.eleventy.permalink(path, self.input_folder, data)

        def of_all() -> Value:
            return self.eleventy.global_permalink(self.input_folder, data)

        # Before 1.0, layouts came before data files.
        order = (of_layout, of_data, of_all) if self._major == 0 else (of_data, of_layout, of_all)
        permalinks = (permalink() for permalink in order)
        return next((p for p in permalinks if p is not UNDEFINED and p != ""), UNDEFINED)

    def image_urls(self, path: str) -> Sequence[str]:
        """The targets of passthrough copies; without any, the path in the input folder."""
        copies = self.eleventy.passthrough_copies
        urls = [url for source, target in copies for url in self._copied(path, source, target)]
        if not copies and path.startswith(self._prefix):
            urls.append("/" + path[len(self._prefix) :])
        return tuple(urls)

    def _copied(self, path: str, source: str, target: str) -> Iterator[str]:
        """The address that a copy of a file, a folder or a pattern gives an image."""
        target_folder = posixpath.normpath(target).strip("/.") if target else ""
        if any(c in source for c in "*{?["):
            if matches_glob(path, source):
                below = posixpath.basename(path) if target else path.removeprefix(self._prefix)
                yield "/" + posixpath.join(target_folder, below)
        elif path == source:
            name = posixpath.basename(path)
            is_folder = not target_folder or target.endswith("/")
            copied = posixpath.join(target_folder, name) if is_folder else target_folder
            yield "/" + (copied if target else path.removeprefix(self._prefix))
        elif path.startswith(source + "/") or source == ".":
            below = path if source == "." else path[len(source) + 1 :]
            base = target_folder if target else source.removeprefix(self._prefix)
            if not target and (source == self.input_folder or source == "."):
                base = ""
            yield "/" + posixpath.join(base, below)

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """The file beside the post, if Eleventy transforms images or copies them with posts."""
        path = target_path(target)
        if not target.startswith("/") and self.eleventy.copies_beside_posts:
            return (path_beside(path, post),)
        if syntax in ("shortcode", "tag"):
            return (posixpath.normpath(path.lstrip("/")), path_beside(path, post))
        return ()

    def expand(self, target: str, post: str, matter: FrontMatter) -> str:
        """Replaces `{{ "/img/a.jpg" | url }}` and variables of the page and of the global data."""
        del post
        prefix = self.configured_url
        filters = {
            "url": lambda value, _: prefix + value if value.startswith("/") else value,
            "append": lambda value, more: value + more,
            "prepend": lambda value, more: more + value,
        }

        def variable(name: str) -> str | None:
            given = field_of(matter.fields, name)
            return self.eleventy.data_text(name, self.input_folder) if given is None else given

        return evaluate(target, variable, filters)

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """The ids of the configured plugins; without one, headings have none."""
        plugin = self.eleventy.id_plugin
        if plugin is not None:
            slugify = plugin.get("slugify", UNDEFINED)
            return id_attribute_plugin_ids(
                headings, self._slug_function(slugify, slugs.sindresorhus)
            )
        if self.eleventy.has_unknown_markdown or self.eleventy.sets_ids_by_code:
            reason = self.unknown("code of the configuration makes the ids of headings")
            return unknown_ids(headings, reason)
        plugins = dict(self.eleventy.markdown_plugins)
        attributes = any("attrs" in name for name in plugins)
        name = next((name for name in plugins if _ANCHOR.search(name)), None)
        if name is None:
            return markdown_it_ids(headings, None, attributes=attributes)
        options = plugins[name]
        slugify = options.get("slugify", UNDEFINED)
        level = options.get("level", 1)
        levels: Sequence[int] = range(1, 7)
        if isinstance(level, list):
            levels = [n for n in level if isinstance(n, int)]
        elif isinstance(level, int):
            levels = range(level, 7)
        first = options.get("uniqueSlugStartIndex", 1)
        try:
            return markdown_it_ids(
                headings,
                self._slug_function(slugify, slugs.markdown_it),
                attributes=attributes,
                levels=levels,
                first_number=first if isinstance(first, int) else 1,
            )
        except Unevaluable as error:
            unknown = self.unknown(f"Eleventy's heading ids can't be computed: {error}")
            return [HeadingId(None, h.visible_text, unknown) for h in headings]

    def _slug_function(self, given: Value, default: Callable[[str], str]) -> Callable[[str], str]:
        """The function that makes an id of a text: the configured one, else the plugin's."""
        if given is UNDEFINED:
            return default
        return lambda text: to_string(self.eleventy.call(given, text))


def _page_data(matter: FrontMatter, values: Mapping[str, str]) -> dict[str, Any]:
    """The data of a post, with which Eleventy calls functions."""
    date = values.get("page.date")
    moment = date_value(date) if date else UNDEFINED
    page = {
        "fileSlug": values["page.fileSlug"],
        "filePathStem": values["page.filePathStem"],
        "inputPath": values["page.inputPath"],
        "outputFileExtension": "html",
        "date": moment,
    }
    data: dict[str, Any] = {**ScriptFields(matter.fields)}
    data["page"] = page
    return data


def _without_date(name: str) -> str:
    dated = _DATED_NAME.match(name)
    return dated[1] if dated else name


def _permalink_url(
    template: str, values: Mapping[str, str], matter: FrontMatter, eleventy: EleventyConfig
) -> str:
    """Evaluates a permalink; `values` come before fields of the front matter."""
    configured = {
        to_string(a[0]): a[1]
        for a in eleventy.recorder.arguments("addFilter", "addAsyncFilter", "addNunjucksFilter",
                                    "addLiquidFilter")
        if len(a) > 1 and isinstance(a[0], str)
    }  # fmt: skip

    def apply(name: str) -> Callable[[str, str], str]:
        function = configured.get(name, FILTERS.get(name))

        def run(value: str, argument: str) -> str:
            given: Any = date_value(value) if value == values.get("page.date") else value
            result = eleventy.call(function, given, *([argument] if argument else []))
            return to_string(result)

        return run

    filters: dict[str, Callable[[str, str], str]] = {
        "date": lambda value, pattern: (date_of(value) or EPOCH).strftime(pattern),
        "downcase": lambda value, _: value.lower(),
        "lower": lambda value, _: value.lower(),
        "append": lambda value, more: value + more,
        "prepend": lambda value, more: more + value,
        "replace": lambda value, _: _unsupported(value),
        **{name: apply(name) for name in (*FILTERS, *configured)},
    }
    try:
        url = evaluate(template, lambda n: values.get(n) or field_of(matter.fields, n), filters)
    except Unevaluable:
        return template if _EXCERPT.search(template) else "/" + template.lstrip("/")
    return _INDEX_PAGE.sub("", "/" + url.removeprefix(".").lstrip("/"))


def _unsupported(value: str) -> str:
    raise Unevaluable(f"a filter of {value} is not computed")


def id_attribute_plugin_ids(
    headings: Sequence[Heading], slug: Callable[[str], str] = slugs.sindresorhus
) -> list[HeadingId]:
    """The ids of Eleventy's IdAttributePlugin; headings written as HTML get them too.

    Args:
        headings: The headings of the page.
        slug: Makes an id of a text.
    """
    counts: dict[str, int] = {}
    ids = []
    for heading in headings:
        explicit = (heading.attributes or {}).get("id")
        if explicit:
            counts[explicit] = counts.get(explicit, 0) + 1
            ids.append(HeadingId(explicit, heading.visible_text))
            continue
        base = slug(heading.text("text", "code", "break"))
        ids.append(HeadingId(counted(base, counts, first=2) or None, heading.visible_text))
    return ids
