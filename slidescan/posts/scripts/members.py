"""Properties and methods of JavaScript's strings, arrays, objects and functions."""

from __future__ import annotations

import functools
import math
import unicodedata
from collections.abc import Callable, Mapping

from slidescan.posts.scripts.operators import (
    is_nullish,
    iterate,
    strictly_equal,
    to_index,
    to_number,
    to_string,
    truthy,
)
from slidescan.posts.scripts.regexes import RegExp, match_array
from slidescan.posts.scripts.values import (
    MAX_VALUE_LENGTH,
    UNDEFINED,
    HasMembers,
    Opaque,
    Unevaluable,
    Value,
    call,
    limited,
)


def member(value: Value, name: Value) -> Value:
    """`value[name]`.

    Raises:
        Unevaluable: The value is null or undefined.
    """
    key = name if isinstance(name, str) else to_string(name)
    if isinstance(value, Opaque):
        return value.part(f".{key}")
    if is_nullish(value):
        raise Unevaluable(f"it reads {key} of {'null' if value is None else 'undefined'}")
    if isinstance(value, Mapping):
        return _object_member(value, key)
    if isinstance(value, HasMembers):
        result = value.member(key)
        return _shared(value, key) if result is UNDEFINED else result
    if isinstance(value, str):
        return _sequence_member(value, key, STRING_METHODS)
    if isinstance(value, list):
        return _sequence_member(value, key, ARRAY_METHODS)
    return _shared(value, key)


def _object_member(value: Mapping[str, Value], key: str) -> Value:
    if key in value:
        return value[key]
    if key == "hasOwnProperty":
        return lambda arguments: to_string(arguments[0]) in value
    return _shared(value, key)


def _sequence_member(value: Value, key: str, methods: Mapping[str, Callable[..., Value]]) -> Value:
    if key == "length":
        return len(value)
    if key.isdigit():
        return value[int(key)] if int(key) < len(value) else UNDEFINED
    method = methods.get(key)
    if method is None:
        return _shared(value, key)
    return lambda arguments: limited(method(value, *arguments))


def _shared(value: Value, key: str) -> Value:
    """Members that every value has; a promise is the value that it resolves to."""
    if key == "then":
        return lambda arguments: call(arguments[0], value)
    if key in ("catch", "finally"):
        return lambda _: value
    if key in ("toString", "toLocaleString"):
        return lambda _: to_string(value)
    if key == "valueOf":
        return lambda _: value
    if key in ("call", "bind") and callable(value):
        return lambda arguments: (
            call(value, *arguments[1:]) if key == "call" else lambda more: value(more)
        )
    return UNDEFINED


def _split(text: str, separator: Value = UNDEFINED, limit: Value = UNDEFINED) -> list[str]:
    if separator is UNDEFINED:
        parts = [text]
    elif isinstance(separator, RegExp):
        separator.search(text)  # checks the length
        parts = [part or "" for part in separator.pattern.split(text)]
    else:
        by = to_string(separator)
        parts = text.split(by) if by else list(text)
    return parts if limit is UNDEFINED else parts[: int(to_number(limit))]


def _replace(text: str, pattern: Value, replacement: Value, count: int = 1) -> str:
    if isinstance(pattern, RegExp):
        return pattern.replace(text, replacement)
    old = to_string(pattern)
    if callable(replacement):
        replacement = to_string(call(replacement, old)) if old in text else ""
    new = to_string(replacement).replace("$$", "$").replace("$&", old)
    return text.replace(old, new, count)


def _substring(text: str, start: Value, end: Value = UNDEFINED) -> str:
    first = min(max(int(to_number(start)), 0), len(text))
    last = len(text) if end is UNDEFINED else min(max(int(to_number(end)), 0), len(text))
    return text[min(first, last) : max(first, last)]


def _substr(text: str, start: Value, count: Value = UNDEFINED) -> str:
    first = max(to_index(start, 0, len(text)), 0)
    return text[first:] if count is UNDEFINED else text[first : first + int(to_number(count))]


def _slice(items: Value, start: Value = UNDEFINED, end: Value = UNDEFINED) -> Value:
    length = len(items)
    first, last = to_index(start, 0, length), to_index(end, length, length)
    return items[max(first, 0) : max(last, 0)]


def _at(items: Value, position: Value = 0) -> Value:
    number = int(to_number(position))
    number += len(items) if number < 0 else 0
    return items[number] if 0 <= number < len(items) else UNDEFINED


def _pad(text: str, length: Value, fill: Value, *, at_start: bool) -> str:
    missing = int(to_number(length)) - len(text)
    filler = " " if fill is UNDEFINED else to_string(fill)
    if missing <= 0 or not filler:
        return text
    if missing > MAX_VALUE_LENGTH:
        raise Unevaluable("a text of its code grows too long")
    padding = (filler * missing)[:missing]
    return padding + text if at_start else text + padding


def _repeat(text: str, count: Value) -> str:
    number = int(to_number(count))
    if number * len(text) > MAX_VALUE_LENGTH:
        raise Unevaluable("a text of its code grows too long")
    return text * number


def _match(text: str, pattern: Value) -> Value:
    if not isinstance(pattern, RegExp):
        raise Unevaluable("it matches a text with no expression")
    if not pattern.is_global:
        return match_array(pattern.search(text))
    pattern.search(text)
    return [match[0] for match in pattern.pattern.finditer(text)] or None


def _char_code(text: str, position: Value = 0) -> Value:
    number = int(to_number(position))
    return ord(text[number]) if 0 <= number < len(text) else math.nan


STRING_METHODS: Mapping[str, Callable[..., Value]] = {
    "split": _split,
    "replace": _replace,
    "replaceAll": lambda text, old, new: _replace(text, old, new, -1),
    "trim": lambda text: text.strip(),
    "trimStart": lambda text: text.lstrip(),
    "trimEnd": lambda text: text.rstrip(),
    "toLowerCase": lambda text: text.lower(),
    "toUpperCase": lambda text: text.upper(),
    "toLocaleLowerCase": lambda text, *_: text.lower(),
    "toLocaleUpperCase": lambda text, *_: text.upper(),
    "startsWith": lambda text, part, at=0: text.startswith(to_string(part), int(at)),
    "endsWith": lambda text, part, *_: text.endswith(to_string(part)),
    "includes": lambda text, part, *_: to_string(part) in text,
    "indexOf": lambda text, part, at=0: text.find(to_string(part), int(at)),
    "lastIndexOf": lambda text, part, *_: text.rfind(to_string(part)),
    "slice": _slice,
    "substring": _substring,
    "substr": _substr,
    "at": _at,
    "charAt": lambda text, at=0: "" if (c := _at(text, at)) is UNDEFINED else c,
    "charCodeAt": _char_code,
    "codePointAt": _char_code,
    "padStart": lambda text, n, fill=UNDEFINED: _pad(text, n, fill, at_start=True),
    "padEnd": lambda text, n, fill=UNDEFINED: _pad(text, n, fill, at_start=False),
    "repeat": _repeat,
    "concat": lambda text, *more: text + "".join(map(to_string, more)),
    "match": _match,
    "normalize": lambda text, form="NFC": unicodedata.normalize(form, text),
    "localeCompare": lambda text, other, *_: (text > other) - (text < other),
}
"""The methods of strings."""


def _callback(function: Value, items: list[Value]) -> Callable[[int], Value]:
    """Calls an array method's function with an item, its index and the array."""
    return lambda i: call(function, items[i], i, items)


def _filter(items: list[Value], function: Value) -> list[Value]:
    """`filter`; an item stays if only the running program knows whether it passes."""
    keep = []
    for i, item in enumerate(items):
        try:
            if truthy(call(function, item, i, items)):
                keep.append(item)
        except Unevaluable:
            keep.append(item)
    return keep


def _find(items: list[Value], function: Value) -> Value:
    run = _callback(function, items)
    return next((item for i, item in enumerate(items) if truthy(run(i))), UNDEFINED)


def _find_index(items: list[Value], function: Value) -> int:
    run = _callback(function, items)
    return next((i for i in range(len(items)) if truthy(run(i))), -1)


def _reduce(items: list[Value], function: Value, *initial: Value) -> Value:
    rest = list(enumerate(items))
    if initial:
        result = initial[0]
    elif rest:
        result = rest.pop(0)[1]
    else:
        raise Unevaluable("it reduces an empty list")
    for i, item in rest:
        result = call(function, result, item, i, items)
    return result


def _flat(items: list[Value], depth: Value = 1) -> list[Value]:
    level = min(to_number(depth), 20)
    result: list[Value] = []
    for item in items:
        result += _flat(item, level - 1) if isinstance(item, list) and level >= 1 else [item]
    return result


def _sort(items: list[Value], function: Value = UNDEFINED) -> list[Value]:
    if len(items) < 2:
        return items
    if function is UNDEFINED:
        items.sort(key=to_string)
    else:
        items.sort(key=functools.cmp_to_key(lambda a, b: int(to_number(call(function, a, b)))))
    return items


def _index_of(items: list[Value], wanted: Value, *_: Value) -> int:
    return next((i for i, item in enumerate(items) if strictly_equal(item, wanted)), -1)


def _push(items: list[Value], *more: Value) -> int:
    items.extend(more)
    limited(items)
    return len(items)


def _unshift(items: list[Value], *more: Value) -> int:
    items[:0] = more
    return len(limited(items))


def _splice(items: list[Value], start: Value, count: Value = UNDEFINED, *new: Value) -> Value:
    first = max(to_index(start, 0, len(items)), 0)
    last = len(items) if count is UNDEFINED else first + max(int(to_number(count)), 0)
    removed = items[first:last]
    items[first:last] = new
    return removed


def _for_each(items: list[Value], function: Value) -> Value:
    for i in range(len(items)):
        call(function, items[i], i, items)
    return UNDEFINED


def _reverse(items: list[Value]) -> list[Value]:
    items.reverse()
    return items


def _concat(items: list[Value], *more: Value) -> list[Value]:
    return items + [item for m in more for item in (m if isinstance(m, list) else [m])]


ARRAY_METHODS: Mapping[str, Callable[..., Value]] = {
    "map": lambda items, f, *_: [call(f, item, i, items) for i, item in enumerate(items)],
    "filter": _filter,
    "find": _find,
    "findIndex": _find_index,
    "findLast": lambda items, f: _find(items[::-1], f),
    "some": lambda items, f: any(truthy(_callback(f, items)(i)) for i in range(len(items))),
    "every": lambda items, f: all(truthy(_callback(f, items)(i)) for i in range(len(items))),
    "forEach": _for_each,
    "reduce": _reduce,
    "flat": _flat,
    "flatMap": lambda items, f: _flat([call(f, item, i, items) for i, item in enumerate(items)]),
    "join": lambda items, by=",": to_string(by).join(
        "" if is_nullish(item) else to_string(item) for item in items
    ),
    "slice": _slice,
    "splice": _splice,
    "concat": _concat,
    "includes": lambda items, wanted: _index_of(items, wanted) >= 0,
    "indexOf": _index_of,
    "push": _push,
    "unshift": _unshift,
    "pop": lambda items: items.pop() if items else UNDEFINED,
    "shift": lambda items: items.pop(0) if items else UNDEFINED,
    "reverse": _reverse,
    "toReversed": lambda items: items[::-1],
    "sort": _sort,
    "toSorted": lambda items, f=UNDEFINED: _sort(list(items), f),
    "at": _at,
    "entries": lambda items: [[i, item] for i, item in enumerate(items)],
    "keys": lambda items: list(range(len(items))),
    "values": lambda items: list(iterate(items)),
}
"""The methods of arrays."""
