"""What a line of text says: a network that reads it column by column.

Connectionist temporal classification (Graves, Fernández, Gomez and Schmidhuber, 2006), the best
character of each column, with the network of PP-OCRv6.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from slidescan.core.geometry import Quad
from slidescan.ocr.inference import Session

if TYPE_CHECKING:
    from numpy.typing import NDArray

HEIGHT = 48
"""Height of a line as the network sees it, pixels."""

NARROWEST, WIDER = 48, 1.08
"""Widths that the network sees: the narrowest, and each so much wider than the one before. One
line at a time: lines of different widths read together would all cost as much as the widest, and
each new shape as much as a second line."""

LONGEST = 8192
"""Most pixels of a line's width as the network sees it."""

TALL = 1.5
"""Height over width from which a line is turned before it is read."""


@dataclass(frozen=True, slots=True)
class Recognized:
    """One line as it was read."""

    text: str
    confidence: float
    """0..1, the mean of its characters."""
    places: tuple[float, ...]
    """For each character, spaces too, how far into the line it stands, 0..1."""


def alphabet(session: Session) -> Sequence[str]:
    """The network's characters: none, those that its file names, and the space."""
    return ("", *session.note("character").splitlines(), " ")


def recognize(
    session: Session,
    characters: Sequence[str],
    pixels: NDArray[np.uint8],
    quads: Sequence[Quad],
) -> list[Recognized]:
    """Read lines.

    Args:
        session: The network.
        characters: As `alphabet` gives them.
        pixels: Height × width × 3, BGR.
        quads: Where the lines are.

    Returns:
        What each says, in the order of `quads`.
    """
    widths = [_width(quad) for quad in quads]
    found = [Recognized("", 0.0, ())] * len(quads)
    # Lines of one width follow each other: for another, the runtime sets itself up anew.
    for i in sorted(range(len(quads)), key=widths.__getitem__):
        batch = np.zeros((1, 3, HEIGHT, _seen_width(widths[i])), np.float32)
        line = cv2.resize(cut(pixels, quads[i]), (widths[i], HEIGHT)).astype(np.float32)
        batch[0, :, :, : widths[i]] = line.transpose(2, 0, 1) / 127.5 - 1
        found[i] = _decoded(session(batch)[0], characters, widths[i] / batch.shape[3])
    return found


def _width(quad: Quad) -> int:
    """Pixels of a line's width as the network sees it."""
    width, height = _size(quad)
    long, short = (height, width) if height >= TALL * width else (width, height)
    return min(LONGEST, max(STRIDE, math.ceil(HEIGHT * long / short)))


STRIDE = 8
"""Pixels of a line's width that make a column of the network's output."""


def _seen_width(width: int) -> int:
    seen = NARROWEST
    while seen < width:
        seen = max(seen + STRIDE, int(seen * WIDER) // STRIDE * STRIDE)
    return seen


def cut(pixels: NDArray[np.uint8], quad: Quad) -> NDArray[np.uint8]:
    """A line laid level, height × width × 3; one that stands upright is turned to the left."""
    corners = np.array([quad.tl, quad.tr, quad.br, quad.bl], np.float32)
    width, height = _size(quad)
    level = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    line = cv2.warpPerspective(
        pixels,
        cv2.getPerspectiveTransform(corners, level),
        (width, height),
        borderMode=cv2.BORDER_REPLICATE,
        flags=cv2.INTER_CUBIC,
    )
    turned = cv2.rotate(line, cv2.ROTATE_90_COUNTERCLOCKWISE) if height >= TALL * width else line
    return turned.astype(np.uint8, copy=False)


def _size(quad: Quad) -> tuple[int, int]:
    """Width and height of a line where it lies, pixels."""
    corners = np.array([quad.tl, quad.tr, quad.br, quad.bl], np.float32)
    across = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    return max(1, int(max(across[0], across[2]))), max(1, int(max(across[1], across[3])))


def _decoded(output: NDArray[np.float32], characters: Sequence[str], filled: float) -> Recognized:
    """The best path: in each column the likeliest character; repeated ones and none are left out.

    Args:
        output: Columns × characters, 0..1.
        characters: The characters.
        filled: Share of the columns that the line fills; the rest is padding.
    """
    best = output.argmax(axis=1)
    columns = np.flatnonzero((best != 0) & (best != np.concatenate(([0], best[:-1]))))
    if not len(columns):
        return Recognized("", 0.0, ())
    sure = output[columns, best[columns]]
    text = [characters[i] for i in best[columns]]
    whole = filled * len(best)
    places = tuple(float(column + 0.5) / whole for column in columns)
    return Recognized("".join(text), float(sure.mean()), places)
