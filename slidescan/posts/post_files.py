"""Reads the bytes and the text of posts, and of the files that they include."""

from __future__ import annotations

import os
import stat

from slidescan.core.regular_files import read_start
from slidescan.errors import PostError, PostNotUtf8, PostUnreadable
from slidescan.posts.site import Site

BOM = b"\xef\xbb\xbf"

MAX_POST_BYTES = 4 * 1024 * 1024
"""Longer posts are refused; no real post is longer."""

OUTSIDE_LINK_REMEDY = "copy the file into the site, or leave it out with exclude"
"""What to do about a symbolic link that leaves the site."""


def read_bytes(site: Site, path: str) -> bytes:
    """Returns the bytes of a post.

    Raises:
        PostUnreadable: The post can't be opened, isn't a regular file, is too long, or is a
            symbolic link that leaves the site.
    """
    file = site.root / path
    try:
        if site.is_link_outside(path):
            raise PostUnreadable("it is a link out of the site", OUTSIDE_LINK_REMEDY)
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise PostUnreadable("it is not a regular file", "leave it out with exclude")
        # A file that grows, as one that a program writes to, may be longer by now.
        data = read_start(file, MAX_POST_BYTES + 1) if status.st_size <= MAX_POST_BYTES else None
        if data is None or len(data) > MAX_POST_BYTES:
            raise PostUnreadable(
                f"it is longer than {MAX_POST_BYTES // 2**20} MiB", "leave it out with exclude"
            )
        return data
    except OSError as error:
        reason = (error.strerror or os.strerror(error.errno or 0)).lower()
        raise PostUnreadable(reason, "check that it is there and readable") from error


def decode_post(raw: bytes) -> tuple[str, int]:
    """Returns the text of a post, and the number of bytes before it (a byte order mark).

    Raises:
        PostNotUtf8: The post isn't UTF-8.
    """
    offset = len(BOM) if raw.startswith(BOM) else 0
    try:
        return raw[offset:].decode("utf-8"), offset
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, offset + error.start) + 1
        raise PostNotUtf8(f"line {line} is not UTF-8", "save the post as UTF-8") from error


def read_included(site: Site, path: str) -> str | None:
    """Returns the text of a file that a post includes; None if it can't be read.

    A path through a symbolic link that leaves the site can't be read either.
    """
    if not site.contains(path):
        return None
    try:
        return decode_post(read_bytes(site, path))[0]
    except PostError:
        return None
