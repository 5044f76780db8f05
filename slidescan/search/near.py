"""Resolves `near:PHOTO` into photos that were taken near it in time, or lie near it in a folder."""

from __future__ import annotations

import datetime as dt
import posixpath

from slidescan.core.records import Card
from slidescan.errors import NotInIndex
from slidescan.search.query import ImageFilter, NearFilter, Node, leaves, map_parts
from slidescan.store.catalogue import Catalogue
from slidescan.store.lookup import find_image

NEAR_MINUTES = 15
"""The time between near photos, in minutes, before or after."""

NEAR_PHOTOS = 5
"""The distance between near photos in a folder, in photos, if a time is unknown."""


MAX_NEAR_FILTERS = 10
"""The most photos whose surroundings a query covers: each takes a look at a folder."""


def resolve_near(catalogue: Catalogue, query: Node) -> tuple[Node, str]:
    """Replaces each `NearFilter` with an `ImageFilter`; also returns a warning or an empty text.

    A filter for a photo that isn't in the catalogue matches nothing; nor do those after the first
    `MAX_NEAR_FILTERS`.
    """
    photos = dict.fromkeys(leaf.photo for leaf in leaves(query) if isinstance(leaf, NearFilter))
    warnings: list[str] = []
    filters: dict[str, ImageFilter] = {}
    for name in tuple(photos)[:MAX_NEAR_FILTERS]:
        try:
            filters[name] = ImageFilter(_near(catalogue, find_image(catalogue, name)))
        except NotInIndex as error:
            warnings.append(str(error))
    if len(photos) > MAX_NEAR_FILTERS:
        warnings.append(
            f"the query names {len(photos)} photos with near:, and only the first"
            f" {MAX_NEAR_FILTERS} count"
        )
    nothing = ImageFilter(())

    def resolve(node: Node) -> Node:
        if isinstance(node, NearFilter):
            return filters.get(node.photo, nothing)
        return map_parts(node, resolve)

    return resolve(query), "; ".join(warnings)


def _near(catalogue: Catalogue, image: str) -> tuple[str, ...]:
    siblings = catalogue.cards_in(posixpath.dirname(image))
    at = next(number for number, card in enumerate(siblings) if card.image == image)
    given = siblings[at]
    sections = {(link.post, link.section) for link in given.links}
    near = []
    for number, other in enumerate(siblings):
        minutes = _minutes(given, other)
        in_section = any((k.post, k.section) in sections for k in other.links)
        in_time = minutes is not None and minutes <= NEAR_MINUTES
        in_order = minutes is None and abs(number - at) <= NEAR_PHOTOS
        if in_section or in_time or in_order:
            near.append(other.image)
    return tuple(near)


def _minutes(a: Card, b: Card) -> float | None:
    try:
        first, second = (dt.datetime.fromisoformat(card.taken or "") for card in (a, b))
    except ValueError:
        return None
    return abs((first - second).total_seconds()) / 60
