"""What depends on the current day names the day on which it changes."""

from __future__ import annotations

import datetime as dt

from slidescan.core.today import collect_days, is_ahead, today

DAY = dt.timedelta(days=1)


def test_only_days_ahead_change_something() -> None:
    now = dt.date.today()
    with collect_days() as days:
        assert not is_ahead(now - DAY)
        assert not is_ahead(now)
        assert days == []
        assert is_ahead(now + 3 * DAY)
        assert today() == now
    assert days == [now + 3 * DAY, now + DAY]


def test_blocks_do_not_mix() -> None:
    ahead = dt.date.today() + DAY
    assert is_ahead(ahead)
    with collect_days() as outer:
        with collect_days() as inner:
            assert is_ahead(ahead)
        assert (inner, outer) == ([ahead], [])
