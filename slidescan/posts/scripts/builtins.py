"""JavaScript's global objects: Object, Array, Math, Promise, Date, Map and Set."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from slidescan.posts.field_values import date_of, datetime_of
from slidescan.posts.scripts.operators import (
    is_nullish,
    iterate,
    require,
    to_number,
    to_string,
    truthy,
)
from slidescan.posts.scripts.regexes import regex
from slidescan.posts.scripts.values import UNDEFINED, Builtin, Unevaluable, Value, call

_URI_RESERVED = ";/?:@&=+$,#"
_URI_UNRESERVED = "-_.!~*'()"


@dataclass(slots=True)
class Table:
    """A `Map` or `Set`."""

    items: dict[Value, Value] = field(default_factory=dict)
    is_set: bool = False

    def member(self, name: str) -> Value:
        """`get`, `set`, `has`, `add`, `delete`, `size`, and what lists the items."""
        entries = self._entries
        members: dict[str, Value] = {
            "get": lambda arguments: self.items.get(_key(arguments[0]), UNDEFINED),
            "has": lambda arguments: _key(arguments[0]) in self.items,
            "set": lambda arguments: self._put(arguments[0], arguments[1]),
            "add": lambda arguments: self._put(arguments[0], arguments[0]),
            "delete": lambda arguments: self.items.pop(_key(arguments[0]), None) is not None,
            "size": len(self.items),
            "keys": lambda _: list(self.items),
            "values": lambda _: list(self.items.values()),
            "entries": lambda _: entries(),
            "@@items": lambda _: list(self.items.values()) if self.is_set else entries(),
            "forEach": lambda arguments: [call(arguments[0], v, k) for k, v in entries()],
        }
        return members.get(name, UNDEFINED)

    def _entries(self) -> list[Value]:
        return [[key, value] for key, value in self.items.items()]

    def _put(self, key: Value, value: Value) -> Table:
        self.items[_key(key)] = value
        return self


def _key(value: Value) -> Value:
    require(value)
    try:
        hash(value)
    except TypeError as error:
        raise Unevaluable("a map of its code has objects as keys") from error
    return value


@dataclass(frozen=True, slots=True)
class Date:
    """A `Date`, in UTC."""

    moment: dt.datetime

    def member(self, name: str) -> Value:
        """Its getters and texts."""
        moment = self.moment
        iso = moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
        values: dict[str, Value] = {
            "FullYear": moment.year,
            "Month": moment.month - 1,
            "Date": moment.day,
            "Day": (moment.weekday() + 1) % 7,
            "Hours": moment.hour,
            "Minutes": moment.minute,
            "Seconds": moment.second,
        }
        getters = {f"{p}{part}": v for part, v in values.items() for p in ("get", "getUTC")}
        milliseconds = int(moment.replace(tzinfo=dt.timezone.utc).timestamp() * 1000)
        results = {
            **getters,
            "toISOString": iso,
            "toJSON": iso,
            "getTime": milliseconds,
            "valueOf": milliseconds,
        }
        return (lambda _: results[name]) if name in results else UNDEFINED


def date_value(value: Value) -> Value:
    """A `Date` for a date of Python's or a text.

    Raises:
        Unevaluable: It is no date.
    """
    if isinstance(value, Date):
        return value
    moment = datetime_of(value)
    if moment is None:
        day = date_of(value)
        if day is None:
            raise Unevaluable("it makes a date of what is none")
        moment = dt.datetime.combine(day, dt.time())
    if moment.tzinfo:
        moment = moment.astimezone(dt.timezone.utc).replace(tzinfo=None)
    return Date(moment)


def _new_date(arguments: list[Value]) -> Value:
    if not arguments:
        return Date(dt.datetime.now(dt.timezone.utc).replace(tzinfo=None))
    if len(arguments) == 1:
        return date_value(require(arguments[0]))
    raise Unevaluable("it makes a date of numbers")


def _array_from(arguments: list[Value]) -> list[Value]:
    source = arguments[0]
    if isinstance(source, Mapping) and "length" in source:
        items: list[Value] = [UNDEFINED] * min(int(to_number(source["length"])), 10_000)
    else:
        items = list(iterate(source))
    if len(arguments) > 1:
        items = [call(arguments[1], item, i) for i, item in enumerate(items)]
    return items


def _entries(value: Value) -> list[tuple[str, Value]]:
    require(value)
    if isinstance(value, Mapping):
        return list(value.items())
    if isinstance(value, (list, str)):
        return [(str(i), item) for i, item in enumerate(value)]
    return []


def _assign(arguments: list[Value]) -> Value:
    target = arguments[0]
    if not isinstance(target, dict):
        raise Unevaluable("it assigns to what is no object")
    for source in arguments[1:]:
        target.update(_entries(source))
    return target


def _group_by(arguments: list[Value]) -> dict[str, Value]:
    groups: dict[str, Value] = {}
    for i, item in enumerate(iterate(arguments[0])):
        groups.setdefault(to_string(call(arguments[1], item, i)), []).append(item)
    return groups


def _parse_number(arguments: list[Value]) -> float:
    text = to_string(arguments[0]).strip()
    digits = ""
    for i, c in enumerate(text):
        if not (c.isdigit() or (i == 0 and c in "+-")):
            break
        digits += c
    return int(digits) if digits.lstrip("+-") else math.nan


def _json(arguments: list[Value]) -> str:
    try:
        return json.dumps(require(arguments[0]), ensure_ascii=False, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise Unevaluable("it makes a text of an object") from error


def _coded(code: Callable[[str], str]) -> Callable[[list[Value]], str]:
    return lambda arguments: code(to_string(arguments[0]))


def _rounded(round_up: Callable[[float], float]) -> Callable[[list[Value]], float]:
    return lambda arguments: round_up(to_number(arguments[0]))


def _first(arguments: list[Value]) -> Value:
    return arguments[0] if arguments else UNDEFINED


def _set(arguments: list[Value]) -> Table:
    items = [] if not arguments or is_nullish(arguments[0]) else iterate(arguments[0])
    return Table({_key(item): item for item in items}, is_set=True)


def _map(arguments: list[Value]) -> Table:
    items = [] if not arguments or is_nullish(arguments[0]) else iterate(arguments[0])
    return Table({_key(item[0]): item[1] for item in items})


def _regexp(arguments: list[Value]) -> Value:
    flags = to_string(arguments[1]) if len(arguments) > 1 else ""
    return regex(to_string(arguments[0]), flags)


GLOBALS: Mapping[str, Value] = {
    "undefined": UNDEFINED,
    "NaN": math.nan,
    "Infinity": math.inf,
    "Object": Builtin(
        {
            "keys": lambda arguments: [key for key, _ in _entries(arguments[0])],
            "values": lambda arguments: [value for _, value in _entries(arguments[0])],
            "entries": lambda arguments: [[k, v] for k, v in _entries(arguments[0])],
            "fromEntries": lambda arguments: {
                to_string(item[0]): item[1] for item in iterate(arguments[0])
            },
            "assign": _assign,
            "freeze": _first,
            "groupBy": _group_by,
        }
    ),
    "Array": Builtin(
        {
            "isArray": lambda arguments: isinstance(arguments[0], list),
            "from": _array_from,
            "of": lambda arguments: arguments,
        }
    ),
    "Math": Builtin(
        {
            "max": lambda arguments: max(map(to_number, arguments)),
            "min": lambda arguments: min(map(to_number, arguments)),
            "floor": _rounded(math.floor),
            "ceil": _rounded(math.ceil),
            "round": _rounded(lambda number: math.floor(number + 0.5)),
            "abs": _rounded(abs),
        }
    ),
    "Promise": Builtin({"all": lambda arguments: list(iterate(arguments[0])), "resolve": _first}),
    "String": Builtin({}, lambda arguments: to_string(arguments[0]) if arguments else ""),
    "Number": Builtin(
        {"parseInt": _parse_number}, lambda arguments: to_number(arguments[0]) if arguments else 0
    ),
    "Boolean": Builtin({}, lambda arguments: truthy(_first(arguments))),
    "JSON": Builtin({"stringify": _json}),
    "Date": Builtin({}, _new_date),
    "RegExp": Builtin({}, _regexp),
    "Map": Builtin({}, _map),
    "Set": Builtin({}, _set),
    "parseInt": _parse_number,
    "isNaN": lambda arguments: math.isnan(to_number(arguments[0])),
    "encodeURIComponent": _coded(lambda text: quote(text, safe=_URI_UNRESERVED)),
    "encodeURI": _coded(lambda text: quote(text, safe=_URI_UNRESERVED + _URI_RESERVED)),
    "decodeURIComponent": _coded(unquote),
    "decodeURI": _coded(unquote),
    "console": Builtin(dict.fromkeys(("log", "warn", "error", "info"), lambda _: UNDEFINED)),
}
"""The global objects by name."""
