"""Lays a photo over a page, by the words that both have or by the slide's corners."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from slidescan.core.frames import frame_of
from slidescan.core.geometry import Homography, PageQuad, PhotoQuad, Point, homography
from slidescan.core.records import DeckLine, DeckPage, Detection, Line, Photo
from slidescan.core.text import words

MIN_WORD_PAIRS = 6
"""Fewer words than this lay no photo over a page."""

MIN_SPREAD_SHARE = 0.15
"""The words must spread over this share of the page's width and height."""

MAX_WORD_SHIFT_SHARE = 0.02
"""How far a word may lie from where the map puts it, as a share of the slide's width."""

UNIT_PAGE = PageQuad((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
"""The corners of a page."""


def page_to_photo(
    page: DeckPage, lines: Sequence[Line], photo: Photo, detection: Detection
) -> list[Homography]:
    """Maps that may take shares of the page to the upright photo, the likelier ones first.

    Args:
        page: The page.
        lines: The lines that OCR read, in the photo.
        photo: The photo file.
        detection: Where the slide is in it.
    """
    maps = []
    by_words = _by_words(page, lines, frame_of(photo, detection))
    if by_words is not None:
        maps.append(by_words)
    with suppress(ValueError):
        maps.append(homography(UNIT_PAGE, frame_of(photo, detection)))
    return maps


def page_quad(to_photo: Homography) -> PhotoQuad | None:
    """The page's corners in the photo; None if the map turns the page inside out."""
    try:
        quad = UNIT_PAGE.mapped(to_photo, PhotoQuad)
    except ValueError:
        return None
    return quad if quad.is_convex else None


def _by_words(page: DeckPage, lines: Sequence[Line], frame: PhotoQuad) -> Homography | None:
    """The map that most words agree on (RANSAC; Fischler and Bolles 1981)."""
    on_page = _unique(_page_words(page.lines))
    on_photo = _unique(_photo_words(lines))
    common = [word for word in on_page if word in on_photo]
    if len(common) < MIN_WORD_PAIRS:
        return None
    source = np.array([on_page[word] for word in common], np.float64)
    target = np.array([on_photo[word] for word in common], np.float64)
    if np.ptp(source, axis=0).min() < MIN_SPREAD_SHARE:
        return None
    threshold = MAX_WORD_SHIFT_SHARE * max(frame.width, 1.0)
    result: Any = cv2.findHomography(source, target, cv2.RANSAC, threshold, maxIters=500)
    matrix, inliers = result
    if matrix is None or inliers is None:
        return None
    agreeing = inliers.ravel().astype(bool)
    if agreeing.sum() < MIN_WORD_PAIRS or np.ptp(source[agreeing], axis=0).min() < MIN_SPREAD_SHARE:
        return None
    (a, b, c), (d, e, f), (g, h, i) = matrix.tolist()
    made: Homography = ((a, b, c), (d, e, f), (g, h, i))
    return made if page_quad(made) is not None else None


def _unique(pairs: Iterator[tuple[str, Point]]) -> dict[str, Point]:
    """The words that stand once only, with their middles."""
    points: dict[str, list[Point]] = defaultdict(list)
    for word, point in pairs:
        points[word].append(point)
    return {word: each[0] for word, each in points.items() if len(each) == 1}


def _page_words(lines: Sequence[DeckLine]) -> Iterator[tuple[str, Point]]:
    for line in lines:
        for word, start, end in _word_shares(line.text):
            yield word, line.quad.slice(start, end).center


def _photo_words(lines: Sequence[Line]) -> Iterator[tuple[str, Point]]:
    for line in lines:
        shares = list(_word_shares(line.text))
        spans = line.word_spans
        texts = line.text.split()
        for number, (word, start, end) in enumerate(shares):
            if len(spans) == len(texts) == len(shares):
                start, end = spans[number]
            yield word, line.quad.slice(start, end).center


def _word_shares(text: str) -> Iterator[tuple[str, float, float]]:
    """Yields each word of a line, folded, with its start and end as shares of the line."""
    for match in re.finditer(r"\S+", text):
        for word in words(match[0])[:1]:
            yield word, match.start() / len(text), match.end() / len(text)


# Pixels


def laid_over(
    pixels: NDArray[np.uint8], to_photo: Homography, shape: tuple[int, int], scale: float
) -> NDArray[np.uint8]:
    """The photo as it lies over a page.

    Args:
        pixels: The photo's grey levels, reduced by `scale`.
        to_photo: Maps shares of the page to the upright photo.
        shape: Height and width of the result, pixels.
        scale: Pixels of `pixels` for a pixel of the upright photo.
    """
    height, width = shape
    from_result = np.diag([1 / width, 1 / height, 1.0])
    matrix = np.diag([scale, scale, 1.0]) @ np.array(to_photo) @ from_result
    quad = UNIT_PAGE.mapped(to_photo, PhotoQuad)
    smaller = scale * quad.width / width
    if smaller > 1.5:
        pixels = cv2.GaussianBlur(pixels, (0, 0), 0.35 * smaller).astype(np.uint8)
    over = cv2.warpPerspective(
        pixels, matrix, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    return over.astype(np.uint8, copy=False)
