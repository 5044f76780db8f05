"""Dates, lists and texts of front matter."""

from __future__ import annotations

import datetime as dt

from slidescan.posts.field_values import date_of, list_of, text_of


def test_values_become_dates_lists_and_texts() -> None:
    assert date_of("2017-11-29T16:44:52+01:00") == dt.date(2017, 11, 29)
    assert date_of(dt.datetime(2017, 11, 29, 23, tzinfo=dt.timezone.utc)) == dt.date(2017, 11, 29)
    assert date_of("2017-13-40") is None
    assert list_of("a, b") == ("a", "b")
    assert list_of([1, None, " c "]) == ("1", "c")
    assert text_of({"a": 1}) is None
