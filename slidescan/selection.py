"""Which slides a person wants, and in which order a deck of them stands."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from slidescan import search
from slidescan.records import Link, Slide
from slidescan.store.catalogue import Catalogue
from slidescan.store.names import posts_named
from slidescan.store.search_index import Filter
from slidescan.text import fold

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


def select(catalogue: Catalogue, asked: Selection) -> tuple[Slide, ...]:
    """The slides asked for: the best first, as posts show them, or by their photos' paths.

    Raises:
        NotInIndex: There is no such post.
    """
    posts = posts_named(catalogue, asked.post) if asked.post else ()
    if asked.query is not None:
        within = Filter(posts=posts)
        hits = search.search(catalogue, asked.query, within, limit=MOST).hits
        slides = [hit.slide for hit in hits]
    else:
        slides = list(catalogue.slides())
    chosen = [slide for slide in slides if _holds(slide, asked, posts)]
    if asked.query is None:
        chosen.sort(key=lambda slide: _place(slide, posts, asked.section))
    return tuple(chosen)


def _holds(slide: Slide, asked: Selection, posts: tuple[str, ...]) -> bool:
    if asked.folder is not None:
        folder = posixpath.normpath(asked.folder).strip("/")
        if folder != "." and not slide.image.startswith(folder + "/"):
            return False
    if not posts and asked.section is None:
        return True
    return any(_shows(link, posts, asked.section) for link in slide.links)


def _shows(link: Link, posts: tuple[str, ...], section: str | None) -> bool:
    if posts and link.post not in posts:
        return False
    if section is None:
        return True
    wanted = fold(section.lstrip("#"))
    return link.anchor == section.lstrip("#") or wanted in (fold(title) for title in link.section)


def _place(
    slide: Slide, posts: tuple[str, ...], section: str | None
) -> tuple[bool, str, str, int, str]:
    """By the date of the first post that shows it, where it shows it; others by their path."""
    shown = [link for link in slide.links if _shows(link, posts, section)] or list(slide.links)
    if not shown:
        return True, "", "", 0, slide.image
    first = min(shown, key=lambda link: (link.date or "", link.post, link.line))
    return False, first.date or "", first.post, first.line, slide.image
