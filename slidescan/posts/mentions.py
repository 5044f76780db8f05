"""Names of image files in a post's text that no form of reference covers."""

from __future__ import annotations

import posixpath
import re
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
_NAME_END = re.compile(r"[^\s\"'`<>()\[\]{}|=,;!?#*$]+\Z")
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
    comments = list(_comments(text))
    count = 0
    for start, end in spans:
        for suffix in _SUFFIX.finditer(text, start, end):
            window = max(start, suffix.end() - MAX_MENTION_CHARS)
            name = _NAME_END.search(text[window : suffix.end()])
            base = _base(name.group()) if name else ""
            if name is None or "://" in name.group() or base.startswith(".") or base in covered:
                continue
            at = window + name.start()
            before = text[max(start, at - MAX_LINK_START_CHARS) : at]
            if _LINK.search(before) or any(a <= at < b for a, b in comments):
                continue
            if count == MAX_MENTIONS:
                return
            count += 1
            yield at, name.group()


def _comments(text: str) -> Iterator[tuple[int, int]]:
    """The start and end of each HTML comment."""
    start = text.find("<!--")
    while start >= 0:
        end = text.find("-->", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = text.find("<!--", end)


def _base(address: str) -> str:
    return posixpath.basename(unquote(re.split(r"[?#]", address, maxsplit=1)[0])).casefold()
