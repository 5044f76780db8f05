"""Selects slides by post, section, folder or query, and orders them for a deck."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from slidescan.core.records import Card, Link, Slide
from slidescan.core.text import fold
from slidescan.search.indexes.records import Filter
from slidescan.search.service import search
from slidescan.store.catalogue import Catalogue
from slidescan.store.lookup import find_posts

T = TypeVar("T", Slide, Card)

MAX_SELECTED_HITS = 1000
"""Hits of a query that a selection includes."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Conditions that slides must all meet; None is no condition.

    Attributes:
        post: A post that shows the slides: its path, the end of its path, or its title.
        section: A section that shows the slides, or a section around it: its heading or anchor.
        folder: The folder of the photos below the site, or a folder around it.
        query: A query that the slides match; the best hit comes first.
        images: Only these photos, by their paths below the site, in this order.
    """

    post: str | None = None
    section: str | None = None
    folder: str | None = None
    query: str | None = None
    images: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Chosen(Generic[T]):
    """A selected slide.

    Attributes:
        slide: The slide, or its card.
        link: Its first link that matches the selection, or None.
    """

    slide: T
    link: Link | None


def select(catalogue: Catalogue, selection: Selection) -> Iterator[Chosen[Slide]]:
    """Yields the selected slides: by score for a query, by post for another condition, or by path.

    Raises:
        NotInIndex: No post matches.
    """
    posts = find_posts(catalogue, selection.post) if selection.post else ()
    if selection.query is not None:
        within = Filter(posts=posts)
        for hit in search(catalogue, selection.query, within, limit=MAX_SELECTED_HITS).hits:
            chosen = Chosen(hit.slide, _first_link(hit.slide, posts, selection.section))
            if _is_selected(chosen, selection, posts):
                yield chosen
        return
    if selection.images is not None:
        for slide in catalogue.slides(selection.images):
            chosen = Chosen(slide, _first_link(slide, posts, selection.section))
            if _is_selected(chosen, selection, posts):
                yield chosen
        return
    ordered = []
    for card in catalogue.cards():
        link = _first_link(card, posts, selection.section)
        if _is_selected(Chosen(card, link), selection, posts):
            ordered.append((_link_order(link), card.image))
    if posts or selection.section is not None or selection.folder is not None:
        ordered.sort()
    for slide in catalogue.slides([image for _, image in ordered]):
        yield Chosen(slide, _first_link(slide, posts, selection.section))


def in_posts_order(chosen: Iterable[Chosen[Slide]]) -> list[Chosen[Slide]]:
    """Orders slides by their posts, the oldest first; slides without a link come last, by path."""
    return sorted(chosen, key=lambda one: (_link_order(one.link), one.slide.image))


def _is_selected(chosen: Chosen[T], selection: Selection, posts: Sequence[str]) -> bool:
    if selection.folder is not None:
        folder = posixpath.normpath(selection.folder).strip("/")
        if folder != "." and not chosen.slide.image.startswith(folder + "/"):
            return False
    return chosen.link is not None or not (posts or selection.section is not None)


def _first_link(slide: Slide | Card, posts: Sequence[str], section: str | None) -> Link | None:
    links = [link for link in slide.links if _matches(link, posts, section)]
    return min(links, key=lambda k: (k.date or "", k.post, k.line), default=None)


def _matches(link: Link, posts: Sequence[str], section: str | None) -> bool:
    if posts and link.post not in posts:
        return False
    if section is None:
        return True
    heading = section.lstrip("#")
    return link.anchor == heading or fold(heading) in (fold(title) for title in link.section)


def _link_order(link: Link | None) -> tuple[bool, str, str, int]:
    return (False, link.date or "", link.post, link.line) if link else (True, "", "", 0)
