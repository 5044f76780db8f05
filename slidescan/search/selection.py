"""Which slides a person wants, and in which order a deck of them stands."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from slidescan.core.records import Card, Link, Slide
from slidescan.core.text import fold
from slidescan.search import service as search
from slidescan.search.indexes.protocol import Filter
from slidescan.store.catalogue import Catalogue
from slidescan.store.lookup import find_posts

T = TypeVar("T", Slide, Card)

MOST = 1000
"""Slides that a search selects, at most."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which slides; what is None asks for nothing, all that is given must hold.

    Attributes:
        post: A post that shows them: its path, the end of its path, or its title.
        section: A section that shows them, or one within it: its heading or its anchor.
        folder: The folder that their photos are in, below the site, or one within it.
        query: What a search must find; the best stand first.
    """

    post: str | None = None
    section: str | None = None
    folder: str | None = None
    query: str | None = None


@dataclass(frozen=True, slots=True)
class Chosen(Generic[T]):
    """A slide that was asked for.

    Attributes:
        slide: The slide, whole or in short.
        link: Where a post shows it, as it was asked for; None where none does.
    """

    slide: T
    link: Link | None


def select(catalogue: Catalogue, asked: Selection) -> Iterator[Chosen[Slide]]:
    """The slides asked for: all by path, the best first, or in the order in which posts show them.

    Raises:
        NotInIndex: There is no such post.
    """
    posts = find_posts(catalogue, asked.post) if asked.post else ()
    if asked.query is not None:
        hits = search.search(catalogue, asked.query, Filter(posts=posts), limit=MOST).hits
        for hit in hits:
            chosen = Chosen(hit.slide, _shown(hit.slide, posts, asked.section))
            if _holds(chosen, asked, posts):
                yield chosen
        return
    places = []
    for card in catalogue.cards():
        link = _shown(card, posts, asked.section)
        if _holds(Chosen(card, link), asked, posts):
            places.append((_place(link), card.image))
    if posts or asked.section is not None or asked.folder is not None:
        places.sort()
    for slide in catalogue.slides([image for _, image in places]):
        yield Chosen(slide, _shown(slide, posts, asked.section))


def in_posts_order(chosen: Iterable[Chosen[Slide]]) -> list[Chosen[Slide]]:
    """The oldest post first, as it shows them; what no post shows stands last, by path."""
    return sorted(chosen, key=lambda one: (_place(one.link), one.slide.image))


def _holds(chosen: Chosen[T], asked: Selection, posts: Sequence[str]) -> bool:
    if asked.folder is not None:
        folder = posixpath.normpath(asked.folder).strip("/")
        if folder != "." and not chosen.slide.image.startswith(folder + "/"):
            return False
    return chosen.link is not None or not (posts or asked.section is not None)


def _shown(slide: Slide | Card, posts: Sequence[str], section: str | None) -> Link | None:
    """Where posts show a slide first, as it is asked for."""
    links = [link for link in slide.links if _matches(link, posts, section)]
    return min(links, key=lambda k: (k.date or "", k.post, k.line), default=None)


def _matches(link: Link, posts: Sequence[str], section: str | None) -> bool:
    if posts and link.post not in posts:
        return False
    if section is None:
        return True
    wanted = section.lstrip("#")
    return link.anchor == wanted or fold(wanted) in (fold(title) for title in link.section)


def _place(link: Link | None) -> tuple[bool, str, str, int]:
    return (False, link.date or "", link.post, link.line) if link else (True, "", "", 0)
