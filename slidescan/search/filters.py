"""Filters of the query language: `lang:de`, `is:unlinked`, `after:2017-11`, `near:IMG_3031`."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Mapping

from slidescan.core.languages import UNDETERMINED, normalize_code
from slidescan.core.records import KINDS
from slidescan.search.query import DateFilter, NearFilter, Node, PropertyFilter

STATES = ("unlinked", "linked", "duplicate", "textless", "draft", *KINDS)
"""Values of `is:`: no post shows the slide, posts show it, other photos show it, it has no text,
only drafts show it; or the kind of its photo."""


def day_range(value: str) -> tuple[str, str]:
    """Returns the first and last day of a year, a month or a day: `2017`, `2017-11`, `2017-11-29`.

    Raises:
        ValueError: The value has another form, or there is no such month or day; its message
            names what is wrong.
    """
    match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?", value.strip())
    if match is None:
        raise ValueError(f"“{value.strip()}” is not a date")
    year = int(match[1])
    month, day = (int(part) if part else None for part in match.groups()[1:])
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise ValueError(f"there is no year {match[1]}")
    if month is not None and not 1 <= month <= 12:
        raise ValueError(f"there is no month {match[2]} in “{value.strip()}”")
    end = calendar.monthrange(year, month or 12)[1]
    if day is not None and not 1 <= day <= end:
        raise ValueError(f"there is no day {match[3]} in {year}-{month:02d}")
    return dt.date(year, month or 1, day or 1).isoformat(), (
        dt.date(year, month or 12, day or end).isoformat()
    )


def _language(value: str) -> PropertyFilter:
    code = UNDETERMINED if value.lower() == UNDETERMINED else normalize_code(value)
    if code is None:
        raise ValueError("needs a language like de or deu")
    return PropertyFilter("lang", code)


def _state(value: str) -> PropertyFilter:
    if value.lower() not in STATES:
        raise ValueError(f"knows {', '.join(STATES)}")
    return PropertyFilter("is", value.lower())


def _after(value: str) -> DateFilter:
    return DateFilter(since=_days(value)[0])


def _before(value: str) -> DateFilter:
    first = dt.date.fromisoformat(_days(value)[0])
    return DateFilter(until=(first - dt.timedelta(days=1)).isoformat())


def _days(value: str) -> tuple[str, str]:
    try:
        return day_range(value)
    except ValueError as error:
        raise ValueError(f"needs a date like 2017, 2017-11 or 2017-11-29: {error}") from error


def _near(value: str) -> NearFilter:
    if not value:
        raise ValueError("needs a photo")
    return NearFilter(value)


FILTERS: Mapping[str, Callable[[str], Node]] = {
    "lang": _language,
    "is": _state,
    "after": _after,
    "before": _before,
    "near": _near,
}
"""The parser of each filter's value, by the filter's name; a parser raises ValueError."""
