"""Luxon's `DateTime` in Python, in UTC, as addresses of posts use it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from slidescan.posts.scripts.builtins import Date, date_value
from slidescan.posts.scripts.operators import to_string
from slidescan.posts.scripts.values import UNDEFINED, Builtin, Unevaluable, Value

_TOKEN = re.compile(r"'([^']*)'|([A-Za-z])\2*|.", re.DOTALL)
_FORMATS = {
    "yyyy": "%Y", "yy": "%y", "LLLL": "%B", "MMMM": "%B", "LLL": "%b", "MMM": "%b", "LL": "%m",
    "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S", "cccc": "%A", "EEEE": "%A",
    "ccc": "%a", "EEE": "%a", "ooo": "%j",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DateTime:
    """A moment of Luxon's."""

    moment: dt.datetime

    def member(self, name: str) -> Value:
        """`toFormat`, `toISODate`, `year` and such."""
        members: dict[str, Value] = {
            "toFormat": lambda arguments: self.format(to_string(arguments[0])),
            "toISODate": lambda _: self.moment.strftime("%Y-%m-%d"),
            "toISO": lambda _: self.moment.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "toJSDate": lambda _: Date(self.moment),
            "year": self.moment.year,
            "month": self.moment.month,
            "day": self.moment.day,
            "toUTC": lambda _: self,
            "setLocale": lambda _: self,
        }
        return members.get(name, UNDEFINED)

    def format(self, pattern: str) -> str:
        """The moment in a pattern of Luxon's.

        Raises:
            Unevaluable: The pattern has a token that is not computed.
        """

        def text(token: re.Match[str]) -> str:
            if token[1] is not None:
                return token[1]
            numbers = {"y": self.moment.year, "M": self.moment.month, "L": self.moment.month,
                       "d": self.moment.day, "H": self.moment.hour}  # fmt: skip
            if token[0] in _FORMATS:
                return self.moment.strftime(_FORMATS[token[0]])
            if token[0] in numbers:
                return str(numbers[token[0]])
            if token[2]:
                raise Unevaluable(f"a date has the format {pattern}")
            return token[0]

        return _TOKEN.sub(text, pattern)


def _moment(arguments: list[Value]) -> DateTime:
    date = date_value(arguments[0])
    if not isinstance(date, Date):
        raise Unevaluable("it makes a date of what is none")
    return DateTime(date.moment)


LUXON = {"DateTime": Builtin({"fromJSDate": _moment, "fromISO": _moment})}
"""What the package `luxon` exports."""
