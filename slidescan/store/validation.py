"""Checks of stored records that types can't express.

A catalogue may come with a cloned repository, and an export from anywhere. Each record is checked
once, when it is decoded: types and ranges by `serialization`, the rest here.
"""

from __future__ import annotations

import datetime as dt
import os
import posixpath
import re

from slidescan.core.records import Detection, Photo, Post, Reading, Slide

MAX_PIXELS_AWAY = 1e6
"""The largest distance from a photo's corner, and the longest focal length, in pixels."""

MAX_INT64 = 2**63 - 1
"""The largest whole number that SQLite can store."""

MAX_PATH_LENGTH = 4000
"""The longest path, in characters; Linux takes 4,096 bytes."""

MAX_NAME_BYTES = 255
"""The longest file name of most file systems, in bytes."""

_HAS_ONE_SEPARATOR = os.sep == "/"
"""Whether a slash is all that separates the parts of a path; Windows has backslashes, too."""

_DIGEST = re.compile("[0-9a-f]{64}")
_LANGUAGE = re.compile("[A-Za-z]{2,20}(?:[-_][A-Za-z0-9]{1,8}){0,3}")


def check_path(path: str) -> str:
    """Returns a path if it is normalised, relative and inside the site.

    Raises:
        ValueError: It isn't, or it is too long for a file system.
    """
    # Written out, as it runs for every photo and link: nearly all paths end here.
    if (
        _HAS_ONE_SEPARATOR
        and 0 < len(path) <= MAX_NAME_BYTES
        and path.isascii()
        and path[0] not in "./"
        and path[-1] != "/"
        and "//" not in path
        and "/." not in path
        and "\0" not in path
    ):
        return path
    if not path or "\0" in path or path.startswith("/") or not _is_normal(path):
        raise ValueError(f"{path!r} is no path below a site")
    if is_too_long(path):
        raise ValueError("a path is longer than any file system's")
    first = path.split("/", 1)[0]
    if first == ".." or (os.sep == "\\" and ("\\" in path or ":" in first)):
        raise ValueError(f"{path!r} leads out of the site")
    return path


def _is_normal(path: str) -> bool:
    """Tells whether a path is as `normpath` leaves it; most need no call of it."""
    may_differ = "//" in path or "/." in path or path[0] == "." or path[-1] == "/"
    return not may_differ or posixpath.normpath(path) == path


def is_too_long(path: str) -> bool:
    """Tells whether a path is too long for a file system."""
    if path.isascii() and len(path) <= MAX_NAME_BYTES:
        return False
    return len(path) > MAX_PATH_LENGTH or any(
        len(part.encode()) > MAX_NAME_BYTES for part in path.split("/")
    )


def check_int64(*numbers: int, least: int = -MAX_INT64) -> None:
    """Checks that whole numbers are at least `least`, and that SQLite can store them.

    Raises:
        ValueError: One is not.
    """
    for number in numbers:
        if not least <= number <= MAX_INT64:
            raise ValueError(f"{number} is out of range")


def check_photo(photo: Photo) -> Photo:
    """Returns a photo if its digest, size, date, focal length and frames are possible.

    Raises:
        ValueError: One is not.
    """
    if not _DIGEST.fullmatch(photo.sha256):
        raise ValueError(f"{photo.sha256!r} is no SHA-256")
    check_int64(photo.width, photo.height, photo.frames, least=1)
    if photo.taken is not None:
        dt.datetime.fromisoformat(photo.taken)
    if photo.focal is not None and not 1.0 <= photo.focal <= MAX_PIXELS_AWAY:
        raise ValueError(f"{photo.focal!r} is no focal length")
    return photo


def check_detection(detection: Detection) -> Detection:
    """Returns a detection if its quad is convex.

    Raises:
        ValueError: It is not.
    """
    if detection.quad is not None and not detection.quad.is_convex:
        raise ValueError("a slide's corners hold no area")
    return detection


def check_reading(reading: Reading) -> Reading:
    """Returns a reading if no word ends before it begins.

    Raises:
        ValueError: One does.
    """
    for line in reading.lines:
        for start, end in line.word_spans:
            if start > end:
                raise ValueError("a word ends before it begins")
    return reading


def check_slide(slide: Slide) -> Slide:
    """Returns a slide if its parts are possible and its paths are inside the site.

    Raises:
        ValueError: One is not.
    """
    check_path(slide.image)
    for duplicate in slide.duplicates:
        check_path(duplicate)
    # Pagefind, for one, makes names of files from it.
    if not _LANGUAGE.fullmatch(slide.language):
        raise ValueError(f"{slide.language!r} is no language")
    check_photo(slide.photo)
    check_detection(slide.detection)
    check_reading(slide.reading)
    for link in slide.links:
        check_path(link.post)
        check_int64(link.line)
    return slide


def check_post(post: Post) -> Post:
    """Returns a post if SQLite can store its line numbers and offsets, and its path is inside.

    Raises:
        ValueError: It can't, or the path is not.
    """
    check_path(post.path)
    numbers = [n for each in post.sections for n in (each.level, each.line, each.end)]
    numbers += [reference.line for reference in post.references]
    spans = (reference.alt_span for reference in post.references)
    numbers += [n for span in spans if span for n in (span.start, span.end)]
    if numbers:
        check_int64(min(numbers), max(numbers))
    return post
