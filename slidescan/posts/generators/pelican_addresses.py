"""Fills in the addresses of Pelican's settings: `posts/{date:%Y}/{slug}/`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeGuard

from slidescan.posts.field_values import date_of, datetime_of, text_of

MAX_NAME_CHARS = 1000
"""Patterns of file names are applied to no longer path."""

_DATE_FORMATS = (
    "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y",
    "%B %d %Y", "%b %d %Y", "%a %d %b %Y", "%a, %d %b %Y", "%A %d %B %Y", "%A, %d %B %Y",
)  # fmt: skip
"""The ways of writing a day, besides `2024-05-01`, that mean the same everywhere."""

_TIME = re.compile(r"[T ]+\d{1,2}:\d{2}.*$")
_FIELD = re.compile(r"\{(?P<name>\w+)(?::(?P<format>[^{}]*))?\}")
_DATE_FIELD = re.compile(r"%-?[YymdHMSjVGuwUWeI%]")
_ANY_DATE_FIELD = re.compile(r"%-?.")


def address(
    pattern: str, fields: Mapping[str, Any], values: Mapping[str, Callable[[], str | None]]
) -> str | None:
    """An address below the base URL with its fields filled in; None if a field isn't known.

    Args:
        pattern: The address with fields in braces, as `str.format` reads them.
        fields: The fields of the post.
        values: Functions that return the fields which Pelican derives.
    """
    parts, at = [], 0
    for field in _FIELD.finditer(pattern):
        name = field["name"]
        if name == "date":
            value = _formatted(fields.get("date"), field["format"] or "%Y-%m-%d %H:%M:%S")
        elif name in values:
            value = values[name]()
        else:
            value = first_text(fields.get(name))
        if value is None:
            return None
        parts += [pattern[at : field.start()], value]
        at = field.end()
    filled = "".join((*parts, pattern[at:]))
    path = "/" + filled.lstrip("/")
    return path.removesuffix("index.html") if path.endswith("/index.html") else path


def _formatted(value: object, pattern: str) -> str | None:
    """A date by a pattern of `strftime`; None if the result depends on a language."""
    moment = datetime_of(value)
    day = moment or date_of(value)
    if day is None or _ANY_DATE_FIELD.search(_DATE_FIELD.sub("", pattern)):
        return None
    return (moment or dt.datetime.combine(day, dt.time())).strftime(pattern)


def normal_date(value: object) -> str | None:
    """A date as `2024-05-01 10:00`; None if it is none, or written in an unknown way."""
    text = first_text(value)
    if text is None or date_of(text):
        return text
    bare = _TIME.sub("", " ".join(text.split()))
    for pattern in _DATE_FORMATS:
        try:
            day = dt.datetime.strptime(bare, pattern).date()
        except ValueError:
            continue
        time = re.search(r"\d{1,2}:\d{2}(?::\d{2})?", text)
        return f"{day.isoformat()} {time.group()}" if time else day.isoformat()
    return None


def first_text(value: object) -> str | None:
    """A field's text, or the first of its texts."""
    return text_of(value[0]) if isinstance(value, list) and value else text_of(value)


def name_parts(pattern: object, subject: str) -> Iterator[tuple[str, str]]:
    """The fields that the groups of a regular expression give, by lower-case name."""
    if not isinstance(pattern, str) or not pattern:
        return
    try:
        match = re.match(pattern, subject[:MAX_NAME_CHARS])
    except (re.error, RecursionError):
        return
    for name, value in match.groupdict().items() if match else ():
        if value is not None:
            yield name.lower(), value


def are_substitutions(value: object) -> TypeGuard[list[tuple[str, str]]]:
    """Whether a setting is a list of pairs of texts."""
    return isinstance(value, (list, tuple)) and all(
        isinstance(pair, (list, tuple)) and len(pair) == 2 and all(isinstance(t, str) for t in pair)
        for pair in value
    )
