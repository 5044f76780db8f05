"""Liquid in Jekyll's posts: variables of the site and the page, filters, `{% link %}`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from slidescan.errors import ConfigInvalid
from slidescan.posts.config_files import find_config, parse_config
from slidescan.posts.field_values import date_of, datetime_of
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import evaluate, field_of
from slidescan.posts.generators.jekyll_themes import data_folder

_LINK_TAG = re.compile(r"\{%-?\s*(?P<name>link|post_url)\s+(?P<path>\S+?)\s*-?%\}")
_SITE_VARIABLES = frozenset(
    {
        "time", "pages", "posts", "related_posts", "static_files", "html_pages", "html_files",
        "collections", "documents", "categories", "tags", "github", "data",
    }
)  # fmt: skip
"""Variables below `site` that Jekyll and its plugins compute; others are of the configuration."""

_PAGE_VARIABLES = frozenset(
    {"content", "excerpt", "next", "previous", "output", "relative_path", "ext", "draft"}
)
"""Variables below `page` that only Jekyll has."""

_DATA_SUFFIXES = (".yml", ".yaml", ".json")
_DATED = re.compile(r"\d{4}-\d{1,2}-\d{1,2}-")


@dataclass(frozen=True)
class Liquid:
    """The variables and filters of a site.

    Attributes:
        root: The site.
        config: Its configuration.
        base_url: Its address.
        base_path: The path of its address.
        page_address: Returns the address of a page below the base URL.
    """

    root: Path
    config: Mapping[str, Any]
    base_url: str
    base_path: str
    page_address: Callable[[str, FrontMatter], str]

    def expand(self, target: str, post: str, matter: FrontMatter) -> str:
        """An address or text with its Liquid replaced; a variable that is not set is empty."""
        target = _LINK_TAG.sub(self._linked, target)
        return evaluate(target, lambda name: self._variable(name, post, matter), self._filters)

    def _linked(self, tag: re.Match[str]) -> str:
        return self.base_path + _rooted(tag["path"]) if tag["name"] == "link" else tag.group()

    def _variable(self, name: str, post: str, matter: FrontMatter) -> str | None:
        """The value of a variable; None if only Jekyll has it."""
        scope, _, rest = name.partition(".")
        first = rest.partition(".")[0].partition("[")[0]
        if scope == "site":
            if rest == "baseurl":
                return self.base_path
            if first == "data":
                return self._data(rest[len("data.") :])
            value = _field(self.config, rest)
            return value if value is not None or first in _SITE_VARIABLES else ""
        if scope == "page":
            value = _field(matter.fields, rest)
            if value is not None or first in _PAGE_VARIABLES:
                return value
            return self._page(rest, post, matter)
        if scope in ("jekyll", "include", "layout", "content", "paginator"):
            return None
        return "" if name in ("nil", "null", "empty", "blank") else None

    def _page(self, name: str, post: str, matter: FrontMatter) -> str:
        """A variable that Jekyll computes for a page; others are empty."""
        stem, suffix = posixpath.splitext(posixpath.basename(post))
        url = self.page_address(post, matter) if name in ("url", "id", "dir") else ""
        values = {
            "path": post,
            "name": stem + suffix,
            "slug": _DATED.sub("", stem),
            "basename": stem,
            "url": url,
            "id": posixpath.splitext(url)[0].rstrip("/"),
            "dir": posixpath.dirname(url).rstrip("/") + "/",
        }
        if name == "date":
            day = date_of(stem)
            return day.isoformat() if day else ""
        return values.get(name, "")

    def _data(self, name: str) -> str | None:
        """A value of a file in `_data`; None if no file has it."""
        file, _, rest = name.partition(".")
        if file not in self._data_files:
            self._data_files[file] = self._read_data(file)
        return field_of(self._data_files[file], rest) if rest else None

    @cached_property
    def _data_files(self) -> dict[str, Mapping[str, Any]]:
        return {}

    def _read_data(self, name: str) -> Mapping[str, Any]:
        if not re.fullmatch(r"[\w-]+", name):
            return {}
        folder = data_folder(self.root, self.config)
        try:
            file = find_config(folder, [name + suffix for suffix in _DATA_SUFFIXES])
            data = parse_config(file)
        except ConfigInvalid:
            return {}
        fields = _lowered(data)
        return fields if isinstance(fields, dict) else {}

    @cached_property
    def _filters(self) -> Mapping[str, Callable[[str, str], str]]:
        def absolute(value: str, argument: str) -> str:
            del argument
            return self.base_url + _rooted(value) if "://" not in value else value

        def relative(value: str, argument: str) -> str:
            del argument
            return self.base_path + _rooted(value) if "://" not in value else value

        return {
            "relative_url": relative,
            "absolute_url": absolute,
            "prepend": lambda value, argument: argument + value,
            "append": lambda value, argument: value + argument,
            "default": lambda value, argument: value or argument,
            "remove": lambda value, argument: value.replace(argument, ""),
            "remove_first": lambda value, argument: value.replace(argument, "", 1),
            "date": _date,
            "uri_escape": lambda value, _: quote(value),
            "url_encode": lambda value, _: quote(value),
            "cgi_escape": lambda value, _: quote(value),
            "escape": lambda value, _: value,
            "xml_escape": lambda value, _: value,
            "strip": lambda value, _: value.strip(),
            "downcase": lambda value, _: value.lower(),
            "upcase": lambda value, _: value.upper(),
        }


def _date(value: str, pattern: str) -> str:
    moment = datetime_of(value) or date_of(value)
    return moment.strftime(pattern) if moment else value


def _field(fields: Mapping[str, Any], name: str) -> str | None:
    """A field by its dotted name; `a["b"]` is `a.b`."""
    return field_of(fields, re.sub(r"\[[\"']([\w-]+)[\"']\]", r".\1", name))


def _lowered(data: object) -> object:
    """The data with its names in lower case, as fields are looked up."""
    if isinstance(data, Mapping):
        return {str(key).lower(): _lowered(value) for key, value in data.items()}
    return [_lowered(item) for item in data] if isinstance(data, list) else data


def _rooted(path: str) -> str:
    """The path with a slash at its start; an empty one stays empty."""
    return path if path.startswith("/") or not path else "/" + path
