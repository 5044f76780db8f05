"""Hexo: permalinks, post asset folders, Nunjucks tags, marked's ids."""

from __future__ import annotations

import datetime as dt
import html
import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from slidescan.core.records import Syntax
from slidescan.posts import slugs
from slidescan.posts.config_files import depends_on
from slidescan.posts.dialect import NUNJUCKS
from slidescan.posts.field_values import date_of, list_of, text_of
from slidescan.posts.front_matter import MAX_FRONT_MATTER_CHARS, FrontMatter, read_front_matter
from slidescan.posts.generators.base import Configured
from slidescan.posts.heading_ids import HeadingId, counted, html_heading_id
from slidescan.posts.headings import Heading

MARKS = ("_config.yml", "_config.yaml")


def recognise(root: Path) -> bool:
    """Whether a folder is the root of a Hexo site."""
    named = any((root / mark).is_file() for mark in MARKS)
    return named and ((root / "source" / "_posts").is_dir() or depends_on(root, "hexo"))


@dataclass(frozen=True)
class Hexo(Configured):
    """A Hexo site's rules."""

    name = "hexo"
    config_files = MARKS
    dialect = NUNJUCKS
    image_fields = ("cover", "banner", "thumbnail", "photos", "index_img", "banner_img", "top_img",
                 "image")  # fmt: skip

    @property
    def configured_url(self) -> str:
        """`url`; `root` is its path."""
        return (text_of(self.config.get("url")) or "").rstrip("/")

    @property
    def language(self) -> str | None:
        """`language`, the first if there are several."""
        return next(iter(list_of(self.config.get("language"))), None)

    @cached_property
    def source(self) -> str:
        """The folder of sources."""
        return posixpath.normpath(text_of(self.config.get("source_dir")) or "source")

    @property
    def output_folders(self) -> Sequence[str]:
        """Where the site is written, and themes."""
        return (text_of(self.config.get("public_dir")) or "public", "themes")

    def is_post(self, path: str) -> bool:
        """Posts, drafts, and pages outside folders that start with an underscore."""
        if not path.startswith(self.source + "/"):
            return False
        below = path[len(self.source) + 1 :]
        if below.startswith(("_posts/", "_drafts/")):
            return not any(part.startswith("_") for part in below.split("/")[1:])
        return not any(part.startswith("_") for part in below.split("/"))

    def is_draft(self, path: str) -> bool:
        """Drafts have a folder of their own."""
        return path.startswith(f"{self.source}/_drafts/")

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str:
        """By `permalink`, its own or the site's; pages by their place."""
        below = path[len(self.source) + 1 :]
        own = text_of(matter.fields.get("permalink"))
        if not below.startswith(("_posts/", "_drafts/")):
            if own:
                return "/" + own.lstrip("/")
            folder, name = posixpath.split(posixpath.splitext(below)[0])
            above = f"/{folder}/" if folder else "/"
            return above if name == "index" else f"{above}{name}.html"
        if own:
            own = "/" + own.lstrip("/")
            folder_needed = self.config.get("post_asset_folder") is True
            return own if own.endswith(("/", ".html")) or not folder_needed else own + "/"
        stem = posixpath.splitext(below.partition("/")[2])[0]
        slug, named = self._slug_of(stem)
        given = matter.fields.get("date")
        date = given if isinstance(given, dt.datetime) else date_of(given) or named
        if date is None:
            date = self._changed(path)
        template = text_of(self.config.get("permalink")) or ":year/:month/:day/:title/"
        values = {
            "title": slug,
            "name": posixpath.basename(slug),
            "post_title": slugs.hexo(title, 1),
            "category": self._category(matter),
            **_times(date),
        }
        for name, value in matter.fields.items():
            plain = text_of(value)
            if plain is not None:
                values.setdefault(name, plain)
        url = re.sub(r":(\w+)", lambda m: values.get(m[1], m.group()), template)
        if self.config.get("post_asset_folder") is True and not url.endswith(("/", ".html")):
            url += "/"
        return "/" + url.lstrip("/")

    def _slug_of(self, stem: str) -> tuple[str, dt.date | None]:
        """A post's slug, and the date in its name, as `new_post_name` tells."""
        pattern = posixpath.splitext(text_of(self.config.get("new_post_name")) or ":title.md")[0]
        parts = {
            "year": r"\d{4}", "month": r"\d{2}", "day": r"\d{2}", "i_month": r"\d{1,2}",
            "i_day": r"\d{1,2}", "title": r".+",
        }  # fmt: skip
        wanted = re.sub(
            r":(\w+)", lambda m: f"(?P<{m[1]}>{parts.get(m[1], '.+?')})",
            re.escape(pattern).replace(r"\:", ":"),
        )  # fmt: skip
        found = re.fullmatch(wanted, stem)
        if found is None:
            return stem, None
        names: Mapping[str, Any] = found.groupdict()
        month, day = (
            names.get("month") or names.get("i_month"),
            names.get("day") or names.get("i_day"),
        )
        date = (
            date_of(f"{names['year']}-{month}-{day}")
            if names.get("year") and month and day
            else None
        )
        return names.get("title") or stem, date

    def _category(self, matter: FrontMatter) -> str:
        value = matter.fields.get("categories", matter.fields.get("category"))
        names: list[str] = []
        entries = value if isinstance(value, list) else [value] if value else []
        for entry in entries:
            names = [str(v) for v in entry] if isinstance(entry, list) else [*names, str(entry)]
        if not names:
            return text_of(self.config.get("default_category")) or "uncategorized"
        table = self.config.get("category_map")
        table = table if isinstance(table, dict) else {}
        transform = self.config.get("filename_case")
        case = transform if isinstance(transform, int) else 0
        return "/".join(slugs.hexo(str(table.get(name, name)), case) for name in names)

    def _changed(self, path: str) -> dt.date:
        try:
            return dt.datetime.fromtimestamp((self.root / path).stat().st_mtime).date()
        except OSError:
            return dt.date(1970, 1, 1)

    def image_urls(self, path: str) -> Sequence[str]:
        """By its place; those of a post below its address."""
        if not path.startswith(self.source + "/"):
            return ()
        below = path[len(self.source) :]
        if below.startswith("/_posts/"):
            return self._assets(path) if self.config.get("post_asset_folder") is True else ()
        return () if any(part.startswith("_") for part in below.split("/")) else (below,)

    def _assets(self, path: str) -> Sequence[str]:
        folder = posixpath.dirname(path)
        while folder.count("/") > 1:
            for suffix in (".md", ".markdown"):
                url = self._url_of(folder + suffix)
                if url:
                    inside = path[len(folder) + 1 :]
                    base = url if url.endswith("/") else posixpath.dirname(url)
                    return (posixpath.join(base, inside),)
            folder = posixpath.dirname(folder)
        return ()

    @cached_property
    def _urls(self) -> dict[str, str | None]:
        return {}

    def _url_of(self, path: str) -> str | None:
        if path not in self._urls:
            try:
                with (self.root / path).open(encoding="utf-8-sig", newline="") as file:
                    matter = read_front_matter(file.read(MAX_FRONT_MATTER_CHARS))
                title = text_of(matter.fields.get("title")) or ""
                self._urls[path] = self.post_url(path, matter, title)
            except (OSError, UnicodeDecodeError):
                self._urls[path] = None
        return self._urls[path]

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """In Markdown, relative addresses count from the root, or name a post's own files."""
        path = unquote(re.split(r"[?#]", target, maxsplit=1)[0])
        own = posixpath.join(posixpath.splitext(post)[0], path)
        if syntax in ("shortcode", "tag"):
            return (own, posixpath.normpath(posixpath.join(self.source, path.lstrip("/"))))
        options = self.config.get("marked")
        options = options if isinstance(options, dict) else {}
        prepend = options.get("prependRoot") is not False
        if syntax not in ("markdown", "reference") or not prepend:
            return ()
        found = []
        if options.get("postAsset") is True and not path.startswith("/"):
            found.append(own)
        found.append(posixpath.normpath(posixpath.join(self.source, path.lstrip("/"))))
        return found

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """Those of hexo-renderer-marked."""
        options = self.config.get("marked")
        options = options if isinstance(options, dict) else {}
        transform = options.get("modifyAnchors")
        return marked_ids(
            headings,
            transform=transform if isinstance(transform, int) else 0,
            smart=options.get("smartypants") is not False,
        )


_BASIC_ENTITIES = re.compile(r"&(?:amp|lt|gt|quot|#0*39|#x27|#96|#x2F|#x3D);", re.IGNORECASE)


def marked_ids(
    headings: Sequence[Heading], *, transform: int = 0, smart: bool = True
) -> list[HeadingId]:
    """Hexo's ids (hexo-renderer-marked).

    Args:
        headings: The headings of the page.
        transform: 1 for lower case, 2 for upper case.
        smart: Whether SmartyPants is on.
    """
    counts: dict[str, int] = {}
    ids = []
    for heading in headings:
        if heading.attributes is not None:
            ids.append(html_heading_id(heading))
            continue
        text = "".join(
            smartypants(content) if smart and kind == "text" else content
            for kind, content in heading.parts
            if kind in ("text", "entity", "code", "break")
        )
        text = _BASIC_ENTITIES.sub(lambda m: html.unescape(m.group()), text)
        base = slugs.hexo(text.strip(), transform)
        ids.append(HeadingId(counted(base, counts) or None, heading.visible_text))
    return ids


def smartypants(text: str) -> str:
    """Turns straight quotes, dashes and dots into typographic ones (marked's `smartypants`)."""
    text = text.replace("---", "\u2014").replace("--", "\u2013")
    text = re.sub(r"(^|[-\u2014/(\[{\"\s])'", "\\1\u2018", text).replace("'", "\u2019")
    text = re.sub(r"(^|[-\u2014/(\[{\u2018\s])\"", "\\1\u201c", text).replace('"', "\u201d")
    return text.replace("...", "\u2026")


def _times(date: dt.date) -> dict[str, str]:
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
