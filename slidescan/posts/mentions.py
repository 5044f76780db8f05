"""Names of image files in a post's text that no form of reference covers."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

MAX_MENTIONS = 200
"""Further names of image files in a post are ignored."""

MAX_MENTION_CHARS = 250
"""Longer names of image files are cut at their beginning."""

MAX_LINK_START_CHARS = 12
"""Between the beginning of a link and its address stand at most this many characters."""

_SUFFIX = re.compile(
    r"\.(?:png|jpe?g|jfif|webp|gif|avif|hei[cf]|tiff?|bmp)(?![\w/.-])", re.IGNORECASE
)
_NAME = re.compile(r"[^\s\"'`<>()\[\]{}|=,;!?#*$]+")
_LINK = re.compile(r"(?:\]\(<?|href\s*=\s*[\"']?|`)\Z")
"""What precedes the address of a link, which shows nothing, and code."""


def mentions(
    text: str, spans: Iterable[tuple[int, int]], targets: Iterable[str]
) -> Iterator[tuple[int, str]]:
    """Yields the index and text of names of image files.

    Args:
        text: The post.
        spans: Where to look: starts and ends.
        targets: The addresses of the post's references.
    """
    covered = {_base(target) for target in targets}
    ends = (suffix.end() for suffix in _SUFFIX.finditer(text))
    files = ((end, _name_before(text, end)) for end in ends)
    hits = [(end - len(name), name) for end, name in files if _base(name) not in covered]
    if not hits:
        return
    inside = sorted(spans)
    comments = list(_comments(text))
    count = 0
    for at, name in hits:
        end = at + len(name)
        number = bisect_right(inside, (at, len(text))) - 1
        if number < 0 or not inside[number][0] <= at < end <= inside[number][1]:
            continue
        before = text[max(inside[number][0], at - MAX_LINK_START_CHARS) : at]
        if (
            "://" in name
            or _base(name).startswith(".")
            or _LINK.search(before)
            or any(a <= at < b for a, b in comments)
        ):
            continue
        if count == MAX_MENTIONS:
            return
        count += 1
        yield at, name


def _name_before(text: str, end: int) -> str:
    """The name of a file that ends at an index; read backwards, which takes linear time."""
    name = _NAME.match(text[max(0, end - MAX_MENTION_CHARS) : end][::-1])
    return name.group()[::-1] if name else ""


def _comments(text: str) -> Iterator[tuple[int, int]]:
    """The start and end of each HTML comment."""
    start = text.find("<!--")
    while start >= 0:
        end = text.find("-->", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = text.find("<!--", end)


def _base(address: str) -> str:
    path = address.partition("?")[0].partition("#")[0]
    return posixpath.basename(unquote(path)).casefold()
