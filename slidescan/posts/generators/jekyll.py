"""Jekyll: posts and collections, permalinks, Liquid, kramdown's ids."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from slidescan.posts import slugs
from slidescan.posts.config_files import depends_on
from slidescan.posts.dialect import LIQUID
from slidescan.posts.field_values import date_of, datetime_of, list_of, text_of
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import Configured, evaluated, field_of
from slidescan.posts.heading_ids import HeadingId, counted, html_heading_id
from slidescan.posts.headings import Heading

MARKS = ("_config.yml", "_config.yaml", "_config.toml")
STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_NAME = re.compile(r"(?P<date>\d{2,4}-\d{1,2}-\d{1,2})-(?P<slug>.*)")


def recognise(root: Path) -> bool:
    """Whether a folder is the root of a Jekyll site (Hexo's has `source`)."""
    if (root / "source" / "_posts").is_dir() or depends_on(root, "hexo"):
        return False
    named = any((root / mark).is_file() for mark in MARKS)
    return named or ((root / "_posts").is_dir() and (root / "_layouts").is_dir())


@dataclass(frozen=True)
class Jekyll(Configured):
    """A Jekyll site's rules."""

    name = "jekyll"
    config_files = MARKS
    dialect = LIQUID
    image_fields = ("image", "image.path", "header.image", "header.teaser", "header.overlay_image",
                 "cover", "thumbnail", "gallery.image_path", "feature", "img")  # fmt: skip

    @property
    def configured_url(self) -> str:
        """`url` and `baseurl`."""
        return (text_of(self.config.get("url")) or "") + self._base_path

    @cached_property
    def _base_path(self) -> str:
        path = (text_of(self.config.get("baseurl")) or "").rstrip("/")
        return path if not path or path.startswith("/") else "/" + path

    @property
    def language(self) -> str | None:
        """`lang` or `locale`."""
        return text_of(self.config.get("lang")) or text_of(self.config.get("locale"))

    @property
    def output_folders(self) -> Sequence[str]:
        """Where the site is written."""
        return (text_of(self.config.get("destination")) or "_site", "vendor", ".jekyll-cache")

    @cached_property
    def collections(self) -> Mapping[str, Mapping[str, Any]]:
        """Collections that are written, with their options."""
        given = self.config.get("collections")
        if isinstance(given, list):
            given = {str(name): {} for name in given}
        tables = {
            str(label): options if isinstance(options, dict) else {}
            for label, options in (given if isinstance(given, dict) else {}).items()
        }
        tables.setdefault("posts", {"output": True})
        return tables

    @cached_property
    def _above(self) -> str:
        folder = text_of(self.config.get("collections_dir")) or ""
        return folder.strip("/") + "/" if folder.strip("/") else ""

    def _collection(self, path: str) -> tuple[str, str] | None:
        """The collection that a file belongs to, and its path there."""
        if path.startswith(self._above):
            below = path[len(self._above) :]
            label, _, inside = below.partition("/")
            if label.startswith("_") and inside and label[1:] in self.collections:
                return label[1:], inside
        # Posts may stand below any folder: its names are categories.
        found = re.match(r"(?P<above>.*/)?_(?P<kind>posts|drafts)/(?P<inside>.+)", path)
        return ("posts", path) if found else None

    def is_post(self, path: str) -> bool:
        """Documents of collections, and pages outside folders that start with an underscore."""
        found = self._collection(path)
        if found is not None:
            label, inside = found
            if label == "posts":
                drafted = "_drafts/" in "/" + path
                return drafted or bool(_NAME.match(posixpath.basename(inside)))
            return self.collections[label].get("output") is True
        return not any(part.startswith(("_", ".", "#")) for part in path.split("/"))

    def is_draft(self, path: str) -> bool:
        """Drafts have a folder of their own."""
        return "_drafts/" in "/" + path

    def _defaults(self, path: str, label: str, name: str) -> str | None:
        """What the configuration gives a field of a document that doesn't set it."""
        best: tuple[int, str] | None = None
        given = self.config.get("defaults")
        for entry in given if isinstance(given, list) else ():
            if not isinstance(entry, dict):
                continue
            scope, values = entry.get("scope"), entry.get("values")
            scope = scope if isinstance(scope, dict) else {}
            place = (text_of(scope.get("path")) or "").strip("/")
            kind = text_of(scope.get("type"))
            inside = not place or path == place or path.startswith(place + "/")
            if inside and kind in (None, label) and isinstance(values, dict):
                value = text_of(values.get(name))
                weight = len(place) * 2 + bool(kind)
                if value is not None and (best is None or weight >= best[0]):
                    best = (weight, value)
        return best[1] if best else None

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str:
        """By its `permalink`, its collection's, or the site's style."""
        del title
        found = self._collection(path)
        label = found[0] if found else "pages"
        own = text_of(matter.fields.get("permalink")) or self._defaults(path, label, "permalink")
        style = text_of(self.config.get("permalink")) or "date"
        folder, name = posixpath.split(path)
        stem = posixpath.splitext(name)[0]
        if found is None:
            template = own or (
                "/:path/" if stem == "index" else "/:path/:basename" + _suffix(style)
            )
            values = {"path": folder, "basename": stem, "output_ext": ".html"}
            return _tidy(_filled(template, values))
        inside = found[1]
        dated = _NAME.match(stem)
        date = self._moment(matter) or date_of(_full(dated["date"]) if dated else None)
        slug = text_of(matter.fields.get("slug")) or (dated["slug"] if dated else stem)
        if label == "posts":
            template = own or self._of_posts(style)
        else:
            template = (
                own
                or text_of(self.collections[label].get("permalink"))
                or "/:collection/:path" + _suffix(style)
            )
        categories = self._categories(path, matter) if label == "posts" else []
        moment = date or dt.date.today()
        values = {
            "categories": "/".join(dict.fromkeys(c.lower() for c in categories)),
            "slugified_categories": "/".join(dict.fromkeys(_slug(c) for c in categories)),
            "collection": label,
            "name": _slug(stem),
            "title": _slug(slug, pretty=True, cased=True),
            "slug": _slug(slug),
            "path": posixpath.splitext(inside)[0],
            "output_ext": ".html",
            **_times(moment),
        }
        return _tidy(_filled(template, values))

    def _moment(self, matter: FrontMatter) -> dt.date | None:
        """A post's time in the site's zone; what names no zone is taken for UTC, as YAML says."""
        value = datetime_of(matter.fields.get("date"))
        if value is None:
            return date_of(matter.fields.get("date"))
        aware = value if value.tzinfo else value.replace(tzinfo=dt.timezone.utc)
        try:
            zone = ZoneInfo(text_of(self.config.get("timezone")) or "UTC")
            return aware.astimezone(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError, OverflowError):
            return value

    def _of_posts(self, style: str) -> str:
        table = self.collections["posts"]
        own = text_of(table.get("permalink"))
        return own or STYLES.get(style, style)

    def _categories(self, path: str, matter: FrontMatter) -> list[str]:
        above = re.match(r"(?P<above>.*?)/?_(?:posts|drafts)/", path)
        folders = [part for part in (above["above"] if above else "").split("/") if part]
        if self._above and folders and folders[0] == self._above.strip("/"):
            folders = folders[1:]
        value = matter.fields.get("categories")
        if isinstance(value, str):
            given = value.split()
        else:
            given = list(list_of(value))
        single = text_of(matter.fields.get("category"))
        return [*folders, *([single] if single else []), *given]

    def image_urls(self, path: str) -> Sequence[str]:
        """Static files, by their place; those of collections below the collection's name."""
        label = path[len(self._above) :].partition("/")[0]
        if path.startswith(self._above) and label.startswith("_") and label != "_posts":
            options = self.collections.get(label[1:])
            if options and options.get("output") is True:
                below, suffix = posixpath.splitext(path[len(self._above) + len(label) + 1 :])
                template = text_of(options.get("permalink")) or "/:collection/:path"
                name = posixpath.basename(below)
                values = {"collection": label[1:], "path": below, "name": name, "title": "",
                          "output_ext": ""}  # fmt: skip
                return (_tidy(_filled(template, values)).rstrip("/") + suffix,)
            return ()
        if any(part.startswith(("_", ".", "#")) for part in path.split("/")):
            return ()
        return ("/" + path,)

    def expand(self, target: str, post: str, matter: FrontMatter) -> str:
        """Liquid's `{{ site.baseurl }}`, `| relative_url` and the like, and `{% link … %}`."""
        del post

        def variable(name: str) -> str | None:
            if name == "site.baseurl":
                return self._base_path
            if name.startswith("site."):
                return field_of(self.config, name[5:])
            if name.startswith("page."):
                return field_of(matter.fields, name[5:])
            return None

        def absolute(value: str, argument: str) -> str:
            del argument
            return self.base_url + _slashed(value) if "://" not in value else value

        def relative(value: str, argument: str) -> str:
            del argument
            return self._base_path + _slashed(value) if "://" not in value else value

        filters = {
            "relative_url": relative,
            "absolute_url": absolute,
            "prepend": lambda value, argument: argument + value,
            "append": lambda value, argument: value + argument,
            "uri_escape": lambda value, _: quote(value),
            "url_encode": lambda value, _: quote(value),
            "escape": lambda value, _: value,
            "strip": lambda value, _: value.strip(),
            "downcase": lambda value, _: value.lower(),
        }
        target = re.sub(
            r"\{%-?\s*link\s+(\S+?)\s*-?%\}", lambda m: self._base_path + _slashed(m[1]), target
        )
        return evaluated(target, variable, filters)

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """Kramdown's."""
        options = self.config.get("kramdown")
        options = options if isinstance(options, dict) else {}
        return kramdown_ids(
            headings,
            gfm=(text_of(options.get("input")) or "GFM").upper() == "GFM",
            auto=options.get("auto_ids") is not False,
            prefix=text_of(options.get("auto_id_prefix")) or "",
        )


_TYPOGRAPHIC = re.compile(r"-{2,3}|\.{3}|<<|>>")
_KRAMDOWN_ID = re.compile(r"[\t ]\{#(?P<id>[A-Za-z_:][\w:.-]*)\}\s*$")
_IAL = re.compile(r"^\s{0,3}\{:(?!:)(?P<body>(?:\\\}|[^}])*)\}\s*$")
"""An inline attribute list, in a line next to the heading: `{:#id .class}`."""

_IAL_ID = re.compile(r"(?:^|\s)(?:#(?P<short>[A-Za-z_:][\w:.-]*)|id=[\"'](?P<long>[^\"']+)[\"'])")


def kramdown_ids(
    headings: Sequence[Heading], *, gfm: bool = True, auto: bool = True, prefix: str = ""
) -> list[HeadingId]:
    """Kramdown's ids.

    Args:
        headings: The headings of the page.
        gfm: Whether the GFM parser makes the ids.
        auto: Whether headings without an explicit id get one.
        prefix: Stands before automatic ids.
    """
    counts: dict[str, int] = {}
    ids = []
    for heading in headings:
        if heading.attributes is not None:
            ids.append(html_heading_id(heading))
            continue
        explicit = _KRAMDOWN_ID.search(heading.source)
        visible = _KRAMDOWN_ID.sub("", heading.visible_text) if explicit else heading.visible_text
        heading_id = _ial_id(heading.line_after) or (explicit["id"] if explicit else None)
        heading_id = heading_id or _ial_id(heading.line_before)
        if heading_id is None and auto:
            if gfm:
                text = _TYPOGRAPHIC.sub("", heading.text("text", "code", "break").strip())
                heading_id = prefix + counted(slugs.kramdown_gfm(text), counts)
            else:  # of the Markdown source
                base = slugs.kramdown(heading.source) or "section"
                heading_id = prefix + counted(base, counts)
        ids.append(HeadingId(heading_id or None, visible))
    return ids


def _ial_id(line: str) -> str | None:
    attributes = _IAL.match(line)
    match = _IAL_ID.search(attributes["body"]) if attributes else None
    return (match["short"] or match["long"]) if match else None


def _slashed(path: str) -> str:
    return path if path.startswith("/") or not path else "/" + path


def _suffix(style: str) -> str:
    if style == "pretty" or style.endswith("/"):
        return "/"
    return (
        ":output_ext"
        if style in ("date", "ordinal", "none") or style.endswith(":output_ext")
        else ""
    )


def _slug(text: str, *, pretty: bool = False, cased: bool = False) -> str:
    r"""Jekyll's `Utils.slugify`."""
    kept = "._~!$&'()+,;=@" if pretty else ""
    import unicodedata

    marked = []
    for c in text:
        category = unicodedata.category(c)
        word = category[0] in "LM" or category == "Nd" or c in kept
        marked.append(c if word else "\0")
    slug = re.sub("\0+", "-", "".join(marked))
    slug = re.sub(r"^-|-$", "", slug)
    return slug if cased else slug.lower()


def _full(date: str) -> str:
    year, month, day = date.split("-")
    return f"{'20' + year if len(year) == 2 else year}-{month}-{day}"


def _times(moment: dt.date) -> dict[str, str]:
    clock = moment if isinstance(moment, dt.datetime) else dt.datetime(1, 1, 1)
    week = moment.isocalendar()
    return {
        "year": f"{moment.year:04d}",
        "month": f"{moment.month:02d}",
        "day": f"{moment.day:02d}",
        "hour": f"{clock.hour:02d}",
        "minute": f"{clock.minute:02d}",
        "second": f"{clock.second:02d}",
        "i_day": str(moment.day),
        "i_month": str(moment.month),
        "short_month": _MONTHS[moment.month - 1][:3],
        "long_month": _MONTHS[moment.month - 1],
        "short_year": f"{moment.year % 100:02d}",
        "w_year": str(week[0]),
        "week": f"{week[1]:02d}",
        "w_day": str(week[2]),
        "short_day": _DAYS[moment.weekday()][:3],
        "long_day": _DAYS[moment.weekday()],
        "y_day": f"{moment.timetuple().tm_yday:03d}",
    }


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _filled(template: str, values: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        name = found[1]
        if name in values:
            return values[name]
        shorter = name.rstrip("_")
        if shorter in values:
            return values[shorter] + name[len(shorter) :]
        longest = max((k for k in values if name.startswith(k)), key=len, default="")
        return values[longest] + name[len(longest) :] if longest else found.group()

    return re.sub(r":([a-z_]+)", value, template)


def _tidy(url: str) -> str:
    url = f"/{url}".replace("..", "/").replace("./", "")
    return re.sub(r"/+", "/", url)
