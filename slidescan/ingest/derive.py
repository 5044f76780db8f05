"""From readings and links to slides: what only the neighbours of a photo tell.

Lines that return at the edge of many slides of a folder (logos, notices) are footers; photos
with the same bytes are duplicates of each other.
"""

from __future__ import annotations

import posixpath
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from slidescan.geometry import Quad, homography, map_point
from slidescan.records import Line, Link, Slide
from slidescan.slide import assemble
from slidescan.store.catalogue import Catalogue, StoredReading
from slidescan.text import words

VERSION = 2
"""Raised when slides would come out differently from the same readings."""

RETURNS = 0.25
"""Share of a folder's slides on which a line must stand to be one that returns…"""

RETURNS_LEAST = 4
"""… and on how many, at least."""

EDGE_BOTTOM, EDGE_TOP = 0.8, 0.06
"""Such lines stand below or above these shares of the slide's height."""


def derive(
    catalogue: Catalogue,
    folders: Iterable[str],
    images: Iterable[str],
    links: Mapping[str, tuple[Link, ...]],
    *,
    alt_length: int,
) -> int:
    """Make the slides of `folders`, and those of `images`, anew; returns how many changed."""
    photos = catalogue.photos()
    by_folder: dict[str, list[str]] = defaultdict(list)
    by_bytes: dict[str, list[str]] = defaultdict(list)
    for image, photo in photos.items():
        by_folder[posixpath.dirname(image)].append(image)
        by_bytes[photo.sha256].append(image)
    wanted = {image for folder in folders for image in by_folder[folder]}
    wanted |= {image for image in images if image in photos}
    for image in tuple(wanted):
        wanted.update(by_bytes[photos[image].sha256])
    changed = 0
    for folder in sorted({posixpath.dirname(image) for image in wanted}):
        readings = {
            image: reading
            for image in by_folder[folder]
            if (reading := catalogue.reading(photos[image].sha256)) is not None
        }
        returning = returning_lines(readings.values())
        for image in sorted(readings.keys() & wanted):
            slide = _slide(image, readings[image], returning, alt_length)
            same = tuple(other for other in by_bytes[photos[image].sha256] if other != image)
            slide = replace(slide, links=links.get(image, ()), duplicates=same)
            changed += catalogue.put_slide(slide)
    return changed


def _slide(image: str, stored: StoredReading, returning: frozenset[str], alt_length: int) -> Slide:
    depth = _depths(stored)
    lines = tuple(
        replace(line, role="footer") if _folded(line) in returning and _at_edge(d) else line
        for line, d in zip(stored.reading.lines, depth, strict=True)
    )
    return assemble(
        image,
        stored.photo,
        stored.detection,
        replace(stored.reading, lines=lines),
        alt_length=alt_length,
        kind=stored.kind,
    )


def returning_lines(readings: Iterable[StoredReading]) -> frozenset[str]:
    """The folded texts of lines that return at the edge of many slides."""
    seen: Counter[str] = Counter()
    total = 0
    for stored in readings:
        total += 1
        seen.update(
            {
                _folded(line)
                for line, depth in zip(stored.reading.lines, _depths(stored), strict=True)
                if _at_edge(depth)
            }
        )
    least = max(RETURNS_LEAST, RETURNS * total)
    return frozenset(text for text, count in seen.items() if text and count >= least)


def _folded(line: Line) -> str:
    return " ".join(words(line.text))


def _at_edge(depth: float) -> bool:
    return depth > EDGE_BOTTOM or depth < EDGE_TOP


def _depths(stored: StoredReading) -> list[float]:
    """How far down the slide each line stands, 0 (top) to 1 (bottom)."""
    quad = stored.detection.quad
    if quad is not None:
        to_slide = homography(quad, Quad.rectangle(1.0, 1.0))
        return [map_point(to_slide, line.quad.center)[1] for line in stored.reading.lines]
    # Without a quad, the slide reaches as far as its text.
    along = {0: (0, 1), 90: (1, 0), 180: (0, -1), 270: (-1, 0)}[stored.detection.turn]
    heights = [
        line.quad.center[0] * along[0] + line.quad.center[1] * along[1]
        for line in stored.reading.lines
    ]
    top, bottom = min(heights, default=0.0), max(heights, default=0.0)
    return [(y - top) / ((bottom - top) or 1.0) for y in heights]
