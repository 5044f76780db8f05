"""Tells which lines of a page a photo doesn't show yet: a build brings them later.

A line counts as hidden only if nothing was read where it stands, the photo is as even there as the
ground is, and so it is with all later lines of the page. A head before a line, or print too small
to be read, hides nothing: the deck's words are there for that.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence

import numpy as np

from slidescan.core.geometry import Homography, PhotoQuad, jaccard
from slidescan.core.records import DeckLine, DeckPage, Line
from slidescan.core.text import text_similarity, words
from slidescan.deck.pictures import Grey, correlation, line_box

MIN_LINE_CORRELATION = 0.4
"""From this correlation on, the photo shows a line."""

MAX_EMPTY_CONTRAST_RATIO = 0.6
"""The photo is even where its contrast is below this share of what a line there would have."""

MAX_EMPTY_CORRELATION = 0.2
"""The photo is even where it correlates with a line of the page by less than this."""

MAX_GROUND_SHIFT_LEVELS = 40.0
"""Grey levels by which the light of the hall makes the ground differ across a slide. A head or a
shirt before the slide differs by more."""

GROUND_PERCENT = 90
"""This percentile of the grey levels around dark letters is the ground's."""

MIN_STANDING_OVERLAP = 0.15
"""The lowest Jaccard index of a page's line and a line that was read where it stands."""

MIN_READ_SIMILARITY = 0.8
"""A line that OCR read is the page's if it is at least this similar."""

MIN_READ_SHARE = 0.6
"""The share of words that a line of the page and a line that OCR read have in common, of the
shorter one, if they may be the same."""


def hidden_lines(
    page: DeckPage,
    picture: Grey | None,
    over: Grey | None,
    lines: Sequence[Line],
    to_photo: Homography | None,
) -> tuple[int, ...]:
    """The indices of a page's lines that a photo doesn't show yet.

    Args:
        page: The page.
        picture: Its picture; None if it can't be drawn.
        over: The photo as it lies over the picture; None if it can't be compared.
        lines: The lines that OCR read, in the photo.
        to_photo: Maps shares of the page to the photo; None if unknown.
    """
    body = [i for i, line in enumerate(page.lines) if line.role == "body"]
    if picture is not None and over is not None and to_photo is not None:
        correlations = {i: _correlation(page.lines[i], picture, over) or 0.0 for i in body}
        titles = [line for line in page.lines if line.role != "body"]
        aligned = [*correlations.values(), *(_correlation(t, picture, over) or 0.0 for t in titles)]
        if max(aligned, default=0.0) >= MIN_LINE_CORRELATION:
            return _by_pixels(page, picture, over, lines, to_photo)
    return _by_words(page, body, lines)


def hidden_as_before(before: DeckPage, page: DeckPage, hidden: Sequence[int]) -> tuple[int, ...]:
    """The lines of a page that hold the words of its hidden lines, as it was read before.

    Args:
        before: The page as it was read before; its lines may break elsewhere.
        page: The page.
        hidden: The indices of the hidden lines of `before`.
    """
    left = Counter(
        word for i in hidden if i < len(before.lines) for word in words(before.lines[i].text)
    )
    indices: list[int] = []
    for i in reversed([i for i, line in enumerate(page.lines) if line.role == "body"]):
        wanted = Counter(words(page.lines[i].text))
        if not left or wanted - left:
            break
        left -= wanted
        indices.append(i)
    return tuple(sorted(indices))


def _by_words(page: DeckPage, body: Sequence[int], lines: Sequence[Line]) -> tuple[int, ...]:
    """The lines after the last one that was read, if OCR read all before them."""
    read = {i for i in body if any(_is_like(page.lines[i], other) for other in lines)}
    if not read or any(i not in read for i in body if i < max(read)):
        return ()
    return tuple(i for i in body if i > max(read))


def _by_pixels(
    page: DeckPage, picture: Grey, over: Grey, lines: Sequence[Line], to_photo: Homography
) -> tuple[int, ...]:
    """The last lines of the body, if the photo is even where they stand."""
    body = [i for i, line in enumerate(page.lines) if line.role == "body"]
    visible = [
        line
        for line in page.lines
        if _is_read(line, lines, to_photo)
        or (_correlation(line, picture, over) or 0.0) >= MIN_LINE_CORRELATION
    ]
    ratios = [_contrast_ratio(line, picture, over) for line in visible]
    usual = [ratio for ratio in ratios if ratio is not None]
    if not usual:
        return ()
    most = MAX_EMPTY_CONTRAST_RATIO * statistics.median(usual)
    # Small print looks darker than the ground around it.
    content = [line for line in visible if line.role != "footer"] or visible
    ground = statistics.median(_ground(line, picture, over) for line in content)
    hidden: list[int] = []
    for i in reversed(body):
        line = page.lines[i]
        ratio = _contrast_ratio(line, picture, over)
        is_flat = ratio is not None and ratio <= most
        is_other = (_correlation(line, picture, over) or 0.0) < MAX_EMPTY_CORRELATION
        is_ground = abs(_ground(line, picture, over) - ground) <= MAX_GROUND_SHIFT_LEVELS
        if line in visible or not (is_flat and is_other and is_ground):
            break
        hidden.append(i)
    return tuple(sorted(hidden))


def _is_read(line: DeckLine, lines: Sequence[Line], to_photo: Homography) -> bool:
    """Whether OCR read text where a line stands, or the line itself anywhere."""
    quad = line.quad.mapped(to_photo, PhotoQuad)
    return any(
        jaccard(quad, other.quad) >= MIN_STANDING_OVERLAP
        or text_similarity(line.text, other.text) >= MIN_READ_SIMILARITY
        for other in lines
    )


def _is_like(line: DeckLine, other: Line) -> bool:
    """Whether a line that OCR read may be a line of the page, or a part of it."""
    wanted, read = Counter(words(line.text)), Counter(words(other.text))
    fewer = min(wanted.total(), read.total())
    return fewer > 0 and (wanted & read).total() >= MIN_READ_SHARE * fewer


def _correlation(line: DeckLine, picture: Grey, over: Grey) -> float | None:
    return correlation(picture, over, line_box(line, (picture.shape[0], picture.shape[1])))


def _ground(line: DeckLine, picture: Grey, over: Grey) -> float:
    """The grey level of the photo's ground where a line stands: the lightest, or the darkest."""
    left, top, right, bottom = line_box(line, (over.shape[0], over.shape[1]))
    drawn, here = picture[top:bottom, left:right], over[top:bottom, left:right]
    if here.size == 0:
        return 0.0
    is_light = float(drawn.mean()) < float(np.median(drawn))
    return float(np.percentile(here, GROUND_PERCENT if is_light else 100 - GROUND_PERCENT))


def _contrast_ratio(line: DeckLine, picture: Grey, over: Grey) -> float | None:
    """The contrast of the photo where a line stands, by that of the page; None for no contrast."""
    left, top, right, bottom = line_box(line, (picture.shape[0], picture.shape[1]))
    here = picture[top:bottom, left:right]
    if here.size == 0 or float(here.std()) < 1.0:
        return None
    return float(over[top:bottom, left:right].std()) / float(np.maximum(here.std(), 1.0))
