"""Fills in Jekyll's permalinks.

Source: Jekyll 4.3 (drops/url_drop.rb, url.rb).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def date_values(moment: dt.date) -> dict[str, str]:
    """The values of a permalink's placeholders for date and time."""
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


def fill_permalink(template: str, values: Mapping[str, str]) -> str:
    """Replaces placeholders such as `:title`; the longest name that matches counts."""

    def value(placeholder: re.Match[str]) -> str:
        name = placeholder[1]
        if name in values:
            return values[name]
        shorter = name.rstrip("_")
        if shorter in values:
            return values[shorter] + name[len(shorter) :]
        prefix = max((key for key in values if name.startswith(key)), key=len, default="")
        return values[prefix] + name[len(prefix) :] if prefix else placeholder.group()

    return re.sub(r":([a-z_]+)", value, template)


def file_address(url: str) -> str:
    """The address of the file that Jekyll writes: with a suffix, or a folder's."""
    url = clean_url(url)
    if url.endswith("/index.html"):
        return url[: -len("index.html")]
    has_suffix = url.endswith("/") or "." in url.rpartition("/")[2]
    return url if has_suffix else url + ".html"


def clean_url(url: str) -> str:
    """Removes dots and doubled slashes from an address (Jekyll's `URL.sanitize_url`)."""
    url = f"/{url}".replace("..", "/").replace("./", "")
    return re.sub(r"/+", "/", url)
