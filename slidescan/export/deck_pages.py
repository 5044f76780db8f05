"""Pictures of the pages that slides show, from the speakers' decks on the site."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from slidescan.core.records import Detection, Failure, Slide, SlideAt, SlidePage
from slidescan.deck.readers.run import draw_pages
from slidescan.errors import DeckUnreadable, SlidescanError


def page_pictures(
    slides: Sequence[Slide], root: Path, side: int
) -> tuple[dict[str, bytes], dict[str, Failure]]:
    """The pictures of pages as JPEG, by the photos' paths, and what can't be drawn.

    Args:
        slides: The slides; those without a page are left out.
        root: The site.
        side: The longer side of a picture, pixels.
    """
    groups: dict[tuple[str, str], list[tuple[Slide, SlidePage]]] = defaultdict(list)
    for slide in slides:
        if slide.page is not None and slide.page.quad is not None:
            pair = slide.page.pair
            groups[(pair.deck, pair.sha256)].append((slide, slide.page))
    drawn: dict[str, bytes] = {}
    failures: dict[str, Failure] = {}
    for (deck, sha256), group in groups.items():
        numbers = sorted({page.pair.number for _, page in group})
        try:
            pictures = draw_pages(_inside(root, deck), sha256, numbers, side)
        except SlidescanError as error:
            for slide, _ in group:
                failures[slide.image] = Failure(slide.image, error.what, error.remedy)
            continue
        by_number = dict(zip(numbers, pictures, strict=True))
        drawn |= {slide.image: by_number[page.pair.number] for slide, page in group}
    return drawn, failures


def on_its_page(slide: Slide) -> Slide:
    """The slide with the corners of its page, where the page's picture lies."""
    if slide.page is None or slide.page.quad is None:
        return slide
    return replace(slide, detection=Detection(SlideAt(slide.page.quad)))


def _inside(root: Path, deck: str) -> Path:
    """The file of a deck.

    Raises:
        DeckUnreadable: It lies outside the site.
    """
    path = root / deck
    if not path.resolve().is_relative_to(root.resolve()):
        raise DeckUnreadable(f"{deck} lies outside the site", "copy it into the site")
    return path
