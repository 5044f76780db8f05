"""Records of others, held to what slidescan itself would write.

A catalogue may come with a cloned repository, an export from anywhere: what is read from them is
checked once, here, so that nothing behind has to doubt it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import os
import posixpath
import re
import types
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

from slidescan.core.geometry import Quad
from slidescan.core.records import Detection, Photo, Reading, Slide

FAR = 1e6
"""Pixels that anything may lie from a photo's corner, or a lens from it."""

T = TypeVar("T")
Check: TypeAlias = Callable[[Any], bool]


def record(found: T) -> T:
    """A record whose fields are of the types that it says, down to its last.

    Raises:
        TypeError: One isn't; numbers are finite, texts can be written as UTF-8.
    """
    kind: Any = type(found)
    if not _check_of(kind)(found):
        raise TypeError(f"{type(found).__name__} holds something of another type")
    return found


@functools.cache
def _check_of(kind: Any) -> Check:  # noqa: ANN401 - whatever stands in an annotation
    """What tells whether a value is of a type as annotations write it."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind)
        names = [f.name for f in dataclasses.fields(kind)]
        return _each_of(kind, names, [_check_of(hints[name]) for name in names])
    if origin is Literal:
        return lambda v: any(v is each or v == each for each in inner)
    if origin in (types.UnionType, Union):
        checks = [_check_of(each) for each in inner]
        return lambda v: any(check(v) for check in checks)
    if origin is Mapping:
        key_is, value_is = _check_of(inner[0]), _check_of(inner[1])
        return lambda v: (
            type(v) is dict and all(key_is(k) and value_is(each) for k, each in v.items())
        )
    if origin is tuple and len(inner) == 2 and inner[1] is Ellipsis:
        each_is = _check_of(inner[0])
        return lambda v: type(v) is tuple and all(map(each_is, v))
    if origin is tuple:
        return _in_order([_check_of(each) for each in inner])
    raise NotImplementedError(f"records hold no {kind}")


# Plain loops: a search holds fifty slides to this, each of hundreds of values.


def _each_of(kind: Any, names: Sequence[str], checks: Sequence[Check]) -> Check:  # noqa: ANN401
    fields = tuple(zip(names, checks, strict=True))

    def check(value: object) -> bool:
        if type(value) is not kind:
            return False
        for name, is_right in fields:  # noqa: SIM110
            if not is_right(getattr(value, name)):
                return False
        return True

    return check


def _in_order(checks: Sequence[Check]) -> Check:
    count = len(checks)

    def check(value: object) -> bool:
        if type(value) is not tuple or len(value) != count:
            return False
        for is_right, each in zip(checks, value):  # noqa: B905, SIM110
            if not is_right(each):
                return False
        return True

    return check


def _is_text(value: object) -> bool:
    if type(value) is not str:
        return False
    if value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


_SIMPLE: Mapping[Any, Check] = {
    str: _is_text,
    int: lambda v: type(v) is int and abs(v) < 2**63,
    float: lambda v: (type(v) is float or type(v) is int) and -FAR <= v <= FAR,
    bool: lambda v: type(v) is bool,
    type(None): lambda v: v is None,
}


def text(value: object) -> str:
    """A text.

    Raises:
        TypeError: It is none, or can't be stored.
    """
    if not _is_text(value):
        raise TypeError(f"{value!r} is no text")
    return str(value)


def path(value: object) -> str:
    """A path below the site.

    Raises:
        TypeError, ValueError: It is none.
    """
    found = text(value)
    if not found or "\0" in found or found.startswith("/") or posixpath.normpath(found) != found:
        raise ValueError(f"{found!r} is no path below a site")
    if is_too_long(found):
        raise ValueError("a path is longer than any file system's")
    first = found.split("/", 1)[0]
    if first == ".." or (os.sep == "\\" and ("\\" in found or ":" in first)):
        raise ValueError(f"{found!r} leads out of the site")
    return found


def is_too_long(path: str) -> bool:
    """Whether no file system would take a path."""
    return len(path) > 4000 or any(len(part.encode()) > 255 for part in path.split("/"))


def number(value: object, least: float, most: float) -> float:
    """A number within bounds.

    Raises:
        ValueError: It is none.
    """
    if not isinstance(value, int | float) or not least <= value <= most:
        raise ValueError(f"{value!r} is no number from {least:g} to {most:g}")
    return float(value)


def count(value: object, least: int = 0) -> int:
    """A whole number that SQLite can hold.

    Raises:
        ValueError: It is none.
    """
    if not isinstance(value, int) or not least <= value < 2**63:
        raise ValueError(f"{value!r} is no count")
    return value


def near(quad: Quad) -> Quad:
    """A quad that lies in or near a photo.

    Raises:
        ValueError: It doesn't.
    """
    for point in quad.corners:
        for value in point:
            number(value, -FAR, FAR)
    return quad


def photo(found: Photo) -> Photo:
    """A photo that has a digest and a size, and was taken at a time.

    Raises:
        TypeError, ValueError: It isn't so.
    """
    return _photo(record(found))


_DIGEST = re.compile("[0-9a-f]{64}")


def _photo(found: Photo) -> Photo:
    if not _DIGEST.fullmatch(found.sha256):
        raise ValueError(f"{found.sha256!r} is no SHA-256")
    count(found.width, 1)
    count(found.height, 1)
    if found.taken is not None:
        dt.datetime.fromisoformat(found.taken)
    if found.focal is not None:
        number(found.focal, 1.0, FAR)
    return found


def detection(found: Detection) -> Detection:
    """A detection whose corners hold an area.

    Raises:
        TypeError, ValueError: They don't.
    """
    return _detection(record(found))


def _detection(found: Detection) -> Detection:
    number(found.confidence, 0.0, 1.0)
    if found.quad is not None and not near(found.quad).is_convex:
        raise ValueError("a slide's corners hold no area")
    return found


def reading(found: Reading) -> Reading:
    """A reading whose words stand in their lines.

    Raises:
        TypeError, ValueError: They don't.
    """
    return _reading(record(found))


def _reading(found: Reading) -> Reading:
    for line in found.lines:
        if not 0.0 <= line.confidence <= 1.0:
            raise ValueError(f"{line.confidence!r} is no confidence")
        if not all(-1.0 <= start <= end <= 2.0 for start, end in line.places):
            raise ValueError("a word stands outside its line")
    return found


def slide(found: Slide) -> Slide:
    """A whole slide, all its paths below the site.

    Raises:
        TypeError, ValueError: It isn't so.
    """
    path(found.image)
    for other in found.duplicates:
        path(other)
    record(found)
    _photo(found.photo)
    _detection(found.detection)
    _reading(found.reading)
    for link in found.links:
        path(link.post)
    return found
