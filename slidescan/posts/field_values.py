"""Converts the values of fields to texts, lists, dates and times."""

from __future__ import annotations

import datetime as dt
import re

_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DATETIME = re.compile(
    r"(?P<day>\d{4}-\d{1,2}-\d{1,2})[T ]+(?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?"
    r"\s*(?:(?P<utc>Z|UTC|GMT)|(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2}))?$"
)


def text_of(value: object) -> str | None:
    """The value as text; None if it is empty, or no text, number, truth value, date or time."""
    if not isinstance(value, (str, int, float, dt.date, dt.time)):
        return None
    return str(value).strip() or None


def list_of(value: object) -> tuple[str, ...]:
    """The value as a list of texts; a text is split at commas."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    if isinstance(value, list):
        return tuple(str(part).strip() for part in value if part is not None and str(part).strip())
    return ()


def datetime_of(value: object) -> dt.datetime | None:
    """The value as a time, with its time zone if given; None if it is not a time."""
    if isinstance(value, dt.datetime):
        return value
    match = _DATETIME.match(value.strip()) if isinstance(value, str) else None
    day = date_of(match["day"]) if match else None
    if match is None or day is None:
        return None
    hour, minute, *second = (int(part) for part in match["time"].split(":"))
    zone = dt.timezone.utc if match["utc"] else None
    try:
        if match["sign"]:
            offset = dt.timedelta(hours=int(match["hours"]), minutes=int(match["minutes"]))
            zone = dt.timezone(offset if match["sign"] == "+" else -offset)
        time = dt.time(hour, minute, second[0] if second else 0)
        return dt.datetime.combine(day, time, zone)
    except ValueError:
        return None


def date_of(value: object) -> dt.date | None:
    """The value as a date; for a time, the date in its time zone; None if it is not a date."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    match = _DATE.match(value.strip()) if isinstance(value, str) else None
    if match is None:
        return None
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
