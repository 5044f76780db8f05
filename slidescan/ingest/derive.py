"""From readings and links to slides: what only the neighbours of a photo tell.

Lines that return at the edge of many slides of a folder, or of the folders of an event, are
footers (see `returning`); photos with the same bytes are duplicates of each other.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from slidescan.ingest.returning import Returning, returning, settled
from slidescan.records import Link, Slide
from slidescan.slide import assemble
from slidescan.store.catalogue import Catalogue, StoredReading

VERSION = 3
"""Raised when slides would come out differently from the same readings."""


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
    # What returns on the slides of an event returns in the folders beside, too.
    events = {posixpath.dirname(folder) for folder in folders}
    beside = [folder for folder in by_folder if posixpath.dirname(folder) in events]
    wanted = {image for folder in beside for image in by_folder[folder]}
    wanted |= {image for image in images if image in photos}
    for image in tuple(wanted):
        wanted.update(by_bytes[photos[image].sha256])

    def readings(folder: str) -> Iterator[tuple[str, StoredReading]]:
        for image in by_folder[folder]:
            reading = catalogue.reading(photos[image].sha256)
            if reading is not None:
                yield image, reading

    changed = 0
    by_event: dict[str, set[str]] = defaultdict(set)
    for image in wanted:
        folder = posixpath.dirname(image)
        by_event[posixpath.dirname(folder)].add(folder)
    for event in sorted(by_event):
        siblings = [folder for folder in by_folder if posixpath.dirname(folder) == event]
        everywhere = returning(r for folder in siblings for _, r in readings(folder))
        known = {line.key for line in everywhere}
        for folder in sorted(by_event[event]):
            here = returning(r for _, r in readings(folder)) if len(siblings) > 1 else ()
            voted = (*everywhere, *(line for line in here if line.key not in known))
            for image, reading in readings(folder):
                if image not in wanted:
                    continue
                slide = _slide(image, reading, voted, alt_length)
                same = tuple(other for other in by_bytes[photos[image].sha256] if other != image)
                slide = replace(slide, links=links.get(image, ()), duplicates=same)
                changed += catalogue.put_slide(slide)
    return changed


def _slide(image: str, stored: StoredReading, voted: Sequence[Returning], alt_length: int) -> Slide:
    return assemble(
        image,
        stored.photo,
        stored.detection,
        replace(stored.reading, lines=settled(stored, voted)),
        alt_length=alt_length,
        kind=stored.kind,
    )
