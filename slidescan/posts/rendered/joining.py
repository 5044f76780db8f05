"""Finds the post that each page of a built site is rendered from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import NamedTuple

from slidescan.posts.rendered.addresses import Addresses
from slidescan.posts.rendered.repeats import is_listing
from slidescan.posts.rendered.sources import BuiltPage, SourcePost

ADDRESS_WEIGHT, TITLE_WEIGHT, HEADINGS_WEIGHT, PHOTOS_WEIGHT, SLUG_WEIGHT = 3.0, 2.0, 3.0, 3.0, 1.0
"""How much each kind of evidence counts for a page being that of a post."""

MIN_JOIN_SCORE = 2.9
"""The lowest sum for which a page is taken for that of a post: one whole kind of evidence."""

MAX_SCORE_ELSEWHERE = TITLE_WEIGHT + HEADINGS_WEIGHT + PHOTOS_WEIGHT + SLUG_WEIGHT
"""The highest sum for a page that is not at the address of a post."""

MAX_SCORE = ADDRESS_WEIGHT + MAX_SCORE_ELSEWHERE
"""The highest sum."""

MIN_TITLE_CHARS = 8
"""From this length, a page's title may go on after the post's (with the name of the site)."""

MAX_PAGES_PER_PHOTO = 200
"""A photo that more pages show, such as a logo, tells nothing about them."""


class Candidate(NamedTuple):
    """A page that may be that of a post; the best sort first."""

    rank: tuple[float, bool, int, str]
    page: str
    post: str
    is_certain: bool = False


class Joined(NamedTuple):
    """The posts of pages.

    Attributes:
        posts: Paths of posts, by the paths of pages; without pages that no post renders.
        certain: Pages at the address of their post that neither shares with another.
    """

    posts: dict[str, str]
    certain: frozenset[str]


def join(
    pages: Mapping[str, BuiltPage], posts: Mapping[str, SourcePost], addresses: Addresses
) -> Joined:
    """Finds the post of each page; each post has at most one page.

    Args:
        pages: The pages, by path.
        posts: The posts, by path.
        addresses: The addresses of the pages.
    """
    joined: dict[str, str] = {}
    certain: set[str] = set()
    taken: set[str] = set()
    for candidate in sorted(_candidates(pages, posts, addresses)):
        if candidate.page not in joined and candidate.post not in taken:
            joined[candidate.page] = candidate.post
            taken.add(candidate.post)
            if candidate.is_certain:
                certain.add(candidate.page)
    return Joined(joined, frozenset(certain))


def _candidates(
    pages: Mapping[str, BuiltPage], posts: Mapping[str, SourcePost], addresses: Addresses
) -> Iterator[Candidate]:
    index = _Index(pages.values())
    by_address = {
        path: addresses.page_at(source.post.page_url) if source.post.page_url else None
        for path, source in posts.items()
    }
    shared = Counter(by_address.values())
    for path, source in posts.items():
        by_rules = by_address[path]
        if by_rules is not None and by_rules in pages and shared[by_rules] == 1:
            if _is_equal(source, pages[by_rules]):
                yield Candidate((-MAX_SCORE, False, 0, by_rules), by_rules, path, is_certain=True)
                continue
            score = _score(source, pages[by_rules], is_at_address=True)
            if score > MAX_SCORE_ELSEWHERE:  # neither has a better match
                yield Candidate((-score, False, 0, by_rules), by_rules, path, is_certain=True)
                continue
        for page_path in index.pages_like(source, by_rules):
            page = pages[page_path]
            score = _score(source, page, is_at_address=page_path == by_rules)
            if score >= MIN_JOIN_SCORE:
                rank = (-score, is_listing(page_path), page_path.count("/"), page_path)
                yield Candidate(rank, page_path, path)


class _Index:
    """Pages by what they share with posts; made when the first post asks.

    Args:
        pages: The pages.
    """

    def __init__(self, pages: Iterable[BuiltPage]) -> None:
        self._pages = pages
        self._by_photo: dict[str, list[str]] = defaultdict(list)
        self._by_slug: dict[str, list[str]] = defaultdict(list)
        self._by_title: dict[str, list[str]] = defaultdict(list)
        self._paths: set[str] = set()

    def _fill(self) -> None:
        for page in self._pages:
            self._paths.add(page.path)
            self._by_slug[page.slug].append(page.path)
            for title in page.titles:
                self._by_title[title].append(page.path)
            for photo in page.photos:
                self._by_photo[photo].append(page.path)

    def pages_like(self, source: SourcePost, by_rules: str | None) -> set[str]:
        """The pages that share an address, a title, a name or a photo with a post."""
        if not self._paths:
            self._fill()
        paths = {by_rules} if by_rules in self._paths else set()
        for photo in source.photos:
            of_photo = self._by_photo.get(photo, ())
            if len(of_photo) <= MAX_PAGES_PER_PHOTO:
                paths.update(of_photo)
        paths.update(self._by_slug.get(source.slug, ())[:MAX_PAGES_PER_PHOTO])
        paths.update(self._by_title.get(source.title, ())[:MAX_PAGES_PER_PHOTO])
        return {path for path in paths if path is not None}


def _is_equal(source: SourcePost, page: BuiltPage) -> bool:
    """Whether a page at the address of a post shares its title, its photos, its name, a heading.

    Their sum is above `MAX_SCORE_ELSEWHERE`; most pages need no more.
    """
    photos = source.photos
    return (
        bool(photos)
        and photos == page.photos
        and _has_title(source.title, page.titles)
        and bool(source.slug)
        and source.slug == page.slug
        and not {section.path[-1] for section in source.post.sections}.isdisjoint(
            heading.text for heading in page.page.headings
        )
    )


def _score(source: SourcePost, page: BuiltPage, *, is_at_address: bool) -> float:
    headings = _overlap(source.headings, page.headings)
    photos = _overlap(source.photos, page.photos)
    has_title = _has_title(source.title, page.titles)
    differs = not (headings or has_title or photos) and bool(source.headings | page.photos)
    if is_at_address and differs:
        return 0.0  # the rules lead to another page
    return (
        ADDRESS_WEIGHT * is_at_address
        + TITLE_WEIGHT * has_title
        + HEADINGS_WEIGHT * (headings or 0)
        + PHOTOS_WEIGHT * (photos or 0)
        + SLUG_WEIGHT * (bool(source.slug) and source.slug == page.slug)
    )


def _has_title(title: str, titles: Set[str]) -> bool:
    if not title:
        return False
    return title in titles or (
        len(title) >= MIN_TITLE_CHARS and any(each.startswith(title) for each in titles)
    )


def _overlap(first: Set[str], second: Set[str]) -> float | None:
    """How much two sets have in common, 0..1; None if both are empty."""
    total = len(first) + len(second)
    return 2 * len(first & second) / total if total else None
