"""Conversions and operators of JavaScript's values (ECMA-262, chapters 7 and 13)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

from slidescan.posts.scripts.values import (
    UNDEFINED,
    HasMembers,
    Opaque,
    Unevaluable,
    Value,
    limited,
)


def require(value: Value) -> Value:
    """The value, unless it is opaque.

    Raises:
        Unevaluable: It is.
    """
    if isinstance(value, Opaque):
        reason = value.name
        if " " not in reason:
            reason += " is known only when the site is built"
        raise Unevaluable(reason)
    return value


def truthy(value: Value) -> bool:
    """Whether a condition with the value holds."""
    require(value)
    if value is None or value is UNDEFINED:
        return False
    if isinstance(value, (bool, int, float, str)):
        return bool(value) and value == value
    return True


def to_string(value: Value) -> str:
    """The value as `String(value)` gives it."""
    require(value)
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return _number_to_string(value)
    if isinstance(value, list):
        return str(limited(",".join("" if is_nullish(v) else to_string(v) for v in value)))
    if value is UNDEFINED:
        return "undefined"
    if isinstance(value, HasMembers):
        text = value.member("toString")
        if callable(text):
            return str(text([]))
    if isinstance(value, Mapping):
        return "[object Object]"
    raise Unevaluable("it makes a text of a function")


def _number_to_string(number: float) -> str:
    if number != number:
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    return str(int(number)) if number == int(number) else repr(float(number))


def to_number(value: Value) -> float:
    """The value as `Number(value)` gives it."""
    require(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (int, float)):
        return value
    if value is None:
        return 0
    if isinstance(value, str):
        text = value.strip()
        try:
            return _integral(float(text)) if text else 0
        except ValueError:
            return math.nan
    if isinstance(value, HasMembers):
        number = value.member("valueOf")
        if callable(number):
            return to_number(number([]))
    return math.nan


def _integral(number: float) -> float:
    return int(number) if math.isfinite(number) and number == int(number) else number


def to_index(value: Value, default: int, length: int) -> int:
    """A position in a text or list; negative ones count from its end."""
    if value is UNDEFINED:
        return default
    number = to_number(value)
    if number != number:
        return 0
    number = max(min(number, length), -length)
    return int(number) + (length if number < 0 else 0)


def is_nullish(value: Value) -> bool:
    """Whether a value is null or undefined."""
    return value is None or value is UNDEFINED


def strictly_equal(left: Value, right: Value) -> bool:
    """`left === right`."""
    require(left)
    require(right)
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return left == right
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return left is right


def loosely_equal(left: Value, right: Value) -> bool:
    """`left == right`."""
    require(left)
    require(right)
    if is_nullish(left) or is_nullish(right):
        return is_nullish(left) and is_nullish(right)
    if isinstance(left, str) != isinstance(right, str) and isinstance(
        right if isinstance(left, str) else left, (int, float)
    ):
        return to_number(left) == to_number(right)
    return strictly_equal(left, right)


def _add(left: Value, right: Value) -> Value:
    require(left)
    require(right)
    simple = (bool, int, float)
    if all(isinstance(v, simple) or is_nullish(v) for v in (left, right)):
        return to_number(left) + to_number(right)
    return limited(to_string(left) + to_string(right))


def _compare(left: Value, right: Value, accepts: Callable[[Value, Value], bool]) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return accepts(left, right)
    return accepts(to_number(left), to_number(right))


def _divide(left: Value, right: Value) -> float:
    divisor = to_number(right)
    return _integral(to_number(left) / divisor) if divisor else math.nan


def _modulo(left: Value, right: Value) -> float:
    divisor = to_number(right)
    return _integral(math.fmod(to_number(left), divisor)) if divisor else math.nan


def _contains(key: Value, container: Value) -> bool:
    require(container)
    if isinstance(container, Mapping):
        return to_string(key) in container
    raise Unevaluable("it asks whether something is in no object")


def typeof(value: Value) -> str:
    """`typeof value`."""
    require(value)
    if value is UNDEFINED:
        return "undefined"
    for kind, name in ((bool, "boolean"), ((int, float), "number"), (str, "string")):
        if isinstance(value, kind):
            return name
    is_object = value is None or isinstance(value, (Mapping, list, HasMembers))
    return "object" if is_object else "function"


BINARY: Mapping[str, Callable[[Value, Value], Value]] = {
    "+": _add,
    "-": lambda a, b: to_number(a) - to_number(b),
    "*": lambda a, b: to_number(a) * to_number(b),
    "/": _divide,
    "%": _modulo,
    "===": strictly_equal,
    "!==": lambda a, b: not strictly_equal(a, b),
    "==": loosely_equal,
    "!=": lambda a, b: not loosely_equal(a, b),
    "<": lambda a, b: _compare(a, b, lambda x, y: x < y),
    ">": lambda a, b: _compare(a, b, lambda x, y: x > y),
    "<=": lambda a, b: _compare(a, b, lambda x, y: x <= y),
    ">=": lambda a, b: _compare(a, b, lambda x, y: x >= y),
    "in": _contains,
}
"""The binary operators that always compute both sides."""

UNARY: Mapping[str, Callable[[Value], Value]] = {
    "!": lambda value: not truthy(value),
    "-": lambda value: -to_number(value),
    "+": to_number,
    "typeof": typeof,
    "void": lambda _: UNDEFINED,
}
"""The unary operators."""


def iterate(value: Value) -> Iterable[Value]:
    """The items that `for … of` and `...` yield.

    Raises:
        Unevaluable: The value is no iterable.
    """
    require(value)
    if isinstance(value, (list, str)):
        return list(value)
    if isinstance(value, HasMembers):
        items = value.member("@@items")
        if callable(items):
            return list(items([]))
    raise Unevaluable("it loops over what is no list")
