"""Hexo: permalinks, asset folders of posts, Nunjucks tags, marked's ids."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from slidescan.core.records import Syntax, UnknownUrl
from slidescan.core.regular_files import open_text
from slidescan.posts import slugs
from slidescan.posts.config_files import dependencies, depends_on, find_config, parse_config
from slidescan.posts.dialect import NUNJUCKS
from slidescan.posts.field_values import date_of, list_of, text_of
from slidescan.posts.front_matter import FrontMatter, read_unopened_front_matter
from slidescan.posts.generators.base import Configured, future_reason, target_path
from slidescan.posts.generators.hexo_ids import (
    hexo_markdown_it_ids,
    hexo_markdown_it_plus_ids,
    marked_ids,
)
from slidescan.posts.generators.jekyll_source import jekyll_source
from slidescan.posts.globs import matches_any_glob
from slidescan.posts.heading_ids import HeadingId
from slidescan.posts.headings import Heading

_POST_FOLDERS = ("_posts/", "_drafts/")
_NAME_PARTS = {
    "year": r"\d{4}", "month": r"\d{2}", "day": r"\d{2}", "i_month": r"\d{1,2}",
    "i_day": r"\d{1,2}", "title": r".+",
}  # fmt: skip
"""Patterns of the placeholders in `new_post_name`."""

_DATE_PLACEHOLDER = re.compile(r":(?:year|i?_?month|i?_?day|hour|minute|second|timestamp)\b")
_PLACEHOLDER = re.compile(r":(\w+)")
_ADDRESS_PLUGIN = re.compile(
    r"^hexo-(?:permalink(?:-\w+)*|translate-title|generator-(?:i18n|multilingual)\w*|pinyin-permalink)$"
)
"""Packages that make addresses of posts by their own rules.

Those that write an identifier into the front matter, such as `hexo-abbrlink`, don't count.
"""

MAX_SITE_FILTERS = 50
"""Further scripts of a site are not searched for code that makes addresses."""

MAX_FILTER_CHARS = 128 * 1024
"""A script is searched up to here."""

_RENDERER = re.compile(
    r"(?:@[\w-]+/)?hexo-renderer-"
    r"(?P<name>[\w-]*(?:mark|md|mmd|pandoc|kramed|kramdown|asciidoc|showdown)[\w-]*)"
)
"""The packages that render Markdown; the last one in `package.json` does it."""

_EMOJI_IN_HEADING = UnknownUrl(
    "Hexo's renderer turns the name of an emoji in a heading into its sign",
    "write the sign, or build the site and add --rendered public",
)
_TABS = re.compile(r"(?<=\n)\t+")

_ASSET_PLUGINS = ("hexo-asset-image", "hexo-asset-img", "hexo-image-link", "hexo-asset-link",
                  "hexo-typora-image", "hexo-asset-folder-image")  # fmt: skip
"""Plugins that resolve images of Markdown to the asset folder of the post."""


@dataclass(frozen=True)
class Hexo(Configured):
    """The rules of a Hexo site."""

    name = "hexo"
    title = "Hexo"
    config_files = ("_config.yml", "_config.yaml")
    dialect = NUNJUCKS
    image_fields = ("cover", "banner", "thumbnail", "photos", "index_img", "banner_img", "top_img",
                 "image")  # fmt: skip

    @classmethod
    def recognise(cls, root: Path) -> bool:
        """Whether a folder holds a `_config.yml` of Hexo, not of Jekyll with `source`."""
        has_posts = (root / "source" / "_posts").is_dir() and not jekyll_source(root)
        return super().recognise(root) and (has_posts or depends_on(root, "hexo"))

    @classmethod
    def load(cls, root: Path, base_url: str | None = None) -> Hexo:
        """Reads the configuration, in which Hexo allows tabs.

        Raises:
            ConfigInvalid: It can't be parsed.
        """
        file = find_config(root, cls.config_files)
        if file is None:
            return cls(root, base_url_override=base_url)
        config = parse_config(replace(file, text=without_tabs(file.text)))
        return cls(root, config, file.digest, base_url)

    @property
    def consulted_files(self) -> Sequence[Path]:
        """The site's own scripts."""
        return sorted((self.root / "scripts").glob("[!.]*.js"))[:MAX_SITE_FILTERS]

    @property
    def configured_url(self) -> str:
        """`url`; `root` repeats its path."""
        return (text_of(self.config.get("url")) or "").rstrip("/")

    @property
    def language(self) -> str | None:
        """`language`, or the first of a list."""
        return next(iter(list_of(self.config.get("language"))), None)

    @cached_property
    def source(self) -> str:
        """The folder of sources."""
        return posixpath.normpath(text_of(self.config.get("source_dir")) or "source")

    @property
    def output_folders(self) -> Sequence[str]:
        """The folders of the rendered site and of themes."""
        return (text_of(self.config.get("public_dir")) or "public", "themes")

    def is_post(self, path: str) -> bool:
        """Whether a file is a post, a draft or a page; `_` before a name excludes it."""
        if not path.startswith(self.source + "/"):
            return False
        below = path[len(self.source) + 1 :]
        if matches_any_glob(below, list_of(self.config.get("skip_render"))):
            return False
        if below.startswith(_POST_FOLDERS):
            return not any(part.startswith("_") for part in below.split("/")[1:])
        return not any(part.startswith("_") for part in below.split("/"))

    def is_draft(self, path: str) -> bool:
        """Whether a post is in `_drafts`."""
        return path.startswith(f"{self.source}/_drafts/")

    def unpublished(self, path: str, matter: FrontMatter, date: dt.date | None) -> str:
        """Drafts and posts that say so have no page; those of the future by an option."""
        if matter.fields.get("published") is False:
            return "the post is not published"
        if self.is_draft(path):
            return "" if self.config.get("render_drafts") is True else "the post is a draft"
        return future_reason(date) if self.config.get("future") is False else ""

    def front_matter(self, text: str, path: str) -> FrontMatter:
        """The fields of a post, which tabs may indent; the line above them may be missing."""
        matter = super().front_matter(text, path)
        if matter.problem and "\n\t" in text[: matter.end]:
            spaced = super().front_matter(without_tabs(text[: matter.end]), path)
            matter = replace(spaced, end=matter.end)
        is_opened = text.startswith(("---", ";;;")) or matter.end > 0
        return matter if is_opened else read_unopened_front_matter(text)

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str | UnknownUrl:
        """The `permalink` of the post or the site; for a page without one, the path."""
        below = path[len(self.source) + 1 :]
        explicit = text_of(matter.fields.get("permalink"))
        if not below.startswith(_POST_FOLDERS):
            if explicit:
                return "/" + explicit.lstrip("/")
            folder, name = posixpath.split(posixpath.splitext(below)[0])
            above = f"/{folder}/" if folder else "/"
            return above if name == "index" else f"{above}{name}.html"
        if explicit:
            return self._with_folder("/" + explicit.lstrip("/"))
        if self._address_unknown_reason:
            return self.unknown(self._address_unknown_reason)
        stem = posixpath.splitext(below.partition("/")[2])[0]
        slug, name_date = self._parse_name(stem)
        field = matter.fields.get("date")
        date = _wall_clock(field) or date_of(field) or name_date
        template = text_of(self.config.get("permalink")) or ":year/:month/:day/:title/"
        if date is None and _DATE_PLACEHOLDER.search(template):
            return self.unknown("Hexo dates a post without a date by its file", "add a date")
        values = {
            "title": slug,
            "name": posixpath.basename(slug),
            "post_title": slugs.hexo(title, 1),
            "category": self._category(matter),
            "lang": text_of(matter.fields.get("lang")) or self.language or "",
            **(_date_values(date) if date else {}),
        }
        for name, value in matter.fields.items():
            text = text_of(value)
            if text is not None:
                values.setdefault(name, text)
        missing = [name for name in _PLACEHOLDER.findall(template) if name not in values]
        if missing:
            return self.unknown(
                f"Hexo's permalink needs :{missing[0]}, which the post doesn't have",
                f"let Hexo or its plug-in write {missing[0]} into the front matter",
            )
        url = _PLACEHOLDER.sub(lambda m: values[m[1]], template)
        return "/" + self._with_folder(url).lstrip("/")

    @cached_property
    def _address_unknown_reason(self) -> str:
        """Why a plug-in or script leaves the addresses of posts unknown; empty without one."""
        package = next((p for p in dependencies(self.root) if _ADDRESS_PLUGIN.search(p)), None)
        if package:
            return f"the plug-in {package} makes the addresses of posts"
        for path in self.consulted_files:
            try:
                with open_text(path, encoding="utf-8", errors="replace") as file:
                    makes_addresses = "post_permalink" in file.read(MAX_FILTER_CHARS)
            except OSError:
                return f"scripts/{path.name} can't be read"
            if makes_addresses:
                return f"scripts/{path.name} makes the addresses of posts"
        return ""

    @property
    def _has_asset_folders(self) -> bool:
        return self.config.get("post_asset_folder") is True

    def _with_folder(self, url: str) -> str:
        """The address with a slash at its end, if the post has an asset folder."""
        return url + "/" if self._has_asset_folders and not url.endswith(("/", ".html")) else url

    def _parse_name(self, stem: str) -> tuple[str, dt.date | None]:
        """The slug and the date in a post's name, by the pattern `new_post_name`."""
        template = posixpath.splitext(text_of(self.config.get("new_post_name")) or ":title.md")[0]
        pattern = re.sub(
            r":(\w+)",
            lambda m: f"(?P<{m[1]}>{_NAME_PARTS.get(m[1], '.+?')})",
            re.escape(template).replace(r"\:", ":"),
        )
        match = re.fullmatch(pattern, stem)
        if match is None:
            return stem, None
        parts: Mapping[str, Any] = match.groupdict()
        year = parts.get("year")
        month = parts.get("month") or parts.get("i_month")
        day = parts.get("day") or parts.get("i_day")
        date = date_of(f"{year}-{month}-{day}") if year and month and day else None
        return parts.get("title") or stem, date

    def _category(self, matter: FrontMatter) -> str:
        value = matter.fields.get("categories", matter.fields.get("category"))
        categories: list[str] = []
        entries = value if isinstance(value, list) else [value] if value else []
        for entry in entries:
            if isinstance(entry, list):
                categories = [str(category) for category in entry]
            else:
                categories.append(str(entry))
        if not categories:
            return text_of(self.config.get("default_category")) or "uncategorized"
        table = self.config.get("category_map")
        table = table if isinstance(table, dict) else {}
        transform = self.config.get("filename_case")
        case = transform if isinstance(transform, int) else 0
        return "/".join(slugs.hexo(str(table.get(name, name)), case) for name in categories)

    def image_urls(self, path: str) -> Sequence[str]:
        """The path below the source folder; in a post's asset folder, below the post's address."""
        if not path.startswith(self.source + "/"):
            return ()
        below = path[len(self.source) :]
        if below.startswith("/_posts/"):
            return self._asset_urls(path) if self._has_asset_folders else ()
        return () if any(part.startswith("_") for part in below.split("/")) else (below,)

    def _asset_urls(self, path: str) -> Sequence[str]:
        folder = posixpath.dirname(path)
        while folder.count("/") > 1:
            for suffix in (".md", ".markdown"):
                url = self.page_url(folder + suffix)
                if url:
                    inside = path[len(folder) + 1 :]
                    base = url if url.endswith("/") else posixpath.dirname(url)
                    return (posixpath.join(base, inside),)
            folder = posixpath.dirname(folder)
        return ()

    @cached_property
    def renderer(self) -> str:
        """The package that renders Markdown, without `hexo-renderer-`."""
        matches = [_RENDERER.fullmatch(name) for name in dependencies(self.root)]
        return next((match["name"] for match in reversed(matches) if match), "marked")

    @property
    def _marked(self) -> Mapping[str, Any]:
        """The options of hexo-renderer-marked."""
        options = self.config.get("marked")
        return options if isinstance(options, dict) else {}

    @property
    def _markdown_it(self) -> Mapping[str, Any]:
        """The options of hexo-renderer-markdown-it."""
        options = self.config.get("markdown")
        return options if isinstance(options, dict) else {}

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """A file of the post's asset folder, and the file relative to the source folder."""
        path = target_path(target)
        folder = posixpath.splitext(post)[0]
        # Editors write the name of the folder before the file.
        below = path.removeprefix("./").removeprefix(posixpath.basename(folder) + "/")
        assets = (posixpath.join(folder, path), posixpath.join(folder, below))
        from_source = posixpath.normpath(posixpath.join(self.source, path.lstrip("/")))
        if syntax in ("shortcode", "tag"):
            return (*assets, from_source)
        if syntax not in ("markdown", "reference"):
            return ()
        if not path.startswith("/") and any(p in _ASSET_PLUGINS for p in dependencies(self.root)):
            return (*assets, from_source)
        prepends_root, finds_assets = self._image_options
        if not prepends_root:
            return ()
        is_relative = not path.startswith("/")
        return (*assets, from_source) if finds_assets and is_relative else (from_source,)

    @property
    def _image_options(self) -> tuple[bool, bool]:
        """Whether images get the site's root, and whether asset folders are searched for them."""
        if self.renderer.startswith("markdown-it"):
            options = self._markdown_it.get("images")
            options = options if isinstance(options, dict) else {}
            finds_assets = options.get("post_asset") is True
            return options.get("prepend_root") is True or finds_assets, finds_assets
        return self._marked.get("prependRoot") is not False, self._marked.get("postAsset") is True

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """The ids of the configured renderer."""
        if self.renderer == "marked":
            transform = self._marked.get("modifyAnchors")
            return marked_ids(
                headings,
                transform=transform if isinstance(transform, int) else 0,
                smart=self._marked.get("smartypants") is not False,
                auto=self._marked.get("headerIds") is not False,
            )
        if self.renderer == "markdown-it":
            return hexo_markdown_it_ids(headings, self._markdown_it)
        if self.renderer == "markdown-it-plus":
            options = self.config.get("markdown_it_plus")
            return hexo_markdown_it_plus_ids(headings, options if isinstance(options, dict) else {})
        unknown = self.unknown(f"The heading ids of hexo-renderer-{self.renderer} are not known")
        return [HeadingId(None, heading.visible_text, unknown) for heading in headings]


def without_tabs(text: str) -> str:
    """YAML with two spaces for each tab at a line's beginning (hexo-front-matter, `escape`)."""
    return _TABS.sub(lambda tabs: "  " * len(tabs.group()), text)


def _wall_clock(value: object) -> dt.datetime | None:
    """A time as Hexo's permalinks show it.

    YAML turns a time with a zone into UTC; Hexo takes what that clock shows for a time in its own
    `timezone` (hexo-front-matter, and `adjustDateForTimezone`).
    """
    if not isinstance(value, dt.datetime):
        return None
    return value.astimezone(dt.timezone.utc) if value.tzinfo else value


def _date_values(date: dt.date) -> dict[str, str]:
    """The values of a permalink's placeholders for date and time."""
    clock = date if isinstance(date, dt.datetime) else dt.datetime(1, 1, 1)
    return {
        "year": f"{date.year:04d}",
        "month": f"{date.month:02d}",
        "day": f"{date.day:02d}",
        "hour": f"{clock.hour:02d}",
        "minute": f"{clock.minute:02d}",
        "second": f"{clock.second:02d}",
        "i_month": str(date.month),
        "i_day": str(date.day),
    }
