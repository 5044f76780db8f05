"""Letters that stand upright, one below another: they are set side by side to be read as a word."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

MIN_STACKED_LETTERS, MAX_STACKED_LETTERS = 4, 20
"""The fewest and the most letters of a stack."""

MIN_KINDS = 3
"""A word has at least so many different letters; a column of dots hasn't."""

MIN_PIECE_PIXELS = 3
"""A piece of a letter is at least so wide or so high, pixels."""

MAX_DOT_SHARE, MAX_DOT_GAP = 0.4, 0.5
"""The height of the dot of a letter, as a share of the median height of the letters, and its gap
to what is below it, as a share of the median gap between letters."""

MAX_PITCH_ERROR = 0.35
"""How far the distance between two letters differs from the median one, as a share of it."""

MAX_LETTER_WIDTH = 1.4
"""The width of a letter, as a share of the distance between letters: two of them are wider."""

MAX_LETTER_SHIFT = 0.25
"""How far the middle of a letter is off the middle of the stack, as a share of the distance between
letters."""

LETTER_PIXELS, LETTER_GAP_SHARE = 40.0, 0.16
"""The height to which the highest letter is scaled, pixels, and the gaps that are left between
letters, as a share of it."""


class Stack(NamedTuple):
    """A stack of letters.

    Attributes:
        row: The letters side by side, on their common baseline; height × width × 3.
        bounds: The bounds of the stack: left, top, right and bottom, pixels.
        letters: How many letters it has.
    """

    row: NDArray[np.uint8]
    bounds: tuple[int, int, int, int]
    letters: int


def stack_of(box: NDArray[np.uint8]) -> Stack | None:
    """The stack of letters in the picture of a box; None if it holds anything else.

    Args:
        box: The inside of the box, height × width × 3.
    """
    grey = cv2.cvtColor(box, cv2.COLOR_BGR2GRAY)
    _, bright = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    for ink in (bright, 1 - bright):
        letters = _letters(np.asarray(ink, np.uint8))
        if _is_stack(letters):
            return Stack(_row(box, letters), _around(letters), len(letters))
    return None


def is_word(text: str, count: int) -> bool:
    """Whether a text that was read from so many stacked letters is a word of them all."""
    return (
        len(text) == count
        and text.isalpha()
        and (text.islower() or text.isupper() or text.istitle())
        and len(set(text.casefold())) >= MIN_KINDS
    )


_Bounds = tuple[int, int, int, int]
"""Left, top, right and bottom, pixels."""


def _letters(ink: NDArray[np.uint8]) -> list[_Bounds]:
    """The bounds of the letters, from the top down; what touches the border of the box is none."""
    height, width = ink.shape
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    pieces = [
        (left, top, left + across, top + down)
        for left, top, across, down, _ in stats[1:].tolist()
        if max(across, down) >= MIN_PIECE_PIXELS
        and left > 0
        and top > 0
        and left + across < width
        and top + down < height
    ]
    rows: list[_Bounds] = []
    for piece in sorted(pieces, key=lambda piece: piece[1]):
        if rows and piece[1] < rows[-1][3]:
            rows[-1] = _around([rows[-1], piece])
        else:
            rows.append(piece)
    return _with_dots(rows)


def _with_dots(rows: Sequence[_Bounds]) -> list[_Bounds]:
    """The rows; a dot is joined to the letter below it."""
    if len(rows) < MIN_STACKED_LETTERS:
        return list(rows)
    high = float(np.median([bottom - top for _, top, _, bottom in rows]))
    gap = float(np.median([lower[1] - upper[3] for upper, lower in itertools.pairwise(rows)]))
    letters: list[_Bounds] = []
    for row in rows:
        last = letters[-1] if letters else None
        if (
            last is not None
            and last[3] - last[1] <= MAX_DOT_SHARE * high
            and row[1] - last[3] <= MAX_DOT_GAP * gap
        ):
            letters[-1] = _around([last, row])
        else:
            letters.append(row)
    return letters


def _is_stack(letters: Sequence[_Bounds]) -> bool:
    if not MIN_STACKED_LETTERS <= len(letters) <= MAX_STACKED_LETTERS:
        return False
    feet = np.array([bottom for _, _, _, bottom in letters], np.float64)
    steps = np.diff(feet)
    pitch = float(np.median(steps))
    middles = np.array([(left + right) / 2 for left, _, right, _ in letters])
    widths = np.array([right - left for left, _, right, _ in letters])
    return bool(
        np.abs(steps - pitch).max() <= MAX_PITCH_ERROR * pitch
        and widths.max() <= MAX_LETTER_WIDTH * pitch
        and np.abs(middles - np.median(middles)).max() <= MAX_LETTER_SHIFT * pitch
    )


def _row(box: NDArray[np.uint8], letters: Sequence[_Bounds]) -> NDArray[np.uint8]:
    """The letters side by side, each as far above or below the baseline as in the stack."""
    feet = np.array([bottom for _, _, _, bottom in letters], np.float64)
    numbers = np.arange(len(letters))
    pitch = float(np.median(np.diff(feet)))
    baselines = numbers * pitch + float(np.median(feet - numbers * pitch))
    tops = [round(top - base) for (_, top, _, _), base in zip(letters, baselines, strict=True)]
    highest = min(tops)
    high = max(bottom - top for _, top, _, bottom in letters)
    gap = max(2, round(LETTER_GAP_SHARE * high))
    rim = gap // 2
    height = max(top - highest + b[3] - b[1] for top, b in zip(tops, letters, strict=True))
    width = sum(right - left + gap for left, _, right, _ in letters)
    ground = np.median(box.reshape(-1, 3), axis=0).astype(np.uint8)
    row = np.empty((height + 2 * gap, width + gap, 3), np.uint8)
    row[:] = ground
    x = gap
    for (left, top, right, bottom), offset in zip(letters, tops, strict=True):
        y = gap + offset - highest
        # A letter keeps the blurred pixels around it.
        near = box[max(0, top - 1) : bottom + 1, max(0, left - rim) : right + rim]
        start = y - (top - max(0, top - 1)), x - (left - max(0, left - rim))
        row[start[0] : start[0] + near.shape[0], start[1] : start[1] + near.shape[1]] = near
        x += right - left + gap
    scale = LETTER_PIXELS / high
    mode = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(row, None, fx=scale, fy=scale, interpolation=mode), np.uint8)


def _around(bounds: Sequence[_Bounds]) -> _Bounds:
    lefts, tops, rights, bottoms = zip(*bounds, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
