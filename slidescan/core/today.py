"""The current day, on which a post can depend: its date may lie ahead, and it may expire."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_collected_days: ContextVar[list[dt.date] | None] = ContextVar("collected days", default=None)


def today() -> dt.date:
    """The current day; what follows from it may change tomorrow."""
    day = dt.date.today()
    _collect(day + dt.timedelta(days=1))
    return day


def is_ahead(day: dt.date) -> bool:
    """Whether a day lies ahead; what follows from it then changes on that day."""
    if day <= dt.date.today():
        return False
    _collect(day)
    return True


@contextmanager
def collect_days() -> Iterator[list[dt.date]]:
    """Collects the days on which something that is computed in the block changes by itself."""
    days: list[dt.date] = []
    token = _collected_days.set(days)
    try:
        yield days
    finally:
        _collected_days.reset(token)


def _collect(day: dt.date) -> None:
    days = _collected_days.get()
    if days is not None:
        days.append(day)
