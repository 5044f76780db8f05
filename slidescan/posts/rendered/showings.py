"""Which places of pages show a photo, and which of them count."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slidescan.posts.rendered.addresses import Addresses
from slidescan.posts.rendered.photo_matcher import Match
from slidescan.posts.rendered.repeats import Repeats
from slidescan.posts.rendered.sources import BuiltPage, SourcePost, StablePage

MAX_FURNITURE_PAGES = 3
"""A photo that more pages show in a banner, a footer or an aside alone belongs to the theme."""


@dataclass(frozen=True, slots=True)
class Showing:
    """An image of a page that is a photo.

    Attributes:
        photo: The photo.
        index: Index of the image in the page.
        is_referred: Whether the page's post refers to the photo.
    """

    photo: str
    index: int
    is_referred: bool


def showings(built: BuiltPage, source: SourcePost | None) -> list[Showing]:
    """The images of a page that are photos, in order.

    Of several photos that an image can be, the one that the post refers to is taken; if it refers
    to none, the likeliest, unless only names speak for it.
    """
    choice = _Choice(source)
    photos = [choice.photo(match) for match in built.matches]
    if source is not None:
        _add_by_alt(photos, built, source)
    made = []
    for index, photo in enumerate(photos):
        if photo is not None:
            made.append(Showing(photo, index, source is not None and bool(source.lines_of(photo))))
    return made


class _Choice:
    """Chooses among the photos that an image can be."""

    def __init__(self, source: SourcePost | None) -> None:
        self._source = source
        self._copies: dict[tuple[str, ...], list[str]] = {}

    def photo(self, match: Match) -> str | None:
        """The photo that the next image of the page is."""
        if not match.photos:
            return None
        if self._source is not None:
            referred = self._referred(self._source, match.photos)
            if len(referred) == 1:
                return referred[0]
            if referred and match.is_certain:
                return self._next_copy(self._source, referred)
            originals = self._referred(self._source, match.originals)
            if originals:
                return originals[0]
        likeliest = (*match.originals, *match.photos)
        return likeliest[0] if match.is_certain else None

    def _referred(self, source: SourcePost, photos: Sequence[str]) -> tuple[str, ...]:
        by_rules = tuple(photo for photo in photos if photo in source.links)
        return by_rules or tuple(photo for photo in photos if source.lines_of(photo))

    def _next_copy(self, source: SourcePost, copies: tuple[str, ...]) -> str:
        """Of files with the same bytes, the one that the post refers to next."""
        left = self._copies.get(copies)
        if left is None:
            lines = [(line, photo) for photo in copies for line in source.lines_of(photo)]
            left = [photo for _, photo in sorted(lines)] or [copies[0]]
            self._copies[copies] = left
        return left.pop(0) if len(left) > 1 else left[0]


def _add_by_alt(photos: list[str | None], built: BuiltPage, source: SourcePost) -> None:
    """Recognises images by alt texts that the post gives to one photo and the page to one image."""
    if not built.unresolved:
        return
    texts = {i: built.page.images[i].alt for i in built.unresolved if photos[i] is None}
    on_page = Counter(image.alt for image in built.page.images)
    in_post = Counter(reference.alt for reference in source.post.references)
    by_alt: dict[str, set[str]] = defaultdict(set)
    lines = {reference.line: reference.alt for reference in source.post.references}
    for photo, links in source.links.items():
        for link in links:
            by_alt[lines.get(link.line) or ""].add(photo)
    for index, alt in texts.items():
        of_alt = by_alt.get(alt, set()) - {photo for photo in photos if photo}
        if alt and len(of_alt) == 1 and on_page[alt] == in_post[alt] == 1:
            photos[index] = next(iter(of_alt))


def counted(
    pages: Mapping[str, BuiltPage],
    of_pages: Mapping[str, Sequence[Showing]],
    addresses: Addresses,
    stable: Mapping[str, StablePage],
) -> dict[str, list[Showing]]:
    """Leaves out what only repeats another page or belongs to the theme.

    Args:
        pages: The pages, by path.
        of_pages: The images of each page that are photos.
        addresses: The addresses of all pages.
        stable: Other pages, which show photos of their posts in their content.
    """
    posts_pages: dict[str, set[str]] = defaultdict(set)
    in_content: dict[str, set[str]] = defaultdict(set)
    for path, page in stable.items():
        for photo in page.photos:
            posts_pages[photo].add(path)
            in_content[photo].add(path)
    beside: dict[str, set[str]] = defaultdict(set)
    for path, of_page in of_pages.items():
        for each in of_page:
            is_aside = pages[path].page.images[each.index].is_aside
            (beside if is_aside else in_content)[each.photo].add(path)
            if each.is_referred:
                posts_pages[each.photo].add(path)
    photos = {
        path: [(each.photo, each.index) for each in of_page] for path, of_page in of_pages.items()
    }
    repeats = Repeats(pages, photos, posts_pages, addresses)

    def is_furniture(path: str, each: Showing) -> bool:
        if not pages[path].page.images[each.index].is_aside:
            return False
        if each.is_referred:
            return path in in_content[each.photo]
        is_elsewhere = in_content[each.photo] or posts_pages[each.photo]
        return bool(is_elsewhere) or len(beside[each.photo]) > MAX_FURNITURE_PAGES

    return {
        path: [
            each
            for each in of_page
            if not is_furniture(path, each)
            and (each.is_referred or not repeats.is_repeat(path, each.index, each.photo))
        ]
        for path, of_page in of_pages.items()
    }
