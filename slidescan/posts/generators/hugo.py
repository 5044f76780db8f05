"""Hugo: its configuration, and its rules for addresses and heading ids."""

from __future__ import annotations

import datetime as dt
import hashlib
import posixpath
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote_plus

from slidescan.posts import slugs
from slidescan.posts.dialect import HUGO, Dialect
from slidescan.posts.field_values import date_of, list_of, text_of
from slidescan.posts.file_types import POST_SUFFIXES
from slidescan.posts.front_matter import MAX_FRONT_MATTER_CHARS, FrontMatter, read_front_matter
from slidescan.posts.generators import hugo_cli as hugo_list
from slidescan.posts.generators.base import Base
from slidescan.posts.generators.hugo_config import (
    CONFIG_FILES,
    OLD_CONFIG_FILES,
    load_config,
    lower_keys,
    subtable,
)
from slidescan.posts.heading_ids import (
    ATTRIBUTES,
    HeadingId,
    UsedIds,
    html_heading_id,
    numbered,
    split_attributes,
)
from slidescan.posts.headings import Heading


def recognise(root: Path) -> bool:
    """Whether a folder is the root of a Hugo site."""
    if any((root / mark).is_file() for mark in CONFIG_FILES):
        return True
    if (root / "config" / "_default").is_dir():
        return True
    return any((root / mark).is_file() for mark in OLD_CONFIG_FILES) and any(
        (root / folder).is_dir() for folder in ("content", "static", "archetypes", "layouts")
    )


class Mount(NamedTuple):
    """A folder of the site, where it stands among posts or static files, and its language."""

    source: str
    target: str
    language: str | None


def _inside(folder: str, target: str) -> str | None:
    """A folder's place below a mount's; None if it stands elsewhere."""
    if not target or folder == target:
        return "" if folder == target else folder
    return folder[len(target) + 1 :] if folder.startswith(target + "/") else None


@dataclass(frozen=True)
class Hugo(Base):
    """A Hugo site's rules; its configuration is merged from all files, keys in lower case."""

    name = "hugo"
    image_fields = ("image", "images", "cover.image", "cover", "featured_image", "featuredimage",
                 "thumbnail", "banner", "resources.src")  # fmt: skip

    @classmethod
    def load(cls, root: Path, base_url: str | None = None) -> Hugo:
        """Read the configuration of the site at `root`.

        Raises:
            ConfigInvalid: A configuration file can't be parsed.
        """
        config, contents = load_config(root)
        digest = hashlib.sha256((base_url or "").encode() + contents)
        digest.update((hugo_list.program() or "").encode())
        return cls(root, config, digest.hexdigest(), base_url)

    @property
    def dialect(self) -> Dialect:  # type: ignore[override]
        """HTML gets into the page only where the configuration lets it."""
        renderer = subtable(self.config, "markup", "goldmark", "renderer")
        return HUGO if renderer.get("unsafe") is True else replace(HUGO, raw_html=False)

    @property
    def configured_url(self) -> str:
        """`baseURL`."""
        return text_of(self.config.get("baseurl")) or ""

    @property
    def language(self) -> str | None:
        """The site's language."""
        return text_of(self.config.get("languagecode")) or text_of(
            self.config.get("defaultcontentlanguage")
        )

    @property
    def output_folders(self) -> Sequence[str]:
        """What Hugo writes, and themes: other people's."""
        return (text_of(self.config.get("publishdir")) or "public", "resources", "themes")

    @cached_property
    def contents(self) -> tuple[Mount, ...]:
        """The folders of posts, those with the longest path first."""
        found = [
            Mount(m.source, m.target[len("content") :].strip("/"), m.language)
            for m in self._mounts
            if m.target == "content" or m.target.startswith("content/")
        ]
        if not found:
            default = posixpath.normpath(text_of(self.config.get("contentdir")) or "content")
            found = [
                Mount(posixpath.normpath(folder), "", code)
                for code in self.languages
                if (folder := text_of(subtable(self.config, "languages", code).get("contentdir")))
            ]
            found.append(Mount(default, "", None))
        return tuple(sorted(found, key=lambda m: -len(m.source)))

    @cached_property
    def statics(self) -> tuple[Mount, ...]:
        """The folders that are published as they are."""
        found = [
            Mount(m.source, m.target[len("static") :].strip("/"), None)
            for m in self._mounts
            if m.target == "static" or m.target.startswith("static/")
        ]
        if not found:
            folders = list_of(self.config.get("staticdir")) or ("static",)
            found = [Mount(posixpath.normpath(folder), "", None) for folder in folders]
        return tuple(sorted(found, key=lambda m: -len(m.source)))

    @property
    def _mounts(self) -> list[Mount]:
        given = subtable(self.config, "module").get("mounts")
        found = []
        for entry in given if isinstance(given, list) else ():
            fields = lower_keys(entry) if isinstance(entry, dict) else {}
            source, target = text_of(fields.get("source")), text_of(fields.get("target"))
            if source and target:
                language = text_of(fields.get("lang"))
                found.append(
                    Mount(posixpath.normpath(source), posixpath.normpath(target), language)
                )
        return found

    @cached_property
    def falls_back_to_files(self) -> bool:  # type: ignore[override]
        """Whether a render hook finds resources that a browser wouldn't, or may."""
        layouts = [self.root / "layouts"]
        themes = list_of(self.config.get("theme"))
        folder = text_of(self.config.get("themesdir")) or "themes"
        for theme in themes:
            place = self.root / folder / theme
            if not place.is_dir():
                return True  # a module's, not at hand
            layouts.append(place / "layouts")
        if subtable(self.config, "module").get("imports"):
            return True
        return any(next(layout.rglob("render-image*.html"), None) is not None for layout in layouts)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Languages that the site is written in, if it names several."""
        named = self.config.get("languages")
        return tuple(named) if isinstance(named, dict) else ()

    @cached_property
    def default_language(self) -> str:
        """The language whose pages have no prefix."""
        return (text_of(self.config.get("defaultcontentlanguage")) or "en").lower()

    def is_post(self, path: str) -> bool:
        """Posts stand below a content folder."""
        return self._content(path) is not None

    def _content(self, path: str) -> Mount | None:
        return next((m for m in self.contents if path.startswith(m.source + "/")), None)

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """As goldmark gives them with the configured style."""
        parser = subtable(self.config, "markup", "goldmark", "parser")
        return goldmark_ids(headings, text_of(parser.get("autoheadingidtype")) or "github")

    @cached_property
    def _listed(self) -> Mapping[str, str]:
        return hugo_list.permalinks(self.root, self.configured_url)

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str:
        """The address of a post: as an installed Hugo lists it, else by the same rules."""
        return self._listed.get(path) or self.own_url(path, matter, title)

    def own_url(self, path: str, matter: FrontMatter, title: str) -> str:
        """The address of a post by Hugo's rules.

        By front matter `url`; else by the `permalinks` of its section, for regular pages; else
        by its place, with `slug` for its last part.
        """
        mount = self._content(path) or self.contents[-1]
        place = posixpath.join(mount.target, posixpath.relpath(path, mount.source))
        below, language = self._without_language(place, mount.language)
        prefix = self._language_prefix(language)
        own = text_of(matter.fields.get("url"))
        if own:
            address = own if own.startswith("/") else "/" + own
            if address.endswith("/") or posixpath.splitext(address)[1]:
                return prefix + address
            return prefix + address + "/"
        folder, name = posixpath.split(below)
        stem = posixpath.splitext(name)[0]
        if stem == "_index":
            return prefix + self._page(self._sanitized(folder))
        parts = below.split("/")
        section = parts[0] if len(parts) > 1 else ""
        if stem == "index":
            folder, stem = posixpath.split(folder)
            section = section if folder or section != stem else ""
        pattern = self._pattern(section)
        if pattern is not None:
            address = self._expanded(pattern, folder, stem, section, matter, title)
            return prefix + self._page(self._lowered(address))
        slug = text_of(matter.fields.get("slug"))
        last = self._sanitized(slug or stem)
        place = posixpath.join(self._sanitized(folder), last)
        if not folder and stem == "index" and not slug:
            place = ""
        return prefix + self._page(place)

    def _without_language(self, below: str, mounted: str | None) -> tuple[str, str]:
        stem, suffix = posixpath.splitext(below)
        code = posixpath.splitext(stem)[1].lstrip(".").lower()
        if code and code in self.languages:
            return stem[: -len(code) - 1] + suffix, code
        return below, mounted or self.default_language

    def _language_prefix(self, language: str) -> str:
        if not self.languages:
            return ""
        in_subfolder = self.config.get("defaultcontentlanguageinsubdir") is True
        return f"/{language}" if language != self.default_language or in_subfolder else ""

    def _pattern(self, section: str) -> str | None:
        table = subtable(self.config, "permalinks")
        pages = table.get("page")
        if isinstance(pages, dict) and section.lower() in pages:
            return text_of(pages[section.lower()])
        return text_of(table.get(section.lower())) if section else text_of(table.get("/"))

    def _page(self, place: str) -> str:
        place = "/" + place.strip("/")
        if place == "/":
            return "/"
        if posixpath.splitext(place)[1] in (".html", ".htm"):
            return place
        if self.config.get("uglyurls") is True:
            return place + ".html"
        return place + "/"

    def _expanded(
        self,
        pattern: str,
        folder: str,
        stem: str,
        section: str,
        matter: FrontMatter,
        title: str,
    ) -> str:
        date = date_of(matter.fields.get("date")) or dt.date(1, 1, 1)
        slug = text_of(matter.fields.get("slug"))
        tokens: dict[str, Callable[[], str]] = {
            "year": lambda: f"{date.year:04d}",
            "month": lambda: f"{date.month:02d}",
            "monthname": lambda: _MONTHS[date.month - 1],
            "day": lambda: f"{date.day:02d}",
            "weekday": lambda: str((date.weekday() + 1) % 7),
            "weekdayname": lambda: _WEEKDAYS[date.weekday()],
            "yearday": lambda: str(date.timetuple().tm_yday),
            "section": lambda: section,
            "sections": lambda: self._sections(folder),
            "title": lambda: title,
            "slug": lambda: slug or title,
            "slugorfilename": lambda: slug or stem,
            "slugorcontentbasename": lambda: slug or stem,
            "filename": lambda: stem,
            "contentbasename": lambda: stem,
        }

        def value(found: re.Match[str]) -> str:
            token = tokens.get(found["name"])
            if token is None:
                return found.group()
            # Hugo decodes the text like a query on its way: a plus sign becomes a space.
            return unquote_plus(sanitized(token()))

        return sanitized(re.sub(r":(?P<name>[a-z]+)(?:\[[^\]]*\])?", value, pattern))

    def _sections(self, folder: str) -> str:
        """The folders that are sections: the first, and those with an `_index` of their own."""
        parts = folder.split("/")
        return "/".join(
            part
            for i, part in enumerate(parts)
            if i == 0 or self._has_index("/".join(parts[: i + 1]))
        )

    def _has_index(self, folder: str) -> bool:
        return any(
            (self.root / mount.source / inside / f"_index{suffix}").is_file()
            for mount in self.contents
            if (inside := _inside(folder, mount.target)) is not None
            for suffix in POST_SUFFIXES
        )

    def _sanitized(self, text: str) -> str:
        return self._lowered(sanitized(text))

    def _lowered(self, text: str) -> str:
        return text if self.config.get("disablepathtolower") is True else text.lower()

    def image_urls(self, path: str) -> Sequence[str]:
        """Where an image is published: static folders as they are, bundles below their page."""
        for static in self.statics:
            if path.startswith(static.source + "/"):
                below = path[len(static.source) + 1 :]
                return ("/" + posixpath.join(static.target, below),)
        mount = self._content(path)
        if mount is None:
            return ()
        folder, inside = posixpath.dirname(path), posixpath.basename(path)
        while folder.startswith(mount.source + "/"):
            urls = self._bundle_urls(folder)
            if urls:
                # Ugly addresses have no folder; resources lie in one all the same.
                return tuple(posixpath.join(url.removesuffix(".html"), inside) for url in urls)
            inside = posixpath.join(posixpath.basename(folder), inside)
            folder = posixpath.dirname(folder)
        # Outside leaf bundles, files below a folder with an `_index` are resources of its page,
        # with paths like a page's; others are copied as they are.
        below = "/" + posixpath.join(mount.target, path[len(mount.source) + 1 :])
        folder, name = posixpath.split(below)
        as_page = posixpath.join(self._sanitized(folder), name)
        parts = folder.strip("/").split("/")
        above = ("/".join(parts[:i]) for i in range(1, len(parts) + 1))
        owned = any(self._has_index(found) for found in above)
        return tuple(dict.fromkeys((as_page, below) if owned else (below, as_page)))

    def _bundle_urls(self, folder: str) -> tuple[str, ...]:
        if folder not in self._bundles:
            self._bundles[folder] = tuple(self._read_bundle(folder))
        return self._bundles[folder]

    @cached_property
    def _bundles(self) -> dict[str, tuple[str, ...]]:
        return {}

    def _read_bundle(self, folder: str) -> list[str]:
        urls = []
        names = ["index", *(f"index.{code}" for code in self.languages)]
        for name in names:
            for suffix in (".md", ".markdown"):
                path = f"{folder}/{name}{suffix}"
                try:
                    with (self.root / path).open(encoding="utf-8-sig", newline="") as file:
                        matter = read_front_matter(file.read(MAX_FRONT_MATTER_CHARS))
                except (OSError, UnicodeDecodeError):
                    continue
                title = text_of(matter.fields.get("title")) or ""
                urls.append(self.post_url(path, matter, title))
        return urls


_SLUGS: Mapping[str, Callable[[str], str]] = {
    "github": slugs.hugo_github,
    "github-ascii": slugs.hugo_github_ascii,
    "blackfriday": slugs.hugo_blackfriday,
}
"""How each style of `autoHeadingIDType` makes an id."""

_SHORTCODE = re.compile(r"\{\{[<%](?!/\*).*?[>%]\}\}", re.DOTALL)
_ESCAPED_SHORTCODE = re.compile(r"(\{\{[<%])/\*(.*?)\*/([>%]\}\})")


def goldmark_ids(headings: Sequence[Heading], style: str = "github") -> list[HeadingId]:
    """The ids that goldmark gives for Hugo, of the source of a heading's last line."""
    slug = _SLUGS.get(style, slugs.hugo_github)
    used = UsedIds()
    ids = []
    for heading in headings:
        if heading.attributes is not None:
            ids.append(html_heading_id(heading))
            continue
        source, explicit = split_attributes(heading.source)
        visible = heading.visible_text
        if source != heading.source:
            visible = ATTRIBUTES.sub("", visible)
        if explicit is not None:
            used.add(explicit)
        text = _with_placeholders(source, heading.template_indices)
        ids.append(HeadingId(explicit or numbered(slug(text) or "heading", used), visible))
    return ids


def _with_placeholders(source: str, indices: Sequence[int]) -> str:
    """A heading's source as goldmark sees it: Hugo replaces `{{< … >}}` by a placeholder."""
    shortcodes = _SHORTCODE.findall(source)
    numbers = iter(indices[len(indices) - len(shortcodes) :])

    def placeholder(shortcode: re.Match[str]) -> str:
        number = next(numbers, 0)
        return f"HAHAHUGOSHORTCODEs{number}HBHB" if shortcode.group().startswith("{{<") else ""

    return _ESCAPED_SHORTCODE.sub(r"\1\2\3", _SHORTCODE.sub(placeholder, source))


_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def sanitized(text: str) -> str:
    """A text as part of a path: spaces become one hyphen, what Hugo doesn't allow goes.

    (As Hugo 0.111 does, compared with it character by character.)
    """
    kept: list[str] = []
    pending = was_hyphen = False
    for i, c in enumerate(text):
        if _allowed(text, i, c):
            was_hyphen = c == "-"
            if pending:
                if not was_hyphen:
                    kept.append("-")
                pending = False
            kept.append(c)
        elif kept and not was_hyphen and c.isspace():
            pending = True
    return "".join(kept)


def _allowed(text: str, i: int, c: str) -> bool:
    if c in "./\\_#+~-@":
        return True
    category = unicodedata.category(c)
    if category[0] in "LM" or category == "Nd":
        return True
    return c == "%" and re.match(r"[0-9A-Fa-f]{2}", text[i + 1 : i + 3]) is not None
