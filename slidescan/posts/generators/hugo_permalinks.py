"""The patterns of Hugo's addresses: `/:year/:sections[1:]/:slug/`.

Source: Hugo 0.168 (resources/page/permalinks.go), whose results were compared.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from slidescan.posts.field_values import date_of, list_of, text_of

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_DATE_FIELDS = ("date", "publishdate", "pubdate", "published", "lastmod", "modified")
"""The fields that give a page its date, in the order in which Hugo tries them."""

_DATED_NAME = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})[-_]?(?P<slug>.*)")
_TOKEN = re.compile(r":(?P<name>\w+)(?:\[(?P<slice>[^\]]*)\])?")
_HAS_DATE = ("year", "month", "monthname", "day", "weekday", "weekdayname", "yearday")


@dataclass(frozen=True, slots=True)
class PageParts:
    """What the tokens of a pattern stand for.

    Attributes:
        fields: The front matter.
        title: The page's title.
        stem: The name of its file or of its bundle.
        section: Its first section.
        sections: All its sections.
        date: Its date; None if it has none, or if it is not known.
    """

    fields: Mapping[str, Any]
    title: str
    stem: str
    section: str
    sections: Sequence[str]
    date: dt.date | None


def has_tokens(address: str) -> bool:
    """Whether an address has tokens that Hugo replaces."""
    return _TOKEN.search(address) is not None


def page_date(fields: Mapping[str, Any], stem: str, sources: object) -> dt.date | None:
    """A page's date; None if it has none, or if Hugo takes it from Git or from the file.

    Args:
        fields: The front matter.
        stem: The name of the page's file.
        sources: The option `frontmatter.date`; None if it isn't set.
    """
    fields_tried: list[str] = []
    for source in list_of(sources) if sources is not None else (":default",):
        fields_tried += _DATE_FIELDS if source == ":default" else [source.lower()]
    for name in fields_tried:
        if name == ":filename":
            match = _DATED_NAME.match(stem)
            value = date_of(match["date"]) if match else None
        elif name.startswith(":"):
            return None
        else:
            value = date_of(fields.get(name))
        if value is not None:
            return value
    # A page without a date has Go's zero time.
    return dt.date(1, 1, 1) if not any(fields.get(name) for name in _DATE_FIELDS) else None


def name_slug(stem: str, sources: object) -> str | None:
    """The slug in a dated file name, where `frontmatter.date` takes the date from it."""
    match = _DATED_NAME.match(stem) if ":filename" in list_of(sources) else None
    return (match["slug"] or None) if match else None


def fill(pattern: str, page: PageParts) -> str | None:
    """A pattern with its tokens replaced; None if one isn't known."""
    slug = text_of(page.fields.get("slug"))
    date = page.date or dt.date(1, 1, 1)
    tokens: dict[str, Callable[[], str]] = {
        "year": lambda: f"{date.year:04d}",
        "month": lambda: f"{date.month:02d}",
        "monthname": lambda: _MONTHS[date.month - 1],
        "day": lambda: f"{date.day:02d}",
        "weekday": lambda: str((date.weekday() + 1) % 7),
        "weekdayname": lambda: _WEEKDAYS[date.weekday()],
        "yearday": lambda: str(date.timetuple().tm_yday),
        "section": lambda: page.section,
        "title": lambda: page.title,
        "slug": lambda: slug or page.title,
        "slugorfilename": lambda: slug or page.stem,
        "slugorcontentbasename": lambda: slug or page.stem,
        "filename": lambda: page.stem,
        "contentbasename": lambda: page.stem,
    }
    parts, at = [], 0
    for token in _TOKEN.finditer(pattern):
        name = token["name"]
        if name in _HAS_DATE and page.date is None:
            return None
        if name == "sections":
            value = "/".join(_sliced(page.sections, token["slice"]))
        elif name in tokens and token["slice"] is None:
            value = tokens[name]()
        else:
            return None
        # Hugo decodes the text like a query: a plus sign becomes a space.
        parts += [pattern[at : token.start()], unquote_plus(sanitize_path(value))]
        at = token.end()
    return sanitize_path("".join((*parts, pattern[at:])))


def _sliced(sections: Sequence[str], indices: str | None) -> Sequence[str]:
    """Some of the sections: `[1:]`, `[:last]`, `[last]`."""
    if indices is None:
        return sections
    first, colon, last = indices.strip().lower().partition(":")
    begin, end = _index(first, 0, sections), _index(last, len(sections), sections)
    return sections[begin:end] if colon else sections[begin : begin + 1]


def _index(text: str, default: int, sections: Sequence[str]) -> int:
    if text == "last":
        return max(len(sections) - 1, 0)
    return int(text) if text.isdigit() else 0 if text else default


def sanitize_path(text: str) -> str:
    """Makes a text part of a path: spaces become a hyphen, characters not allowed are removed.

    Compared with Hugo 0.111 character by character.
    """
    characters: list[str] = []
    pending = was_hyphen = False
    for i, c in enumerate(text):
        if _is_allowed(text, i, c):
            was_hyphen = c == "-"
            if pending:
                if not was_hyphen:
                    characters.append("-")
                pending = False
            characters.append(c)
        elif characters and not was_hyphen and c.isspace():
            pending = True
    return "".join(characters)


def _is_allowed(text: str, i: int, c: str) -> bool:
    if c in "./\\_#+~-@":
        return True
    category = unicodedata.category(c)
    if category[0] in "LM" or category == "Nd":
        return True
    return c == "%" and re.match(r"[0-9A-Fa-f]{2}", text[i + 1 : i + 3]) is not None
