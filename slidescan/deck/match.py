"""Matches the photos of a talk to the pages of its deck: words, pictures, and the talk's order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from slidescan.core.frames import frame_of
from slidescan.core.geometry import Homography, PhotoQuad, homography
from slidescan.core.records import Detection, Line, Photo
from slidescan.deck import pictures
from slidescan.deck.align import UNIT_PAGE, laid_over, page_quad, page_to_photo
from slidescan.deck.builds import hidden_lines
from slidescan.deck.features import PageFeatures
from slidescan.deck.order import Choice, choose
from slidescan.deck.pages import Deck
from slidescan.deck.photo_pixels import GreyPhoto
from slidescan.deck.pictures import Grey, Pieces
from slidescan.deck.words import DeckWords, WordEvidence

MIN_PAIR_CONFIDENCE = 0.95
"""A pair that is less certain is not made."""

MAX_WORD_NATS_TOTAL = 14.0
"""The most that the words of a photo speak for a page: what they say beyond counts between pages
alone."""

MIN_WORD_NATS = -12.0
"""The most that the words of a photo speak against its best page."""

CANDIDATES_BY_WORDS, CANDIDATES_BY_PICTURE = 5, 4
"""How many pages are compared with a photo pixel by pixel."""

MIN_THUMBNAIL_CORRELATION = 0.35
"""A page with a smaller one is no candidate by its picture."""

WORDLESS_NATS = 8.0
"""Pages whose words speak for less than this in all are told by their picture."""

PICTURE_NATS, NEUTRAL_AGREEMENT = 14.0, 0.45
"""What the agreement of a picture speaks for a page of words, and the agreement that says nothing.
Right pages agree by 0.5 to 0.9, other pages of a deck by 0.1 to 0.35."""

WORDLESS_PICTURE_NATS, WORDLESS_NEUTRAL_AGREEMENT = 26.0, 0.5
"""The same for pages without words."""

MAX_PICTURE_NATS = 7.0
"""The most that a picture speaks for or against a page of words."""

MAX_WORDLESS_PICTURE_NATS = 12.0
"""The same for pages without words."""

PREFERENCE_NATS, MAX_PREFERENCE_NATS = 16.0, 9.0
"""What the differences of two pages speak for one of them, and the most that they do."""

MAX_FEATURELESS_NATS = 4.0
"""If the words of a photo speak for a page by more than this, no page without words is sought."""

MAX_RIVAL_NATS = 14.0
"""Pages that are worse than the best by more than this are not compared with it."""

UNSEEN_NATS = 1.0
"""What is taken off pages that were not compared pixel by pixel."""

MAX_TOLD_GAP_NATS = 4.0
"""A page that is worse than the best by more than this isn't told as another possibility."""

_BLANK = np.zeros((9, 16), np.uint8)
"""The picture of a page that can't be drawn: its thumbnail speaks for no page."""


@dataclass(frozen=True)
class PhotoView:
    """A photo of the talk.

    Attributes:
        image: Its path below the site.
        photo: The photo file.
        detection: Where the slide is in it.
        lines: The lines that OCR read.
        load: Loads its grey levels; None if they are gone.
    """

    image: str
    photo: Photo
    detection: Detection
    lines: Sequence[Line]
    load: Callable[[], GreyPhoto | None]


@dataclass(frozen=True)
class Match:
    """The page of a photo.

    Attributes:
        image: The photo's path below the site.
        page: Index of its page; None if none is certain enough.
        confidence: How certain the page is, or that there is none, 0..1.
        candidates: Indices of the pages that it may be, if none is certain.
        quad: The page's corners in the photo; None if unknown.
        hidden: Indices of the page's lines that the photo doesn't show yet.
        has_pixels: Whether the photo's pixels could be compared.
    """

    image: str
    page: int | None
    confidence: float
    candidates: tuple[int, ...] = ()
    quad: PhotoQuad | None = None
    hidden: tuple[int, ...] = ()
    has_pixels: bool = True


@dataclass
class _Comparison:
    """What one photo shows of each candidate."""

    evidence: NDArray[np.float64]
    maps: dict[int, Homography] = field(default_factory=dict)
    overlays: dict[int, Grey] = field(default_factory=dict)
    has_pixels: bool = True


def match(
    deck: Deck, photos: Sequence[PhotoView], progress: Callable[[str], None] | None = None
) -> list[Match]:
    """The page of each photo.

    Args:
        deck: The deck.
        photos: The photos in the order of time.
        progress: Receives each photo's path when it has been compared.
    """
    matcher = _Matcher(deck)
    comparisons = []
    for view in photos:
        comparisons.append(matcher.compare(view))
        if progress is not None:
            progress(view.image)
    evidence = np.array([each.evidence for each in comparisons]).reshape(len(photos), -1)
    choices = choose(evidence)
    return [
        matcher.settle(view, comparison, choice)
        for view, comparison, choice in zip(photos, comparisons, choices, strict=True)
    ]


class _Matcher:
    """Compares photos with the pages of a deck."""

    def __init__(self, deck: Deck) -> None:
        self._pages = [each.page for each in deck.pages]
        self._pictures = [each.picture for each in deck.pages]
        self._words = DeckWords(self._pages)
        self._features = PageFeatures(self._pictures)
        drawn = [picture for picture in self._pictures if picture is not None]
        template = pictures.template_of(drawn)
        self._pieces = [
            pictures.pieces_of(p, template if template is not None and p.shape == template.shape
                               else None)
            if p is not None else Pieces((), ())
            for p in self._pictures
        ]  # fmt: skip
        self._thumbnails = np.array(
            [pictures.thumbnail(p if p is not None else _BLANK) for p in self._pictures]
        )
        self._mean = self._thumbnails.mean(axis=0) if template is not None else 0.0

    def compare(self, view: PhotoView) -> _Comparison:
        """What a photo speaks for each page, in nats, against no page."""
        words = self._words.evidence(view.lines)
        evidence = words.log_odds.copy()
        evidence -= max(0.0, float(evidence.max()) - MAX_WORD_NATS_TOTAL)
        evidence = np.maximum(evidence, MIN_WORD_NATS + evidence - float(evidence.max()))
        grey = view.load()
        comparison = _Comparison(evidence, has_pixels=grey is not None)
        if grey is None:
            # Without pixels, nothing tells that a photo shows a page without words.
            evidence[self._words.totals < WORDLESS_NATS] = -np.inf
            return comparison
        candidates = self._candidates(view, words, grey)
        for page in range(len(self._pages)):
            if page not in candidates:
                evidence[page] -= UNSEEN_NATS
                if self._words.totals[page] < WORDLESS_NATS:
                    evidence[page] = min(evidence[page], -WORDLESS_NATS)
        for page in candidates:
            evidence[page] += self._picture_evidence(view, grey, page, comparison)
        for page, to_photo in self._located(evidence, grey).items():
            nats = self._picture_evidence(view, grey, page, comparison, to_photo)
            evidence[page] = max(evidence[page], words.log_odds[page] + nats)
        self._prefer(comparison)
        return comparison

    def _candidates(self, view: PhotoView, words: WordEvidence, grey: GreyPhoto) -> list[int]:
        by_words = [
            int(i)
            for i in np.argsort(-words.log_odds)[:CANDIDATES_BY_WORDS]
            if words.matched[i] > 0
        ]
        seen = self._thumbnail_correlations(view, grey)
        by_picture = [
            int(i)
            for i in np.argsort(-seen)[:CANDIDATES_BY_PICTURE]
            if seen[i] >= MIN_THUMBNAIL_CORRELATION
        ]
        least = float(words.log_odds.max()) - MAX_RIVAL_NATS
        either = dict.fromkeys((*by_words, *by_picture))
        return [page for page in either if words.log_odds[page] >= least]

    def _thumbnail_correlations(self, view: PhotoView, grey: GreyPhoto) -> NDArray[np.float64]:
        try:
            to_photo = homography(UNIT_PAGE, frame_of(view.photo, view.detection))
        except ValueError:
            return np.zeros(len(self._pages))
        width, height = pictures.THUMBNAIL_SIZE
        over = laid_over(grey.pixels, to_photo, (4 * height, 4 * width), grey.scale)
        photo = pictures.thumbnail(over) - self._mean
        pages = self._thumbnails - self._mean
        spread = np.linalg.norm(photo) * np.linalg.norm(pages, axis=1)
        correlations: NDArray[np.float64] = (pages @ photo) / np.maximum(spread, 1e-6)
        return correlations

    def _located(self, evidence: NDArray[np.float64], grey: GreyPhoto) -> dict[int, Homography]:
        """Pages without words where their features lie in a photo that words give no page."""
        wordless = [
            page
            for page, total in enumerate(self._words.totals)
            if total < WORDLESS_NATS and self._pictures[page] is not None
        ]
        if not wordless or float(evidence.max()) > MAX_FEATURELESS_NATS:
            return {}
        features = self._features.of_photo(grey.pixels)
        maps = {page: self._features.locate(page, features, grey.scale) for page in wordless}
        return {page: to_photo for page, to_photo in maps.items() if to_photo is not None}

    def _picture_evidence(
        self,
        view: PhotoView,
        grey: GreyPhoto,
        page: int,
        comparison: _Comparison,
        located: Homography | None = None,
    ) -> float:
        """What the picture speaks for a page, in nats; lays the photo over the page."""
        picture = self._pictures[page]
        maps = page_to_photo(self._pages[page], view.lines, view.photo, view.detection)
        if located is not None:
            maps.append(located)
        if maps:
            comparison.maps[page] = maps[0]
        is_wordless = self._words.totals[page] < WORDLESS_NATS
        if picture is None:
            return -WORDLESS_NATS if is_wordless else 0.0
        best: float | None = None
        for to_photo in maps:
            over = laid_over(
                grey.pixels, to_photo, (picture.shape[0], picture.shape[1]), grey.scale
            )
            agreement = pictures.agreement(picture, over, self._pieces[page])
            if agreement is not None and (best is None or agreement > best):
                best = agreement
                comparison.maps[page], comparison.overlays[page] = to_photo, over
        if best is None:
            return -WORDLESS_NATS if is_wordless else 0.0
        if is_wordless:
            nats = WORDLESS_PICTURE_NATS * (best - WORDLESS_NEUTRAL_AGREEMENT)
            return float(np.clip(nats, -MAX_WORDLESS_PICTURE_NATS, MAX_WORDLESS_PICTURE_NATS))
        nats = PICTURE_NATS * (best - NEUTRAL_AGREEMENT)
        return float(np.clip(nats, -MAX_PICTURE_NATS, MAX_PICTURE_NATS))

    def _prefer(self, comparison: _Comparison) -> None:
        """Compares the best page with its rivals where they differ."""
        overlays, evidence = comparison.overlays, comparison.evidence
        if not overlays:
            return
        best = max(overlays, key=lambda page: evidence[page])
        for rival in overlays:
            if rival == best or evidence[best] - evidence[rival] > MAX_RIVAL_NATS:
                continue
            first, second = self._pictures[best], self._pictures[rival]
            if first is None or second is None:
                continue
            preferred = pictures.preference(first, second, overlays[best], overlays[rival])
            if preferred is not None:
                nats = PREFERENCE_NATS * preferred
                evidence[rival] -= float(np.clip(nats, -MAX_PREFERENCE_NATS, MAX_PREFERENCE_NATS))

    def settle(self, view: PhotoView, comparison: _Comparison, choice: Choice) -> Match:
        """The match of a photo, once the order has chosen."""
        others = tuple(page for page, gap in choice.others if gap <= MAX_TOLD_GAP_NATS)
        if choice.page is None or choice.confidence < MIN_PAIR_CONFIDENCE:
            told = others if choice.page is None else (choice.page, *others)
            return Match(
                *(view.image, None, choice.confidence, told),
                has_pixels=comparison.has_pixels,
            )
        page = choice.page
        to_photo = comparison.maps.get(page)
        if to_photo is None:
            maps = page_to_photo(self._pages[page], view.lines, view.photo, view.detection)
            to_photo = maps[0] if maps else None
        quad = page_quad(to_photo) if to_photo else None
        hidden = hidden_lines(
            *(self._pages[page], self._pictures[page], comparison.overlays.get(page)),
            *(view.lines, to_photo),
        )
        return Match(
            *(view.image, page, choice.confidence, (), quad, hidden, comparison.has_pixels)
        )
