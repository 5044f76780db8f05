"""Groups the text in a box, a card or a panel of the slide, which is read together."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from slidescan.core.geometry import FlatQuad
from slidescan.layout.boxes import Box
from slidescan.layout.cells import Cell

MIN_INSIDE_SHARE, MAX_OUTSIDE_SHARE = 0.8, 0.2
"""A text is in a frame if at least the first share of its width is, and outside if at most the
second is. A frame that cuts a text is none."""


def framed_cells(
    boxes: Iterable[Box],
    frames: Iterable[FlatQuad],
    ordered: Callable[[list[Cell]], list[Box]],
    cells_of: Callable[[Iterable[Box]], list[Cell]],
    *,
    mirrored: bool = False,
) -> list[Cell]:
    """The cells of a slide, those in a frame as one.

    Args:
        boxes: All boxes.
        frames: Upright shapes on the slide; one that holds a part of a group holds the group.
        ordered: Puts the cells within a frame in reading order.
        cells_of: Joins the boxes that are in no frame, or in the same one, into cells.
        mirrored: Whether the boxes are mirrored.
    """
    loose, groups = list(boxes), list[Cell]()
    for frame in sorted(frames, key=lambda frame: frame.width * frame.height):
        left, top, right, bottom = frame.bounds
        bounds = (-right, top, -left, bottom) if mirrored else (left, top, right, bottom)
        texts: list[Box | Cell] = [*loose, *groups]
        shares = [_inside_share(each, bounds) for each in texts]
        if any(MAX_OUTSIDE_SHARE < share < MIN_INSIDE_SHARE for share in shares):
            continue
        inside = [b for b in loose if _inside_share(b, bounds) >= MIN_INSIDE_SHARE]
        held = [g for g in groups if _inside_share(g, bounds) >= MIN_INSIDE_SHARE]
        if len(inside) + len(held) < 2:
            continue
        group = _group([*cells_of(inside), *held], ordered)
        loose = [b for b in loose if b not in inside]
        groups = [*(g for g in groups if g not in held), group]
    return [*cells_of(loose), *groups]


def _group(cells: list[Cell], ordered: Callable[[list[Cell]], list[Box]]) -> Cell:
    boxes = ordered(cells)
    return Cell.of(boxes, is_framed=True)


def _inside_share(each: Box | Cell, bounds: tuple[float, float, float, float]) -> float:
    """The share of its width within the bounds; 0 if its middle is above or below them."""
    left, top, right, bottom = bounds
    if not top < (each.top + each.bottom) / 2 < bottom:
        return 0.0
    return (min(each.right, right) - max(each.left, left)) / max(each.right - each.left, 1e-6)
