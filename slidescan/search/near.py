"""Resolves `near:PHOTO` into photos that were taken near it in time, or lie near it in a folder."""

from __future__ import annotations

import datetime as dt
import posixpath

from slidescan.core.records import Slide
from slidescan.errors import NotInIndex
from slidescan.search.query import ImageFilter, NearFilter, Node, map_parts
from slidescan.store.catalogue import Catalogue
from slidescan.store.lookup import find_image

NEAR_MINUTES = 15
"""The time between near photos, in minutes, before or after."""

NEAR_PHOTOS = 5
"""The distance between near photos in a folder, in photos, if a time is unknown."""


def resolve_near(catalogue: Catalogue, query: Node) -> tuple[Node, str]:
    """Replaces each `NearFilter` with an `ImageFilter`; also returns a warning or an empty text.

    A filter for a photo that isn't in the catalogue matches nothing.
    """
    warnings: list[str] = []

    def resolve(node: Node) -> Node:
        if not isinstance(node, NearFilter):
            return map_parts(node, resolve)
        try:
            return ImageFilter(_near(catalogue, find_image(catalogue, node.photo)))
        except NotInIndex as error:
            warnings.append(str(error))
            return ImageFilter(())

    return resolve(query), "; ".join(warnings)


def _near(catalogue: Catalogue, image: str) -> tuple[str, ...]:
    folder = posixpath.dirname(image)
    siblings = [other for other in catalogue.images() if posixpath.dirname(other) == folder]
    at = siblings.index(image)
    slides = {slide.image: slide for slide in catalogue.slides(siblings)}
    given = slides[image]
    sections = {(link.post, link.section) for link in given.links}
    near = []
    for number, other in enumerate(siblings):
        minutes = _minutes(given, slides[other])
        in_section = any((k.post, k.section) in sections for k in slides[other].links)
        in_time = minutes is not None and minutes <= NEAR_MINUTES
        in_order = minutes is None and abs(number - at) <= NEAR_PHOTOS
        if in_section or in_time or in_order:
            near.append(other)
    return tuple(near)


def _minutes(a: Slide, b: Slide) -> float | None:
    try:
        first, second = (dt.datetime.fromisoformat(s.photo.taken or "") for s in (a, b))
    except ValueError:
        return None
    return abs((first - second).total_seconds()) / 60
